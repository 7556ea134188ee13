// From meaning to looks, in one place. Colours are the terminal's own sixteen; without colour the words remain.
import { createContext, useContext } from 'react';
import type { Tone } from './columns.ts';

export interface Looks {
  readonly color?: string;
  readonly dimColor?: boolean;
  readonly bold?: boolean;
  readonly inverse?: boolean;
}

const LOOKS: Readonly<Record<Tone, Looks>> = {
  good: { color: 'green' },
  warn: { color: 'yellow' },
  bad: { color: 'red', bold: true },
  quiet: { dimColor: true },
};
const COLOURLESS: Readonly<Record<Tone, Looks>> = {
  good: {},
  warn: { bold: true },
  bad: { bold: true },
  quiet: { dimColor: true },
};

/** One object, so that a cell sees that its looks are the same as before. */
const NO_LOOKS: Looks = {};

/** Whether colours may be used (no `NO_COLOR`). */
export const Colour = createContext(true);

/** The looks of a tone on this terminal. */
export function useLooks(): (tone: Tone | undefined) => Looks {
  const colour = useContext(Colour);
  return (tone) => (tone === undefined ? NO_LOOKS : (colour ? LOOKS : COLOURLESS)[tone]);
}
