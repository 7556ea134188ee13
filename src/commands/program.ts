// The words of the command line: commands, options, examples. It checks the form of what was typed, not its meaning.
import { Command, InvalidArgumentError, Option } from 'commander';
import type { Flags } from '../config.ts';
import { safeLines } from '../core/safe-text.ts';
import { DELIVERY_STATES } from '../core/snapshot.ts';
import { CHANNEL_NAMES, type ChannelName, channelText } from '../core/subscription.ts';
import type { WishInput } from '../core/wish.ts';
import type { Context } from './context.ts';
import { addHelp, unknownCommand } from './help.ts';
import { addSignUpCommands, wishOptions } from './sign-up-options.ts';

/**
 * The command tree. Each command is loaded when it is called, so that the engine carries no screen and `areas` no engine.
 * @param contextFor makes the surroundings of a command from the options given on the line
 */
export function programFor(version: string, contextFor: (flags: Flags) => Context): Command {
  const program = new Command('vaccine-watch')
    .description('Watches public vaccination-slot APIs and tells everyone who wants an open slot, once.')
    .version(version, '-V, --version')
    .option('--data-dir <folder>', 'where the database and the sockets live')
    .option('--pace <pace>', 'calls per time: 90/5m (default), 2000/1s, unlimited')
    .option('--cowin-url <url>', 'base URL before /v2/…')
    .option('--all-areas', 'poll every district, not only those somebody subscribes to')
    .configureHelp({ showGlobalOptions: true })
    .helpCommand(false)
    .showHelpAfterError('(vaccine-watch --help lists the commands and options)')
    // A mistyped word is repeated.
    .configureOutput({ writeErr: (text) => process.stderr.write(safeLines(text)) })
    .exitOverride();
  const here = () => contextFor(program.opts<Flags>());

  program.action(async (_options, command: Command) => {
    const [stray] = command.args;
    if (stray !== undefined) throw unknownCommand(command, stray);
    await (await import('./screen.ts')).screenCommand(here());
  });

  program
    .command('run')
    .description('run the engine without a screen; one JSON line per event on standard output')
    .action(async () => (await import('./run.ts')).runCommand(here()));
  program
    .command('demo')
    .description('everything against the built-in simulator, no account needed')
    .option('--headless', 'no screen; ends by itself')
    .addOption(
      new Option('--for <time>', 'how long, with --headless: 30s, 2m')
        .argParser(durationArg)
        .default(30_000, '30s'),
    )
    .option('--json', 'one JSON object at the end, with --headless')
    .option('--seed <number>', 'another country, another day', countArg, 1)
    .action(async (options) => (await import('./demo.ts')).demoCommand(here(), options));
  program
    .command('simulate')
    .description('the CoWIN simulator alone, scripted over HTTP: POST /_sim/open, /_sim/close, /_sim/fail')
    .option('--port <port>', 'TCP port on this machine', portArg, 8294)
    .option('--seed <number>', 'another country, another day', countArg, 1)
    .action(async (options) => (await import('./demo.ts')).simulateCommand(here(), options));
  program
    .command('status')
    .description("the running engine's figures")
    .option('--json', 'as JSON')
    .action(async (options) => (await import('./status.ts')).statusCommand(here(), options));
  program
    .command('areas')
    .argument('[words...]', 'part of a name, or an id')
    .description('find a district by id or by part of its name')
    .option('--state <name>', 'only in this state')
    .option('--limit <count>', 'at most this many (default: 20 of those found by name, else all)', limitArg)
    .option('--json', 'as JSON')
    .action(async (words: string[], options) =>
      (await import('./areas.ts')).areasCommand(here(), words, options),
    );
  addSignUpCommands(program, here);
  addSubscriberCommands(program, here);
  program
    .command('deliveries')
    .description('what was owed, to whom, how it ended; newest first')
    .addOption(new Option('--state <state>', 'only in this state').choices([...DELIVERY_STATES]))
    .addOption(channelOption())
    .option('--subscriber <id>', 'only of this subscriber', countArg)
    .option('--limit <count>', 'at most this many', limitArg, 100)
    .option('--json', 'as JSON')
    .action(async ({ json, subscriber, ...query }) =>
      (await import('./deliveries.ts')).deliveriesCommand(
        here(),
        subscriber === undefined ? query : { ...query, subscriberId: subscriber },
        {
          json,
        },
      ),
    );
  program
    .command('doctor')
    .description('checks Node, Redis, SQLite, CoWIN, Telegram, SMTP and X, and says how to mend each')
    .option('--json', 'as JSON')
    .action(async (options) => (await import('./doctor.ts')).doctorCommand(here(), options));
  recipientOptions(program.command('test-alert'))
    .description('send one test message on one channel')
    .action(async (options) => (await import('./test-alert.ts')).testAlertCommand(here(), options));
  program
    .command('backup')
    .argument('<file>', 'where to write the copy; must not exist')
    .description('copy the database while the engine runs')
    .action(async (file: string) => (await import('./backup.ts')).backupCommand(here(), file));
  program
    .command('restore')
    .argument('<file>', 'a copy made by backup')
    .description('put a copy in place of the database; refused while an engine runs')
    .action(async (file: string) => (await import('./backup.ts')).restoreCommand(here(), file));
  addHelp(program);
  // Said last, because commands inherit it: they take no word they do not know; the program answers such a word itself.
  program.allowExcessArguments();
  return program;
}

