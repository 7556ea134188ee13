// One field of a form: its label, what stands in it, and below what is wrong with it or what it is for.
import { Box } from 'ink';
import type { Field } from './form.tsx';
import type { Line } from './line-edit.ts';
import { textOf } from './line-edit.ts';
import { plain } from './plain.ts';
import { Typed } from './prompt.tsx';
import { TextCell } from './text-cell.tsx';
import { useLooks } from './tones.tsx';

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
          <TextCell text={choicesText(field.choices, textOf(line))} width={room} />
        )}
      </Box>
      {problem !== '' && <TextCell text={`${below}! ${plain(problem)}`} width={width} looks={looks('bad')} />}
      {isFocused && problem === '' && field.hint !== undefined && (
        <TextCell text={`${below}${plain(field.hint)}`} width={width} looks={looks('quiet')} />
      )}
    </Box>
  );
}

/** `[email]  telegram  webhook`: the chosen one in brackets. */
export function choicesText(choices: readonly string[], chosen: string): string {
  return choices.map((choice) => (choice === chosen ? `[${plain(choice)}]` : ` ${plain(choice)} `)).join(' ');
}
