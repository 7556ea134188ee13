// Checks the shape of what came over the socket, and builds fresh values of it: nothing that was not asked for gets
// through. Whether a wish makes sense (does the district exist?) is for the engine to say, not for this file.
import { isAbsolute } from 'node:path';
import type { AreaId } from '../core/area.ts';
import { EVENT_LEVELS, EVENTS_KEPT, type EventQuery } from '../core/events.ts';
import type { CodePurpose } from '../core/outcome.ts';
import { quietBetween } from '../core/quiet.ts';
import type { Addressee, OwnWish } from '../core/self-service.ts';
import { MIN_CAPACITY_CHOICES } from '../core/session.ts';
import type { Ask } from '../core/sign-up.ts';
import { DELIVERY_STATES } from '../core/snapshot.ts';
import {
  CHANNEL_NAMES,
  type ChannelName,
  type Filters,
  ORIGINS,
  type Place,
  type Quiet,
} from '../core/subscription.ts';
import { THROUGHPUT_RANGES, type ThroughputRange } from '../core/throughput.ts';
import {
  ControlError,
  type DeliveryQuery,
  type NewSubscription,
  type SubscriberQuery,
  type SubscriberRef,
  type SubscriberSearch,
} from './control.ts';
import { isObject, type Json } from './wire.ts';

/** Longest text of any field (UTF-16 units): a webhook address is the longest that means something. */
const TEXT_CAP = 4096;
/** Longer than any code, shorter than any mischief. */
const CODE_CAP = 40;
const PURPOSES: readonly CodePurpose[] = ['subscribe', 'unsubscribe', 'manage'];
const SUBSCRIBER_STATES = ['active', 'paused', 'gone'] as const;
/** More settings at once than there are. */
const CHANGES_CAP = 100;
/** A page of a list: more is asked for with `afterId`. */
const LIST_CAP = 50_000;
/** A page of a search, which comes with its whole subscriptions while somebody types. */
const PAGE_CAP = 500;

function refuse(field: string, expected: string): never {
  throw new ControlError('invalid', `${field} must be ${expected}`);
}

function object(value: unknown, field: string): Json {
  return isObject(value) ? value : refuse(field, 'an object');
}

function text(value: unknown, field: string): string {
  if (typeof value !== 'string' || value === '' || value.length > TEXT_CAP)
    refuse(field, `a text of 1 to ${TEXT_CAP} characters`);
  return value;
}

function whole(value: unknown, field: string, least: number, most: number): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least || value > most)
    refuse(field, `a whole number from ${least} to ${most}`);
  return value;
}

function oneOf<T extends string | number>(value: unknown, field: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === value);
  return found ?? refuse(field, `one of ${choices.join(', ')}`);
}

/** Null passes as null; anything else is checked. */
function orNull<T>(value: unknown, check: (value: unknown) => T): T | null {
  return value === null || value === undefined ? null : check(value);
}

/** An object with only those fields that were given, each checked. */
function given<T extends object>(
  params: Json,
  checks: { readonly [K in keyof T]-?: (value: unknown, field: string) => NonNullable<T[K]> },
): T {
  const fields = Object.entries<(value: unknown, field: string) => unknown>(checks);
  return Object.fromEntries(
    fields
      .filter(([field]) => params[field] !== undefined && params[field] !== null)
      .map(([field, check]) => [field, check(params[field], field)]),
  ) as T;
}

const channel = (value: unknown, field = 'channel'): ChannelName => oneOf(value, field, CHANNEL_NAMES);
const id = (value: unknown, field: string): number => whole(value, field, 0, Number.MAX_SAFE_INTEGER);
const limit = (value: unknown, field: string): number => whole(value, field, 1, LIST_CAP);

function yesOrNo(value: unknown, field: string): boolean {
  return typeof value === 'boolean' ? value : refuse(field, 'true or false');
}

const time = (value: unknown, field: string): number => whole(value, field, 0, Number.MAX_SAFE_INTEGER);

function quietOf(value: unknown, field: string): Quiet {
  const { fromHour, toHour } = object(value, field);
  const quiet =
    typeof fromHour === 'number' && typeof toHour === 'number' ? quietBetween(fromHour, toHour) : undefined;
  return quiet ?? refuse(field, 'two different hours from 0 to 23');
}

function placeOf(value: unknown): Place {
  const place = object(value, 'place');
  return {
    areaId: orNull(place.areaId, (areaId) => text(areaId, 'place.areaId')),
    pincode: orNull(place.pincode, (pincode) =>
      typeof pincode === 'string' && /^\d{6}$/.test(pincode)
        ? pincode
        : refuse('place.pincode', 'six digits'),
    ),
  };
}

function filtersOf(value: unknown): Filters {
  const filters = object(value, 'filters');
  return {
    dose: orNull(filters.dose, (dose) => oneOf(dose, 'filters.dose', ['1', '2'] as const)),
    ageYears: orNull(filters.ageYears, (age) => whole(age, 'filters.ageYears', 0, 150)),
    vaccine: orNull(filters.vaccine, (vaccine) => text(vaccine, 'filters.vaccine')),
    fee: orNull(filters.fee, (fee) => oneOf(fee, 'filters.fee', ['free', 'paid'] as const)),
    minCapacity: oneOf(filters.minCapacity, 'filters.minCapacity', MIN_CAPACITY_CHOICES),
  };
}

