// The engine's figures as Prometheus reads them: one snapshot in, the exposition text out. Labels are names of ours with
// few values each; never an area, a person or an address.
import { Counter, Gauge, Registry } from 'prom-client';
import { isStale } from '../core/freshness.ts';
import type { ChannelState, EngineSnapshot } from '../core/snapshot.ts';
import { channelText } from '../core/subscription.ts';
import type { MetricFacts } from './web-parts.ts';

export const METRICS_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

/** Values of one metric by their labels. */
type Row = readonly [labels: Readonly<Record<string, string>>, value: number];
type Values = number | readonly Row[];

/** What a metric may be called behind `vaccine_watch_`, what it says, and what it is now. */
interface Metric {
  readonly kind: 'gauge' | 'counter';
  readonly name: string;
  readonly help: string;
  readonly values: Values;
}

const gauge = (name: string, help: string, values: Values): Metric => ({ kind: 'gauge', name, help, values });
const counter = (name: string, help: string, values: Values): Metric => ({
  kind: 'counter',
  name,
  help,
  values,
});

/** A metric whose value nobody knows yet is named without one. */
export async function metricsText(facts: MetricFacts): Promise<string> {
  const registry = new Registry();
  const { snapshot } = facts;
  const metrics = [
    ...engineMetrics(snapshot),
    ...sourceMetrics(snapshot),
    ...sendingMetrics(snapshot, facts.oldestPendingMs),
    ...placeMetrics(snapshot, facts.freeDiskBytes),
  ];
  for (const metric of metrics) register(registry, metric);
  return registry.metrics();
}

function register(registry: Registry, { kind, name, help, values }: Metric): void {
  const rows: readonly Row[] = typeof values === 'number' ? [[{}, values]] : values;
  const labelNames = [...new Set(rows.flatMap(([labels]) => Object.keys(labels)))];
  const options = { name: `vaccine_watch_${name}`, help, labelNames, registers: [registry] };
  const metric = kind === 'counter' ? new Counter(options) : new Gauge(options);
  // One without labels begins at 0, which is more than is known.
  if (rows.length === 0) metric.remove();
  for (const [labels, value] of rows) metric.inc(labels, value);
}

function engineMetrics(snapshot: EngineSnapshot): Metric[] {
  const { version, startedAtMs, subscribers } = snapshot;
  return [
    gauge('build_info', 'Always 1; the version is a label.', [[{ version }, 1]]),
    gauge('start_time_seconds', 'When the engine started (Unix time).', startedAtMs / 1000),
    gauge(
      'engine_state',
      'State of the engine: 1 for the one it is in.',
      oneOf('state', ['starting', 'running', 'paused', 'draining'], snapshot.state),
    ),
    gauge(
      'hints',
      'Sentences on what is missing or wrong; `vaccine-watch status` says them.',
      snapshot.hints.length,
    ),
    gauge('subscribers', 'Subscribers by state.', [
      [{ state: 'active' }, subscribers.active],
      [{ state: 'paused' }, subscribers.paused],
      [{ state: 'gone' }, subscribers.gone],
    ]),
    gauge('slots_open', 'Slots open now.', snapshot.slotsOpen),
    counter('openings_total', 'Openings recorded since the engine started.', snapshot.openings),
    counter('closings_total', 'Closings recorded since the engine started.', snapshot.closings),
    gauge('resident_memory_bytes', 'Resident memory, to the megabyte.', snapshot.rssMb * 1e6),
    gauge(
      'event_loop_delay_p99_seconds',
      'How late the main thread was, 99th percentile of the last second.',
      snapshot.loopP99Ms / 1000,
    ),
  ];
}

function sourceMetrics({ atMs, startedAtMs, source, pace, polls, areas }: EngineSnapshot): Metric[] {
  const unpaused = areas.filter(({ paused }) => !paused);
  const perS = (value: number | null) => value ?? Number.POSITIVE_INFINITY;
  return [
    counter(
      'source_calls_total',
      'Answers of the source by outcome: changed, unchanged, or why one failed.',
      [
        [{ outcome: 'changed' }, polls.changed],
        [{ outcome: 'unchanged' }, polls.unchanged],
        ...countsBy('outcome', polls.failed),
      ],
    ),
    counter('source_bytes_total', 'Bytes of answers, as they came over the wire.', polls.bytes),
    counter('source_unusable_rows_total', 'Rows of answers that could not be used, by reason.', [
      ...countsBy('reason', polls.problems),
    ]),
    gauge(
      'source_state',
      'State of the source: 1 for the one it is in.',
      oneOf('state', ['idle', 'ok', 'silent', 'refused', 'drift'], source.state),
    ),
    gauge(
      'source_last_good_answer_age_seconds',
      'Time since the last good answer of the source, or since the start while there was none.',
      Math.max(0, atMs - (source.lastGoodMs ?? startedAtMs)) / 1000,
    ),
    gauge(
      'source_answer_p50_seconds',
      'How long the source took to answer, median of the last minute.',
      seconds({}, polls.latencyP50Ms),
    ),
    gauge(
      'source_answer_p99_seconds',
      'How long the source took to answer, 99th percentile of the last minute.',
      seconds({}, polls.latencyP99Ms),
    ),
    gauge(
      'pace_setting_calls_per_second',
      'Calls the setting allows; +Inf: unlimited.',
      perS(pace.settingPerS),
    ),
    gauge(
      'pace_allowed_calls_per_second',
      'Calls allowed now, after slowing down; +Inf: unlimited.',
      perS(pace.allowedPerS),
    ),
    gauge('pace_used_calls_per_second', 'Calls made.', pace.usedPerS),
    gauge(
      'breaker_state',
      'State of the breaker: 1 for the one it is in.',
      oneOf('state', ['closed', 'open', 'probing'], pace.breaker),
    ),
    gauge(
      'areas',
      'Areas: polled, paused by the operator; of the polled, those that failed last or are stale.',
      [
        [{ state: 'polled' }, unpaused.length],
        [{ state: 'paused' }, areas.length - unpaused.length],
        [{ state: 'failing' }, unpaused.filter(({ failure }) => failure !== '').length],
        [{ state: 'stale' }, unpaused.filter((area) => isStale(area, atMs)).length],
      ],
    ),
  ];
}

