// `register`, `verify`, `unsubscribe`: signing up by one-time code, with the engine of this data directory or with a
// server elsewhere. What is typed wrong is said before anything is sent; what follows is said each time.
import { areaText } from '../core/area.ts';
import { digitsOf } from '../core/codes.ts';
import { durationText } from '../core/ist.ts';
import type { Addressee } from '../core/self-service.ts';
import type { Ask } from '../core/sign-up.ts';
import { wishText } from '../core/text/wish.ts';
import { parseRecipient, parseWish, type WishInput, type WishProblem } from '../core/wish.ts';
import { EXIT, Failure } from '../failure.ts';
import type { Context } from './context.ts';
import { type Confirmed, signUpDesk } from './sign-up-desk.ts';

/** Whom, as typed; both or none is a mistake. */
export interface RecipientInput {
  readonly email?: string;
  readonly webhook?: string;
}

interface Where {
  /** A server elsewhere; without it, the engine of this data directory. */
  readonly server?: string;
  readonly json?: boolean;
}

export interface RegisterInput extends WishInput, Where {
  readonly beside?: boolean;
}

/** Asks for a code that will confirm a wish. @throws Failure: 64 typed wrong, 69 nobody answers, 1 refused */
export async function registerCommand(context: Context, input: RegisterInput): Promise<void> {
  const { beside = false, server, json } = input;
  const reading = parseWish(input, context.source);
  if (!reading.ok) throw wrong(reading.problems);
  const others = beside ? 'keep' : 'replace';
  const ask: Ask = { purpose: 'subscribe', wish: { ...reading.wish, others, origin: 'command' } };
  const validForMs = await askFor(context, ask, server);
  const next = nextCommand(context, 'verify', reading.wish, server);
  if (json) return printAsked(context, validForMs, next);
  const areaName = (id: string) => areaText(context.source.area(id) ?? { name: id, region: '' });
  context.print(
    [
      onItsWay(reading.wish, validForMs),
      `It confirms: ${wishText({ ...reading.wish.place, ...reading.wish.filters }, areaName)}.`,
      beside
        ? 'Other alerts for the same place stay beside it.'
        : 'It takes the place of other alerts for the same place; --beside keeps them.',
      'Nothing changes before the code is typed in:',
      `  ${next}`,
    ].join('\n'),
  );
}

/** Types in a code. @throws Failure: 64 typed wrong, 69 nobody answers, 1 a wrong code, or refused */
export async function verifyCommand(
  context: Context,
  input: RecipientInput & Where & { readonly code: string },
): Promise<void> {
  const to = recipientOf(input);
  const code = codeOf(input.code);
  const desk = await signUpDesk(context, input.server);
  try {
    const confirmed = await desk.verify(to, code);
    printConfirmed(context, to, confirmed, input);
  } finally {
    desk.close();
  }
}

/** Without a code asks for one; with it, ends the alerts. @throws Failure, as `verifyCommand` */
export async function unsubscribeCommand(
  context: Context,
  input: RecipientInput & Where & { readonly code?: string },
): Promise<void> {
  const { server, json } = input;
  const to = recipientOf(input);
  if (input.code === undefined) {
    const validForMs = await askFor(context, { purpose: 'unsubscribe', to }, server);
    const next = nextCommand(context, 'unsubscribe', to, server);
    if (json) return printAsked(context, validForMs, next);
    context.print(`${onItsWay(to, validForMs)}\nTo end the alerts, type it in:\n  ${next}`);
    return;
  }
  const code = codeOf(input.code);
  const desk = await signUpDesk(context, server);
  try {
    printConfirmed(context, to, await desk.verify(to, code, 'unsubscribe'), input);
  } finally {
    desk.close();
  }
}

async function askFor(context: Context, ask: Ask, server: string | undefined): Promise<number> {
  const desk = await signUpDesk(context, server);
  try {
    return await desk.register(ask);
  } finally {
    desk.close();
  }
}

function wrong(problems: readonly WishProblem[]): Failure {
  const worded = problems.map(({ field, message }) =>
    field === 'recipient' ? 'Say for whom: one of --email and --webhook.' : message,
  );
  return new Failure(EXIT.usage, worded.join('\n'));
}

function recipientOf({ email, webhook }: RecipientInput): Addressee {
  const found = parseRecipient({ email, webhook });
  if (found.ok) return { channel: found.channel, address: found.address };
  throw wrong(found.problems);
}

function codeOf(typed: string): string {
  const code = digitsOf(typed);
  if (code !== undefined) return code;
  throw new Failure(EXIT.usage, 'A code has six digits, like 123456.');
}

function onItsWay({ channel, address }: Addressee, validForMs: number): string {
  const valid = validForMs > 0 ? ` It is valid for ${durationText(validForMs)}.` : '';
  const spam = channel === 'email' ? ' If it does not come, look among the spam.' : '';
  return `A code is on its way to ${address}.${valid}${spam}`;
}

function printAsked(context: Context, validForMs: number, next: string): void {
  context.print(JSON.stringify({ ok: true, validForS: Math.floor(validForMs / 1000), next }, null, 2));
}

function printConfirmed(
  context: Context,
  to: Addressee,
  { purpose, subscriptions, manageUrl, secret }: Confirmed,
  { server, json }: Where,
): void {
  if (json) {
    const document = {
      ok: true,
      purpose,
      subscriptions,
      ...(manageUrl !== null && { manageUrl }),
      ...(secret !== null && { secret }),
    };
    context.print(JSON.stringify(document, null, 2));
    return;
  }
  const list = subscriptions.map(({ text, paused }) => `  ${text}${paused ? ' (paused)' : ''}`);
  const change = manageUrl === null ? [] : [`Change, pause or end it at: ${manageUrl}`];
  if (purpose === 'unsubscribe') {
    context.print(`Done: ${to.address} gets no more alerts. To get them again: vaccine-watch register`);
    return;
  }
  const nobody = 'Nobody gets alerts at this address. To begin: vaccine-watch register';
  const told = subscriptions.length === 0 ? [nobody] : [`Confirmed: ${to.address} is told of`, ...list];
  const key = secret === null ? [] : [`  signing secret: ${secret} (keep it: each call is signed with it)`];
  const end = `To end it: ${nextCommand(context, 'unsubscribe', to, server, false)}`;
  context.print([...told, ...key, ...change, ...(subscriptions.length === 0 ? [] : [end])].join('\n'));
}

/** What to type next, to be copied as it is. */
function nextCommand(
  { flags }: Context,
  command: 'verify' | 'unsubscribe',
  { channel, address }: Addressee,
  server: string | undefined,
  withCode = true,
): string {
  const words = ['vaccine-watch'];
  if (flags.dataDir && server === undefined) words.push('--data-dir', flags.dataDir);
  words.push(command, `--${channel}`, address);
  if (server !== undefined) words.push('--server', server);
  return [...words.map(quoted), ...(withCode ? ['--code 123456'] : [])].join(' ');
}

/** As a shell takes it for one word. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
