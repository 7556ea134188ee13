// The screen "Areas" as text: orders, filters, rows, and what is said of one area.
import { describe, expect, it } from 'vitest';
import type { PastOpening } from '../../../src/core/past-opening.ts';
import type { AreaState } from '../../../src/core/snapshot.ts';
import { fitColumns } from '../../../tui/kit/columns.ts';
import { pauseQuestion } from '../../../tui/screens/areas/area-acts.ts';
import { areaMeant, completions } from '../../../tui/screens/areas/commands.ts';
import { areaSaid, OPENING_COLUMNS, openingRow } from '../../../tui/screens/areas/detail-rows.ts';
import { filterAreas } from '../../../tui/screens/areas/filtering.ts';
import { areasColumns, areasRow } from '../../../tui/screens/areas/rows.ts';
import { AREA_SORTS, nextSort, sortAreas } from '../../../tui/screens/areas/sorting.ts';
import { area, busySnapshot, NOW_MS } from '../../support/snapshots.ts';

const names = (areas: readonly AreaState[]) => areas.map(({ name }) => name);
const texts = (row: { cells: readonly { text: string }[] }) => row.cells.map((cell) => cell.text);

describe('the order of areas', () => {
  const areas = [
    area('Pune', { subscribers: 5, intervalMs: 60_000, lastGoodMs: NOW_MS - 1000 }),
    area('Alwar', { subscribers: 9, slotsOpen: 2, lastGoodMs: NOW_MS - 30_000 }),
    area('Kollam', {
      subscribers: 1,
      slotsOpen: 7,
      lastGoodMs: null,
      intervalMs: null,
      errors: { count: 2, lastWhy: 'dns', lastMs: NOW_MS },
    }),
  ];

  it('goes by what the operator chose', () => {
    const by = (sort: (typeof AREA_SORTS)[number]) => names(sortAreas(areas, sort, NOW_MS));
    expect(by('name')).toEqual(['Alwar', 'Kollam', 'Pune']);
    expect(by('subscribers')).toEqual(['Alwar', 'Pune', 'Kollam']);
    expect(by('open')).toEqual(['Kollam', 'Alwar', 'Pune']);
    expect(by('age')).toEqual(['Kollam', 'Alwar', 'Pune']);
    expect(by('interval')).toEqual(['Pune', 'Alwar', 'Kollam']);
    expect(by('errors')).toEqual(['Kollam', 'Alwar', 'Pune']);
  });

  it('comes back to where it began after all have been', () => {
    const seen = AREA_SORTS.map((_, turns) => {
      let sort = AREA_SORTS[0] ?? 'name';
      for (let turn = 0; turn < turns; turn += 1) sort = nextSort(sort);
      return sort;
    });
    expect(seen).toEqual([...AREA_SORTS]);
    expect(nextSort('errors')).toBe('interest');
  });
});

describe('a filter', () => {
  const areas = [
    area('Bangalore Urban', { id: 'cowin:265' }),
    area('Warangal(Urban)', { id: 'cowin:583', region: 'Telangana' }),
    area('Pune', { id: 'cowin:363', region: 'Maharashtra' }),
  ];

  it('looks for every word in name, state and id, whatever the case and the signs', () => {
    expect(names(filterAreas(areas, 'URBAN'))).toEqual(['Bangalore Urban', 'Warangal(Urban)']);
    expect(names(filterAreas(areas, 'urban tel'))).toEqual(['Warangal(Urban)']);
    expect(names(filterAreas(areas, 'maha'))).toEqual(['Pune']);
    expect(names(filterAreas(areas, 'cowin:265'))).toEqual(['Bangalore Urban']);
    expect(names(filterAreas(areas, '583'))).toEqual(['Warangal(Urban)']);
    expect(filterAreas(areas, 'nowhere')).toEqual([]);
  });

  it('that says nothing leaves all, in their order', () => {
    expect(filterAreas(areas, ' ')).toBe(areas);
  });
});

