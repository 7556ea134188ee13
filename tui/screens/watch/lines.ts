// What the lines above the tables say, as state word, tone and words. Pure.
import { figureText } from '../../../src/core/freshness.ts';
import { durationText, timeText } from '../../../src/core/ist.ts';
import type { EngineSnapshot, PaceState, SourceHealth } from '../../../src/core/snapshot.ts';
import type { Tone } from '../../kit/columns.ts';
import {
  briefCountText,
  countText,
  latencyText,
  plural,
  rateText,
  shareText,
  sizeText,
  total,
} from '../../kit/figures.ts';
import { plain } from '../../kit/plain.ts';

export interface Line {
  readonly label: string;
  readonly state: string;
  readonly tone?: Tone;
  readonly text: string;
}

const ENGINE_TONES: Readonly<Record<EngineSnapshot['state'], Tone>> = {
  starting: 'warn',
  running: 'good',
  paused: 'warn',
  draining: 'warn',
};
const SOURCE_TONES: Readonly<Record<SourceHealth['state'], Tone>> = {
  idle: 'quiet',
  ok: 'good',
  silent: 'bad',
  refused: 'bad',
  drift: 'bad',
};

const A_SECOND_MS = 1000;
/** Intervals that differ by no more count as the same. */
const ALIKE = 1.05;

const join = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(' · ');

export function engineTone(state: EngineSnapshot['state']): Tone {
  return ENGINE_TONES[state];
}

/** `up 2 h 5 min` */
export function uptimeText(snapshot: EngineSnapshot): string {
  return `up ${durationText(snapshot.atMs - snapshot.startedAtMs)}`;
}

export function sourceLine({ source, atMs }: EngineSnapshot): Line {
  const age =
    source.lastGoodMs === null ? '' : `last good answer ${durationText(atMs - source.lastGoodMs)} ago`;
  return {
    label: 'Source',
    state: source.state,
    tone: SOURCE_TONES[source.state],
    text: join(plain(source.name), plain(source.detail), age, plain(source.baseUrl)),
  };
}

export function paceLine(snapshot: EngineSnapshot): Line {
  const { pace, state, atMs } = snapshot;
  const used = rateText(pace.usedPerS);
  const waits =
    pace.waitsUntilMs === null || pace.waitsUntilMs <= atMs
      ? ''
      : `next call in ${durationText(pace.waitsUntilMs - atMs)}`;
  const { word, tone } = paceState(pace, state === 'paused');
  return {
    label: 'Pace',
    state: word,
    tone,
    text: join(
      pace.allowedPerS === null
        ? `${used} calls/s, no limit`
        : `${used} of ${rateText(pace.allowedPerS)} calls/s (${plain(pace.setting)})`,
      waits,
      pace.breaker === 'closed' ? '' : `breaker ${pace.breaker}`,
      sweepText(snapshot),
    ),
  };
}

/** `40 areas: every 2 min 15 s`, with a `~` where not all get the same; empty when there are none. */
export function sweepText({ areas, pace }: EngineSnapshot): string {
  if (areas.length === 0 || pace.allowedPerS === 0) return '';
  const count = plural(areas.length, 'area');
  if (pace.allowedPerS === null) return `${count}: as often as it answers`;
  const known = areas.map(({ intervalMs }) => intervalMs).filter((ms) => ms !== null);
  const all = known.length === areas.length;
  // What is really done, once that is known: an area whose answers are kept for minutes is not asked oftener.
  const perMs = all ? known.reduce((sum, ms) => sum + 1 / ms, 0) : pace.allowedPerS / A_SECOND_MS;
  const each = all ? known : areas.map(({ subscribers }) => subscribers);
  const alike = Math.max(...each) <= ALIKE * Math.min(...each);
  const meanMs = areas.length / perMs;
  if (meanMs < A_SECOND_MS / 2) return `${count}: within a second`;
  return `${count}: every ${alike ? '' : '~'}${figureText(meanMs)}`;
}

