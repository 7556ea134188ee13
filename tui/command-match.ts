// What a typed command means: which command of those there are, what came after it, and what it could become. Pure.
import { editDistance } from '../src/core/edit-distance.ts';
import type { Command, CommandContext } from './screen-contract.ts';

/** Slips of the finger that are seen through. */
const SLIPS = 3;
/** Candidates of a completion. */
const MOST = 50;

export type Meant =
  | { readonly command: Command; readonly rest: string }
  /** A sentence that says what might have been meant. */
  | { readonly unknown: string };

/** Exactly named commands first, then those that begin so, when there is only one. */
export function meant(commands: readonly Command[], typed: string): Meant {
  const { name, rest } = split(typed);
  const exact = commands.find((command) => command.name === name);
  if (exact !== undefined) return { command: exact, rest };
  const begun = commands.filter((command) => command.name.startsWith(name));
  const [only] = begun;
  if (only !== undefined && begun.length === 1) return { command: only, rest };
  if (begun.length > 1)
    return { unknown: `“${name}” could be ${begun.map((command) => command.name).join(', ')}.` };
  const near = nearest(commands, name);
  const hint = near === undefined ? 'Tab after : shows what there is.' : `Did you mean ${near}?`;
  return { unknown: `There is no command “${name}”. ${hint}` };
}

/** Whole lines the typed one could become, best first. */
export function completions(
  commands: readonly Command[],
  typed: string,
  context: CommandContext,
): readonly string[] {
  const { name, rest, isNamed } = split(typed);
  if (!isNamed) {
    const begun = commands.filter((command) => command.name.startsWith(name));
    const within = commands.filter(
      (command) => command.name.includes(name) && !command.name.startsWith(name),
    );
    return [...begun, ...within].map((command) =>
      command.takes === undefined ? command.name : `${command.name} `,
    );
  }
  const command = commands.find((one) => one.name === name);
  return (command?.complete?.(rest, context) ?? []).slice(0, MOST).map((one) => `${name} ${one}`);
}

function nearest(commands: readonly Command[], name: string): string | undefined {
  let best: string | undefined;
  let least = SLIPS;
  for (const command of commands) {
    const slips = editDistance(name, command.name, SLIPS);
    if (slips < least || (slips === least && best === undefined && name.length > SLIPS)) {
      best = command.name;
      least = slips;
    }
  }
  return best;
}

interface Typed {
  readonly name: string;
  readonly rest: string;
  /** The name is whole: a blank follows it. */
  readonly isNamed: boolean;
}

function split(typed: string): Typed {
  const text = typed.trimStart();
  const end = text.indexOf(' ');
  if (end === -1) return { name: text.toLowerCase(), rest: '', isNamed: false };
  return { name: text.slice(0, end).toLowerCase(), rest: text.slice(end + 1).trim(), isNamed: true };
}
