// What somebody typed into the form of a wish, checked: `core/wish.ts` says what is wrong, and here it is put beside
// the field it belongs to. A place that may be several comes back as a choice. It never guesses.
import { type Area, areaText, pinAreaId } from '../core/area.ts';
import { findArea } from '../core/area-search.ts';
import { safeText } from '../core/safe-text.ts';
import type { Filters } from '../core/subscription.ts';
import { parseWish, type Wish, type WishInput } from '../core/wish.ts';
import { filtersOf } from '../core/wish-filters.ts';
import type { Fields } from './body.ts';
import type { WatchedSource } from './web-parts.ts';

/** A form as it is shown: with what was typed, what is wrong with it, and places to choose from. */
export interface WishForm {
  readonly values: Fields;
  /** By field, in the order of the form. */
  readonly errors: Readonly<Record<string, string>>;
  /** What the district may be. */
  readonly choices: readonly Area[];
}

export const EMPTY_FORM: WishForm = { values: {}, errors: {}, choices: [] };

/** The fields of a wish, in the order of the form. */
const WISH_FIELDS = [
  'district',
  'asked',
  'area',
  'pincode',
  'dose',
  'age',
  'vaccine',
  'fee',
  'min',
  'others',
  'email',
] as const;
/** More than the longest name of a place, a vaccine or an address; a search costs time for each letter. */
const VALUE_MAX_CHARS = 300;
/** Districts of the largest state, and some more. */
const MAX_CHOICES = 100;

export type WishReading =
  | { readonly ok: true; readonly wish: Wish; readonly others: 'replace' | 'keep' }
  | { readonly ok: false; readonly form: WishForm };

/** What a request carries for the form; everything else is dropped. */
export function wishValues(fields: Fields): Fields {
  return Object.fromEntries(
    WISH_FIELDS.flatMap((name) => {
      const value = (fields[name] ?? '').slice(0, VALUE_MAX_CHARS);
      return value === '' ? [] : [[name, value]];
    }),
  );
}

/**
 * Checks a wish.
 * @param recipient whom it is for; without one it is the e-mail address of the form
 */
export function readWish(
  fields: Fields,
  source: WatchedSource,
  recipient?: Pick<WishInput, 'email' | 'telegram' | 'webhook'>,
): WishReading {
  const values = wishValues(fields);
  // A choice was made among what an earlier text may be: it counts as long as that text stands.
  const chosen =
    values.area !== undefined && values.asked === (values.district ?? '') ? values.area : undefined;
  const { district, pincode, dose, age, vaccine, fee, min, email } = values;
  const reading = parseWish(
    { district: chosen ?? district, pincode, dose, age, vaccine, fee, min, ...(recipient ?? { email }) },
    source,
  );
  if (reading.ok) {
    return { ok: true, wish: reading.wish, others: values.others === 'keep' ? 'keep' : 'replace' };
  }
  const found = new Map<string, string>();
  for (const { field, message } of reading.problems) {
    if (field === 'recipient') found.set('email', 'Give your e-mail address: the alerts go there.');
    else if (!found.has(field)) found.set(field, message);
  }
  const choices = found.has('district') ? choicesFor(district ?? '', source, found) : [];
  const errors: Record<string, string> = {};
  for (const name of WISH_FIELDS) {
    const message = found.get(name);
    if (message !== undefined) errors[name] = message;
  }
  return { ok: false, form: { values: settled(values, chosen, source), errors, choices } };
}

/** With a choice that was made in place of the text it was made for: who has to mend something else is not asked again. */
function settled(values: Fields, chosen: string | undefined, source: WatchedSource): Fields {
  const area = chosen === undefined ? undefined : source.area(chosen);
  if (area === undefined) return values;
  const { asked: _, area: __, ...rest } = values;
  return { ...rest, district: areaText(area) };
}

/** What a district may be; where there is something to choose, its error says so instead. */
function choicesFor(district: string, source: WatchedSource, found: Map<string, string>): readonly Area[] {
  const isPincode = source.area(pinAreaId(source.id, district.replace(/\s/g, ''))) !== undefined;
  if (district.trim() === '' || isPincode) return [];
  const finding = findArea(source.areas, district);
  if (finding.kind === 'found') return [];
  const shown = `“${safeText(district, 40)}”`;
  if (finding.kind === 'ambiguous') {
    found.delete('district');
    found.set('area', `${shown} may be one of these places. Choose one, or type another.`);
    return finding.areas.slice(0, MAX_CHOICES);
  }
  if (finding.nearest.length > 0) {
    found.set(
      'district',
      `There is no district ${shown}. Type another, or choose one that is near it in name.`,
    );
  }
  return finding.nearest;
}

export type FiltersReading =
  | { readonly ok: true; readonly filters: Filters }
  | { readonly ok: false; readonly form: WishForm };

/** Checks the filters alone. */
export function readFilters(fields: Fields): FiltersReading {
  const values = wishValues(fields);
  const errors: Record<string, string> = {};
  const trimmed = Object.fromEntries(
    Object.entries(values).flatMap(([name, text]) => (text.trim() === '' ? [] : [[name, text.trim()]])),
  );
  const filters = filtersOf(trimmed, (field, message) => {
    errors[field] = message;
  });
  return Object.keys(errors).length === 0
    ? { ok: true, filters }
    : { ok: false, form: { values, errors, choices: [] } };
}

/** Filters as they stand in the fields of a form. */
export function filterValues({ dose, ageYears, vaccine, fee, minCapacity }: Filters): Fields {
  return {
    ...(dose !== null && { dose }),
    ...(ageYears !== null && { age: String(ageYears) }),
    ...(vaccine !== null && { vaccine }),
    ...(fee !== null && { fee }),
    min: String(minCapacity),
  };
}
