// What the page of somebody's alerts says after a button was pressed, by the word the way back carries.

const DONE_TEXTS = {
  added: 'Added. What is open there now, if anything, comes at once.',
  changed: 'Saved. From now on you get only what fits.',
  removed: 'Removed. Nothing more comes from that place.',
  paused: 'All alerts are paused.',
  resumed: 'Alerts are on again. What is open now comes at once.',
  'paused-one': 'That place is paused; the others go on.',
  'resumed-one': 'That place is on again. What is open there now comes at once.',
  'resumed-one-of-none': 'That place is on again. Nothing comes from it as long as all your alerts are off.',
  quiet: 'Quiet hours are set.',
  loud: 'There are no quiet hours.',
  unsubscribed: 'Unsubscribed: no more alerts. Your places are kept, in case you want them again.',
} as const;

export type Done = keyof typeof DONE_TEXTS;

/** Undefined for any word that is none of ours. */
export function doneText(word: string | undefined): string | undefined {
  return word !== undefined && Object.hasOwn(DONE_TEXTS, word) ? DONE_TEXTS[word as Done] : undefined;
}
