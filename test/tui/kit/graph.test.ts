// Graphs as lines of bars: as wide and high as they are told, the highest value full, what is unknown blank.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ASCII, DRAWN } from '../../../tui/kit/glyphs.ts';
import { graphRows, highestOf, newestOf } from '../../../tui/kit/graph-rows.ts';

const { bars } = DRAWN;

describe('a graph', () => {
  it('draws the oldest value left and the highest full', () => {
    expect(graphRows([1, 2, 4, 8], { width: 4, height: 1, bars })).toEqual(['▁▂▄█']);
    expect(graphRows([4, 8], { width: 2, height: 2, bars })).toEqual([' █', '██']);
    expect(graphRows([1, 4], { width: 2, height: 1, bars: ASCII.bars })).toEqual(['.#']);
  });

  it('gives few values more room, keeps blanks on the left, and leaves gaps where nothing was measured', () => {
    expect(graphRows([1, 2], { width: 5, height: 1, bars })).toEqual([' ▄▄██']);
    expect(graphRows([1, null, 1], { width: 3, height: 1, bars })).toEqual(['█ █']);
    expect(graphRows([], { width: 3, height: 2, bars })).toEqual(['   ', '   ']);
    expect(graphRows([0, 0], { width: 2, height: 1, bars })).toEqual(['▁▁']);
  });

  it('hides no peak where many values share a column', () => {
    const values = Array.from({ length: 100 }, (_, at) => (at === 37 ? 50 : 1));
    expect(graphRows(values, { width: 10, height: 1, bars })[0]).toBe('▁▁▁█▁▁▁▁▁▁');
  });

  it('has exactly its room, whatever the values', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.double({ min: 0, max: 1e9, noNaN: true }), { nil: null })),
        fc.nat(120),
        fc.nat(8),
        (values, width, height) => {
          const rows = graphRows(values, { width, height, bars });
          expect(rows).toHaveLength(height);
          for (const row of rows) expect([...row]).toHaveLength(width);
        },
      ),
    );
  });

  it('knows its highest and its newest value', () => {
    expect([highestOf([1, 9, null, 3]), newestOf([1, 9, null])]).toEqual([9, 9]);
    expect([highestOf([null]), newestOf([])]).toEqual([undefined, undefined]);
  });
});
