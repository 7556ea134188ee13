// The goals, and whether a run met them. Pure. Rates are judged by their medians, what must never take longer by its
// worst; the event loop by the median of its seconds, because every second is a 99th percentile already.
import type { ClientName, Compared } from '../scenarios/contenders.ts';
import type { Found, Goal } from './report.ts';

export const LIMITS = {
  nothingChangedRatio: 0.85,
  everythingChangedRatio: 2.5,
  residentMb: 200,
  growthMb: 5,
  redisMb: 64,
  loopP99Ms: 20,
  fanOutMs: 300,
  blockedMs: 50,
  crowdLoopP99Ms: 100,
  crowdOthersS: 5,
  latencyP99Ms: 50,
} as const;

/** Peers that do what a changed answer asks of a client; the faster of them is what we are held against. */
const PARSING: readonly ClientName[] = ['dispatch-parse', 'request-parse'];

/** Every goal, in the order of the design; those of parts that were not run have no figure. */
export function goalsOf(found: Found): readonly Goal[] {
  const { memory, fanOut, crowd, latency } = found;
  const same = nothingChangedRatio(found, 'same');
  const etag = nothingChangedRatio(found, 'etag');
  const rush = everythingChangedRatio(found);
  const loop = found.whole.map(({ scenario, loopP99Ms }) => ({ scenario, ...loopP99Ms }));
  const worstLoopMs = Math.max(...loop.map(({ median }) => median));
  return [
    goal(
      `nothing changed: ≥ ${LIMITS.nothingChangedRatio} of undici alone`,
      same,
      (ratio) => ratio.toFixed(2),
      atLeast(LIMITS.nothingChangedRatio),
    ),
    goal(
      `nothing changed, ETag: ≥ ${LIMITS.nothingChangedRatio} of undici alone`,
      etag,
      (ratio) => ratio.toFixed(2),
      atLeast(LIMITS.nothingChangedRatio),
    ),
    goal(
      `everything changed: ≥ ${LIMITS.everythingChangedRatio} × undici + gunzip + JSON.parse`,
      rush,
      (ratio) => ratio.toFixed(2),
      atLeast(LIMITS.everythingChangedRatio),
    ),
    goal(`memory, 50,000 people: ≤ ${LIMITS.residentMb} MB`, memory?.mostMb, mb, atMost(LIMITS.residentMb)),
    goal(
      `memory flat: last third ≤ ${LIMITS.growthMb} MB above the middle`,
      memory?.growthMb,
      mb,
      atMost(LIMITS.growthMb),
    ),
    goal(`Redis: ≤ ${LIMITS.redisMb} MB`, memory?.redis.residentMb, mb, atMost(LIMITS.redisMb)),
    goal(
      `event loop at full speed: p99 < ${LIMITS.loopP99Ms} ms`,
      loop.length === 0 ? undefined : worstLoopMs,
      () => loop.map(({ scenario, median }) => `${ms(median)} ${scenario}`).join(', '),
      (value) => value < LIMITS.loopP99Ms,
    ),
    goal(
      `10,000 deliveries of one opening: ≤ ${LIMITS.fanOutMs} ms`,
      fanOut?.recordedMs.max,
      ms,
      atMost(LIMITS.fanOutMs),
    ),
    goal(
      `… the thread never taken for more than ${LIMITS.blockedMs} ms`,
      fanOut?.longestStepMs.max,
      ms,
      atMost(LIMITS.blockedMs),
    ),
    goal(
      `crowd of 100,000: event loop p99 < ${LIMITS.crowdLoopP99Ms} ms`,
      crowd?.loopP99Ms.median,
      ms,
      (value) => value < LIMITS.crowdLoopP99Ms,
    ),
    goal(
      `… memory flat: last third ≤ ${LIMITS.growthMb} MB above the middle`,
      crowd?.growthMb,
      mb,
      atMost(LIMITS.growthMb),
    ),
    goal(
      `… other districts answered within ${LIMITS.crowdOthersS} s`,
      crowd?.oldestOtherS,
      (value) => `${value.toFixed(1)} s`,
      atMost(LIMITS.crowdOthersS),
    ),
    goal(
      `slot on the wire to Telegram request: p99 ≤ ${LIMITS.latencyP99Ms} ms`,
      latency?.p99Ms,
      ms,
      atMost(LIMITS.latencyP99Ms),
    ),
  ];
}

/** Calls per CPU-second, the product's to those of undici alone; undefined when either was not measured. */
export function nothingChangedRatio(
  found: Found,
  scenario: Extract<Compared, 'same' | 'etag'>,
): number | undefined {
  return ratio(rate(found, scenario, 'poller'), rate(found, scenario, 'undici'));
}

/** Calls per CPU-second, the product's to those of the faster parsing peer; undefined when one was not measured. */
export function everythingChangedRatio(found: Found): number | undefined {
  const peers = PARSING.map((client) => rate(found, 'rush', client));
  if (peers.includes(undefined)) return undefined;
  return ratio(rate(found, 'rush', 'poller'), Math.max(...peers.map((peer) => peer ?? 0)));
}

/** How many times the calls a second two threads on two cores make; undefined when not measured. */
export function twoCoresRatio(found: Found, scenario: Compared): number | undefined {
  const perS = (client: ClientName) =>
    found.clients.find((row) => row.scenario === scenario && row.client === client)?.callsPerS.median;
  return ratio(perS('poller-2'), perS('poller'));
}

function rate(found: Found, scenario: Compared, client: ClientName): number | undefined {
  return found.clients.find((row) => row.scenario === scenario && row.client === client)?.callsPerCpuS.median;
}

function ratio(ours: number | undefined, theirs: number | undefined): number | undefined {
  return ours === undefined || theirs === undefined ? undefined : ours / theirs;
}

function goal(
  name: string,
  value: number | null | undefined,
  inWords: (value: number) => string,
  holds: (value: number) => boolean,
): Goal {
  if (value === undefined || value === null) return { name, figure: null, met: null };
  return { name, figure: inWords(value), met: holds(value) };
}

const atLeast = (limit: number) => (value: number) => value >= limit;
const atMost = (limit: number) => (value: number) => value <= limit;
const mb = (value: number) => `${value.toFixed(1)} MB`;
const ms = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
