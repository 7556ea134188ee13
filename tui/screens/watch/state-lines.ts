// The state of everything the engine stands on, a line each, with the reason in plain words where one is not well. Pure.
import type { DatabaseState, DedupeState, EngineSnapshot } from '../../../src/core/snapshot.ts';
import { latencyText, sizeText } from '../../kit/figures.ts';
import { plain } from '../../kit/plain.ts';
import type { Line } from '../../kit/status-line.tsx';
import { freshnessLine } from './freshness.ts';
import { answersLine, engineTone, paceLine, slotsLine, sourceLine } from './lines.ts';

const REDIS_STATES: Readonly<Record<DedupeState['mode'], string>> = {
  'redis-unix': 'ok',
  redis: 'ok',
  'in-process': 'none',
};
const ENGINE_WORDS: Readonly<Record<EngineSnapshot['state'], string>> = {
  starting: 'it is starting: nothing is polled yet',
  running: '',
  paused: 'polling is paused, no call goes out; what is owed is still sent',
  draining: 'it is stopping: what is being sent is finished first',
  stopped: 'none runs yet: Setup (6) says why',
};

const join = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(' · ');

/** How the engine is, and what it costs: memory, and how long its main thread is kept from its work. */
export function engineStateLine({ state, rssMb, loopP99Ms, version, dataDir }: EngineSnapshot): Line {
  return {
    label: 'Engine',
    state,
    tone: engineTone(state),
    text: join(
      ENGINE_WORDS[state],
      `${Math.round(rssMb)} MB`,
      `loop p99 ${latencyText(loopP99Ms)}`,
      `version ${plain(version)}`,
      plain(dataDir),
    ),
  };
}

/** Without Redis all is as correct, only not shared: that is a state of its own and no fault. */
export function redisLine({ dedupe }: EngineSnapshot): Line {
  const { mode, state, detail } = dedupe;
  const inside = mode === 'in-process' ? 'dedupe in-process' : mode;
  if (state !== 'ok') return { label: 'Redis', state, tone: 'warn', text: join(inside, plain(detail)) };
  return {
    label: 'Redis',
    state: REDIS_STATES[mode],
    tone: mode === 'in-process' ? 'quiet' : 'good',
    text: join(inside, plain(detail)),
  };
}

export function databaseLine({ database }: EngineSnapshot): Line {
  return {
    label: 'SQLite',
    state: database.state,
    tone: database.state === 'ok' ? 'good' : 'bad',
    text: databaseText(database),
  };
}

function databaseText({ state, detail, bytes }: DatabaseState): string {
  if (state === 'ok') return join('every commit is on the disk', sizeText(bytes));
  return `${plain(detail)} Nothing new is recorded or sent until it can be written.`;
}

/**
 * A line as it may be said of an engine that nobody can ask: `was ok`, which is all one knows, and looks like nothing
 * that is well. Where none ran yet, nothing is known of what it would stand on.
 * @param lost the engine cannot be reached, or none runs
 */
export function asFarAsKnown(line: Line, { state }: EngineSnapshot, lost: boolean): Line {
  if (!lost) return line;
  if (state !== 'stopped') return { ...line, state: `was ${line.state}`, tone: 'quiet' };
  return line.label === 'Engine' ? line : { ...line, state: '–', tone: 'quiet', text: 'no engine runs' };
}

/** What the lines are called and how they are made, the most telling first; small screens take the first few. */
export const STATE_LINES: readonly (readonly [name: string, line: (snapshot: EngineSnapshot) => Line])[] = [
  ['engine', engineStateLine],
  ['source', sourceLine],
  ['pace', paceLine],
  ['Redis', redisLine],
  ['SQLite', databaseLine],
  ['freshness', freshnessLine],
  ['slots', slotsLine],
  ['answers', answersLine],
];
