// What stands above the last line: what this screen itself must say, and what the engine says is missing. Pure.
import { timeText } from '../src/core/ist.ts';
import type { EngineSnapshot } from '../src/core/snapshot.ts';
import type { Tone } from './kit/columns.ts';
import { plain } from './kit/plain.ts';

export interface Notice {
  readonly tone: Tone | undefined;
  readonly text: string;
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
  if (restarting) say('warn', `The engine is being started anew. These are its last figures, of ${since}.`);
  else if (lost) say('bad', `The engine is gone. These are its last figures, of ${since}. q leaves.`);
  else if (stalled) say('warn', `No news from the engine since ${since}.`);
  if (snapshot.state === 'paused' && !lost && !restarting)
    say('warn', 'Polling is paused (p resumes): no calls go out. What is owed is still sent.');
  return [...own, ...snapshot.hints.map((hint): Notice => ({ tone: 'warn', text: plain(hint) }))];
}
