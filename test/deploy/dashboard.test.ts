// The Grafana dashboard: one JSON file, whose panels ask for what /metrics has and lie beside each other.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { everything, missingIn } from './queries.ts';

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly description: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly type: string;
  readonly targets: readonly {
    readonly expr: string;
    readonly instant?: boolean;
    readonly range?: boolean;
  }[];
}
const text = readFileSync(
  join(import.meta.dirname, '..', '..', 'docs', 'deploy', 'grafana-dashboard.json'),
  'utf8',
);
const dashboard = JSON.parse(text) as {
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly definition?: string }[] };
  readonly annotations: { readonly list: readonly { readonly expr: string }[] };
};

describe('the dashboard', () => {
  it('asks for what /metrics has, of one instance', async () => {
    const all = await everything();
    for (const { title, targets } of dashboard.panels) {
      expect(targets.length).toBeGreaterThan(0);
      for (const { expr } of targets) {
        expect([title, missingIn(expr, all)]).toEqual([title, []]);
        expect(expr).toContain('instance="$instance"');
      }
    }
    for (const { expr } of dashboard.annotations.list) expect(missingIn(expr, all)).toEqual([]);
    for (const { definition } of dashboard.templating.list)
      expect(missingIn(definition ?? '', all)).toEqual([]);
  });

  it('shows every metric but those that only name what is shown', async () => {
    const { types } = await everything();
    const hidden = [...types.keys()].filter((name) => !new RegExp(`${name}\\b`).test(text));
    expect(hidden.sort()).toEqual([
      'vaccine_watch_closings_total',
      'vaccine_watch_dedupe_mode',
      'vaccine_watch_delivery_p50_seconds',
      'vaccine_watch_source_answer_p50_seconds',
      'vaccine_watch_source_answer_p99_seconds',
      'vaccine_watch_source_bytes_total',
      'vaccine_watch_source_unusable_rows_total',
    ]);
  });

  it('says what each panel is, and lays none over another', () => {
    const taken = new Set<string>();
    for (const { id, title, description, gridPos } of dashboard.panels) {
      expect(title).not.toBe('');
      expect(description).toMatch(/\.$/);
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect([id, taken.has(`${x},${y}`)]).toEqual([id, false]);
          taken.add(`${x},${y}`);
        }
      }
    }
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  });

  it('shows what is now where it shows one word: over a while, each state there was would stand beside it', () => {
    const words = dashboard.panels.filter(({ type }) => type === 'stat');
    expect(words.length).toBeGreaterThan(0);
    for (const { title, targets } of words) {
      const asked = targets.map(({ instant, range }) => ({ instant, range }));
      expect([title, asked]).toEqual([title, [{ instant: true, range: false }]]);
    }
  });

  it('takes its data from whichever Prometheus is chosen', () => {
    expect(dashboard.templating.list.map(({ name }) => name)).toEqual(['datasource', 'instance']);
    expect(text).not.toMatch(/"uid": "(?!\$\{datasource\}|vaccine-watch)/);
  });
});
