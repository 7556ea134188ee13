// The forms of a wish as values: their fields, what was typed into them as `core/wish.ts` reads it, and its problems
// beside their fields. Pure; what is wrong is said by `parseWish` alone.
import { type Area, areaText } from '../../../src/core/area.ts';
import { findArea, searchAreas } from '../../../src/core/area-search.ts';
import { MIN_CAPACITY_CHOICES } from '../../../src/core/session.ts';
import type { ChannelState } from '../../../src/core/snapshot.ts';
import {
  CHANNEL_NAMES,
  type ChannelName,
  channelText,
  type Filters,
} from '../../../src/core/subscription.ts';
import { VACCINES_TO_SUGGEST } from '../../../src/core/vaccine.ts';
import {
  type Places,
  parseWish,
  type Wish,
  type WishInput,
  type WishProblem,
} from '../../../src/core/wish.ts';
import type { Field } from '../../kit/field.ts';

export type Values = Readonly<Record<string, string>>;
/** By the name of a field. */
export type Problems = Readonly<Record<string, string>>;

const SUGGESTED_AREAS = 12;

/**
 * @param first the channel it begins with
 * @param to whom, where that is settled already
 */
export function addFields(
  places: Places,
  first: ChannelName,
  to?: { readonly channel: ChannelName; readonly address: string },
): readonly Field[] {
  return [
    {
      name: 'channel',
      label: 'Channel',
      value: channelText(to?.channel ?? first),
      choices: CHANNEL_NAMES.map(channelText),
    },
    {
      name: 'address',
      label: 'Address',
      value: to?.address ?? '',
      hint: 'chat id or @name, e-mail address, or https:// address; X needs none',
    },
    {
      name: 'district',
      label: 'District',
      value: '',
      hint: 'its name, or its number; with or instead of a pincode',
      complete: (text) => districtsFor(places.areas, text),
    },
    { name: 'pincode', label: 'Pincode', value: '', hint: 'six digits, like 560011; or blank' },
    ...filterFields(null),
  ];
}

/** The first channel that is set up; Telegram where none is. */
export function firstSetUp(channels: readonly Pick<ChannelState, 'name' | 'state'>[]): ChannelName {
  return channels.find(({ state }) => state !== 'off')?.name ?? 'telegram';
}

/** Dose, age, vaccine, fee and least doses. */
export function filterFields(filters: Filters | null): readonly Field[] {
  return [
    { name: 'dose', label: 'Dose', value: filters?.dose ?? 'any', choices: ['any', '1', '2'] },
    {
      name: 'age',
      label: 'Age',
      value: filters?.ageYears === null ? '' : String(filters?.ageYears ?? ''),
      hint: 'in years; blank: any',
    },
    {
      name: 'vaccine',
      label: 'Vaccine',
      value: filters?.vaccine ?? '',
      hint: 'its name; blank: any',
      complete: (text) => VACCINES_TO_SUGGEST.filter((name) => name.startsWith(text.toUpperCase())),
    },
    { name: 'fee', label: 'Fee', value: filters?.fee ?? 'any', choices: ['any', 'free', 'paid'] },
    {
      name: 'min',
      label: 'Least doses',
      value: String(filters?.minCapacity ?? 1),
      choices: MIN_CAPACITY_CHOICES.map(String),
    },
  ];
}

/** Areas that fit what was typed, each written so that it means that area alone. */
export function districtsFor(areas: readonly Area[], text: string): readonly string[] {
  return searchAreas(areas, text, SUGGESTED_AREAS).map((area) => {
    const name = areaText(area);
    const finding = findArea(areas, name);
    return finding.kind === 'found' && finding.area.id === area.id ? name : area.id;
  });
}

/** What was typed into `addFields`, checked. */
export function readWish(
  values: Values,
  places: Places,
): { readonly ok: true; readonly wish: Wish } | { readonly ok: false; readonly problems: Problems } {
  const result = parseWish(inputOf(values), places);
  return result.ok ? result : { ok: false, problems: problemsOf(result.problems) };
}

function inputOf(values: Values): WishInput {
  const channel = CHANNEL_NAMES.find((name) => channelText(name) === values.channel);
  return {
    ...(channel === 'twitter' ? { x: true } : channel && { [channel]: values.address }),
    district: values.district,
    pincode: values.pincode,
    ...filterInput(values),
  };
}

function filterInput({ dose, age, vaccine, fee, min }: Values): WishInput {
  return { dose, age, vaccine, fee, min };
}

/** What was typed into `filterFields`, checked. */
export function readFilters(
  values: Values,
  places: Places,
): { readonly ok: true; readonly filters: Filters } | { readonly ok: false; readonly problems: Problems } {
  // The X account needs no place: what is checked are the filters alone.
  const result = parseWish({ x: true, ...filterInput(values) }, places);
  return result.ok
    ? { ok: true, filters: result.wish.filters }
    : { ok: false, problems: problemsOf(result.problems) };
}

/** Several problems of one field stand together. */
function problemsOf(problems: readonly WishProblem[]): Problems {
  const byField: Record<string, string> = {};
  for (const { field, message } of problems) {
    const name = FIELD_OF[field] ?? field;
    byField[name] = byField[name] === undefined ? message : `${byField[name]} ${message}`;
  }
  return byField;
}

/** Problems of fields the form names otherwise. */
const FIELD_OF: Readonly<Record<string, string>> = {
  recipient: 'address',
  email: 'address',
  telegram: 'address',
  webhook: 'address',
  state: 'district',
};
