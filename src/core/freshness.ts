// Freshness in words: how old an area's last good answer is, how often the area is polled and why, and what the allowed
// pace can give. Pure: figures in, words out. It plans nothing; the intervals themselves are the planner's.
import { DAY_MS, durationText } from './ist.ts';
import { callsPerSecond, type PaceCap, type PaceSetting } from './pace-setting.ts';
import type { AreaState } from './snapshot.ts';

/** Nobody should wait longer for a slot to be seen (ms), as far as the pace permits. */
export const LONGEST_INTERVAL_MS = 5 * 60_000;

/** An answer is old when it should have been followed by this many others, and never before it is a minute old. */
const STALE_INTERVALS = 3;
const STALE_LEAST_MS = 60_000;

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** Twice a second: oftener than that, a figure says nothing. */
const SEVERAL_A_SECOND_MS = 500;

/** What is asked of the pace. */
export interface PolledAreas {
  readonly areas: number;
  /** Whether all areas get the same; otherwise an interval for all of them is a mean. */
  readonly even: boolean;
}

/** An area as far as freshness goes; left out, it is not paused. */
type Fresh = Pick<AreaState, 'lastGoodMs' | 'intervalMs'> & Partial<Pick<AreaState, 'paused'>>;
type Reasoned = Pick<AreaState, 'why' | 'subscribers' | 'newsPerDay' | 'cachedForMs'> &
  Partial<Pick<AreaState, 'paused'>>;

/**
 * Whether the last good answer is so old that something must be amiss. One that never came is not old, and nothing is
 * amiss while the operator has the area paused.
 */
export function isStale(area: Fresh, atMs: number): boolean {
  if (area.lastGoodMs === null || area.paused) return false;
  return atMs - area.lastGoodMs > Math.max(STALE_LEAST_MS, STALE_INTERVALS * (area.intervalMs ?? 0));
}

/** Age of the last good answer, for a table: `12 s`, `never`; with a mark when it is stale: `! 9 min`. */
export function ageText(area: Fresh, atMs: number): string {
  if (area.lastGoodMs === null) return 'never';
  const ageMs = atMs - area.lastGoodMs;
  if (isStale(area, atMs)) return `! ${roughText(ageMs)}`;
  return durationText(ageMs < 10 * MINUTE_MS ? ageMs : figureMs(ageMs));
}

/** How often an area is polled, for a table: `45 s`, `2 min 15 s`, `<1 s`, `as it can`, `paused`; `–` while not known. */
export function intervalText(
  area: Pick<AreaState, 'intervalMs' | 'why'> & Partial<Pick<AreaState, 'paused'>>,
): string {
  if (area.paused) return 'paused';
  if (area.intervalMs !== null) return figureText(area.intervalMs);
  return area.why === 'unlimited' ? 'as it can' : '–';
}

/** Why an area is polled as often as it is: `72 people, 3 changes/day`. */
export function whyText(area: Reasoned): string {
  if (area.paused) return 'by the operator';
  switch (area.why) {
    case 'share': {
      const news = area.newsPerDay === null ? '' : `, ${newsText(area.newsPerDay)}`;
      return `${peopleText(area.subscribers)}${news}`;
    }
    case 'longest-wait':
      return 'so nobody waits longer';
    case 'cached':
      return area.cachedForMs === null
        ? 'answers change no oftener'
        : `answers change every ${figureText(area.cachedForMs)}`;
    case 'unlimited':
      return 'the pace has no limit';
  }
}

/** The same in at most about 15 characters, for narrow tables: `72 people`, `kept 5 min`. */
export function whyBrief(area: Omit<Reasoned, 'newsPerDay'>): string {
  if (area.paused) return 'by the operator';
  switch (area.why) {
    case 'share':
      return peopleText(area.subscribers);
    case 'longest-wait':
      return 'longest wait';
    case 'cached':
      return area.cachedForMs === null ? 'kept' : `kept ${figureText(area.cachedForMs)}`;
    case 'unlimited':
      return 'no limit';
  }
}

/** Mean time from one poll of an area to the next (ms); null: as often as the server answers. */
export function meanIntervalMs(pace: PaceSetting, areas: number): number | null {
  const perS = callsPerSecond(pace);
  return perS === null ? null : (areas / perS) * SECOND_MS;
}

