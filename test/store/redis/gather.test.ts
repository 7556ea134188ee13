// Several callers, one journey: what is asked within a turn of the event loop travels together.
import { describe, expect, it } from 'vitest';
import { gather } from '../../../src/store/redis/gather.ts';

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('what several callers ask within one turn', () => {
  it('is sent once, in the order it came, and each finds his own part', async () => {
    const sent: (readonly number[])[] = [];
    const ask = gather(async (items: readonly number[]) => {
      sent.push(items);
      return items.map((item) => item * 10);
    });
    const parts = [[1, 2], [3], [4, 5, 6]].map((items) => ({ items, part: ask(items) }));
    for (const { items, part } of parts) {
      const all = await part.result;
      expect(items.map((_, at) => all[part.from + at])).toEqual(items.map((item) => item * 10));
    }
    expect(sent).toEqual([[1, 2, 3, 4, 5, 6]]);
  });

  it('travels together also when one asks a little after the other, as answers of several sockets do', async () => {
    const sent: (readonly string[])[] = [];
    const ask = gather(async (items: readonly string[]) => {
      sent.push(items);
    });
    const first = ask(['a']);
    await Promise.resolve();
    const second = ask(['b']);
    await new Promise<void>((resolve) => process.nextTick(resolve));
    ask(['c']);
    await Promise.all([first.result, second.result]);
    expect(sent).toEqual([['a', 'b', 'c']]);
  });

  it('waits for nobody: the next turn is sent while the first is still on its way', async () => {
    const journeys: PromiseWithResolvers<string>[] = [];
    const ask = gather((_: readonly string[]) => {
      const journey = Promise.withResolvers<string>();
      journeys.push(journey);
      return journey.promise;
    });
    const first = ask(['a']);
    await nextTurn();
    const second = ask(['b']);
    await nextTurn();
    expect(journeys.length).toBe(2);
    expect(second.from).toBe(0);
    journeys[1]?.resolve('second');
    expect(await second.result).toBe('second');
    journeys[0]?.resolve('first');
    expect(await first.result).toBe('first');
  });

  it('nothing asked, nothing sent', async () => {
    let journeys = 0;
    gather(async () => {
      journeys += 1;
    });
    await nextTurn();
    expect(journeys).toBe(0);
  });
});
