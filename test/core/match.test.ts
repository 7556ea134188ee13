// Who is told of an opening, and who is not.
import { describe, expect, it } from 'vitest';
import { type Mismatch, mismatch, type Offer } from '../../src/core/match.ts';
import type { Dose } from '../../src/core/session.ts';
import { type Filters, NO_FILTERS, type Place } from '../../src/core/subscription.ts';

const ANYWHERE: Place = { areaId: null, pincode: null };

function offer(
  over: Partial<Offer['session']> = {},
  dose: Dose = '1',
  capacity = 7,
  pincode = '560011',
): Offer {
  return {
    session: {
      areaId: 'cowin:294',
      centre: { id: '1', name: 'PHC', address: '', block: '', district: 'BBMP', state: 'Karnataka', pincode },
      vaccine: 'COVISHIELD',
      ageMinYears: 18,
      ageMaxYears: 44,
      feeType: 'free',
      ...over,
    },
    dose,
    capacity,
  };
}

function why(wish: Partial<Filters & Place>, of: Offer = offer()): Mismatch | 'wanted' {
  return mismatch({ ...NO_FILTERS, ...ANYWHERE, ...wish }, of) ?? 'wanted';
}

describe('place', () => {
  it.each<[string, Partial<Place>, Mismatch | 'wanted']>([
    ['everywhere', {}, 'wanted'],
    ['its district', { areaId: 'cowin:294' }, 'wanted'],
    ['another district', { areaId: 'cowin:265' }, 'place'],
    ['its pincode', { pincode: '560011' }, 'wanted'],
    ['another pincode', { pincode: '560012' }, 'place'],
    ['its pincode within its district', { areaId: 'cowin:294', pincode: '560011' }, 'wanted'],
    ['another pincode within its district', { areaId: 'cowin:294', pincode: '560012' }, 'place'],
    ['its pincode within another district', { areaId: 'cowin:265', pincode: '560011' }, 'place'],
  ])('%s', (_, place, expected) => {
    expect(why(place)).toBe(expected);
  });

  it('a centre without a pincode is not at a pincode', () => {
    expect(why({ pincode: '560011' }, offer({}, '1', 7, ''))).toBe('place');
  });
});

describe('dose', () => {
  it.each<[Filters['dose'], Dose, Mismatch | 'wanted']>([
    [null, '1', 'wanted'],
    [null, 'any', 'wanted'],
    ['1', '1', 'wanted'],
    ['1', '2', 'dose'],
    ['2', '1', 'dose'],
    ['2', 'any', 'wanted'],
  ])('wish %s, offer %s: %s', (dose, offered, expected) => {
    expect(why({ dose }, offer({}, offered))).toBe(expected);
  });
});

describe('age', () => {
  it.each<[number | null, number, number | null, Mismatch | 'wanted']>([
    [null, 18, 44, 'wanted'],
    [17, 18, 44, 'age'],
    [18, 18, 44, 'wanted'],
    [44, 18, 44, 'wanted'],
    [45, 18, 44, 'age'],
    [45, 18, null, 'wanted'],
    [0, 0, null, 'wanted'],
    [100, 45, null, 'wanted'],
    [44, 45, null, 'age'],
  ])('a person of %s, a session for %s to %s: %s', (ageYears, ageMinYears, ageMaxYears, expected) => {
    expect(why({ ageYears }, offer({ ageMinYears, ageMaxYears }))).toBe(expected);
  });
});

describe('vaccine, fee and capacity', () => {
  it('wants the very vaccine', () => {
    expect(why({ vaccine: 'COVISHIELD' })).toBe('wanted');
    expect(why({ vaccine: 'COVAXIN' })).toBe('vaccine');
    expect(why({ vaccine: 'COVAXIN' }, offer({ vaccine: '' }))).toBe('vaccine');
  });

  it('wants the fee asked for, and what may have it', () => {
    expect(why({ fee: 'free' })).toBe('wanted');
    expect(why({ fee: 'paid' })).toBe('fee');
    expect(why({ fee: 'paid' }, offer({ feeType: 'unknown' }))).toBe('wanted');
  });

  it('wants at least so many doses', () => {
    expect(why({ minCapacity: 5 }, offer({}, '1', 5))).toBe('wanted');
    expect(why({ minCapacity: 5 }, offer({}, '1', 4))).toBe('capacity');
    expect(why({}, offer({}, '1', 0))).toBe('capacity');
  });
});

it('names the first reason, so that "why did I get no alert?" has one answer', () => {
  const wish = { areaId: 'x', dose: '2', ageYears: 5, vaccine: 'Z', fee: 'paid', minCapacity: 50 } as const;
  const reasons: string[] = [];
  const order = ['areaId', 'dose', 'ageYears', 'vaccine', 'fee', 'minCapacity'] as const;
  let left: Partial<Filters & Place> = wish;
  for (const field of order) {
    reasons.push(why(left));
    const { [field]: _, ...rest } = left;
    left = rest;
  }
  expect([...reasons, why(left)]).toEqual(['place', 'dose', 'age', 'vaccine', 'fee', 'capacity', 'wanted']);
});