function sendingMetrics({ atMs, channels }: EngineSnapshot, oldestPendingMs: number | null): Metric[] {
  const of = (rows: (channel: ChannelState, name: { channel: string }) => readonly Row[]): readonly Row[] =>
    channels.flatMap((channel) => rows(channel, { channel: channelText(channel.name).toLowerCase() }));
  return [
    gauge(
      'channel_state',
      'State of each channel: 1 for the one it is in.',
      of(({ state }, name) =>
        oneOf('state', ['on', 'off', 'waiting', 'stopped', 'paused'], state).map(([labels, value]) => [
          { ...name, ...labels },
          value,
        ]),
      ),
    ),
    gauge(
      'deliveries_queued',
      'Deliveries owed: pending, or sending just now.',
      of(({ pending, sending }, name) => [
        [{ ...name, state: 'pending' }, pending],
        [{ ...name, state: 'sending' }, sending],
      ]),
    ),
    gauge(
      'deliveries_oldest_pending_age_seconds',
      'How long the delivery that has waited longest for a first try might have been told, posts on X aside; 0 when none waits.',
      oldestPendingMs === null ? 0 : Math.max(0, atMs - oldestPendingMs) / 1000,
    ),
    counter(
      'deliveries_sent_total',
      'Deliveries accepted by the provider, for as long as the database remembers.',
      of(({ sent }, name) => [[name, sent]]),
    ),
    gauge(
      'deliveries_unsent',
      'Deliveries that ended unsent, by outcome; an operator may have them sent after all.',
      of(({ gone, rejected, expired, unknown }, name) =>
        countsBy('outcome', { gone, rejected, expired, unknown }).map(([labels, value]) => [
          { ...name, ...labels },
          value,
        ]),
      ),
    ),
    gauge(
      'delivery_p50_seconds',
      'From the answer that showed a slot to acceptance by the provider, median.',
      of((channel, name) => seconds(name, channel.latencyP50Ms)),
    ),
    gauge(
      'delivery_p99_seconds',
      'From the answer that showed a slot to acceptance by the provider, 99th percentile.',
      of((channel, name) => seconds(name, channel.latencyP99Ms)),
    ),
  ];
}

function placeMetrics({ dedupe, database }: EngineSnapshot, freeDiskBytes: number | null): Metric[] {
  return [
    gauge(
      'dedupe_mode',
      'What remembers the sessions already seen: 1 for the one in use.',
      oneOf('mode', ['redis-unix', 'redis', 'in-process'], dedupe.mode),
    ),
    gauge(
      'dedupe_degraded',
      '1: what remembers fails, so work is done again.',
      dedupe.state === 'ok' ? 0 : 1,
    ),
    gauge('database_bytes', 'Size of the database file, without its journal.', database.bytes),
    gauge(
      'database_refused',
      '1: the last write failed, so nothing new is sent.',
      database.state === 'ok' ? 0 : 1,
    ),
    gauge(
      'data_dir_free_bytes',
      'Room left on the disk of the data directory.',
      freeDiskBytes === null ? [] : freeDiskBytes,
    ),
  ];
}

/** 1 for the value that is, 0 for the others. */
function oneOf(label: string, all: readonly string[], now: string): Row[] {
  return all.map((value) => [{ [label]: value }, value === now ? 1 : 0]);
}

function countsBy(label: string, counts: Readonly<Record<string, number>>): Row[] {
  return Object.entries(counts).map(([value, count]) => [{ [label]: value }, count]);
}

/** Nothing while nobody knows. */
function seconds(labels: Readonly<Record<string, string>>, ms: number | null): Row[] {
  return ms === null ? [] : [[labels, ms / 1000]];
}
