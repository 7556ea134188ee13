// The newest deliveries, as far as they were asked for: one piece of the whole, however the answers come.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeliveryView } from '../../../src/core/snapshot.ts';
import { type Flow, flowed, MOST_KEPT, NO_FLOW, wantsMore } from '../../../tui/screens/deliveries/flow.ts';
import { delivery } from './delivery.ts';

/** What the engine has: ids descending, some left out. */
function all(newest: number): readonly DeliveryView[] {
  return Array.from({ length: newest }, (_, at) => newest - at)
    .filter((id) => id % 7 !== 0)
    .map((id) => delivery({ id }));
}

function answer(list: readonly DeliveryView[], beforeId: number | null, limit: number) {
  const items = list.filter(({ id }) => beforeId === null || id < beforeId).slice(0, limit);
  return { beforeId, limit, items };
}

const ids = ({ items }: Flow) => items.map(({ id }) => id);

describe('the newest deliveries', () => {
  it('are one piece of the whole, whatever is asked and however many come in between', () => {
    const step = fc.oneof(
      fc.record({ grow: fc.nat(60) }),
      fc.record({ top: fc.constantFrom(5, 20) }),
      fc.record({ before: fc.nat(200), limit: fc.constantFrom(5, 20) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let newest = 50;
        let flow = NO_FLOW;
        for (const one of steps) {
          if ('grow' in one) newest += one.grow;
          else if ('top' in one) flow = flowed(flow, answer(all(newest), null, one.top));
          else {
            const top = flow.items[0]?.id ?? 3;
            flow = flowed(flow, answer(all(newest), flow.items[one.before]?.id ?? top + 1, one.limit));
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
    const before = flowed(NO_FLOW, answer(all(30), null, 10));
    const changed = all(30).map((one) => ({ ...one, state: 'sent' as const }));
    expect(flowed(before, answer(changed, 24, 3)).items.map(({ state }) => state === 'sent')).toEqual(
      before.items.map(({ id }) => id < 24 && id >= 20),
    );
  });

  it('are asked for further down only as one comes near their end, and not without end', () => {
    const flow = flowed(NO_FLOW, answer(all(400), null, 100));
    expect(wantsMore(flow, 20)).toBe(false);
    expect(wantsMore(flow, 85)).toBe(true);
    expect(wantsMore(flowed(NO_FLOW, answer(all(30), null, 100)), 25)).toBe(false);
    const most = flowed(NO_FLOW, answer(all(MOST_KEPT * 2), null, MOST_KEPT + 10));
    expect(most.items).toHaveLength(MOST_KEPT);
    expect(wantsMore(most, MOST_KEPT - 1)).toBe(false);
  });
});
