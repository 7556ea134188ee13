// The oracle and the verdict themselves: each kind of wrong is seen, and what is right is not called wrong.
import { describe, expect, it } from 'vitest';
import { dueIn } from './oracle.ts';
import { makePeople, wantsAll } from './people.ts';
import { makeSlots, type Said, type Slot, slotsToldIn, tokenOf } from './slots.ts';
import { judge } from './verdict.ts';

const [SLOT, OTHER] = makeSlots(2, [294, 363]) as unknown as [Slot, Slot];
const open = (slot: Slot, capacity = 5): Said => ({ slot, capacity, atMs: 0 });
const told = (to: string, ...numbers: readonly number[]) =>
  ({
    channel: 'telegram',
    to,
    atMs: 1,
    text: numbers.map((number) => `PHC ${tokenOf(number)}, 5 left`).join('\n'),
    key: '',
  }) as const;
const asha = wantsAll('telegram', '1', 294);

describe('the verdict', () => {
  it('is clean when everybody was told once', () => {
    const due = dueIn([asha], [open(SLOT), open(OTHER)]);
    expect([...due]).toEqual(['telegram 1 1']);
    expect(judge(due, [told('1', 1)])).toMatchObject({ clean: true, due: 1, accepted: 1 });
  });

  it('names who was left out, told twice, told of what they did not want', () => {
    const due = dueIn([asha, wantsAll('telegram', '2', 294)], [open(SLOT), open(OTHER)]);
    const verdict = judge(due, [told('1', 1, 2), told('1', 1)]);
    expect(verdict).toMatchObject({
      clean: false,
      missing: ['telegram 2 1'],
      extra: ['telegram 1 2'],
      duplicated: ['telegram 1 1'],
    });
    expect(verdict.line).toBe('verdict: due 2 · accepted 2 · missing 1 · extra 1 · duplicated 1 (allowed 0)');
  });

  it('allows as many repetitions as a row does, and no more', () => {
    const due = dueIn([asha], [open(SLOT)]);
    expect(judge(due, [told('1', 1), told('1', 1)], 1).clean).toBe(true);
    expect(judge(due, [told('1', 1), told('1', 1), told('1', 1)], 1).clean).toBe(false);
  });

  it('counts a message that arrives twice once, however many slots it speaks of', () => {
    const due = dueIn(
      [wantsAll('telegram', '1', 294), wantsAll('telegram', '1', 363)],
      [open(SLOT), open(OTHER)],
    );
    const twice = judge(due, [told('1', 1, 2), told('1', 2, 1)], 1);
    expect(twice).toMatchObject({ clean: true, copies: 1, duplicated: ['telegram 1 1', 'telegram 1 2'] });
  });
});

describe('the oracle', () => {
  const due = (wish: Partial<(typeof asha.wishes)[0]>, slot: Partial<Slot>, capacity = 5) =>
    dueIn(
      [{ channel: 'telegram', to: '1', wishes: [{ ...asha.wishes[0], district: 294, ...wish } as never] }],
      [open({ ...SLOT, ...slot }, capacity)],
    ).size;

  it.each([
    ['another district', { district: 363 }, {}, 5, 0],
    ['another pincode of the district', { pincode: '560011' }, { pincode: '560001' }, 5, 0],
    ['the pincode in whatever district', { district: null, pincode: '560011' }, { pincode: '560011' }, 5, 1],
    ['no dose', {}, {}, 0, 0],
    ['fewer than asked for', { min: 10 }, {}, 9, 0],
    ['as many as asked for', { min: 10 }, {}, 10, 1],
    ['the other dose', { dose: '2' as const }, { dose: '1' as const }, 5, 0],
    ['a dose that is not said', { dose: '2' as const }, { dose: 'any' as const }, 5, 1],
    ['too young', { age: 30 }, { ageMin: 45, ageMax: null }, 5, 0],
    ['too old', { age: 60 }, { ageMin: 18, ageMax: 44 }, 5, 0],
    ['of age', { age: 44 }, { ageMin: 18, ageMax: 44 }, 5, 1],
    ['another vaccine', { vaccine: 'COVAXIN' }, { vaccine: 'COVISHIELD' }, 5, 0],
    ['to be paid for', { fee: 'free' as const }, { fee: 'paid' as const }, 5, 0],
  ])('%s', (_, wish, slot, capacity, expected) => {
    expect(due(wish, slot, capacity)).toBe(expected);
  });

  it('has somebody for every kind of slot among its people', () => {
    const districts = [294, 363, 395, 571];
    const slots = makeSlots(12, districts);
    const all = dueIn(
      makePeople(24, districts),
      slots.map((slot) => open(slot, 20)),
    );
    for (const { number } of slots) expect([...all].some((key) => key.endsWith(` ${number}`))).toBe(true);
  });

  it('reads each slot of a text once', () => {
    expect(slotsToldIn(`${tokenOf(7)} ${tokenOf(7)} ${tokenOf(12345)}`)).toEqual([7, 12345]);
  });
});
