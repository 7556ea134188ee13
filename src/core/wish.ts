// What a person typed, as a subscription that was checked: on the command line, in the screen, on the page.
// Every mistake is named at once, each with how to mend it. The message never repeats an address.
import { type Area, areaText } from './area.ts';
import { type AreaFinding, findArea, findRegions } from './area-search.ts';
import { emailAddress } from './email-address.ts';
import { safeText } from './safe-text.ts';
import { MIN_CAPACITY_CHOICES } from './session.ts';
import type { ChannelName, Filters, Place } from './subscription.ts';
import { vaccineName } from './vaccine.ts';

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

/** Fits `NewSubscription` of the control interface. */
export interface CheckedWish {
  readonly ok: true;
  readonly channel: ChannelName;
  readonly address: string;
  readonly place: Place;
  readonly filters: Filters;
}

export type WishResult = CheckedWish | { readonly ok: false; readonly problems: readonly WishProblem[] };

export interface WishContext {
  readonly areas: readonly Area[];
  /** The area of a pincode by itself, undefined when no source can be asked for it. */
  readonly pinArea: (pincode: string) => Area | undefined;
}

type Report = (field: WishField, message: string) => void;
type Fields = Partial<Record<Exclude<keyof WishInput, 'x'>, string>>;

const AGE_MAX_YEARS = 120;
const WEBHOOK_MAX_CHARS = 2_048;
const NAMED_AREAS = 8;
/** `any` is how people say that they do not mind. */
const NO_WISH = 'any';

/** Checks what was typed against the areas there are. */
export function readWish(input: WishInput, context: WishContext): WishResult {
  const problems: WishProblem[] = [];
  const report: Report = (field, message) => problems.push({ field, message });
  const fields = given(input);
  const to = recipientOf(fields, input.x === true, report);
  const place = placeOf(fields, input.x === true, context, report);
  const filters = filtersOf(fields, report);
  if (problems.length > 0 || to === undefined) return { ok: false, problems };
  return { ok: true, ...to, place, filters };
}

function given(input: WishInput): Fields {
  const { x: _, ...texts } = input;
  return Object.fromEntries(
    Object.entries(texts)
      .map(([field, text]) => [field, (text ?? '').replace(/^ +| +$/g, '')])
      .filter(([, text]) => text !== ''),
  );
}

function recipientOf(
  fields: Fields,
  x: boolean,
  report: Report,
): Pick<CheckedWish, 'channel' | 'address'> | undefined {
  const { email, telegram, webhook } = fields;
  const count = [email, telegram, webhook, x || undefined].filter((one) => one !== undefined).length;
  if (count !== 1) {
    const found = count === 0 ? 'Nobody to tell' : 'More than one recipient';
    report('recipient', `${found}: give one e-mail address, Telegram chat, webhook URL, or the X account.`);
  }
  if (email !== undefined) return emailRecipient(email, report);
  if (telegram !== undefined) return telegramRecipient(telegram, report);
  if (webhook !== undefined) return webhookRecipient(webhook, report);
  return x ? { channel: 'twitter', address: 'public' } : undefined;
}

function emailRecipient(text: string, report: Report): Pick<CheckedWish, 'channel' | 'address'> | undefined {
  const address = emailAddress(text);
  if (address !== undefined) return { channel: 'email', address };
  report('email', 'This is not an e-mail address: write it like name@example.org.');
  return undefined;
}

function telegramRecipient(
  text: string,
  report: Report,
): Pick<CheckedWish, 'channel' | 'address'> | undefined {
  const isChatId = /^-?[1-9]\d{0,15}$/.test(text) && Number.isSafeInteger(Number(text));
  const isPublicName = /^@[A-Za-z]\w{3,31}$/.test(text);
  // Public names ignore case: two spellings of one must not be two subscribers.
  if (isChatId || isPublicName) return { channel: 'telegram', address: text.toLowerCase() };
  report(
    'telegram',
    'This is not a Telegram chat: give its number (negative for a group), or the @name of a public channel or group.',
  );
  return undefined;
}

