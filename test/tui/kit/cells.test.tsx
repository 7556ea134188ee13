// Cells drawn together look exactly as if each were drawn alone, whatever stands in them and however it looks.
import fc from 'fast-check';
import { Box, renderToString } from 'ink';
import { describe, expect, it } from 'vitest';
import { Cells, runsOf } from '../../../tui/kit/cells.tsx';
import { plain } from '../../../tui/kit/plain.ts';
import { TextCell, type TextCellProps } from '../../../tui/kit/text-cell.tsx';

const LOOKS = [{}, { bold: true }, { dimColor: true }, { color: 'green' }];

const cell = fc.record({
  text: fc
    .oneof(
      fc.string({ maxLength: 12 }),
      fc.constantFrom('', '42', 'PHC Malleswaram', '東京', 'ಮಲ್ಲೇಶ್ವರಂ', '–', '💉 x'),
    )
    .map(plain),
  width: fc.integer({ min: 1, max: 14 }),
  looks: fc.constantFrom(...LOOKS),
  right: fc.boolean(),
});

function together(cells: readonly TextCellProps[], gap: number): string {
  return renderToString(<Cells cells={cells} gap={gap} />, { columns: 400 });
}

function alone(cells: readonly TextCellProps[], gap: number): string {
  return renderToString(
    <Box columnGap={gap}>
      {cells.map((one, at) => {
        const place = `${at}`;
        return <TextCell key={place} {...one} />;
      })}
    </Box>,
    { columns: 400 },
  );
}

describe('cells in one line', () => {
  it('stand where they would stand alone', () => {
    fc.assert(
      fc.property(
        fc.array(cell, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 3 }),
        (cells, gap) => {
          expect(together(cells, gap)).toBe(alone(cells, gap));
        },
      ),
    );
  });

  it('are one text where they are plain and fit, and none where they are not', () => {
    const run = (...texts: readonly string[]) =>
      runsOf(texts.map((text) => ({ text, width: 5 }))).map(({ run }) => run.map(({ text }) => text));
    expect(run('1', 'abc', 'x')).toEqual([['1', 'abc', 'x']]);
    expect(run('1', '東京', 'too long', 'y', 'z')).toEqual([['1'], ['東京'], ['too long'], ['y', 'z']]);
  });
});
