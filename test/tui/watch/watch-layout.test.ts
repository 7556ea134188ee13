// How the screen "Watch" shares out its lines.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GRAPH_GUTTER, GRAPHS, watchLayout } from '../../../tui/screens/watch/watch-layout.ts';

describe('the layout of Watch', () => {
  it('uses every line of every room, and no more', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 60, max: 300 }),
        fc.integer({ min: 11, max: 100 }),
        fc.integer({ min: 0, max: 4 }),
        (width, height, channels) => {
          const layout = watchLayout(width, height, channels);
          const { graphs, gap, areaRows, feedRows, sideBySide } = layout;
          const graphLines = graphs.rows === 0 ? 1 : graphs.rows * graphs.height;
          const lists = sideBySide || areaRows === 0 ? feedRows + 1 : areaRows + feedRows + 2;
          expect(layout.stateLines + 3 * gap + graphLines + lists + layout.channelRows + 1).toBe(height);
          expect(feedRows).toBeGreaterThan(0);
        },
      ),
    );
  });

  it('keeps the graphs within the width, and shows no more of them than there are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 60, max: 300 }), fc.integer({ min: 11, max: 100 }), (width, height) => {
        const { abreast, rows, width: each, height: high } = watchLayout(width, height, 2).graphs;
        expect(abreast * each + (abreast - 1) * GRAPH_GUTTER).toBeLessThanOrEqual(width);
        expect(abreast * (rows - 1)).toBeLessThan(GRAPHS);
        if (rows > 0) expect(high).toBeGreaterThanOrEqual(2);
      }),
    );
  });

  it('has two small graphs at 80×24, four at 120×40, and all of them, large, at 250×70', () => {
    const graphsAt = (width: number, height: number) => {
      const { abreast, rows, height: high } = watchLayout(width, height, 2).graphs;
      return { count: abreast * rows, high };
    };
    expect(graphsAt(80, 20)).toEqual({ count: 2, high: 4 });
    expect(graphsAt(120, 34)).toEqual({ count: 4, high: 5 });
    const large = graphsAt(250, 64);
    expect(large.count).toBe(8);
    expect(large.high).toBeGreaterThanOrEqual(10);
  });

  it('says what can be unwell, and shows the feed, in the smallest room', () => {
    const layout = watchLayout(60, 12, 4);
    expect(layout).toMatchObject({ stateLines: 6, channelRows: 0, areaRows: 0 });
    expect(layout.feedRows).toBeGreaterThanOrEqual(3);
  });
});
