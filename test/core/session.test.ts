// What of a session is news, and what is not.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IstDate } from '../../src/core/ist.ts';
import {
  BAND_EDGES,
  bandOf,
  fingerprint,
  isOpen,
  isSameNews,
  MIN_CAPACITY_CHOICES,
  newsOf,
  type Session,
} from '../../src/core/session.ts';

const SESSION: Session = {
  sourceId: 'cowin',
  sessionId: 's1',
  areaId: 'cowin:294',
  centre: {
    id: '1',
    name: 'Lakeside Health Centre',
    address: '4 Tank Bund Road',
    block: 'South Zone',
    district: 'BBMP',
    state: 'Karnataka',
    pincode: '560011',
  },
  date: '2021-06-07' as IstDate,
  vaccine: 'COVISHIELD',
  ageMinYears: 18,
  ageMaxYears: 44,
  feeType: 'free',
  feeInr: null,
  times: ['FORENOON'],
  capacity: { '1': 42, '2': 0 },
};

describe('capacity bands', () => {
  it.each([
    [0, 0],
    [1, 1],
    [4, 1],
    [5, 5],
    [9, 5],
    [10, 10],
    [24, 10],
    [25, 25],
    [42, 25],
    [50, 50],
    [1_000_000, 50],
  ])('%i lies in the band of %i', (capacity, band) => {
    expect(bandOf(capacity)).toBe(band);
  });

  it('are such that a least capacity is reached exactly when its band is', () => {
    fc.assert(
      fc.property(fc.nat({ max: 200 }), fc.constantFrom(...MIN_CAPACITY_CHOICES), (capacity, least) => {
        expect(capacity >= least).toBe(bandOf(capacity) >= least);
      }),
    );
    expect(MIN_CAPACITY_CHOICES).toEqual([1, 5, 10, 25, 50]);
    expect(BAND_EDGES[0]).toBe(0);
  });
});

describe('the band of any capacity', () => {
  it('is the highest edge it reaches', () => {
    fc.assert(
      fc.property(fc.nat({ max: 120 }), (capacity) => {
        expect(bandOf(capacity)).toBe(BAND_EDGES.findLast((edge) => edge <= capacity));
      }),
    );
  });
});

describe('a session is open', () => {
  it.each<[Session['capacity'], boolean]>([
    [{}, false],
    [{ any: 0 }, false],
    [{ '1': 0, '2': 0 }, false],
    [{ '1': 0, '2': 3 }, true],
    [{ any: 1 }, true],
  ])('%j: %s', (capacity, open) => {
    expect(isOpen({ ...SESSION, capacity })).toBe(open);
  });
});

describe('a fingerprint', () => {
  const changed = (over: Partial<Session>) => fingerprint({ ...SESSION, ...over }) !== fingerprint(SESSION);
  const centre = (over: Partial<Session['centre']>) => ({ centre: { ...SESSION.centre, ...over } });

  it.each<[string, Partial<Session>]>([
    ['another band', { capacity: { '1': 50, '2': 0 } }],
    ['no capacity', { capacity: { '1': 0, '2': 0 } }],
    ['the other dose', { capacity: { '1': 0, '2': 42 } }],
    ['a dose nobody speaks of any more', { capacity: { '1': 42 } }],
    ['only a total', { capacity: { any: 42 } }],
    ['another area', { areaId: 'cowin:265' }],
    ['another pincode', centre({ pincode: '560012' })],
    ['another day', { date: '2021-06-08' as IstDate }],
    ['another vaccine', { vaccine: 'COVAXIN' }],
    ['another least age', { ageMinYears: 45 }],
    ['no upper age', { ageMaxYears: null }],
    ['another kind of fee', { feeType: 'paid' }],
  ])('changes with %s', (_, over) => {
    expect(changed(over)).toBe(true);
  });

  it.each<[string, Partial<Session>]>([
    ['one dose less in the same band', { capacity: { '1': 41, '2': 0 } }],
    ['a corrected name', centre({ name: 'Lakeside Health Center' })],
    ['another address', centre({ address: '5 Tank Bund Road' })],
    ['other times', { times: ['AFTERNOON'] }],
    ['another amount', { feeInr: '250' }],
  ])('stays with %s', (_, over) => {
    expect(changed(over)).toBe(false);
  });
});

/** Sessions of one area that often agree in all but one thing, with vaccines that look like other fields. */
const sessions: fc.Arbitrary<Session> = fc
  .record({
    one: fc.constantFrom(undefined, 0, 1, 5, 99),
    two: fc.constantFrom(undefined, 0, 9, 10),
    any: fc.constantFrom(undefined, 0, 25),
    pincode: fc.constantFrom('', '560011'),
    date: fc.constantFrom('2021-06-07', '2021-06-08'),
    vaccine: fc.constantFrom('', 'COVAXIN', 'X|18', 'X|18|44', '|', '18', '44|free'),
    ageMinYears: fc.constantFrom(0, 18, 44),
    ageMaxYears: fc.constantFrom(null, 0, 18, 44),
    feeType: fc.constantFrom('free' as const, 'paid' as const, 'unknown' as const),
  })
  .map(({ one, two, any, pincode, date, ...rest }) => ({
    ...SESSION,
    ...rest,
    date: date as IstDate,
    centre: { ...SESSION.centre, pincode },
    capacity: {
      ...(one === undefined ? {} : { '1': one }),
      ...(two === undefined ? {} : { '2': two }),
      ...(any === undefined ? {} : { any }),
    },
  }));

describe('news kept and compared without a text', () => {
  it('are the same exactly when the fingerprints are', () => {
    const one = fc.constantFrom<keyof Session>(
      ...(['capacity', 'centre', 'date', 'vaccine', 'ageMinYears', 'ageMaxYears', 'feeType'] as const),
    );
    const pairs = fc.oneof(
      fc.tuple(sessions, sessions),
      fc
        .tuple(sessions, sessions, one)
        .map(([a, b, field]): [Session, Session] => [a, { ...a, [field]: b[field] }]),
      fc
        .tuple(sessions, sessions)
        .map(([a, b]): [Session, Session] => [a, { ...a, vaccine: b.vaccine, ageMaxYears: b.ageMaxYears }]),
    );
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        expect(isSameNews(newsOf(a), b)).toBe(fingerprint(a) === fingerprint(b));
      }),
      { numRuns: 2000 },
    );
  });

  it('hold nothing that alerts do not turn on', () => {
    expect(newsOf(SESSION)).toEqual({
      bands: expect.any(Number),
      pincode: '560011',
      date: '2021-06-07',
      vaccine: 'COVISHIELD',
      ageMinYears: 18,
      ageMaxYears: 44,
      feeType: 'free',
    });
  });
});