describe('a row', () => {
  const WIDE = 80;
  const NARROW = 60;

  it('says how fresh an area is, how often it is polled, and why', () => {
    const busy = area('BBMP', { slotsOpen: 9, subscribers: 72, newsPerDay: 3, cachedForMs: 300_000 });
    expect(texts(areasRow(busy, false, NOW_MS, WIDE))).toEqual([
      '',
      'BBMP, Karnataka',
      'cowin:BBMP',
      '72',
      '9',
      '12 s',
      '30 s',
      '·',
      '3',
      '5 min',
      '72 people, 3 changes/day',
    ]);
    expect(texts(areasRow(busy, false, NOW_MS, NARROW)).at(-1)).toBe('72 people');
    const fresh = area('Patna', { region: '', intervalMs: null, why: 'unlimited', lastGoodMs: null });
    expect(texts(areasRow(fresh, false, NOW_MS, WIDE)).slice(4)).toEqual([
      '·',
      'never',
      'as it can',
      '·',
      '–',
      '–',
      'the pace has no limit',
    ]);
  });

  it('marks by a sign and not by colour alone what has grown old', () => {
    const old = areasRow(area('Alwar', { lastGoodMs: NOW_MS - 540_000 }), false, NOW_MS, WIDE);
    expect(old.cells[5]).toEqual({ text: '! 9 min', tone: 'warn' });
  });

  it('says where the cursor is and which column it goes by with signs, not by colour alone', () => {
    const row = areasRow(area('BBMP', { slotsOpen: 3 }), true, NOW_MS, 80);
    expect(texts(row).slice(0, 2)).toEqual(['>', 'BBMP, Karnataka']);
    expect(areasColumns(80, 'age').map(({ title }) => title)).toContain('Age*');
    expect(areasColumns(80, 'name').every(({ title }) => !title.includes('*'))).toBe(true);
  });

  it('says that the operator paused it, or why it fails, in place of the reason', () => {
    const paused = areasRow(area('BBMP', { paused: true, lastGoodMs: null }), false, NOW_MS, 80);
    expect(texts(paused).at(-1)).toBe('paused by you');
    expect(paused.cells.some(({ tone }) => tone === 'bad')).toBe(false);
    const failing = (width: number) =>
      areasRow(area('BBMP', { failure: 'status-403' }), false, NOW_MS, width).cells.at(-1);
    expect(failing(80)).toEqual({ text: 'forbidden (403)', tone: 'bad' });
    expect(failing(250)?.text).toMatch(/^forbidden \(403\): a foreign address, too many calls/);
  });

  it('counts errors where there is room, also of an area that is well again', () => {
    const at = (width: number) => areasColumns(width, 'errors').findIndex(({ title }) => title === 'Errors*');
    const errors = { count: 1204, lastWhy: 'timeout', lastMs: NOW_MS - 60_000 };
    const row = areasRow(area('BBMP', { errors }), false, NOW_MS, 120);
    expect(row.cells[at(120)]).toEqual({ text: '1,204', tone: 'warn' });
    expect(fitColumns(areasColumns(120, 'errors'), 120)[at(120)]).toBeGreaterThan(0);
    expect(fitColumns(areasColumns(80, 'errors'), 80)[at(80)]).toBe(0);
  });

  it('fits its columns, beside the names and reasons that are cut', () => {
    for (const width of [60, 80, 120, 250]) {
      const columns = areasColumns(width, 'subscribers');
      const widths = fitColumns(columns, width);
      for (const one of busySnapshot().areas) {
        const cells = texts(areasRow(one, false, NOW_MS, width));
        for (const [index, text] of cells.entries()) {
          if (index === 1 || index === cells.length - 1 || columns[index]?.title === 'Id') continue;
          const room = widths[index] ?? 0;
          if (room > 0) expect({ text, fits: text.length <= room }).toEqual({ text, fits: true });
        }
      }
    }
  });
});

const OPENING: PastOpening = {
  openingKey: 'cowin:1:1:1',
  session: {
    sourceId: 'cowin',
    sessionId: '1',
    areaId: 'cowin:294',
    centre: {
      id: '1',
      name: 'PHC Malleswaram',
      address: '',
      block: 'West',
      district: 'BBMP',
      state: 'Karnataka',
      pincode: '560003',
    },
    date: '2021-05-09' as PastOpening['session']['date'],
    vaccine: 'COVAXIN',
    ageMinYears: 18,
    ageMaxYears: 44,
    feeType: 'free',
    feeInr: null,
    times: [],
  },
  dose: '1',
  capacity: 7,
  peakCapacity: 40,
  openedAtMs: NOW_MS - 150_000,
  seenAtMs: NOW_MS,
  closedAtMs: null,
};

