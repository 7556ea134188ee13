// What a one-time code is to confirm, as it is kept until somebody comes with the code: as text, and without the
// address. Whatever is read back is looked at as if a stranger had written it.
import type { CodePurpose } from './outcome.ts';
import type { OwnWish } from './self-service.ts';
import { MIN_CAPACITY_CHOICES } from './session.ts';
import type { Ask } from './sign-up.ts';
import { type Filters, ORIGINS, type Origin, type Place } from './subscription.ts';

/** An ask without the channel and the address it came for. */
export type KeptAsk =
  | (Pick<OwnWish, 'place' | 'filters' | 'others'> & {
      readonly purpose: 'subscribe';
      readonly origin: Origin | null;
    })
  | { readonly purpose: Exclude<CodePurpose, 'subscribe'> };

const NAME_MAX_CHARS = 200;

/** What is to be kept of an ask. */
export function keptOf(ask: Ask): KeptAsk {
  if (ask.purpose !== 'subscribe') return { purpose: ask.purpose };
  const { place, filters, others, origin } = ask.wish;
  return { purpose: 'subscribe', place, filters, others, origin: origin ?? null };
}

/** For `askOf` to read. */
export function textOf(ask: KeptAsk): string {
  return JSON.stringify(ask);
}

/** Undefined when the text is no ask: another version wrote it, or nobody did. */
export function askOf(text: string): KeptAsk | undefined {
  const value = objectOf(parsed(text));
  if (value === undefined) return undefined;
  if (value.purpose === 'unsubscribe' || value.purpose === 'manage') return { purpose: value.purpose };
  const place = placeOf(value.place);
  const filters = filtersOf(value.filters);
  const others = oneOf(['replace', 'keep'] as const, value.others);
  const origin = value.origin === null ? null : oneOf(ORIGINS, value.origin);
  if (value.purpose !== 'subscribe' || place === undefined || filters === undefined) return undefined;
  if (others === undefined || origin === undefined) return undefined;
  return { purpose: 'subscribe', place, filters, others, origin };
}

type Fields = Readonly<Record<string, unknown>>;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function objectOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

function oneOf<T>(choices: readonly T[], value: unknown): T | undefined {
  return choices.find((choice) => choice === value);
}

function name(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= NAME_MAX_CHARS;
}

function placeOf(value: unknown): Place | undefined {
  const { areaId, pincode } = objectOf(value) ?? {};
  if (areaId !== null && !name(areaId)) return undefined;
  if (pincode !== null && (typeof pincode !== 'string' || !/^\d{6}$/.test(pincode))) return undefined;
  // Everywhere is the operator's to give, and only to the public account.
  return areaId === null && pincode === null ? undefined : { areaId, pincode };
}

function filtersOf(value: unknown): Filters | undefined {
  const fields = objectOf(value);
  if (fields === undefined) return undefined;
  const { ageYears, vaccine } = fields;
  const dose = oneOf(['1', '2', null] as const, fields.dose);
  const fee = oneOf(['free', 'paid', null] as const, fields.fee);
  const minCapacity = oneOf<number>(MIN_CAPACITY_CHOICES, fields.minCapacity);
  if (dose === undefined || fee === undefined || minCapacity === undefined) return undefined;
  if (vaccine !== null && !name(vaccine)) return undefined;
  if (ageYears !== null && !isAge(ageYears)) return undefined;
  return { dose, ageYears, vaccine, fee, minCapacity };
}

function isAge(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 150;
}
