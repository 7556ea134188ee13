// `status` as a person reads it, of an engine behind a real control socket.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Context } from '../../src/commands/context.ts';
import { statusCommand } from '../../src/commands/status.ts';
import { serveControl } from '../../src/control/server.ts';
import type { AreaState, EngineSnapshot } from '../../src/core/snapshot.ts';
import { dataDirAt } from '../../src/data-dir.ts';
import { plainControl } from '../support/plain-control.ts';
import { area, busySnapshot, NOW_MS, quietSnapshot } from '../support/snapshots.ts';

const endings: (() => unknown)[] = [];

afterEach(async () => {
  for (const ending of endings.splice(0).reverse()) await ending();
});

async function statusOf(snapshot: EngineSnapshot): Promise<string> {
  const dataDir = mkdtempSync(join(tmpdir(), 'vw-status-'));
  endings.push(() => rmSync(dataDir, { recursive: true, force: true }));
  const server = await serveControl({
    path: dataDirAt(dataDir, {}).controlSocket,
    control: plainControl({ snapshot }),
    onError: (error) => {
      throw error;
    },
  });
  endings.push(() => server.close());
  let out = '';
  const print = (text: string) => {
    out += `${text}\n`;
  };
  await statusCommand({ flags: { dataDir }, env: {}, print } as Context, {});
  return out;
}

/** The lines of the area table, its heading first. */
async function areaLines(...areas: readonly AreaState[]): Promise<readonly string[]> {
  const lines = (await statusOf(quietSnapshot({ areas, hints: [] }))).trimEnd().split('\n');
  return lines.slice(lines.findIndex((line) => line.startsWith('AREA')));
}

describe('the areas', () => {
  it('say how fresh they are, how often they are polled and why, within 80 columns', async () => {
    const lines = await areaLines(
      area('Dadra and Nagar Haveli', { why: 'cached', cachedForMs: 300_000, intervalMs: 300_000 }),
      area('Patna', { why: 'longest-wait', intervalMs: 270_000, lastGoodMs: NOW_MS - 125_000 }),
      area('BBMP', { subscribers: 72, newsPerDay: 3, intervalMs: 44_700, slotsOpen: 2 }),
      area('Pune', { intervalMs: null, why: 'unlimited', lastGoodMs: null }),
    );
    expect(lines).toEqual([
      'AREA               SUBS  OPEN  AGE        EVERY       WHY',
      'BBMP               72    2     12 s       45 s        72 people, 3 changes/day',
      'Dadra and Nagar …  1     0     12 s       5 min       answers change every 5 min',
      'Patna              1     0     2 min 5 s  4 min 30 s  so nobody waits longer',
      'Pune               1     0     never      as it can   the pace has no limit',
    ]);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('that are paused say so, and are not called old', async () => {
    const lines = await areaLines(
      area('BBMP', { paused: true, lastGoodMs: NOW_MS - 540_000, intervalMs: null }),
    );
    expect(lines).toEqual([
      'AREA  SUBS  OPEN  AGE    EVERY   WHY',
      'BBMP  1     0     9 min  paused  by the operator',
    ]);
  });

  it('that have grown old stand first, with a mark that is explained, and what failed with the reason', async () => {
    const lines = await areaLines(
      area('BBMP', { slotsOpen: 2 }),
      area('Alwar', { lastGoodMs: NOW_MS - 540_000, failure: 'timeout' }),
    );
    expect(lines).toEqual([
      'AREA   SUBS  OPEN  AGE      EVERY  WHY       NOTE',
      'Alwar  1     0     ! 9 min  30 s   1 person  no answer in time',
      'BBMP   1     2     12 s     30 s   1 person',
      '! in AGE: no good answer for more than three times as long as it should take',
    ]);
  });

  it('of one name are told apart by their states', async () => {
    const lines = await areaLines(
      area('Bilaspur', { id: 'cowin:1', region: 'Chhattisgarh' }),
      area('Bilaspur', { id: 'cowin:2', region: 'Himachal Pradesh' }),
    );
    expect(lines[1]).toMatch(/^Bilaspur, Chhatt… +1 /);
    expect(lines[2]).toMatch(/^Bilaspur, Himach… +1 /);
  });
});

describe('the freshness the pace gives', () => {
  const line = async (snapshot: EngineSnapshot) => /^freshness (.*)$/m.exec(await statusOf(snapshot))?.[1];
  const areas = Array.from({ length: 40 }, (_, at) => area(`${at}`, { intervalMs: 133_333 }));

  it('is said plainly', async () => {
    expect(await line(quietSnapshot())).toBe('no area is polled');
    expect(await line(quietSnapshot({ areas }))).toBe(
      'at 90 calls per 5 minutes and 40 areas: every 2 min 15 s',
    );
  });

  it('is also said as it is now, when the source made us slow down', async () => {
    expect(await line(busySnapshot())).toBe(
      'at 2,000 calls per second and 14 areas: several times a second; slowed down now: several times a second',
    );
    const { pace } = quietSnapshot();
    expect(await line(quietSnapshot({ areas, pace: { ...pace, allowedPerS: 0.15 } }))).toBe(
      'at 90 calls per 5 minutes and 40 areas: every 2 min 15 s; slowed down now: every 4 min 25 s',
    );
    expect(await line(quietSnapshot({ areas, pace: { ...pace, allowedPerS: 0 } }))).toContain(
      'now: no calls',
    );
  });
});
