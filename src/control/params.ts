// Checks the shape of what came over the socket, and builds fresh values of it: nothing that was not asked for gets
// through. Whether a wish makes sense (does the district exist?) is for the engine to say, not for this file.
import { isAbsolute } from 'node:path';
import type { CodePurpose } from '../core/outcome.ts';
import { quietBetween } from '../core/quiet.ts';
import type { DeliveryQuery, NewSubscription, SubscriberQuery, SubscriberRef } from '../core/records.ts';
import type { Addressee, OwnWish } from '../core/self-service.ts';
import { MIN_CAPACITY_CHOICES } from '../core/session.ts';
import type { Ask } from '../core/sign-up.ts';
import { DELIVERY_STATES } from '../core/snapshot.ts';
import { type Filters, ORIGINS, type Place, type Quiet } from '../core/subscription.ts';
import {
  channel,
  given,
  id,
  limit,
  object,
  oneOf,
  orNull,
  refuse,
  text,
  time,
  whole,
  yesOrNo,
} from './checks.ts';
import type { Json } from './wire.ts';

/** Longer than any code, shorter than any mischief. */
const CODE_CAP = 40;
const PURPOSES: readonly CodePurpose[] = ['subscribe', 'unsubscribe', 'manage'];
const SUBSCRIBER_STATES = ['active', 'paused', 'gone'] as const;

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

/** Throws `ControlError` 'invalid', as all functions here. */
export function filtersOf(value: unknown): Filters {
  const filters = object(value, 'filters');
  return {
    dose: orNull(filters.dose, (dose) => oneOf(dose, 'filters.dose', ['1', '2'] as const)),
    ageYears: orNull(filters.ageYears, (age) => whole(age, 'filters.ageYears', 0, 150)),
    vaccine: orNull(filters.vaccine, (vaccine) => text(vaccine, 'filters.vaccine')),
    fee: orNull(filters.fee, (fee) => oneOf(fee, 'filters.fee', ['free', 'paid'] as const)),
    minCapacity: oneOf(filters.minCapacity, 'filters.minCapacity', MIN_CAPACITY_CHOICES),
  };
}

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

export function addresseeOf(params: Json): Addressee {
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

export function deliveryQueryOf(params: Json): DeliveryQuery {
  return given<DeliveryQuery>(params, {
    state: (value, field) => oneOf(value, field, DELIVERY_STATES),
    channel,
    subscriberId: id,
    beforeId: id,
    afterId: id,
    limit,
  });
}

/** A file for a backup. Absolute, because the engine's folder is not the caller's. */
export function backupPathOf(params: Json): string {
  const path = text(params.path, 'path');
  return isAbsolute(path) ? path : refuse('path', 'an absolute path');
}