function webhookRecipient(
  text: string,
  report: Report,
): Pick<CheckedWish, 'channel' | 'address'> | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isWeb = url !== undefined && ['https:', 'http:'].includes(url.protocol);
  // A parser forgives spaces and line ends inside; what is sent must be what was typed.
  if (!isWeb || !/^[!-~]+$/.test(text) || text.length > WEBHOOK_MAX_CHARS) {
    report('webhook', 'This is not a web address: write it whole, like https://example.org/hook.');
    return undefined;
  }
  if (url.username !== '' || url.password !== '') {
    report('webhook', 'Leave user name and password out of the URL: each call is signed instead.');
    return undefined;
  }
  url.hash = '';
  return { channel: 'webhook', address: url.href };
}

function placeOf(fields: Fields, anywhere: boolean, context: WishContext, report: Report): Place {
  const { district, state, pincode } = fields;
  if (district === undefined && pincode === undefined) {
    if (state !== undefined) {
      report('district', 'A state is watched by its districts: give a district of it, or a pincode.');
    } else if (!anywhere) report('district', 'Where? Give a district or a pincode.');
  }
  const stateIsKnown = state === undefined || knownState(state, context.areas, report);
  return {
    areaId:
      district === undefined ? null : areaIdOf(district, stateIsKnown ? state : undefined, context, report),
    pincode: pincode === undefined ? null : pincodeOf(pincode, context, report),
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
  context: WishContext,
  report: Report,
): string | null {
  const finding = findArea(context.areas, district, state);
  if (finding.kind === 'found') return finding.area.id;
  const isPincode = context.pinArea(district) !== undefined;
  report('district', isPincode ? PINCODE_AS_DISTRICT : districtMessage(district, finding));
  return null;
}

const PINCODE_AS_DISTRICT = 'This is a pincode, not a district: give it as the pincode.';

function districtMessage(district: string, finding: Exclude<AreaFinding, { kind: 'found' }>): string {
  if (finding.kind === 'ambiguous') {
    return `${quoted(district)} may be several districts: ${list(finding.areas)}. Give the number, or add the state.`;
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

function pincodeOf(text: string, context: WishContext, report: Report): string | null {
  const pincode = text.replace(/\s/g, '');
  if (context.pinArea(pincode) !== undefined) return pincode;
  report('pincode', 'A pincode has six digits and does not begin with 0, like 560011.');
  return null;
}

function filtersOf(fields: Fields, report: Report): Filters {
  return {
    dose: choice(fields.dose, ['1', '2'], () =>
      report('dose', 'The dose is 1 or 2; leave it out for either.'),
    ),
    ageYears: ageOf(fields.age, report),
    vaccine: vaccineOf(fields.vaccine, report),
    fee: choice(fields.fee, ['free', 'paid'], () =>
      report('fee', 'The fee is free or paid; leave it out for either.'),
    ),
    minCapacity: minCapacityOf(fields.min, report),
  };
}

function choice<Choice extends string>(
  text: string | undefined,
  choices: readonly Choice[],
  refuse: () => void,
): Choice | null {
  const asked = text?.toLowerCase();
  if (asked === undefined || asked === NO_WISH) return null;
  const chosen = choices.find((one) => one === asked);
  if (chosen === undefined) refuse();
  return chosen ?? null;
}

function ageOf(text: string | undefined, report: Report): number | null {
  if (text === undefined || text.toLowerCase() === NO_WISH) return null;
  if (/^\d{1,3}$/.test(text) && Number(text) <= AGE_MAX_YEARS) return Number(text);
  report('age', `The age is in whole years, 0 to ${AGE_MAX_YEARS}.`);
  return null;
}

function vaccineOf(text: string | undefined, report: Report): string | null {
  if (text === undefined || text.toLowerCase() === NO_WISH) return null;
  const name = vaccineName(text);
  if (name !== '') return name;
  report('vaccine', 'Give the vaccine by its name, like COVISHIELD; leave it out for any.');
  return null;
}

function minCapacityOf(text: string | undefined, report: Report): number {
  if (text === undefined) return 1;
  const chosen = MIN_CAPACITY_CHOICES.find((edge) => String(edge) === text);
  if (chosen === undefined) {
    report('min', `The least number of doses is one of ${MIN_CAPACITY_CHOICES.join(', ')}.`);
  }
  return chosen ?? 1;
}

function quoted(text: string): string {
  return `“${safeText(text, 40)}”`;
}
