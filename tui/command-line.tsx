// The line behind `:`, with completion. It lies over the screen; what goes wrong is said by the frame.
import { completions, meant } from './command-match.ts';
import { sentenceOf } from './kit/asked.ts';
import { Layer, useHints } from './kit/keys.tsx';
import { Prompt } from './kit/prompt.tsx';
import type { Command, CommandContext } from './screen-contract.ts';

export interface CommandLineProps {
  readonly commands: readonly Command[];
  readonly context: CommandContext;
  readonly onClose: () => void;
  readonly width: number;
}

export function CommandLine(props: CommandLineProps) {
  return (
    <Layer>
      <Typing {...props} />
    </Layer>
  );
}

function Typing({ commands, context, onClose, width }: CommandLineProps) {
  useHints([
    { keys: 'Enter', does: 'do it' },
    { keys: 'Tab', does: 'complete' },
    { keys: 'Esc', does: 'never mind' },
  ]);
  return (
    <Prompt
      label=":"
      complete={(typed) => completions(commands, typed, context)}
      onSubmit={(typed) => {
        onClose();
        if (typed.trim() === '') return;
        // What was said of the last one is not said of this one.
        context.say('');
        void runTyped(commands, typed, context);
      }}
      onCancel={onClose}
      width={width}
    />
  );
}

/** Does what was typed, and says why not where it cannot be done. */
export async function runTyped(
  commands: readonly Command[],
  typed: string,
  context: CommandContext,
): Promise<void> {
  const found = meant(commands, typed);
  if ('unknown' in found) return context.say(found.unknown, 'warn');
  try {
    await found.command.run(found.rest, context);
  } catch (error) {
    context.say(sentenceOf(error), 'warn');
  }
}
