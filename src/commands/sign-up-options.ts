// The words of the commands by which people sign up themselves, and of a wish wherever one is typed.
import type { Command } from 'commander';
import type { Context } from './context.ts';

/** `register`, `verify`, `unsubscribe`; each is answered by an engine, here or elsewhere. */
export function addSignUpCommands(program: Command, here: () => Context): void {
  const signUp = (name: string) =>
    program
      .command(name)
      .option('--email <address>', 'your e-mail address')
      .option('--webhook <url>', 'or the address of your server that takes POSTed JSON');
  const answered = (command: Command) =>
    command
      .option(
        '--server <url>',
        'a vaccine-watch server elsewhere (default: the engine of this data directory)',
      )
      .option('--json', 'as JSON');
  answered(wishOptions(signUp('register')))
    .description('sign up for alerts: sends a one-time code to the address')
    .option('--beside', 'keep other alerts for the same place (default: replace them)')
    .action(async (options) => (await import('./sign-up.ts')).registerCommand(here(), options));
  answered(signUp('verify'))
    .description('type in the code that was sent to the address')
    .requiredOption('--code <code>', 'six digits')
    .action(async (options) => (await import('./sign-up.ts')).verifyCommand(here(), options));
  answered(signUp('unsubscribe'))
    .description('end the alerts: without a code it sends one, with it they end')
    .option('--code <code>', 'six digits')
    .action(async (options) => (await import('./sign-up.ts')).unsubscribeCommand(here(), options));
}

/** What a wish may ask for. */
export function wishOptions(command: Command): Command {
  return command
    .option('--district <name or id>', 'part of a name, or an id (see: vaccine-watch areas)')
    .option('--state <name>', 'which state, when several have a district of that name')
    .option('--pincode <pincode>', 'six digits; alone, or within the district')
    .option('--dose <dose>', '1 or 2')
    .option('--age <years>', "the person's age")
    .option('--vaccine <name>', 'COVISHIELD, COVAXIN, …')
    .option('--fee <fee>', 'free or paid')
    .option('--min <doses>', 'least doses left: 1, 5, 10, 25 or 50');
}
