// What stands above the last line: what this screen itself must say, and what the engine says is missing. Pure.
import { timeText } from '../src/core/ist.ts';
import type { EngineSnapshot } from '../src/core/snapshot.ts';
import type { Tone } from './kit/columns.ts';
import { plain } from './kit/plain.ts';
import { wrapped } from './kit/wrapped.ts';

export interface Notice {
  readonly tone: Tone | undefined;
  readonly text: string;
}

/** What stands before it: what needs the person is marked without colour, too. */
export function noticeMark({ tone }: Notice): string {
  return tone === undefined || tone === 'good' ? '-' : '!';
}

export interface NoticeLine {
  /** Empty on lines that go on. */
  readonly mark: string;
  readonly tone: Tone | undefined;
  readonly text: string;
}

/**
 * What fits `height` lines: each notice a line, the first ones more where there is room, the rest of a text on its last
 * line. `isCut`: some text is longer than its room.
 */
export function noticeRows(
  notices: readonly Notice[],
  width: number,
  height: number,
): { readonly lines: readonly NoticeLine[]; readonly isCut: boolean } {
  let spare = Math.max(0, height - notices.length);
  let isCut = false;
  const lines = notices.slice(0, height).flatMap((notice) => {
    const whole = wrapped(notice.text, width);
    const rows = Math.min(whole.length, 1 + spare);
    spare -= rows - 1;
    isCut ||= whole.length > rows;
    const shown = [...whole.slice(0, rows - 1), whole.slice(rows - 1).join(' ')];
    return shown.map((text, at) => ({ mark: at === 0 ? noticeMark(notice) : '', tone: notice.tone, text }));
  });
  return { lines, isCut };
}

export interface Circumstances {
  /** The connection to the engine is gone. */
  readonly lost: boolean;
  /** The engine is being started anew. */
  readonly restarting: boolean;
  /** The engine is connected but silent. */
  readonly stalled: boolean;
  /** What was said last, while it stands. */
  readonly note: Notice | undefined;
}

/** All sentences for the foot of the screen, the most urgent first. */
export function noticesOf(snapshot: EngineSnapshot, circumstances: Circumstances): readonly Notice[] {
  const { lost, restarting, stalled, note } = circumstances;
  const since = timeText(snapshot.atMs);
  const own: Notice[] = [];
  const say = (tone: Tone | undefined, text: string) => own.push({ tone, text });
  if (note !== undefined) say(note.tone, plain(note.text));
  if (restarting) say('warn', `The engine is being started anew. Last figures: ${since}.`);
  else if (lost) say('bad', `The engine is gone. Last figures: ${since}. q leaves.`);
  else if (stalled) say('warn', `No news from the engine since ${since}.`);
  if (snapshot.state === 'paused' && !lost && !restarting)
    say('warn', 'Polling is paused (p resumes): no calls go out. What is owed is still sent.');
  return [...own, ...snapshot.hints.map((hint): Notice => ({ tone: 'warn', text: plain(hint) }))];
}
