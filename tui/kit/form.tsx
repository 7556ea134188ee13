// A few fields that are filled in together: one line each, with the help or the fault of a field below it.
// It takes all keys; it checks nothing itself, and says the problems it is told beside their fields, the first of which
// the cursor goes to.
import { Box } from 'ink';
import { useEffectEvent, useLayoutEffect, useState } from 'react';
import { Suggestions, useCompletion } from './completion.tsx';
import type { Field } from './field.ts';
import { FormField } from './form-field.tsx';
import {
  changed,
  type Fields,
  fieldsOf,
  firstWrong,
  focusMoved,
  shownFields,
  valuesOf,
} from './form-state.ts';
import { Layer, useHints, useKeys, usePasted } from './keys.tsx';
import { edited, insert, lineOf, textOf } from './line-edit.ts';
import { plain } from './plain.ts';
import { TextCell } from './text-cell.tsx';
import { useLooks } from './tones.tsx';
import { widthOf } from './width.ts';
import { wrapped } from './wrapped.ts';

/** Most lines for what is wrong with the whole form. */
const WHOLE_ROWS = 3;

export interface FormProps {
  readonly title: string;
  readonly fields: readonly Field[];
  /**
   * What is wrong, by the name of the field; under an empty name: of the whole form. The same object until something
   * else is: the cursor goes to the first wrong field once for each.
   */
  readonly problems: Readonly<Record<string, string>>;
  readonly onSubmit: (values: Readonly<Record<string, string>>) => void;
  readonly onCancel: () => void;
  /** Called after every change. */
  readonly onChange?: (values: Readonly<Record<string, string>>) => void;
  /** What saving is called (default: `save`). */
  readonly saving?: string;
  readonly width: number;
  /** Lines there are; fields beyond them come into view when the cursor does. */
  readonly height: number;
}

export function Form(props: FormProps) {
  return (
    <Layer>
      <Filled {...props} />
    </Layer>
  );
}

function Filled({ title, fields, problems, saving = 'save', width, height, ...props }: FormProps) {
  const [state, setState] = useState<Fields>(() => fieldsOf(fields));
  const looks = useLooks();
  const focused = fields[state.focus];
  const line = state.lines[state.focus] ?? lineOf('');
  const isEmpty = textOf(line) === '';
  const isLast = state.focus === fields.length - 1;
  const completion = useCompletion(focused?.complete, textOf(line), focused?.name);
  useHints([
    ...(isLast
      ? [
          { keys: 'Enter Ctrl-S', does: saving },
          ...(fields.length > 1 ? [{ keys: '↑↓', does: 'other field' }] : []),
        ]
      : [
          { keys: 'Ctrl-S', does: saving },
          { keys: 'Enter ↑↓', does: 'other field' },
        ]),
    ...(focused?.choices === undefined ? [] : [{ keys: '←→', does: 'choose' }]),
    ...(focused?.complete === undefined || isEmpty ? [] : [{ keys: 'Tab', does: 'complete' }]),
    { keys: 'Esc', does: 'cancel' },
  ]);
  const put = (next: Fields): void => {
    setState(next);
    if (next.lines !== state.lines) props.onChange?.(valuesOf(fields, next));
  };
  const move = (by: number): void => {
    completion.forget();
    put(focusMoved(state, by));
  };
  const toFirstWrong = useEffectEvent((wrong: FormProps['problems']) => {
    const place = firstWrong(fields, wrong);
    if (place === undefined) return;
    completion.forget();
    setState((now) => ({ ...now, focus: place }));
  });
  useLayoutEffect(() => toFirstWrong(problems), [problems]);
  usePasted((text) => focused?.choices === undefined && put(changed(state, insert(line, text))));
  useKeys((input, key) => {
    if (key.escape) props.onCancel();
    else if ((key.ctrl && input === 's') || (key.return && isLast)) props.onSubmit(valuesOf(fields, state));
    else if (key.tab) {
      const taken = key.shift || isEmpty ? undefined : completion.next(1);
      if (taken === undefined || taken === textOf(line)) move(key.shift ? -1 : 1);
      else put(changed(state, lineOf(taken)));
    } else if (key.upArrow) move(-1);
    else if (key.downArrow || key.return) move(1);
    else if (focused?.choices !== undefined) {
      const by = key.leftArrow ? -1 : key.rightArrow || input === ' ' ? 1 : 0;
      const at = focused.choices.indexOf(textOf(line)) + by + focused.choices.length;
      put(changed(state, lineOf(focused.choices[at % focused.choices.length] ?? '')));
    } else {
      const next = edited(line, input, key);
      if (next === undefined) return true;
      completion.forget();
      put(changed(state, next));
    }
    return true;
  });
  const labelWidth = Math.min(
    Math.max(...fields.map(({ label }) => widthOf(label))) + 4,
    Math.floor(width / 3),
  );
  const whole = problems[''] ?? '';
  const said = whole === '' ? [] : wrapped(`! ${whole}`, width).slice(0, WHOLE_ROWS);
  const room = height - 1 - said.length;
  return (
    <Box flexDirection="column" width={width} height={height} overflow="hidden">
      <TextCell text={plain(title)} width={width} looks={{ bold: true }} />
      {said.map((text) => (
        <TextCell key={text} text={text} width={width} looks={looks('bad')} />
      ))}
      {shownFields(fields, problems, state.focus, room, width - labelWidth).map((at) => {
        const field = fields[at];
        const isFocused = at === state.focus;
        if (field === undefined) return null;
        return (
          <Box key={field.name} flexDirection="column" flexShrink={0}>
            <FormField
              field={field}
              line={state.lines[at] ?? lineOf('')}
              problem={problems[field.name] ?? ''}
              isFocused={isFocused}
              labelWidth={labelWidth}
              width={width}
            />
            {isFocused && field.complete !== undefined && (
              <Suggestions
                of={completion}
                lead={isEmpty ? 'such as' : 'Tab:'}
                indent={labelWidth}
                width={width}
              />
            )}
          </Box>
        );
      })}
    </Box>
  );
}
