// The signs that lines and graphs are made of: drawn ones, or ASCII where the terminal's locale has no others.
import { createContext, useContext } from 'react';

export interface Glyphs {
  /** Filling of one cell from below, from empty to full. */
  readonly bars: readonly string[];
  readonly across: string;
  /** Between two texts in a line. */
  readonly dot: string;
  /** A line that was picked. */
  readonly picked: string;
}

export const DRAWN: Glyphs = {
  bars: [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
  across: '─',
  dot: '·',
  picked: '●',
};
export const ASCII: Glyphs = {
  bars: [' ', '.', ':', '|', '#'],
  across: '-',
  dot: '-',
  picked: '*',
};

export const GlyphSet = createContext<Glyphs>(DRAWN);

export function useGlyphs(): Glyphs {
  return useContext(GlyphSet);
}

type Locale = Readonly<Partial<Record<'LC_ALL' | 'LC_CTYPE' | 'LANG', string>>>;

/** Whether texts may be written in UTF-8: what `LC_ALL`, else `LC_CTYPE`, else `LANG` says. With none of them the locale is C, which has ASCII alone. */
export function isUtf8({ LC_ALL, LC_CTYPE, LANG }: Locale): boolean {
  return /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '');
}
