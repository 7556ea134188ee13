// What the lines above the tables say, as state word, tone and words. Pure.
import { failureInBrief } from '../../../src/core/failure-words.ts';
import { figureText } from '../../../src/core/freshness.ts';
import { durationText } from '../../../src/core/ist.ts';
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
import type { Line } from '../../kit/status-line.tsx';

const ENGINE_TONES: Readonly<Record<EngineSnapshot['state'], Tone>> = {
  starting: 'warn',
  running: 'good',
  paused: 'warn',
  draining: 'warn',
  stopped: 'bad',
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

export function sourceLine({ source, atMs }: EngineSnapshot): Line {
  const age =
    source.lastGoodMs === null ? '' : `last good answer ${durationText(atMs - source.lastGoodMs)} ago`;
  return {
    label: 'Source',
    state: source.state,
    tone: SOURCE_TONES[source.state],
    // What is wrong names the source itself.
    text: join(plain(source.detail === '' ? source.name : source.detail), age, plain(source.baseUrl)),
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
      `${countText(failed)} failed${failed === 0 ? '' : `, most: ${commonest(polls.failed)}`}`,
      problems === 0 ? '' : `${plural(problems, 'row')} unusable`,
    ),
  };
}

/** The failure that was met most often, in plain words. @param failed at least one */
function commonest(failed: EngineSnapshot['polls']['failed']): string {
  const [why] = Object.entries(failed).reduce((most, one) => (one[1] > most[1] ? one : most));
  return plain(failureInBrief(why));
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
