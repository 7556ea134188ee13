// The deliveries around those in view: one piece of the whole, however the answers come, and all of them can be reached.

import fc from 'fast-check';
import type { Key } from 'ink';
import { describe, expect, it } from 'vitest';
import type { DeliveryView } from '../../../src/core/snapshot.ts';
import { settled } from '../../../tui/kit/list.ts';
import {
  type Flow,
  flowed,
  MOST_KEPT,
  NO_FLOW,
  type Stretch,
  sameAgain,
  wanted,
} from '../../../tui/screens/deliveries/flow.ts';
import { type Place, placeAfter, placeIn } from '../../../tui/screens/deliveries/use-newest.ts';
import { delivery } from './delivery.ts';

const LIMIT = 100;
const ROWS = 20;
const KEY = {} as Key;

/** What the engine has: ids descending, some left out. */
function all(newest: number): readonly DeliveryView[] {
  return Array.from({ length: newest }, (_, at) => newest - at)
    .filter((id) => id % 7 !== 0)
    .map((id) => delivery({ id }));
}

function answer(list: readonly DeliveryView[], stretch: Stretch, limit = LIMIT) {
  const from = stretch.of === 'newer' ? stretch.afterId : 0;
  const to = stretch.of === 'older' ? stretch.beforeId : Number.POSITIVE_INFINITY;
  const fit = list.filter(({ id }) => id > from && id < to);
  const items = stretch.of === 'newer' || stretch.of === 'oldest' ? fit.slice(-limit) : fit.slice(0, limit);
  return { stretch, limit, items };
}

const ids = ({ items }: Flow) => items.map(({ id }) => id);

/** A person at the list: keys, and the answers to what is missing after each. */
function reader(list: () => readonly DeliveryView[]) {
  let flow = NO_FLOW;
  let place: Place = { cursor: 0, offset: 0, on: 'newest' };
  let most = 0;
  const view = () => {
    const { offset } = settled(placeIn(flow.items, place), { count: flow.items.length, rows: ROWS });
    const keeps = typeof place.on === 'number' ? ('here' as const) : place.on;
    return { first: offset, last: offset + ROWS, keeps };
  };
  const answered = (): void => {
    for (let asks = 0; asks < 50; asks += 1) {
      const stretch = wanted(flow, view());
      if (stretch === null) return;
      flow = flowed(flow, answer(list(), stretch));
      most = Math.max(most, flow.items.length);
    }
    throw new Error('it never has enough');
  };
  answered();
  return {
    press(input: string, key = KEY): void {
      place = placeAfter(flow, ROWS, place, input, key);
      answered();
    },
    again(): void {
      flow = flowed(flow, answer(list(), sameAgain(flow, view())));
      answered();
    },
    at: () =>
      flow.items[settled(placeIn(flow.items, place), { count: flow.items.length, rows: ROWS }).cursor]?.id,
    flow: () => flow,
    most: () => most,
  };
}

describe('the deliveries that are known', () => {
  it('are one piece of the whole, whatever is asked and however many come in between', () => {
    const step = fc.oneof(
      fc.record({ grow: fc.nat(60) }),
      fc.record({ of: fc.constantFrom('newest', 'oldest', 'newer'), limit: fc.constantFrom(5, 20) }),
      fc.record({ before: fc.nat(200), limit: fc.constantFrom(5, 20) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let newest = 50;
        let flow = NO_FLOW;
        for (const one of steps) {
          const top = flow.items[0]?.id ?? 3;
          if ('grow' in one) newest += one.grow;
          else {
            const stretch: Stretch =
              'before' in one
                ? { of: 'older', beforeId: flow.items[one.before]?.id ?? top + 1 }
                : one.of === 'newer'
                  ? { of: 'newer', afterId: top }
                  : { of: one.of as 'newest' | 'oldest' };
            flow = flowed(flow, answer(all(newest), stretch, one.limit));
          }
          const from = flow.items[0]?.id ?? 0;
          const whole = all(newest)
            .map(({ id }) => id)
            .filter((id) => id <= from);
          expect(ids(flow)).toEqual(whole.slice(0, flow.items.length));
          if (flow.isWhole) expect(flow.items).toHaveLength(whole.length);
        }
      }),
    );
  });

  it('show what changed of those known already', () => {
    const before = flowed(NO_FLOW, answer(all(30), { of: 'newest' }, 10));
    const changed = all(30).map((one) => ({ ...one, state: 'sent' as const }));
    const after = flowed(before, answer(changed, { of: 'older', beforeId: 24 }, 3));
    expect(after.items.map(({ state }) => state === 'sent')).toEqual(
      before.items.map(({ id }) => id < 24 && id >= 20),
    );
  });
});

it('the end that is looked at once more is still known to be the end', () => {
  const end = flowed(NO_FLOW, answer(all(400), { of: 'oldest' }, 10));
  const again = answer(all(400), sameAgain(end, { first: 0, last: 10, keeps: 'here' }), 10);
  expect(flowed(end, again)).toEqual(end);
});

describe('going through twelve thousand', () => {
  const many = all(14_000);

  it('down page by page one sees each, and up again; no more are kept than are near', () => {
    const list = reader(() => many);
    const seen: (number | undefined)[] = [];
    for (let at = 0; at < many.length; at += 1) {
      seen.push(list.at());
      list.press('j');
    }
    expect(seen).toEqual(many.map(({ id }) => id));
    const { above, items } = list.flow();
    expect((above ?? 0) + items.length).toBe(many.length);
    for (let at = many.length - 1; at > 0; at -= 1) {
      expect(list.at()).toBe(many[at]?.id);
      list.press('k');
    }
    expect(list.at()).toBe(many[0]?.id);
    expect(list.flow().above).toBe(0);
    expect(list.most()).toBeLessThanOrEqual(MOST_KEPT + LIMIT);
  });

  it('G is on the oldest at once, g on the newest, also when more came since', () => {
    let list = many;
    const read = reader(() => list);
    read.press('G');
    expect(read.at()).toBe(1);
    read.press('k');
    expect(read.at()).toBe(2);
    list = [delivery({ id: 15_000 }), ...many];
    read.again();
    expect(read.at()).toBe(2);
    for (let turn = 0; turn < 4; turn += 1) read.press('', { pageUp: true } as Key);
    expect(read.at()).toBe(many.at(-82)?.id);
    read.press('g');
    expect(read.at()).toBe(15_000);
    expect(read.flow().above).toBe(0);
  });

  it('who looks at one stays on it while others come; on the newest one sees them', () => {
    let list = many;
    const read = reader(() => list);
    list = [delivery({ id: 15_000 }), ...many];
    read.again();
    expect(read.at()).toBe(15_000);
    read.press('j');
    list = [...all(16_000).slice(0, 500), ...list];
    read.again();
    expect(read.at()).toBe(many[0]?.id);
    read.press('k');
    expect(read.at()).toBe(15_000);
    read.again();
    expect(read.at()).toBe(16_000);
  });
});
