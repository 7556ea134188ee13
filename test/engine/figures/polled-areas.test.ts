// What a person can expect of the allowed pace, read from a real database as the engine would read it.
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type PaceSetting, parsePace, UNLIMITED_PACE } from '../../../src/core/pace-setting.ts';
import { NO_FILTERS, type Place } from '../../../src/core/subscription.ts';
import { allowedFreshness, freshnessOf, polledAreas } from '../../../src/engine/figures/polled-areas.ts';
import { cowinSource } from '../../../src/sources/cowin/index.ts';
import { openStore } from '../../../src/store/store.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { area, quietSnapshot } from '../../support/snapshots.ts';

const source = cowinSource();
const OWN = 'http://127.0.0.1:8294/api';
const PUBLIC = 'https://cdn-api.co-vin.in/api';
const NINETY = parsePace('90/5m') as PaceSetting;
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = scratchFolder('vw-polled-');
  folders.push(folder);
  return folder;
}

/** A database in which so many people subscribe to each place. */
function databaseOf(demand: readonly (readonly [place: Partial<Place>, people: number])[]): string {
  const path = join(newFolder(), 'test.db');
  const store = openStore(path, source);
  store.subscribers.addAll(
    demand.flatMap(([place, people], at) =>
      Array.from({ length: people }, (_, person) => ({
        channel: 'email' as const,
        address: `p${person}.${at}@example.org`,
        place: { areaId: null, pincode: null, ...place },
        filters: NO_FILTERS,
      })),
    ),
    1000,
  );
  store.close();
  return path;
}

describe('the areas that are polled', () => {
  it('are those somebody subscribes to, pincodes too, each once', () => {
    const path = databaseOf([
      [{ areaId: 'cowin:294' }, 3],
      [{ areaId: 'cowin:294', pincode: '560011' }, 1],
      [{ pincode: '560034' }, 1],
      [{ pincode: '560035' }, 1],
    ]);
    const areas = polledAreas(path, source, false);
    expect(areas.find(({ id }) => id === 'cowin:294')).toEqual({ id: 'cowin:294', weight: 4 });
    expect(new Set(areas.map(({ id }) => id)).size).toBe(areas.length);
    expect(polledAreas(path, source, true).length).toBeGreaterThanOrEqual(756);
  });

  it('are none before there is a database, which is not made by looking', () => {
    const folder = newFolder();
    expect(polledAreas(join(folder, 'test.db'), source, false)).toEqual([]);
    expect(polledAreas(join(folder, 'test.db'), source, true)).toHaveLength(756);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('what they can expect', () => {
  const areas = (...weights: readonly number[]) =>
    weights.map((weight, at) => ({ id: `cowin:${at}`, weight }));
  const named = (at: number) => ({ id: `cowin:${at}`, name: 'BBMP' });

  it('is the same for all when as many people wait everywhere, and nobody counts like one', () => {
    const { text, warning } = allowedFreshness(NINETY, areas(...Array(40).fill(1)), OWN, named(3));
    expect([text, warning]).toEqual(['at 90 calls per 5 minutes and 40 areas: every 2 min 15 s', '']);
    expect(allowedFreshness(NINETY, areas(0, 1, 0), OWN).text).not.toContain('average');
  });

  it('is more where more people wait, and the area asked for is named', () => {
    const { text, areaIntervalMs, meanIntervalMs } = allowedFreshness(NINETY, areas(16, 1, 1), OWN, named(0));
    expect(text).toBe('at 90 calls per 5 minutes and 3 areas: every 10 s on average, BBMP every 5 s');
    expect([areaIntervalMs, meanIntervalMs]).toEqual([expect.closeTo(5000), expect.closeTo(10_000)]);
    expect(allowedFreshness(NINETY, areas(16, 1, 1), OWN).text).toContain('the busiest more often');
  });

  it('is what the engine really does, where one runs', () => {
    const { text } = allowedFreshness(
      NINETY,
      [{ id: 'cowin:0', weight: 1, intervalMs: 300_000 }],
      OWN,
      named(0),
    );
    expect(text).toBe('at 90 calls per 5 minutes and 1 area: every 3 s, BBMP every 5 min');
    const snapshot = quietSnapshot({
      areas: [area('A', { intervalMs: 20_000 }), area('B', { intervalMs: 5000 })],
    });
    expect(freshnessOf(snapshot, { id: 'cowin:B', sourceId: 'cowin', name: 'B', region: '' })?.text).toBe(
      'at 90 calls per 5 minutes and 2 areas: every 7 s on average, B every 5 s',
    );
    expect(freshnessOf(quietSnapshot())).toBeUndefined();
  });

  it('is never promised for an area that is not polled', () => {
    expect(allowedFreshness(NINETY, areas(4, 1), OWN, named(9))).toMatchObject({
      areaIntervalMs: null,
      text: expect.stringContaining('the busiest more often'),
    });
  });

  it('has no figure without a limit', () => {
    expect(allowedFreshness(UNLIMITED_PACE, areas(4, 1), OWN, named(0))).toEqual({
      areas: 2,
      meanIntervalMs: null,
      areaIntervalMs: null,
      text: 'at an unlimited pace and 2 areas: as often as the server answers',
      warning: '',
    });
  });

  it('is called too slow with advice one can follow: no faster pace where the owner caps it', () => {
    const many = areas(...Array(200).fill(1));
    expect(allowedFreshness(NINETY, many, OWN).warning).toContain('set a faster pace (VACCINE_WATCH_PACE)');
    const capped = allowedFreshness(NINETY, many, PUBLIC).warning;
    expect(capped).toContain('the source allows no more than 100 calls per 5 minutes');
    expect(capped).not.toContain('VACCINE_WATCH_PACE');
  });
});