function addSubscriberCommands(program: Command, here: () => Context): void {
  const subscribers = program
    .command('subscribers')
    .description('list, add, pause, resume, remove, block, unblock, export, import');
  subscribers
    .command('list')
    .description('everyone who is told, and of what')
    .addOption(channelOption())
    .addOption(new Option('--state <state>', 'only in this state').choices(['active', 'paused', 'gone']))
    .option('--search <text>', 'part of an address')
    .option('--json', 'as JSON')
    .action(async ({ json, ...query }) =>
      (await import('./subscribers.ts')).listCommand(here(), query, { json }),
    );
  wishOptions(recipientOptions(subscribers.command('add')))
    .description('add a subscription')
    .option('--json', 'as JSON')
    .action(async ({ json, ...input }: WishInput & { json?: boolean }) =>
      (await import('./subscribers.ts')).addCommand(here(), input, { ...(json && { json }) }),
    );
  const changes = {
    pause: 'pauseSubscriber',
    resume: 'resumeSubscriber',
    remove: 'removeSubscriber',
  } as const;
  const words = {
    pause: 'tell them nothing until resumed',
    resume: 'tell them again',
    remove: 'forget them wholly',
  };
  for (const name of ['pause', 'resume', 'remove'] as const) {
    recipientOptions(subscribers.command(name))
      .argument('[id]', 'as shown by: vaccine-watch subscribers list; or name the recipient')
      .description(words[name])
      .action(async (id: string | undefined, recipient: WishInput) => {
        const { changeCommand, subscriberRef } = await import('./subscribers.ts');
        await changeCommand(here(), changes[name], subscriberRef(id, recipient));
      });
  }
  recipientOptions(subscribers.command('block'))
    .argument('[id]', 'as shown by: vaccine-watch subscribers list; or name the recipient')
    .description('tell them nothing, and let them not come back, until unblocked')
    .action(async (id: string | undefined, recipient: WishInput) => {
      const { blockCommand, subscriberRef } = await import('./subscribers.ts');
      await blockCommand(here(), subscriberRef(id, recipient));
    });
  recipientOptions(subscribers.command('unblock'))
    .argument('[id]', 'as shown by: vaccine-watch subscribers list; or name the recipient')
    .description('let them come back')
    .action(async (id: string | undefined, recipient: WishInput) => {
      const { unblockCommand, subscriberRef } = await import('./subscribers.ts');
      await unblockCommand(here(), subscriberRef(id, recipient));
    });
  subscribers
    .command('export')
    .description('every subscriber as JSON; holds addresses and webhook secrets')
    .option('--csv', 'as CSV, a row for each subscription')
    .action(async ({ csv }) => (await import('./transfer.ts')).exportCommand(here(), csv ? 'csv' : 'json'));
  subscribers
    .command('import')
    .argument('<file>', 'made by export; .csv or JSON')
    .description('add the subscribers of a file')
    .action(async (file: string) => (await import('./transfer.ts')).importCommand(here(), file));
}

function recipientOptions(command: Command): Command {
  return command
    .option('--email <address>', 'an e-mail address')
    .option('--telegram <chat>', 'a chat id, or @name of a public channel')
    .option('--webhook <url>', 'an address that takes POSTed JSON')
    .option('--x', 'the configured X account');
}

function channelOption(): Option {
  const choices = CHANNEL_NAMES.map((name) => channelText(name).toLowerCase());
  return new Option('--channel <channel>', 'only of this channel').choices(choices).argParser(channelArg);
}

/** A channel by the name people know, or by the one it has in data. */
function channelArg(text: string): ChannelName {
  const asked = text.toLowerCase();
  const channel = CHANNEL_NAMES.find((name) => asked === name || asked === channelText(name).toLowerCase());
  if (channel !== undefined) return channel;
  throw new InvalidArgumentError('It must be telegram, email, webhook or x.');
}

function countArg(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

function limitArg(text: string): number {
  const count = countArg(text);
  if (count === 0) throw new InvalidArgumentError('It must be at least 1.');
  return count;
}

function portArg(text: string): number {
  const port = countArg(text);
  if (port > 65_535) throw new InvalidArgumentError('A port is at most 65535.');
  return port;
}

function durationArg(text: string): number {
  const match = /^(\d{1,6})(s|m|h)$/.exec(text);
  const unitMs = { s: 1000, m: 60_000, h: 3_600_000 }[match?.[2] ?? ''];
  if (match === null || unitMs === undefined)
    throw new InvalidArgumentError('It must be a time such as 30s, 2m or 1h.');
  return Number(match[1]) * unitMs;
}
