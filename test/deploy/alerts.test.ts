// The alerts: Prometheus can read them, every series they ask for is one of ours, and the manual explains each.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readYaml } from '../support/plain-yaml.ts';
import { everything, missingIn } from './queries.ts';

const DOCS = join(import.meta.dirname, '..', '..', 'docs');
const read = (file: string) => readFileSync(join(DOCS, file), 'utf8');

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly description: string };
}
const { groups } = readYaml(read('deploy/prometheus-alerts.yml')) as unknown as {
  groups: { name: string; rules: Rule[] }[];
};
const rules = groups.flatMap((group) => group.rules);

describe('the alerts', () => {
  it('are there for all an operator must know of', () => {
    expect(rules.map(({ alert }) => alert)).toEqual(
      expect.arrayContaining([
        'VaccineWatchGone',
        'VaccineWatchRestarts',
        'VaccineWatchNoGoodAnswer',
        'VaccineWatchQueueGrowing',
        'VaccineWatchChannelStopped',
        'VaccineWatchDiskLow',
        'VaccineWatchDatabaseRefused',
      ]),
    );
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  });

  it('are whole: a name, a query, a severity, and what is wrong in words', () => {
    for (const rule of rules) {
      expect(Object.keys(rule).filter((key) => !/^(alert|expr|for|labels|annotations)$/.test(key))).toEqual(
        [],
      );
      expect(rule.alert).toMatch(/^VaccineWatch[A-Z][A-Za-z]+$/);
      expect(rule.for ?? '0m').toMatch(/^\d+[mh]$/);
      expect(rule.labels.severity).toMatch(/^(page|ticket)$/);
      expect(rule.annotations.summary.length).toBeGreaterThan(10);
      expect(rule.annotations.description).toMatch(/\.$/);
      expect(balanced(rule.expr)).toBe(true);
    }
  });

  it('wake nobody for posts on X: when the money for them is spent, they wait as the operator wished', () => {
    const waiting = rules.filter(({ expr }) => expr.includes('deliveries_queued'));
    const pages = waiting.filter(({ labels }) => labels.severity === 'page');
    expect(pages.length).toBeGreaterThan(0);
    for (const { expr } of pages) expect(expr).toContain('channel!="x"');
    expect(waiting.filter(({ expr }) => expr.includes('channel="x"')).map(({ labels }) => labels)).toEqual([
      { severity: 'ticket' },
    ]);
  });

  it('give areas that were not asked about until now a moment to be', () => {
    const rule = rules.find(({ alert }) => alert === 'VaccineWatchNoGoodAnswer');
    expect(rule?.expr).toContain('last_good_answer_age_seconds');
    expect(rule?.for).toBe('2m');
  });

  it('ask for series that /metrics has', async () => {
    const all = await everything();
    for (const { alert, expr } of rules) expect([alert, missingIn(expr, all)]).toEqual([alert, []]);
  });

  it('asking for a series that is not there would be noticed', async () => {
    const all = await everything();
    expect(missingIn('vaccine_watch_nothing > 1', all)).toEqual(['vaccine_watch_nothing']);
    expect(missingIn('vaccine_watch_areas{state="poled"} > 1', all)).toEqual([
      'vaccine_watch_areas{state="poled"}',
    ]);
    expect(missingIn('vaccine_watch_areas{stat="polled"}', all)).toHaveLength(1);
  });

  it('are each explained in the manual, and no other is', () => {
    const explained = [...read('OPERATING.md').matchAll(/^#+ (VaccineWatch\w+)$/gm)].map(([, name]) => name);
    expect(explained).toEqual(rules.map(({ alert }) => alert));
  });

  it('Prometheus is shown where the figures are and how it proves itself', () => {
    const config = readYaml(read('deploy/prometheus.yml')) as unknown as {
      scrape_configs: { job_name: string; authorization: { type: string } }[];
    };
    const [job] = config.scrape_configs;
    expect(rules[0]?.expr).toContain(`job="${job?.job_name}"`);
    expect(job?.authorization.type).toBe('Bearer');
  });
});

describe('plain YAML', () => {
  it.each([
    'a: {b: 1}',
    'a: "x"',
    'a: |\n  x',
    'a: b: c',
    'a:\nb: 1',
    'a: 1\na: 2',
    'a: 1\n  b: 2',
    'a: &x 1',
  ])('is all that is read: %j is refused', (text) => {
    expect(() => readYaml(text)).toThrow();
  });
});

function balanced(query: string): boolean {
  const closing: Readonly<Record<string, string>> = { ')': '(', '}': '{', ']': '[' };
  const open: string[] = [];
  for (const sign of query.replace(/"[^"]*"/g, '')) {
    if ('({['.includes(sign)) open.push(sign);
    else if (closing[sign] !== undefined && open.pop() !== closing[sign]) return false;
  }
  return open.length === 0;
}