function paceState(pace: PaceState, paused: boolean): { word: string; tone: Tone } {
  if (paused) return { word: 'paused', tone: 'warn' };
  if (pace.breaker === 'open') return { word: 'stopped', tone: 'bad' };
  if (pace.breaker === 'probing') return { word: 'probing', tone: 'warn' };
  const slowed =
    pace.allowedPerS !== null && (pace.settingPerS === null || pace.allowedPerS < pace.settingPerS * 0.99);
  return slowed ? { word: 'slowed', tone: 'warn' } : { word: 'ok', tone: 'good' };
}

/** How quick the answers are, and what became of all calls since the start. */
export function answersLine({ polls }: EngineSnapshot): Line {
  if (polls.calls === 0) return { label: 'Answers', state: '–', text: 'no call made yet' };
  const failed = total(polls.failed);
  const problems = total(polls.problems);
  return {
    label: 'Answers',
    state: `${shareText(polls.unchanged, polls.calls)} same`,
    text: join(
      `p50 ${latencyText(polls.latencyP50Ms)} p99 ${latencyText(polls.latencyP99Ms)}`,
      `${briefCountText(polls.calls)} ${polls.calls === 1 ? 'call' : 'calls'}`,
      sizeText(polls.bytes),
      `${countText(failed)} failed`,
      problems === 0 ? '' : `${plural(problems, 'row')} unusable`,
    ),
  };
}

export function dedupeLine({ dedupe }: EngineSnapshot): Line {
  return {
    label: 'Dedupe',
    state: dedupe.state,
    tone: dedupe.state === 'ok' ? 'good' : 'warn',
    text: join(dedupe.mode, plain(dedupe.detail)),
  };
}

export function slotsLine(snapshot: EngineSnapshot): Line {
  const { subscribers } = snapshot;
  const parts = [
    plural(subscribers.active, 'subscriber'),
    subscribers.paused > 0 ? `${countText(subscribers.paused)} paused` : '',
    subscribers.gone > 0 ? `${countText(subscribers.gone)} gone` : '',
  ];
  return {
    label: 'Slots',
    state: `${countText(snapshot.slotsOpen)} open`,
    text: join(
      `${countText(snapshot.openings)} opened, ${countText(snapshot.closings)} closed`,
      parts.filter((part) => part !== '').join(', '),
    ),
  };
}

export function engineLine(snapshot: EngineSnapshot): Line {
  return {
    label: 'Engine',
    state: `${Math.round(snapshot.rssMb)} MB`,
    text: join(
      `loop p99 ${latencyText(snapshot.loopP99Ms)}`,
      `version ${plain(snapshot.version)}`,
      plain(snapshot.dataDir),
    ),
  };
}

/** What stands above the hints of the engine: what this screen itself must say. */
export interface Notices {
  /** The connection to the engine is gone. */
  readonly lost: boolean;
  /** The engine is connected but silent. */
  readonly stalled: boolean;
  /** Why the last key had no effect; empty when it had. */
  readonly refusal: string;
}

/** All sentences for the foot of the screen, the most urgent first. */
export function hintLines(snapshot: EngineSnapshot, notices: Notices): readonly Line[] {
  const since = timeText(snapshot.atMs);
  const own: Line[] = [];
  const say = (tone: Tone, text: string) => own.push({ label: '', state: '!', tone, text });
  if (notices.lost) say('bad', `The engine is gone. These are its last figures, of ${since}. q leaves.`);
  else if (notices.stalled) say('warn', `No news from the engine since ${since}.`);
  if (notices.refusal !== '') say('warn', plain(notices.refusal));
  if (snapshot.state === 'paused' && !notices.lost)
    say('warn', 'Polling is paused: no calls go out. What is owed is still sent. p resumes.');
  return [
    ...own,
    ...snapshot.hints.map((hint): Line => ({ label: '', state: '!', tone: 'warn', text: plain(hint) })),
  ];
}
