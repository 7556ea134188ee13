// `subscribers export` and `import`: everybody as one JSON document, and back. What is imported is checked like what a
// person types, all of it before any of it is added.
import { readFileSync } from 'node:fs';
import { ControlError, type Records } from '../control/control.ts';
import { quietBetween } from '../core/quiet.ts';
import type { NewSubscription, SubscriberQuery } from '../core/records.ts';
import {
  ORIGINS,
  type Quiet,
  type SubscriberWithSubscriptions,
  type Subscription,
} from '../core/subscription.ts';
import { parseWish, type Wish, type WishInput } from '../core/wish.ts';
import { EXIT, Failure } from '../failure.ts';
import { BLOCKED_WHY } from '../store/blocks.ts';
import { UNSUBSCRIBED_WHY } from '../store/leaving.ts';
import { type Context, withRecords } from './context.ts';

/** Entries come from a file: nothing of them is believed. */
type Entry = { readonly [Field in keyof SubscriberWithSubscriptions]?: unknown };

const SECRET = /^[\w-]{16,128}$/;

/** Writes every subscriber as JSON that `import` reads. Holds addresses and webhook secrets. */
export async function exportCommand(context: Context): Promise<void> {
  const subscribers = await withRecords(context, (records) => everySubscriber(records, {}));
  context.print(JSON.stringify(subscribers, null, 2));
}

/**
 * Adds what an exported file holds; whoever was paused arrives paused, but nobody here already is paused or woken by it. Who
 * wanted no more, or was blocked there or is blocked here, is left out. @throws Failure (1) naming every wrong entry,
 * when nothing was added
 */
export async function importCommand(context: Context, file: string): Promise<void> {
  const { wishes, ended } = read(context, file);
  const refused = new Set<string>();
  const added = await withRecords(context, async (records) => {
    let count = 0;
    for (const wish of wishes) {
      try {
        if ((await records.addSubscription(wish)).added) count += 1;
      } catch (error) {
        if (!(error instanceof ControlError) || error.code !== 'invalid') throw error;
        refused.add(error.message);
      }
    }
    return count;
  });
  const others = refused.size > 0 ? 'the others stood already or were refused' : 'the others stood already';
  context.print(`Imported ${added} of ${wishes.length} subscriptions; ${others}.`);
  for (const why of refused) context.remark(why);
  if (ended > 0) context.print(`Left out: ${ended} who had ended their alerts or were blocked.`);
}

/** All that a query finds, page by page. */
export async function everySubscriber(
  records: Records,
  query: SubscriberQuery,
): Promise<SubscriberWithSubscriptions[]> {
  const all: SubscriberWithSubscriptions[] = [];
  for (;;) {
    const page = await records.listSubscribers({ ...query, limit: 500, afterId: all.at(-1)?.id ?? 0 });
    all.push(...page);
    if (page.length < 500) return all;
  }
}

function read(
  context: Context,
  file: string,
): { readonly wishes: readonly NewSubscription[]; readonly ended: number } {
  const problems: string[] = [];
  const entries = entriesOf(file);
  const wishes = entries.flatMap((entry, index) => {
    if (hasEnded(entry)) return [];
    // None is nothing to add: people remove all they asked for, and stay.
    const subscriptions = Array.isArray(entry?.subscriptions) ? entry.subscriptions : undefined;
    if (subscriptions === undefined) problems.push(`entry ${index + 1} holds no list of subscriptions.`);
    return (subscriptions ?? []).flatMap((subscription: Partial<Subscription> | null) => {
      const result = parseWish(typed(entry ?? {}, subscription ?? {}), context.source);
      if (!result.ok) {
        problems.push(...result.problems.map(({ message }) => `entry ${index + 1}: ${message}`));
        return [];
      }
      return [
        { ...result.wish, ...broughtBy(entry ?? {}), subscriptionPaused: subscription?.paused === true },
      ];
    });
  });
  if (problems.length > 0) {
    throw new Failure(EXIT.failed, `${file} was not imported:\n${problems.join('\n')}`);
  }
  return { wishes, ended: entries.filter(hasEnded).length };
}

/** Being refused by somebody is no reason to leave them out: where they are brought to, they may not refuse. */
function hasEnded(entry: Entry | null): boolean {
  return entry?.state === 'gone' && [UNSUBSCRIBED_WHY, BLOCKED_WHY].some((why) => why === entry.stateWhy);
}

/** What an entry says of the person beside their address; what older versions did not write, or is none, is left away. */
function broughtBy(entry: Entry): Omit<NewSubscription, keyof Wish> {
  const { secret, verifiedAtMs, resumesAtMs } = entry;
  const quiet = entry.quiet as Partial<Quiet> | null | undefined;
  const hours = quietBetween(Number(quiet?.fromHour ?? Number.NaN), Number(quiet?.toHour ?? Number.NaN));
  return {
    origin: ORIGINS.find((origin) => origin === entry.origin) ?? 'import',
    // Paused as they are added: an engine that runs would tell them before a second call could pause them.
    paused: entry.state === 'paused',
    wakes: false,
    ...(typeof secret === 'string' && SECRET.test(secret) && { secret }),
    ...(isTime(verifiedAtMs) && { verifiedAtMs }),
    ...(isTime(resumesAtMs) && { resumesAtMs }),
    ...(hours !== undefined && { quiet: hours }),
  };
}

function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0;
}

function entriesOf(file: string): readonly (Entry | null)[] {
  const madeBy = 'it must be a file made by: vaccine-watch subscribers export';
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new Failure(
      EXIT.failed,
      `${file} ${code === undefined ? 'is no JSON' : `cannot be read (${code})`}; ${madeBy}`,
    );
  }
  if (!Array.isArray(content))
    throw new Failure(EXIT.failed, `${file} holds no list of subscribers; ${madeBy}`);
  return content.map((entry: unknown) => (typeof entry === 'object' ? entry : null));
}

/** An entry as a person would have typed it. */
function typed(entry: Entry, subscription: Partial<Subscription>): WishInput {
  const text = (value: unknown) => (value === null || value === undefined ? undefined : String(value));
  const address = text(entry.address);
  return {
    email: entry.channel === 'email' ? address : undefined,
    telegram: entry.channel === 'telegram' ? address : undefined,
    webhook: entry.channel === 'webhook' ? address : undefined,
    x: entry.channel === 'twitter',
    district: text(subscription.areaId),
    pincode: text(subscription.pincode),
    dose: text(subscription.dose),
    age: text(subscription.ageYears),
    vaccine: text(subscription.vaccine),
    fee: text(subscription.fee),
    min: text(subscription.minCapacity),
  };
}
