// What Prometheus reads: the text is of its format, says what the snapshot says, and nothing of anybody.
import { describe, expect, it } from 'vitest';
import type { EngineSnapshot } from '../../src/core/snapshot.ts';
import { metricsText } from '../../src/web/metrics.ts';
import { readExposition } from '../support/exposition.ts';
import { area, busySnapshot, channel, NOW_MS, quietSnapshot } from '../support/snapshots.ts';

async function read(snapshot: EngineSnapshot, oldestPendingMs: number | null = null) {
  return readExposition(await metricsText({ snapshot, oldestPendingMs, freeDiskBytes: 5e9 }));
}

/** Values by what stands behind `vaccine_watch_`. */
async function values(snapshot: EngineSnapshot, oldestPendingMs?: number | null) {
  const { samples } = await read(snapshot, oldestPendingMs);
  return Object.fromEntries([...samples].map(([series, value]) => [series.slice(14), value]));
}

describe('the metrics', () => {
  it('are named as Prometheus has it: one prefix, units at the end, counters as totals', async () => {
    const { types, samples } = await read(busySnapshot());
    expect([...samples.keys()].filter((series) => /[{,](quantile|le)=/.test(series))).toEqual([]);
    expect(types.size).toBeGreaterThan(30);
    for (const [name, type] of types) {
      expect(name).toMatch(/^vaccine_watch_[a-z0-9]+(_[a-z0-9]+)*$/);
      expect([name, name.endsWith('_total')]).toEqual([name, type === 'counter']);
      expect(name).not.toMatch(/_(ms|mb|minutes|kb)(_|$)/);
    }
  });

  it('are there by name when nothing has happened yet, without values nobody knows', async () => {
    const quiet = await read(quietSnapshot());
    const busy = await read(busySnapshot());
    expect([...quiet.types]).toEqual([...busy.types]);
    const series = [...quiet.samples.keys()].join('\n');
    expect(series).not.toContain('vaccine_watch_source_answer_p50_seconds');
    expect(series).not.toContain('vaccine_watch_source_unusable_rows_total');
  });

  it('say what the snapshot says', async () => {
    const snapshot = quietSnapshot({
      state: 'paused',
      source: { ...quietSnapshot().source, state: 'refused', lastGoodMs: NOW_MS - 90_000 },
      pace: {
        setting: '90/5m',
        allowedPerS: 0.15,
        settingPerS: 0.3,
        usedPerS: 0.1,
        breaker: 'open',
        waitsUntilMs: null,
      },
      polls: {
        ...quietSnapshot().polls,
        calls: 17,
        unchanged: 9,
        changed: 5,
        failed: { 'status-403': 2, timeout: 1 },
        problems: { 'no-date': 4 },
        bytes: 12_345,
        latencyP50Ms: 40,
        latencyP99Ms: 250,
      },
      areas: [
        area('1', { failure: 'status-403', lastGoodMs: NOW_MS - 3_600_000 }),
        area('2'),
        area('3', { paused: true }),
      ],
      dedupe: { mode: 'redis-unix', state: 'degraded', detail: '' },
      database: { state: 'refused', detail: 'locked', bytes: 4_096 },
      channels: [
        channel('telegram', {
          state: 'on',
          pending: 3,
          sending: 2,
          sent: 11,
          gone: 1,
          latencyP50Ms: 20,
          latencyP99Ms: 60,
        }),
        channel('twitter', { state: 'stopped', rejected: 4, expired: 5, unknown: 6 }),
      ],
      subscribers: { active: 7, paused: 2, gone: 1 },
      slotsOpen: 8,
      openings: 10,
      closings: 2,
      rssMb: 96,
      loopP99Ms: 12.5,
    });
    expect(await values(snapshot, NOW_MS - 30_000)).toMatchObject({
      'build_info{version="0.1.0"}': 1,
      start_time_seconds: (NOW_MS - 65_000) / 1000,
      'engine_state{state="paused"}': 1,
      'engine_state{state="running"}': 0,
      hints: 1,
      'subscribers{state="active"}': 7,
      'subscribers{state="gone"}': 1,
      slots_open: 8,
      openings_total: 10,
      closings_total: 2,
      resident_memory_bytes: 96e6,
      event_loop_delay_p99_seconds: 0.0125,
      'source_calls_total{outcome="changed"}': 5,
      'source_calls_total{outcome="unchanged"}': 9,
      'source_calls_total{outcome="status-403"}': 2,
      'source_calls_total{outcome="timeout"}': 1,
      'source_unusable_rows_total{reason="no-date"}': 4,
      source_bytes_total: 12_345,
      'source_state{state="refused"}': 1,
      'source_state{state="ok"}': 0,
      source_last_good_answer_age_seconds: 90,
      source_answer_p50_seconds: 0.04,
      source_answer_p99_seconds: 0.25,
      pace_setting_calls_per_second: 0.3,
      pace_allowed_calls_per_second: 0.15,
      pace_used_calls_per_second: 0.1,
      'breaker_state{state="open"}': 1,
      'breaker_state{state="closed"}': 0,
      'areas{state="polled"}': 2,
      'areas{state="paused"}': 1,
      'areas{state="failing"}': 1,
      'areas{state="stale"}': 1,
      'dedupe_mode{mode="redis-unix"}': 1,
      'dedupe_mode{mode="in-process"}': 0,
      dedupe_degraded: 1,
      database_bytes: 4_096,
      database_refused: 1,
      data_dir_free_bytes: 5e9,
      'channel_state{channel="telegram",state="on"}': 1,
      'channel_state{channel="x",state="stopped"}': 1,
      'deliveries_queued{channel="telegram",state="pending"}': 3,
      'deliveries_queued{channel="telegram",state="sending"}': 2,
      deliveries_oldest_pending_age_seconds: 30,
      'deliveries_sent_total{channel="telegram"}': 11,
      'deliveries_unsent{channel="telegram",outcome="gone"}': 1,
      'deliveries_unsent{channel="x",outcome="rejected"}': 4,
      'deliveries_unsent{channel="x",outcome="expired"}': 5,
      'deliveries_unsent{channel="x",outcome="unknown"}': 6,
      'delivery_p99_seconds{channel="telegram"}': 0.06,
    });
  });

  it('without a limit, the pace is +Inf; without a good answer its age counts from the start', async () => {
    const unlimited = { ...quietSnapshot().pace, allowedPerS: null, settingPerS: null };
    const found = await values(quietSnapshot({ pace: unlimited }));
    expect(found.pace_allowed_calls_per_second).toBe(Number.POSITIVE_INFINITY);
    expect(found.source_last_good_answer_age_seconds).toBe(65);
  });

  it('what waits for the end of quiet hours is not old', async () => {
    const found = await values(quietSnapshot(), NOW_MS + 3_600_000);
    expect(found.deliveries_oldest_pending_age_seconds).toBe(0);
  });

  it('do not grow with the areas, and name none', async () => {
    const many = Array.from({ length: 756 }, (_, index) => area(`District ${index}`));
    const few = await read(busySnapshot());
    const { samples } = await read({ ...busySnapshot(), areas: many });
    expect(samples.size).toBe(few.samples.size);
    expect([...samples.keys()].join('\n')).not.toMatch(/District|BBMP|PHC/);
  });
});