/**
 * `at 90 calls per 5 minutes and 40 areas: every 2 min 15 s on average, the busiest more often`; one area at least.
 * @param except said in place of `the busiest more often`, also when all areas get the same: `BBMP every 45 s`
 */
export function allowedText(pace: PaceSetting, { areas, even }: PolledAreas, except = ''): string {
  const meanMs = meanIntervalMs(pace, areas);
  const at = `at ${paceText(pace)} and ${countText(areas, 'area', 'areas')}`;
  if (meanMs === null) return `${at}: as often as the server answers`;
  const isMean = !even && meanMs >= SEVERAL_A_SECOND_MS;
  const exception = except || (isMean ? 'the busiest more often' : '');
  return `${at}: ${everyText(meanMs)}${isMean ? ' on average' : ''}${exception && `, ${exception}`}`;
}

/**
 * What to do when the areas take longer than anybody should wait, in a sentence or two; empty when they do not.
 * @param cap what the source's owner allows; null where the operator is free to choose
 */
export function tooSlowText(pace: PaceSetting, areas: number, cap: PaceCap | null): string {
  const meanMs = meanIntervalMs(pace, areas);
  if (meanMs === null || meanMs <= LONGEST_INTERVAL_MS) return '';
  // Room for a division that came out a trifle low.
  const served = Math.floor((areas * LONGEST_INTERVAL_MS) / meanMs + 1e-6);
  const longest = figureText(LONGEST_INTERVAL_MS);
  const mend =
    cap === null
      ? 'Watch fewer areas, or set a faster pace (VACCINE_WATCH_PACE).'
      : `Watch fewer areas; the source allows no more than ${callsText(cap.calls, cap.perMs)}.`;
  return (
    `That is longer than the ${longest} anybody should wait: in ${longest} this pace serves ` +
    `${countText(served, 'area', 'areas')}. ${mend}`
  );
}

/** `every 45 s`; `several times a second`. */
export function everyText(ms: number): string {
  return ms < SEVERAL_A_SECOND_MS ? 'several times a second' : `every ${figureText(ms)}`;
}

/** A length of time as a person would say it: `45 s`, `2 min 15 s`, `42 min`, `<1 s`. */
export function figureText(ms: number): string {
  return ms < SEVERAL_A_SECOND_MS ? '<1 s' : durationText(figureMs(ms));
}

/** In the largest unit alone: `9 min`, `12 h`, `3 days`. */
function roughText(ms: number): string {
  const unitMs = ms < MINUTE_MS ? SECOND_MS : ms < HOUR_MS ? MINUTE_MS : ms < 48 * HOUR_MS ? HOUR_MS : DAY_MS;
  return durationText(Math.floor(ms / unitMs) * unitMs);
}

/** To the second below a minute, to 5 s below ten minutes, then to the minute. */
function figureMs(ms: number): number {
  const stepMs = ms < MINUTE_MS ? SECOND_MS : ms < 10 * MINUTE_MS ? 5 * SECOND_MS : MINUTE_MS;
  return Math.round(ms / stepMs) * stepMs;
}

/** `90 calls per 5 minutes`, `2,000 calls per second`, `an unlimited pace`. */
function paceText(pace: PaceSetting): string {
  return pace.calls === null ? 'an unlimited pace' : callsText(pace.calls, pace.perMs);
}

function callsText(calls: number, perMs: number): string {
  const [unit, unitMs] =
    perMs % HOUR_MS === 0
      ? ['hour', HOUR_MS]
      : perMs % MINUTE_MS === 0
        ? ['minute', MINUTE_MS]
        : ['second', SECOND_MS];
  const count = perMs / (unitMs as number);
  return `${countText(calls, 'call', 'calls')} per ${count === 1 ? unit : `${count} ${unit}s`}`;
}

function peopleText(people: number): string {
  return people === 0 ? 'nobody yet' : countText(people, 'person', 'people');
}

/** `3 changes/day`, `12 changes/hour`: the largest figure that is still easy to grasp. */
function newsText(perDay: number): string {
  if (perDay < 0.5) return 'hardly a change';
  const [count, unit] =
    perDay < 100
      ? [perDay, 'day']
      : perDay < 100 * 24
        ? [perDay / 24, 'hour']
        : [perDay / (24 * 60), 'minute'];
  return `${countText(Math.round(count as number), 'change', 'changes')}/${unit}`;
}

function countText(count: number, one: string, many: string): string {
  return `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`;
}
