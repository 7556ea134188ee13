// What a query of Prometheus names of ours, and whether /metrics has it: the metric, its labels, and the values asked
// for. A misspelt one is no error to Prometheus: its alert would just never come.
import { metricsText } from '../../src/web/metrics.ts';
import { type Exposition, readExposition } from '../support/exposition.ts';
import { busySnapshot, channel } from '../support/snapshots.ts';

/** All that /metrics may say, from an engine that has everything. */
export async function everything(): Promise<Exposition> {
  const latencies = { latencyP50Ms: 1, latencyP99Ms: 2 };
  const channels = (['telegram', 'email', 'webhook', 'twitter'] as const).map((name) =>
    channel(name, latencies),
  );
  return readExposition(
    await metricsText({ snapshot: { ...busySnapshot(), channels }, oldestPendingMs: 1, freeDiskBytes: 1 }),
  );
}

/** What a query asks for that is not there. */
export function missingIn(query: string, { types, samples }: Exposition): string[] {
  const found = [...query.matchAll(/(vaccine_watch_\w+)(?:\{([^}]*)\})?/g)];
  return found.flatMap(([whole, metric = '', labels = '']) => {
    if (!types.has(metric)) return [whole];
    const series = [...samples.keys()].filter((each) => each.split('{')[0] === metric);
    const asked = [...labels.matchAll(/(\w+)=(~?)"([^"]*)"/g)].filter(([, label]) => label !== 'instance');
    return asked.flatMap(([, label, , values = '']) =>
      values
        .split('|')
        .filter((value) => !series.some((each) => each.includes(`${label}="${value}"`)))
        .map((value) => `${metric}{${label}="${value}"}`),
    );
  });
}
