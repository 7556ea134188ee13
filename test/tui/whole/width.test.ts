// What we and a terminal think of the width of a text must be one: else a column is a cell off, or a line too long.
// What Ink thinks of it is seen by the pictures.
import xterm from '@xterm/headless';
import { describe, expect, it } from 'vitest';
import { plain } from '../../../tui/kit/plain.ts';
import { widthOf } from '../../../tui/kit/width.ts';
import { measureAsToday } from '../../support/terminal-widths.ts';
import { HOSTILE_NAMES } from '../scenes.ts';
import { SCRIPTS } from './texts.ts';

const MORE = [
  'নমস্কার',
  'தமிழ் நாடு',
  'తెలుగు',
  'മലയാളം',
  'ગુજરાતી',
  'ਪੰਜਾਬੀ',
  'ଓଡ଼ିଆ',
  'ﾊﾟﾋﾞ',
  '#️⃣ 2️⃣ 🇮🇳🇮 👨🏽‍🚀 ❤️ ☎️',
  '한글'.normalize('NFD'),
];

/** The column after the text in a terminal. */
async function columnsOf(text: string): Promise<number> {
  const terminal = new xterm.Terminal({ cols: 3000, rows: 2, allowProposedApi: true });
  measureAsToday(terminal);
  await new Promise<void>((done) => terminal.write(text, done));
  return terminal.buffer.active.cursorX;
}

describe('a text from outside, made plain', () => {
  it.each([...SCRIPTS, ...MORE, ...HOSTILE_NAMES])('%j is as wide for us as for a terminal', async (text) => {
    const shown = plain(text);
    expect(widthOf(shown)).toBe(await columnsOf(shown));
  });

  it('shows a flag as its letters', () => {
    expect(plain('🇮🇳 camp')).toBe('IN camp');
  });
});
