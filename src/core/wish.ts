// What a person typed, as a subscription that was checked: on the command line, in the screen, on the page.
// Every mistake is named at once, each with how to mend it. The message never repeats an address.
import { type Area, areaText, pinAreaId } from './area.ts';
import { type AreaFinding, findArea, findRegions } from './area-search.ts';
import { checkAddress } from './recipient-address.ts';
import { safeText } from './safe-text.ts';
import type { Source } from './source.ts';
import type { ChannelName, Filters, Place } from './subscription.ts';
import { filtersOf } from './wish-filters.ts';

/** As typed; a field that is left out or blank is not asked for. */
export interface WishInput {
  readonly email?: string | undefined;
  /** Chat id, or the @name of a public channel or group. */
  readonly telegram?: string | undefined;
  readonly webhook?: string | undefined;
  /** The public X account. */
  readonly x?: boolean | undefined;
  readonly district?: string | undefined;
  readonly state?: string | undefined;
  readonly pincode?: string | undefined;
  readonly dose?: string | undefined;
  readonly age?: string | undefined;
  readonly vaccine?: string | undefined;
  readonly fee?: string | undefined;
  readonly min?: string | undefined;
}

export type WishField = 'recipient' | Exclude<keyof WishInput, 'x'>;

export interface WishProblem {
  readonly field: WishField;
  /** One or two plain sentences: what is wrong and how to mend it. */
  readonly message: string;
}

/** Whom to tell. */
export interface Recipient {
  readonly channel: ChannelName;
  readonly address: string;
}

/** Fits `NewSubscription` of the control interface. */
export interface Wish extends Recipient {
  readonly place: Place;
  readonly filters: Filters;
}

export interface Mistakes {
  readonly ok: false;
  /** At least one. */
  readonly problems: readonly WishProblem[];
}

/** What is asked of a source: its districts, and whether it knows a pincode. */
export type Places = Pick<Source, 'id' | 'areas' | 'area'>;

type Report = (field: WishField, message: string) => void;
const RECIPIENT_FIELDS = ['email', 'telegram', 'webhook'] as const;
const TEXT_FIELDS = [
  ...RECIPIENT_FIELDS,
  'district',
  'state',
  'pincode',
  'dose',
  'age',
  'vaccine',
  'fee',
  'min',
] as const;
type Fields = Partial<Record<(typeof TEXT_FIELDS)[number], string>>;

const NAMED_AREAS = 8;

/** Checks what was typed against the places there are. */
export function parseWish(input: WishInput, places: Places): { ok: true; wish: Wish } | Mistakes {
  const problems: WishProblem[] = [];
  const report: Report = (field, message) => problems.push({ field, message });
  const fields = given(input);
  const recipient = recipientOf(fields, input.x === true, report);
  const place = placeOf(fields, input.x === true, places, report);
  const filters = filtersOf(fields, report);
  if (problems.length > 0 || recipient === undefined) return { ok: false, problems };
  return { ok: true, wish: { ...recipient, place, filters } };
}

/** Checks the recipient alone: for a test message. */
export function parseRecipient(input: WishInput): ({ ok: true } & Recipient) | Mistakes {
  const problems: WishProblem[] = [];
  const report: Report = (field, message) => problems.push({ field, message });
  const recipient = recipientOf(given(input), input.x === true, report);
  if (problems.length > 0 || recipient === undefined) return { ok: false, problems };
  return { ok: true, ...recipient };
}

/** What is not blank. Other properties of the input (options of a command) are passed over. */
function given(input: WishInput): Fields {
  const fields: Fields = {};
  for (const field of TEXT_FIELDS) {
    const text = (input[field] ?? '').replace(/^ +| +$/g, '');
    if (text !== '') fields[field] = text;
  }
  return fields;
}

function recipientOf(fields: Fields, x: boolean, report: Report): Recipient | undefined {
  const named = RECIPIENT_FIELDS.filter((field) => fields[field] !== undefined);
  if (named.length + Number(x) !== 1) {
    const found = named.length === 0 && !x ? 'Nobody to tell' : 'More than one recipient';
    report('recipient', `${found}: give one e-mail address, Telegram chat, webhook URL, or the X account.`);
  }
  let recipient: Recipient | undefined = x ? { channel: 'twitter', address: 'public' } : undefined;
  for (const field of named) {
    const check = checkAddress(field, fields[field] ?? '');
    if (check.ok) recipient = { channel: field, address: check.address };
    else report(field, check.message);
  }
  return recipient;
}

function placeOf(fields: Fields, anywhere: boolean, places: Places, report: Report): Place {
  const { district, state, pincode } = fields;
  if (district === undefined && pincode === undefined) {
    if (state !== undefined) {
      report('district', 'A state is watched by its districts: give a district of it, or a pincode.');
    } else if (!anywhere) report('district', 'Where? Give a district or a pincode.');
  }
  const stateIsKnown = state === undefined || knownState(state, places.areas, report);
  return {
    areaId:
      district === undefined ? null : areaIdOf(district, stateIsKnown ? state : undefined, places, report),
    pincode: pincode === undefined ? null : pincodeOf(pincode, places, report),
  };
}

function knownState(state: string, areas: readonly Area[], report: Report): boolean {
  if (findRegions(areas, state).length > 0) return true;
  const names = [...new Set(areas.map((area) => area.region))].filter((name) => name !== '').sort();
  report('state', `There is no state ${quoted(state)}. The states: ${names.join(', ')}.`);
  return false;
}

function areaIdOf(
  district: string,
  state: string | undefined,
  places: Places,
  report: Report,
): string | null {
  const finding = findArea(places.areas, district, state);
  if (finding.kind === 'found') return finding.area.id;
  const isPincode = knowsPincode(places, district);
  report(
    'district',
    isPincode ? PINCODE_AS_DISTRICT : districtMessage(district, finding, state !== undefined),
  );
  return null;
}

const PINCODE_AS_DISTRICT = 'This is a pincode, not a district: give it as the pincode.';

function districtMessage(
  district: string,
  finding: Exclude<AreaFinding, { kind: 'found' }>,
  hasState: boolean,
): string {
  if (finding.kind === 'ambiguous') {
    const mend = hasState ? 'Give the number.' : 'Give the number, or add the state.';
    return `${quoted(district)} may be several districts: ${list(finding.areas)}. ${mend}`;
  }
  const nearest = finding.nearest.length > 0 ? ` Nearest: ${list(finding.nearest)}.` : '';
  return `There is no district ${quoted(district)}.${nearest} Give a name or a number; part of a name will do.`;
}

/** `BBMP, Karnataka (294); …` */
function list(areas: readonly Area[]): string {
  const named = areas.slice(0, NAMED_AREAS).map((area) => `${areaText(area)} (${area.id.split(':').at(-1)})`);
  const more = areas.length - named.length;
  return named.join('; ') + (more > 0 ? `; and ${more} more` : '');
}

function pincodeOf(text: string, places: Places, report: Report): string | null {
  const pincode = text.replace(/\s/g, '');
  if (knowsPincode(places, pincode)) return pincode;
  report('pincode', 'A pincode has six digits and does not begin with 0, like 560011.');
  return null;
}

function knowsPincode(places: Places, pincode: string): boolean {
  return places.area(pinAreaId(places.id, pincode)) !== undefined;
}

function quoted(text: string): string {
  return `“${safeText(text, 40)}”`;
}
