// `subscribers`: list, add, pause, resume, remove and block the people who are told.
import { ConfigError, type Settings } from '../config.ts';
import { everySubscriber } from '../control/transfer.ts';
import { type Area, pinAreaId } from '../core/area.ts';
import type { NewSubscription, SubscriberQuery, SubscriberRef } from '../core/records.ts';
import type { Source } from '../core/source.ts';
import { channelText, type Place, type SubscriberWithSubscriptions } from '../core/subscription.ts';
import { parseRecipient, parseWish, type WishInput } from '../core/wish.ts';
import { type Allowed, allowedFreshness, freshnessOf, polledAreas } from '../engine/figures/polled-areas.ts';
import { EXIT, Failure } from '../failure.ts';
import { type Context, settingsOf, withRecords } from './context.ts';
import { LIST_HEADING, listRow, subscriberText } from './subscriber-text.ts';
import { tableText } from './table.ts';

/** Checks what a person typed. @throws Failure (64) naming everything that is wrong */
function wishOf(context: Context, input: WishInput): NewSubscription {
  const wish = parseWish(input, context.source);
  if (wish.ok) return wish.wish;
  throw new Failure(EXIT.usage, wish.problems.map((problem) => problem.message).join('\n'));
}

/**
 * Adds a subscription and says how fresh what they are told can be. @throws Failure (64) naming everything that was
 * typed wrong
 */
export async function addCommand(context: Context, input: WishInput, options: { readonly json?: boolean }) {
  const wish = wishOf(context, input);
  const { subscriber, added, hasEngine, snapshot } = await withRecords(context, async (records, engine) => ({
    ...(await records.addSubscription(wish)),
    hasEngine: engine !== undefined,
    // The subscription stands already: an engine that leaves now must not make it look refused.
    snapshot: await engine?.status().catch(() => undefined),
  }));
  const freshness = hasEngine
    ? snapshot && freshnessOf(snapshot, areaOf(wish.place, context.source))
    : freshnessWithout(context, wish.place);
  if (options.json) {
    context.print(JSON.stringify({ added, ...subscriber, freshness: freshness ?? null }, null, 2));
    return;
  }
  context.print(added ? 'Added:' : 'That subscription stood already:');
  context.print(subscriberText(subscriber, context.source));
  if (subscriber.secret !== null) context.print(`  signing secret: ${subscriber.secret}`);
  if (freshness !== undefined) context.print(`  freshness ${freshness.text}`);
  if (freshness !== undefined && freshness.warning !== '') context.print(`  ! ${freshness.warning}`);
  if (!hasEngine) {
    context.remark('No engine runs in this data directory yet; start one with: vaccine-watch run');
  }
}

/** What an engine with the settings of now would give the place; undefined when they are wrong, which `run` will say. */
function freshnessWithout(context: Context, place: Place): Allowed | undefined {
  let settings: Settings;
  try {
    settings = settingsOf(context);
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
  const areas = polledAreas(settings.dir.database, context.source, settings.allAreas);
  if (areas.length === 0) return undefined;
  return allowedFreshness(settings.pace, areas, settings.cowinUrl, areaOf(place, context.source));
}

/** The area that is polled for a place; undefined for the X account, which follows the others. */
function areaOf({ areaId, pincode }: Place, source: Source): Area | undefined {
  if (areaId !== null) return source.area(areaId);
  return pincode === null ? undefined : source.area(pinAreaId(source.id, pincode));
}

/** Prints all subscribers a query finds, without their secrets. */
export async function listCommand(
  context: Context,
  query: SubscriberQuery,
  options: { readonly json?: boolean },
) {
  const subscribers = await withRecords(context, async (records) => {
    const all: SubscriberWithSubscriptions[] = [];
    for await (const page of everySubscriber(records, query)) all.push(...page);
    return all;
  });
  if (options.json) {
    context.print(JSON.stringify(subscribers.map(withoutSecret), null, 2));
    return;
  }
  if (subscribers.length === 0) {
    const isNarrowed = [query.channel, query.state, query.search].some((asked) => asked !== undefined);
    context.print(
      isNarrowed
        ? 'Nobody fits. Everybody: vaccine-watch subscribers list'
        : 'No subscribers. Add one: vaccine-watch subscribers add --email you@example.org --district BBMP',
    );
    return;
  }
  context.print(
    tableText(
      LIST_HEADING,
      subscribers.map((subscriber) => listRow(subscriber, context.source)),
    ),
  );
}

/** The subscriber a person means: by id, or by recipient. @throws Failure (64) when neither or both are given */
export function subscriberRef(id: string | undefined, recipient: WishInput): SubscriberRef {
  const named = [recipient.email, recipient.telegram, recipient.webhook, recipient.x].some(Boolean);
  if (id !== undefined && !named && /^\d{1,15}$/.test(id)) return { id: Number(id) };
  if (id !== undefined || !named) {
    throw new Failure(
      EXIT.usage,
      'Say who: an id from `vaccine-watch subscribers list`, or one of --email, --telegram, --webhook, --x.',
    );
  }
  const found = parseRecipient(recipient);
  if (found.ok) return { channel: found.channel, address: found.address };
  throw new Failure(EXIT.usage, found.problems.map((problem) => problem.message).join('\n'));
}

/** Pauses, resumes or removes a subscriber. @throws ControlError (`not-found`) */
export async function changeCommand(
  context: Context,
  change: 'pauseSubscriber' | 'resumeSubscriber' | 'removeSubscriber',
  ref: SubscriberRef,
): Promise<void> {
  const done = { pauseSubscriber: 'Paused', resumeSubscriber: 'Resumed', removeSubscriber: 'Removed' }[
    change
  ];
  const subscriber = await withRecords(context, (records) => records[change](ref));
  context.print(`${done}: ${nameOf(subscriber)}.`);
}

/** Nobody at this address is told anything until unblocked. @throws ControlError (`not-found`) for an unknown id */
export async function blockCommand(context: Context, ref: SubscriberRef): Promise<void> {
  const { subscriber } = await withRecords(context, (records) => records.blockRecipient(ref));
  context.print(
    subscriber === null
      ? 'Blocked. Nobody here has this address, and whoever signs up with it is turned away.'
      : `Blocked: ${nameOf(subscriber)}. They are told nothing any more, and cannot come back by themselves.`,
  );
}

/** @throws ControlError (`not-found`) for an unknown id */
export async function unblockCommand(context: Context, ref: SubscriberRef): Promise<void> {
  const { wasBlocked } = await withRecords(context, (records) => records.unblockRecipient(ref));
  context.print(
    wasBlocked
      ? 'Unblocked. They may come back; to bring them back yourself: vaccine-watch subscribers resume, with the same recipient.'
      : 'This recipient was not blocked.',
  );
}

function nameOf({ id, channel, address }: SubscriberWithSubscriptions): string {
  return `${channelText(channel)} ${address} (id ${id})`;
}

function withoutSecret(subscriber: SubscriberWithSubscriptions): Omit<SubscriberWithSubscriptions, 'secret'> {
  const { secret: _, ...rest } = subscriber;
  return rest;
}
