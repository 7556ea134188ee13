// What an examination found, as lines of a table. Pure.
import type { Check, CheckState } from '../../../src/core/check.ts';
import { CHANNEL_NAMES, channelText } from '../../../src/core/subscription.ts';
import type { Column, TableRow, Tone } from '../../kit/columns.ts';
import { plain } from '../../kit/plain.ts';

export const CHECK_COLUMNS: readonly Column[] = [
  { title: '', width: 2 },
  { title: '', width: 10 },
  { title: '', width: 7 },
  { title: 'Found, and how to mend it', width: 20, share: 1 },
];
/** The heading stands over the first three columns. */
export const CHECK_TITLE_SPAN = 3;

const STATES: Readonly<Record<CheckState, { readonly word: string; readonly tone: Tone }>> = {
  ok: { word: 'ok', tone: 'good' },
  warn: { word: 'mind', tone: 'warn' },
  off: { word: 'off', tone: 'quiet' },
  failed: { word: 'failed', tone: 'bad' },
};

/** What was looked at, as people call it: of the channels, X has another name in data. */
export function checkName({ name }: Check): string {
  const channel = CHANNEL_NAMES.find((one) => one === name);
  return channel === undefined ? plain(name) : channelText(channel);
}

export function stateWord({ state }: Check): string {
  return STATES[state].word;
}

export function stateTone({ state }: Check): Tone {
  return STATES[state].tone;
}

/** @param key its place: nothing says that names are given once */
export function checkRow(check: Check, key: string, chosen: boolean): TableRow {
  return {
    key,
    cells: [
      { text: chosen ? '>' : '' },
      { text: checkName(check) },
      { text: stateWord(check), tone: stateTone(check) },
      { text: plain(check.detail), ...(check.state === 'off' && { tone: 'quiet' }) },
    ],
  };
}

/** `9 ok, 1 failed, 2 off`: the worst that is there comes first. */
export function checksSummary(checks: readonly Check[]): string {
  const order: readonly CheckState[] = ['failed', 'warn', 'ok', 'off'];
  return order
    .map((state) => ({
      count: checks.filter((check) => check.state === state).length,
      word: STATES[state].word,
    }))
    .filter(({ count }) => count > 0)
    .map(({ count, word }) => `${count} ${word}`)
    .join(', ');
}