/** Throws `ControlError` 'invalid', as all functions here. */
export function wishOf(params: Json): NewSubscription {
  return {
    channel: channel(params.channel),
    address: text(params.address, 'address'),
    place: placeOf(params.place),
    filters: filtersOf(params.filters),
    ...given<Omit<NewSubscription, 'channel' | 'address' | 'place' | 'filters'>>(params, {
      secret: text,
      origin: (value, field) => oneOf(value, field, ORIGINS),
      verifiedAtMs: time,
      quiet: quietOf,
      paused: yesOrNo,
      resumesAtMs: time,
      wakes: yesOrNo,
      subscriptionPaused: yesOrNo,
    }),
  };
}

/** What a one-time code is to confirm. */
export function askOf(params: Json): Ask {
  const purpose = oneOf(params.purpose, 'purpose', PURPOSES);
  if (purpose !== 'subscribe') return { purpose, to: addresseeOf(object(params.to, 'to')) };
  return { purpose, wish: ownWishOf(object(params.wish, 'wish')) };
}

function ownWishOf(wish: Json): OwnWish {
  return {
    ...addresseeOf(wish),
    place: placeOf(wish.place),
    filters: filtersOf(wish.filters),
    others: oneOf(wish.others, 'others', ['replace', 'keep'] as const),
    ...given<Pick<OwnWish, 'origin'>>(wish, {
      origin: (value, field) => oneOf(value, field, ORIGINS),
    }),
  };
}

export function verifyOf(params: Json): {
  readonly to: Addressee;
  readonly code: string;
  readonly only: CodePurpose | undefined;
} {
  const code = text(params.code, 'code');
  return {
    to: addresseeOf(object(params.to, 'to')),
    code: code.length <= CODE_CAP ? code : refuse('code', `at most ${CODE_CAP} characters`),
    only: orNull(params.only, (only) => oneOf(only, 'only', PURPOSES)) ?? undefined,
  };
}

export function subscriberRefOf(params: Json): SubscriberRef {
  if (params.id !== undefined) return { id: id(params.id, 'id') };
  return addresseeOf(params);
}

export function addresseeOf(params: Json): { readonly channel: ChannelName; readonly address: string } {
  return { channel: channel(params.channel), address: text(params.address, 'address') };
}

export function subscriberQueryOf(params: Json): SubscriberQuery {
  return given<SubscriberQuery>(params, {
    channel,
    state: (value, field) => oneOf(value, field, SUBSCRIBER_STATES),
    search: text,
    afterId: id,
    limit,
  });
}

export function subscriberSearchOf(params: Json): SubscriberSearch {
  const { afterId: _, limit: __, ...query } = subscriberQueryOf(params);
  return {
    ...query,
    offset: whole(params.offset, 'offset', 0, Number.MAX_SAFE_INTEGER),
    limit: whole(params.limit, 'limit', 1, PAGE_CAP),
  };
}

/** A subscriber's id and that of one of their subscriptions. */
export function subscriptionRefOf(params: Json): readonly [id: number, subscriptionId: number] {
  return [id(params.id, 'id'), id(params.subscriptionId, 'subscriptionId')];
}

export function filtersIn(params: Json): Filters {
  return filtersOf(params.filters);
}

export function areaIdOf(params: Json): AreaId {
  return text(params.areaId, 'areaId');
}

export function channelOf(params: Json): ChannelName {
  return channel(params.channel);
}

export function deliveryIdOf(params: Json): number {
  return id(params.id, 'id');
}

/** Absent is no. */
export function mayArriveTwiceOf({ mayArriveTwice = false }: Json): boolean {
  return yesOrNo(mayArriveTwice, 'mayArriveTwice');
}

export function deliveryQueryOf(params: Json): DeliveryQuery {
  return given<DeliveryQuery>(params, {
    state: (value, field) => oneOf(value, field, DELIVERY_STATES),
    channel,
    subscriberId: id,
    beforeId: id,
    limit,
  });
}

export function throughputRangeOf(params: Json): ThroughputRange {
  return oneOf(params.range, 'range', THROUGHPUT_RANGES);
}

/** Texts by name; an empty one takes a setting out. */
export function settingChangesOf(params: Json): Readonly<Record<string, string>> {
  const changes = Object.entries(object(params.changes, 'changes'));
  if (changes.length > CHANGES_CAP) refuse('changes', `at most ${CHANGES_CAP} settings`);
  return Object.fromEntries(
    changes.map(([key, value]) => [key, value === '' ? '' : text(value, `changes.${key.slice(0, 60)}`)]),
  );
}

export function eventQueryOf(params: Json): EventQuery {
  return given<EventQuery>(params, {
    afterSeq: id,
    level: (value, field) => oneOf(value, field, EVENT_LEVELS),
    text,
    limit: (value, field) => whole(value, field, 1, EVENTS_KEPT),
  });
}

/** A file for a backup. Absolute, because the engine's folder is not the caller's. */
export function backupPathOf(params: Json): string {
  const path = text(params.path, 'path');
  return isAbsolute(path) ? path : refuse('path', 'an absolute path');
}
