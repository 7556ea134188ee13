// The figures of several polling threads as those of one poller. Pure.
import type { AreaErrors, DedupeState, PaceState } from '../core/snapshot.ts';
import { quantileOf } from '../core/stats.ts';
import type { PollStats, ThreadStats } from './protocol.ts';

/** @param threads at least one */
export function mergeStats(threads: readonly [ThreadStats, ...ThreadStats[]]): PollStats {
  const sum = (of: (stats: ThreadStats) => number) => threads.reduce((total, stats) => total + of(stats), 0);
  const latency = threads.reduce(
    (counts, stats) => counts.map((count, at) => count + (stats.latency[at] as number)),
    new Uint32Array(threads[0].latency.length),
  );
  return {
    calls: sum((stats) => stats.calls),
    unchanged: sum((stats) => stats.unchanged),
    changed: sum((stats) => stats.changed),
    bytes: sum((stats) => stats.bytes),
    sessions: sum((stats) => stats.sessions),
    pastSessions: sum((stats) => stats.pastSessions),
    failed: sumCounts(threads.map((stats) => stats.failed)),
    errors: sumErrors(threads.map((stats) => stats.errors)),
    problems: sumCounts(threads.map((stats) => stats.problems)),
    latencyP50Ms: quantileOf(latency, 0.5),
    latencyP99Ms: quantileOf(latency, 0.99),
    pace: mergePace(threads),
    dedupe: threads.map((stats) => stats.dedupe).reduce(worseDedupe),
    lastGoodMs: latest(threads.map((stats) => stats.lastGoodMs)),
    trouble: earliestTrouble(threads),
    areas: threads.flatMap((stats) => stats.areas),
  };
}

function sumCounts(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const counts of all) {
    for (const [key, count] of Object.entries(counts)) sums[key] = (sums[key] ?? 0) + count;
  }
  return sums;
}

/** An area that was paused may have come back to another thread: both know of failures of it. */
function sumErrors(all: readonly ThreadStats['errors'][]): ThreadStats['errors'] {
  const sums: Record<string, AreaErrors> = {};
  for (const [areaId, errors] of all.flatMap((one) => Object.entries(one))) {
    const other = sums[areaId];
    const later = other !== undefined && other.lastMs > errors.lastMs ? other : errors;
    sums[areaId] = { ...later, count: (other?.count ?? 0) + errors.count };
  }
  return sums;
}

const BREAKERS: readonly PaceState['breaker'][] = ['closed', 'probing', 'open'];

/**
 * Each thread has its part of the pace. The breaker is the worst of theirs; calls wait only while all threads wait that
 * have something to ask.
 */
function mergePace(threads: readonly ThreadStats[]): PaceState {
  const paces = threads.map((stats) => stats.pace);
  const asking = threads.filter((stats) => stats.areas.length > 0);
  const sum = (values: readonly (number | null)[]) =>
    values.reduce((total, value) => (total === null || value === null ? null : total + value), 0);
  const waits = (asking.length === 0 ? threads : asking).map((stats) => stats.pace.waitsUntilMs);
  const [first] = paces;
  return {
    setting: first?.setting ?? '',
    allowedPerS: sum(paces.map((pace) => pace.allowedPerS)),
    settingPerS: sum(paces.map((pace) => pace.settingPerS)),
    usedPerS: paces.reduce((total, pace) => total + pace.usedPerS, 0),
    breaker: BREAKERS[Math.max(...paces.map((pace) => BREAKERS.indexOf(pace.breaker)))] ?? 'closed',
    waitsUntilMs: waits.includes(null) ? null : Math.min(...(waits as number[])),
  };
}

function worseDedupe(a: DedupeState, b: DedupeState): DedupeState {
  return a.state === 'degraded' ? a : b;
}

function latest(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.max(...known);
}

function earliestTrouble(threads: readonly ThreadStats[]): PollStats['trouble'] {
  const troubles = threads.map((stats) => stats.trouble).filter((trouble) => trouble !== null);
  return troubles.toSorted((a, b) => a.sinceMs - b.sinceMs)[0] ?? null;
}
