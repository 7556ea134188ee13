// The checks that the parameters of a call are made of: each takes what came over the socket and hands back a value of
// the type asked for, or throws `ControlError` 'invalid', which names the field and what belongs into it.
import { CHANNEL_NAMES, type ChannelName } from '../core/subscription.ts';
import { ControlError } from './control.ts';
import { isObject, type Json } from './wire.ts';

/** Longest text of any field (UTF-16 units): a webhook address is the longest that means something. */
const TEXT_CAP = 4096;
/** A page of a list: more is asked for with `afterId`. */
const LIST_CAP = 50_000;

export function refuse(field: string, expected: string): never {
  throw new ControlError('invalid', `${field} must be ${expected}`);
}

export function object(value: unknown, field: string): Json {
  return isObject(value) ? value : refuse(field, 'an object');
}

export function text(value: unknown, field: string): string {
  if (typeof value !== 'string' || value === '' || value.length > TEXT_CAP)
    refuse(field, `a text of 1 to ${TEXT_CAP} characters`);
  return value;
}

export function whole(value: unknown, field: string, least: number, most: number): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least || value > most)
    refuse(field, `a whole number from ${least} to ${most}`);
  return value;
}

export function oneOf<T extends string | number>(value: unknown, field: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === value);
  return found ?? refuse(field, `one of ${choices.join(', ')}`);
}

/** Null passes as null; anything else is checked. */
export function orNull<T>(value: unknown, check: (value: unknown) => T): T | null {
  return value === null || value === undefined ? null : check(value);
}

/** An object with only those fields that were given, each checked. */
export function given<T extends object>(
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

export const channel = (value: unknown, field = 'channel'): ChannelName => oneOf(value, field, CHANNEL_NAMES);
export const id = (value: unknown, field: string): number => whole(value, field, 0, Number.MAX_SAFE_INTEGER);
export const limit = (value: unknown, field: string): number => whole(value, field, 1, LIST_CAP);

export function yesOrNo(value: unknown, field: string): boolean {
  return typeof value === 'boolean' ? value : refuse(field, 'true or false');
}

export const time = (value: unknown, field: string): number =>
  whole(value, field, 0, Number.MAX_SAFE_INTEGER);
