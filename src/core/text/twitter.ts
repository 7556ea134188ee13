// The public post on X: at most 280 weighted characters, nobody mentioned, and no link but that of the booking site where
// it is asked for (a post with one costs thirteen times as much). The same alert always gives the same text, so that X
// recognises a post sent twice.
import type { Alert } from '../alert.ts';
import { timeText } from '../ist.ts';
import {
  ageText,
  byCentre,
  count,
  dosesLeft,
  type Entry,
  feeText,
  leftText,
  line,
  shortDayText,
  unlinked,
} from './parts.ts';

export const X_MAX_WEIGHT = 280;
/** X puts a short link of its own in the place of any link. */
const LINK_WEIGHT = 23;
const LINK = /https?:\/\/\S+/gu;

/** Code points that weigh one; all others weigh two. From twitter-text's published configuration, version 3. */
const LIGHT: readonly (readonly [number, number])[] = [
  [0, 4351],
  [8192, 8205],
  [8208, 8223],
  [8242, 8247],
];

/** Whether X will take a text for one with a link: ours never hold one that does not say so. */
export function hasLink(text: string): boolean {
  return text.search(LINK) >= 0;
}

/** The weight X gives a text. Joined emoji weigh less there than here, so the answer errs to the safe side. */
export function xWeight(text: string): number {
  let weight = 0;
  for (const character of text.normalize('NFC').replace(LINK, '_'.repeat(LINK_WEIGHT))) {
    const point = character.codePointAt(0) ?? 0;
    weight += LIGHT.some(([from, to]) => point >= from && point <= to) ? 1 : 2;
  }
  return weight;
}

/**
 * The post for the slots of one area.
 * @param withLink ends with the link of the booking site, whatever else must be left out for it
 */
export function twitterText(alert: Alert, withLink = false): string {
  const entries = byCentre(alert.slots).flatMap((centre) => centre.entries);
  const head = [
    `${count(dosesLeft(alert.slots), 'dose')} open`,
    ...alert.areaText.split(',').slice(0, 2).reverse().map(hashtag),
  ]
    .filter((part) => part !== '')
    .join(' ');
  // When it was first seen open, not when last looked at: a second try of the same news must read the same.
  const seenAt = `Seen ${timeText(Math.min(...alert.slots.map((slot) => slot.openedAtMs)), true)}`;
  const seen = withLink ? `${seenAt}\nBook: ${alert.bookingUrl}` : seenAt;
  const book = withLink ? '' : `. Book on ${defused(alert.sourceName, 24)}`;
  const whole = (parts: readonly string[]): string => {
    const text = [...parts, seen].join('\n');
    return xWeight(text + book) <= X_MAX_WEIGHT ? text + book : text;
  };
  const lines: string[] = [];
  for (const [index, entry] of entries.entries()) {
    const more = (left: number) => (left > 0 ? [`and ${left} more`] : []);
    const rest = entries.length - index - 1;
    const room = X_MAX_WEIGHT - xWeight([head, ...lines, '', ...more(rest), seen].join('\n'));
    const text = entryLine(entry, room);
    if (text === undefined) return whole([head, ...lines, ...more(rest + 1)]);
    lines.push(text);
  }
  return whole([head, ...lines]);
}

/** `560011 Sat 8 May COVISHIELD 18–44 free Apollo Clinic, dose 1: 12 left, dose 2: 3 left`; undefined when it cannot fit. */
function entryLine({ session, slots }: Entry, room: number): string | undefined {
  const facts = [
    session.centre.pincode,
    shortDayText(session.date),
    defused(session.vaccine, 24),
    ageText(session.ageMinYears, session.ageMaxYears),
    session.feeType === 'unknown' && session.feeInr === null
      ? ''
      : defused(feeText(session.feeType, session.feeInr).replace(',', ''), 20),
  ].filter((fact) => fact !== '');
  const start = `${facts.join(' ')} `;
  const end = `, ${slots.map(leftText).join(', ')}`;
  for (const length of [60, 40, 24, 12]) {
    const text = start + defused(session.centre.name, length) + end;
    if (xWeight(text) <= room) return text;
  }
  return undefined;
}

/** Names as text that X turns into no link, mention, hashtag or cashtag. */
function defused(name: string, max: number): string {
  return line(unlinked(name).replace(/[#＃$:]/gu, ' '), max);
}

/** `#WestBengal` of `West Bengal`; empty where nothing is left X would take for a hashtag. */
function hashtag(name: string): string {
  const words = name.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  const joined = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return /\p{L}/u.test(joined) && joined.length <= 50 ? `#${joined}` : '';
}
