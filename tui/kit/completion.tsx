// What a typed line could become: asked for with every change, gone through with Tab.
import { useLayoutEffect, useRef, useState } from 'react';
import { plain } from './plain.ts';
import { TextCell } from './text-cell.tsx';

/** Whole lines, best first; may take a moment, and may fail, which shows nothing. */
export type Complete = (text: string) => readonly string[] | Promise<readonly string[]>;

export interface Completion {
  readonly candidates: readonly string[];
  /** Which candidate stands in the line; -1: what was typed. */
  readonly chosen: number;
  /** The line after Tab: first as far as all candidates agree, then one after the other. Undefined: nothing fits. */
  next(by: 1 | -1): string | undefined;
  /** To be called when the person goes on typing. */
  forget(): void;
}

interface Found {
  readonly of: string;
  /** The line it was found for. */
  readonly line: string;
  readonly texts: readonly string[];
}

const NONE: readonly string[] = [];

/** @param of whose text it is: what one field could become is nothing for another with the same text */
export function useCompletion(complete: Complete | undefined, text: string, of = ''): Completion {
  const [found, setFound] = useState<Found>({ of, line: '', texts: [] });
  const candidates = found.of === of ? found.texts : NONE;
  const [chosen, setChosen] = useState(-1);
  const asked = useRef({ complete, turn: 0 });
  asked.current.complete = complete;
  // Before the next key is heard, where the answer takes no moment.
  useLayoutEffect(() => {
    // While one goes through the candidates they stay as they are.
    if (chosen !== -1) return;
    asked.current.turn += 1;
    const { turn } = asked.current;
    const show = (texts: readonly string[]): void => {
      if (turn !== asked.current.turn) return;
      setFound((now) => ({ of, line: text, texts: sameTexts(now.texts, texts) ? now.texts : texts }));
    };
    try {
      const texts = asked.current.complete?.(text) ?? NONE;
      if (texts instanceof Promise) texts.then(show, () => show(NONE));
      else show(texts);
    } catch {
      show(NONE);
    }
  }, [of, text, chosen]);
  return {
    candidates,
    chosen,
    next(by) {
      // What the line could have become a letter ago is not what is meant now.
      if (chosen === -1 && found.line !== text) return undefined;
      const common = commonStart(candidates);
      if (chosen === -1 && by === 1 && common.length > text.length && common.startsWith(text)) return common;
      if (candidates.length === 0) return undefined;
      const place = chosen === -1 && by === -1 ? candidates.length - 1 : chosen + by;
      const at = (place + candidates.length) % candidates.length;
      setChosen(at);
      return candidates[at];
    },
    forget: () => setChosen(-1),
  };
}

function sameTexts(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((text, at) => text === other[at]);
}

/** How far all texts agree from their start. */
export function commonStart(texts: readonly string[]): string {
  const [first = '', ...others] = texts;
  let length = first.length;
  for (const other of others) while (!other.startsWith(first.slice(0, length))) length -= 1;
  return first.slice(0, length).toWellFormed() === first.slice(0, length)
    ? first.slice(0, length)
    : first.slice(0, length - 1);
}

export interface SuggestionsProps {
  readonly of: Completion;
  /** What stands before them (default: that Tab takes the first). */
  readonly lead?: string;
  readonly indent: number;
  readonly width: number;
}

/** The candidates in one line, from the chosen one on. */
export function Suggestions({ of, lead = 'Tab:', indent, width }: SuggestionsProps) {
  const { candidates, chosen } = of;
  const first = Math.max(0, chosen);
  const shown = candidates
    .slice(first, first + 20)
    .map(plain)
    .join('  ');
  const text = candidates.length === 0 ? '' : `${lead} ${shown}`;
  return <TextCell text={`${' '.repeat(indent)}${text}`} width={width} looks={{ dimColor: true }} />;
}
