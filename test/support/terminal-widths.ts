// How many columns a letter takes in today's terminals. The emulator's own tables are older than most emoji.
import type xterm from '@xterm/headless';

/** Emoji are two columns wide in today's terminals. */
const EMOJI = /^\p{Emoji_Presentation}$/u;
/** Spacing marks stand beside their letter; all other marks above, below or nowhere. */
const NO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}]$/u;

/** Makes `emulator` measure letters as today's terminals do. */
export function measureAsToday({ unicode }: xterm.Terminal): void {
  unicode.register({
    version: 'today',
    wcwidth: widthOf,
    // As the emulator's own tables do it: a mark of no width joins the letter before it. Layout of the result:
    // bit 0 joins, bits 1 and 2 hold the width.
    charProperties(codePoint, preceding) {
      const width = widthOf(codePoint);
      const before = (preceding >> 1) & 3;
      const joins = width === 0 && before > 0;
      return ((joins ? before : width) << 1) | (joins ? 1 : 0);
    },
  });
  unicode.activeVersion = 'today';
}

function widthOf(codePoint: number): 0 | 1 | 2 {
  const letter = String.fromCodePoint(codePoint);
  if (codePoint < 32 || NO_WIDTH.test(letter)) return 0;
  return EMOJI.test(letter) || isEastAsianWide(codePoint) ? 2 : 1;
}

function isEastAsianWide(codePoint: number): boolean {
  return (
    (codePoint >= 0x1100 && codePoint <= 0x115f) ||
    (codePoint >= 0x2e80 && codePoint <= 0xa4cf && codePoint !== 0x303f) ||
    (codePoint >= 0xac00 && codePoint <= 0xd7a3) ||
    (codePoint >= 0xf900 && codePoint <= 0xfaff) ||
    (codePoint >= 0xfe30 && codePoint <= 0xfe6f) ||
    (codePoint >= 0xff00 && codePoint <= 0xff60) ||
    (codePoint >= 0xffe0 && codePoint <= 0xffe6) ||
    (codePoint >= 0x20000 && codePoint <= 0x3fffd)
  );
}
