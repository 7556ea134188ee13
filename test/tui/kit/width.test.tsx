// The width of a text must be what Ink lays out: then a cursor stands where it seems to stand.
import fc from 'fast-check';
import { Box, renderToString, Text } from 'ink';
import { describe, expect, it } from 'vitest';
import { plain } from '../../../tui/kit/plain.ts';
import { widthOf } from '../../../tui/kit/width.ts';
import { HOSTILE_NAMES } from '../scenes.ts';

/** What is left of a text in so many columns. */
function inRoom(text: string, width: number): string {
  return renderToString(
    <Box width={width}>
      <Text wrap="truncate-end">{text}</Text>
    </Box>,
    { columns: 1000 },
  );
}

function expectWidth(text: string): void {
  // Ink trims blanks at the ends of lines.
  const framed = `[${text}]`;
  const width = widthOf(framed);
  expect(inRoom(framed, width), JSON.stringify(text)).toBe(framed);
  expect(inRoom(framed, width - 1), JSON.stringify(text)).not.toBe(framed);
}

describe('the width of a text', () => {
  it('is that of its cells, for names of every script and for hostile ones', () => {
    expect(widthOf('PHC')).toBe(3);
    expect(widthOf('東京')).toBe(4);
    expect(widthOf(plain('ಮಲ್ಲೇಶ್ವರಂ'))).toBe(widthOf('ಮಲಲೇಶವರಂ'));
    for (const text of [
      '東京クリニック',
      'ಮಲ್ಲೇಶ್ವರಂ',
      'शासकीय',
      '💉 👨‍👩‍👧',
      '서울',
      'Ｆｕｌｌ',
      'e\u0301',
      ...HOSTILE_NAMES,
    ])
      expectWidth(plain(text));
  });

  it('agrees with Ink for letters of the scripts people write', () => {
    const letter = fc
      .oneof(
        fc.integer({ min: 0x20, max: 0x24f }),
        fc.integer({ min: 0x900, max: 0xdff }),
        fc.integer({ min: 0x3041, max: 0x30ff }),
        fc.integer({ min: 0x4e00, max: 0x9fff }),
        fc.integer({ min: 0xac00, max: 0xd7a3 }),
        fc.integer({ min: 0x1f300, max: 0x1f64f }),
      )
      .map((code) => String.fromCodePoint(code))
      .filter((one) => !/\p{Cn}/u.test(one));
    fc.assert(fc.property(fc.array(letter, { maxLength: 12 }), (all) => expectWidth(plain(all.join('')))));
  });
});
