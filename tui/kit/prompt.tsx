// One line to type in: a label, the text with its cursor, and below it what Tab can make of it.
import { Box, Text } from 'ink';
import { useState } from 'react';
import { type Complete, Suggestions, useCompletion } from './completion.tsx';
import { useKeys, usePasted } from './keys.tsx';
import { edited, insert, type Line, lineOf, textOf, windowOf } from './line-edit.ts';
import { plain } from './plain.ts';
import { TextCell } from './text-cell.tsx';
import { widthOf } from './width.ts';

export interface PromptProps {
  readonly label: string;
  /** What stands there at first. */
  readonly value?: string;
  /** Shows a star for every letter. */
  readonly mask?: boolean;
  /** What the whole line could become, best first; Tab takes it. With it the prompt is two lines high. */
  readonly complete?: Complete;
  readonly onSubmit: (text: string) => void;
  readonly onCancel: () => void;
  /** Called after every change. */
  readonly onChange?: (text: string) => void;
  readonly width: number;
}

/** Must stand in a `Layer`, so that letters are not taken for keys of the screen. */
export function Prompt({ label, value = '', mask = false, complete, width, ...props }: PromptProps) {
  const [line, setLine] = useState(() => lineOf(value));
  const completion = useCompletion(complete, textOf(line));
  const change = (next: Line): void => {
    setLine(next);
    if (textOf(next) !== textOf(line)) props.onChange?.(textOf(next));
  };
  usePasted((text) => change(insert(line, text)));
  useKeys((input, key) => {
    if (key.escape) props.onCancel();
    else if (key.return) props.onSubmit(textOf(line));
    else if (key.tab) {
      const taken = completion.next(key.shift ? -1 : 1);
      if (taken !== undefined) change(lineOf(taken));
    } else {
      const next = edited(line, input, key);
      if (next === undefined) return false;
      completion.forget();
      change(next);
    }
    return true;
  });
  const name = `${plain(label)} `;
  const nameWidth = Math.min(widthOf(name), Math.floor(width / 2));
  return (
    <Box flexDirection="column" width={width} flexShrink={0}>
      <Box height={1}>
        <TextCell text={name} width={nameWidth} looks={{ bold: true }} />
        <Typed line={line} mask={mask} width={width - nameWidth} isActive />
      </Box>
      {complete !== undefined && <Suggestions of={completion} indent={nameWidth} width={width} />}
    </Box>
  );
}

export interface TypedProps {
  readonly line: Line;
  readonly mask: boolean;
  readonly width: number;
  /** Shows the cursor. */
  readonly isActive: boolean;
}

/** A line being typed, cut to its room around the cursor. */
export function Typed({ line, mask, width, isActive }: TypedProps) {
  const shown = line.letters.map((letter) => (mask ? '*' : plain(letter)));
  if (!isActive) return <TextCell text={shown.join('')} width={width} />;
  const [before, at, after] = windowOf({ letters: shown, at: line.at }, width);
  return (
    <Box width={width} height={1} flexShrink={0}>
      <Text wrap="truncate-end">
        {before}
        {at === '' ? '_' : <Text inverse>{at}</Text>}
        {after}
      </Text>
    </Box>
  );
}
