// One field of a form: its label, what stands in it, and below what is wrong with it or what it is for.
import { Box } from 'ink';
import type { Field } from './field.ts';
import { saidLines } from './form-state.ts';
import type { Line } from './line-edit.ts';
import { textOf } from './line-edit.ts';
import { plain } from './plain.ts';
import { Typed } from './prompt.tsx';
import { TextCell } from './text-cell.tsx';
import { useLooks } from './tones.tsx';
import { widthOf } from './width.ts';

export interface FormFieldProps {
  readonly field: Field;
  readonly line: Line;
  /** Empty: nothing is wrong. */
  readonly problem: string;
  readonly isFocused: boolean;
  readonly labelWidth: number;
  readonly width: number;
}

export function FormField({ field, line, problem, isFocused, labelWidth, width }: FormFieldProps) {
  const looks = useLooks();
  const room = width - labelWidth;
  const below = ' '.repeat(labelWidth);
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Box height={1}>
        <TextCell
          text={`${isFocused ? '>' : ' '} ${plain(field.label)}`}
          width={labelWidth}
          looks={{ bold: isFocused }}
        />
        {field.choices === undefined ? (
          <Typed line={line} mask={field.mask ?? false} width={room} isActive={isFocused} />
        ) : (
          <TextCell text={choicesText(field.choices, textOf(line), room)} width={room} />
        )}
      </Box>
      {saidLines(field, problem, isFocused, room).map((text) => (
        <TextCell
          key={text}
          text={`${below}${text}`}
          width={width}
          looks={looks(problem === '' ? 'quiet' : 'bad')}
        />
      ))}
    </Box>
  );
}

/** `[email]  telegram  webhook`: the chosen one in brackets; the first ones go where it would not fit. */
export function choicesText(choices: readonly string[], chosen: string, width: number): string {
  const texts = choices.map((choice) => (choice === chosen ? `[${plain(choice)}]` : ` ${plain(choice)} `));
  const until = texts.slice(0, choices.indexOf(chosen) + 1);
  let from = 0;
  while (from < until.length - 1 && widthOf(until.slice(from).join(' ')) >= width) from += 1;
  return texts.slice(from).join(' ');
}