describe('an opening of an area', () => {
  it('that is open says its doses now and for how long', () => {
    expect(texts(openingRow(OPENING, NOW_MS))).toEqual([
      'open',
      'PHC Malleswaram',
      'West',
      '560003',
      '9 May',
      'COVAXIN',
      '18–44',
      '1',
      '7',
      '40',
      '8 May 14:00:52',
      '2 min 30 s',
    ]);
  });

  it('that is gone says the most it had and how long it was open', () => {
    const gone = texts(openingRow({ ...OPENING, capacity: 0, closedAtMs: NOW_MS - 60_000 }, NOW_MS));
    expect([gone[0], gone[8], gone.at(-1)]).toEqual(['gone', '40', '1 min 30 s']);
  });

  it('fits at 80 columns', () => {
    const widths = fitColumns(OPENING_COLUMNS, 80);
    const cells = texts(openingRow({ ...OPENING, closedAtMs: NOW_MS + 30 * 3_600_000 }, NOW_MS));
    for (const [index, text] of cells.entries()) {
      const room = widths[index] ?? 0;
      if (room > 0 && index !== 1) expect(text.length).toBeLessThanOrEqual(room);
    }
  });
});

describe('what is said of an area', () => {
  it('is how it is polled and how that goes', () => {
    const [polled, answered, failed] = areaSaid(area('BBMP', { subscribers: 72, newsPerDay: 3 }), NOW_MS);
    expect(polled?.text).toBe('72 subscribers. Polled every 30 s: 72 people, 3 changes/day.');
    expect(answered).toEqual({ text: 'Last good answer 12 s ago.' });
    expect(failed).toEqual({ text: 'No poll failed since the engine started.', tone: 'quiet' });
  });

  it('is that it is paused, old, failing or has never answered', () => {
    const said = (fields: Partial<AreaState>) => areaSaid(area('BBMP', fields), NOW_MS);
    expect(said({ paused: true })[0]).toMatchObject({ tone: 'warn' });
    expect(said({ paused: true, lastGoodMs: NOW_MS - 9_000_000 })[1]?.tone).toBeUndefined();
    expect(said({ lastGoodMs: NOW_MS - 540_000 })[1]).toEqual({
      text: '! Last good answer 9 min ago.',
      tone: 'warn',
    });
    expect(said({ lastGoodMs: null, failure: 'timeout' })[1]).toEqual({
      text: '! No good answer yet; the last poll failed.',
      tone: 'bad',
    });
    expect(said({ intervalMs: null, why: 'unlimited' })[0]?.text).toContain('as often as it can');
  });

  it('is how often it failed, with the last failure in plain words and its time in India', () => {
    const said = (count: number, lastMs: number, failure: string) =>
      areaSaid(area('BBMP', { failure, errors: { count, lastWhy: 'status-429', lastMs } }), NOW_MS)[2];
    expect(said(37, NOW_MS, 'status-429')).toEqual({
      text: 'Failed 37 times since the engine started, last 14:03:22 IST: too many requests (429).',
      tone: 'bad',
    });
    expect(said(1, NOW_MS - 86_400_000, '')).toEqual({
      text: 'Failed once since the engine started, last 7 May 14:03:22 IST: too many requests (429).',
    });
    // An engine of another version may say that it failed, and not how often.
    expect(areaSaid(area('BBMP', { failure: 'timeout' }), NOW_MS)[2]).toEqual({
      text: 'It failed with: no answer in time.',
      tone: 'bad',
    });
  });

  it('asks before it is paused, and says whom that concerns', () => {
    expect(pauseQuestion(area('BBMP', { subscribers: 72 }))).toBe(
      'Pause BBMP, Karnataka? It is not polled until you resume it, also after a restart. Its 72 subscribers hear of no slot meanwhile.',
    );
    expect(pauseQuestion(area('BBMP', { subscribers: 1 }))).toContain('Its one subscriber hears');
    expect(pauseQuestion(area('BBMP', { subscribers: 0 }))).toContain('Nobody subscribes there.');
  });
});

describe('commands about areas', () => {
  const areas = [
    area('BBMP', { id: 'cowin:294' }),
    area('Bangalore Urban', { id: 'cowin:265' }),
    area('Aurangabad', { id: 'cowin:397', region: 'Maharashtra' }),
    area('Aurangabad', { id: 'cowin:74', region: 'Bihar' }),
  ];

  it('complete what is typed, and take what was completed', () => {
    expect(completions(areas, '')).toHaveLength(4);
    for (const text of completions(areas, 'aur')) expect(areaMeant(areas, text).name).toBe('Aurangabad');
    expect(completions(areas, 'bang')).toEqual(['Bangalore Urban, Karnataka']);
    expect(areaMeant(areas, '294').name).toBe('BBMP');
  });

  it('say in a sentence why none is meant', () => {
    expect(() => areaMeant(areas, '')).toThrow('Say which area');
    expect(() => areaMeant(areas, 'Aurangabad')).toThrow(/may be Aurangabad, .*, or Aurangabad, /);
    expect(() => areaMeant(areas, 'Zzzzzz')).toThrow('No polled area is called “Zzzzzz”');
  });
});
