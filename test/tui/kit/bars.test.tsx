// Bars as they stand on a screen: the signs of the terminal's locale, in colour or without, and never a letter.
import { Box, renderToString } from 'ink';
import { expect, it } from 'vitest';
import { Bars } from '../../../tui/kit/bars.tsx';
import { ASCII, DRAWN, GlyphSet } from '../../../tui/kit/glyphs.ts';

const VALUES = [0, 1, 2, 3, 4, 5, 6, 7, 8, null, 8];

function linesOf(glyphs: typeof DRAWN, looks = {}): readonly string[] {
  return renderToString(
    <GlyphSet value={glyphs}>
      <Box flexDirection="column">
        <Bars values={VALUES} width={VALUES.length + 1} height={2} looks={looks} />
      </Box>
    </GlyphSet>,
  ).split('\n');
}

it('bars are drawn in blocks, and in ASCII where there are none', () => {
  const drawn = linesOf(DRAWN);
  expect(drawn).toEqual(['      ▂▄▆█ █', ' ▁▂▄▆█████ █']);
  const ascii = linesOf(ASCII);
  expect(ascii.join('')).toMatch(/^[ .:|#]+$/);
  expect(ascii.map((line) => line.length)).toEqual(drawn.map((line) => line.length));
  expect(linesOf(DRAWN, { color: 'green', bold: true }).join('')).not.toMatch(/[A-H]/);
});
