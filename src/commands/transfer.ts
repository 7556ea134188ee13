// `subscribers export` and `import`: everybody as one JSON document, and back. What is imported is checked like what a
// person types, all of it before any of it is added.
import { readFileSync } from 'node:fs';
import type { Records } from '../control/control.ts';
import type { NewSubscription, SubscriberQuery } from '../core/records.ts';
import type { SubscriberWithSubscriptions, Subscription } from '../core/subscription.ts';
import { parseWish, type WishInput } from '../core/wish.ts';
import { EXIT, Failure } from '../failure.ts';
import { type Context, withRecords } from './context.ts';

/** Entries come from a file: nothing of them is believed. */
type Entry = { readonly [Field in keyof SubscriberWithSubscriptions]?: unknown };

const SECRET = /^[\w-]{16,128}$/;

/** Writes every subscriber as JSON that `import` reads. Holds addresses and webhook secrets. */
export async function exportCommand(context: Context): Promise<void> {
  const subscribers = await withRecords(context, (records) => everySubscriber(records, {}));
  context.print(JSON.stringify(subscribers, null, 2));
}

/** Adds what an exported file holds; whoever was paused arrives paused, but nobody here already is paused by it. @throws Failure (1) naming every wrong entry, when nothing was added */
export async function importCommand(context: Context, file: string): Promise<void> {
  const imported = read(context, file);
  const added = await withRecords(context, async (records) => {
    let count = 0;
    for (const wish of imported) if ((await records.addSubscription(wish)).added) count += 1;
    return count;
  });
  context.print(`Imported ${added} of ${imported.length} subscriptions; the others stood already.`);
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

function read(context: Context, file: string): NewSubscription[] {
  const problems: string[] = [];
  const imported = entriesOf(file).flatMap((entry, index) => {
    const subscriptions = Array.isArray(entry?.subscriptions) ? entry.subscriptions : [];
    if (subscriptions.length === 0) problems.push(`entry ${index + 1} holds no subscriptions.`);
    return subscriptions.flatMap((subscription: Partial<Subscription> | null) => {
      const result = parseWish(typed(entry ?? {}, subscription ?? {}), context.source);
      if (!result.ok) {
        problems.push(...result.problems.map(({ message }) => `entry ${index + 1}: ${message}`));
        return [];
      }
      const secret =
        typeof entry?.secret === 'string' && SECRET.test(entry.secret) ? entry.secret : undefined;
      // Paused as they are added: an engine that runs would tell them before a second call could pause them.
      return [{ ...result.wish, ...(secret && { secret }), paused: entry?.state === 'paused' }];
    });
  });
  if (problems.length > 0) {
    throw new Failure(EXIT.failed, `${file} was not imported:\n${problems.join('\n')}`);
  }
  return imported;
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
