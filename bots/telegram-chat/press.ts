// What a button means, as the at most 64 bytes Telegram carries for it. The conversation keeps no other state: a button
// of last year, of another version or of a stranger's making is read strictly, and says nothing rather than something wrong.
import type { AreaId } from '../../src/core/area.ts';
import type { Pause } from '../../src/core/pause.ts';
import type { Filters, Quiet } from '../../src/core/subscription.ts';
import { choiceCode, choicesCode, FORM_STEPS, type FormStep, readChoice, readChoices } from './choices.ts';

/** What is asked of a new subscription before anything is kept. `areaId` or `pincode`, never both. */
export type ChosenPlace = { readonly areaId: AreaId } | { readonly pincode: string };

export type Press =
  | { readonly do: 'states'; readonly page: number }
  /** The districts of the state in which an area lies. */
  | { readonly do: 'districts'; readonly of: AreaId; readonly page: number }
  /** Asks the next question; `choices` are the answers so far. */
  | { readonly do: 'form'; readonly step: FormStep; readonly choices: Filters; readonly place: ChosenPlace }
  /** `others`: what becomes of subscriptions for the same place; `ask` when there are any. */
  | {
      readonly do: 'subscribe';
      readonly others: 'ask' | 'replace' | 'keep';
      readonly choices: Filters;
      readonly place: ChosenPlace;
    }
  | { readonly do: 'list'; readonly page: number }
  /** One subscription: look at it, pause, resume or remove it, or choose another filter. */
  | { readonly do: 'look' | 'hold' | 'release' | 'remove'; readonly id: number }
  | { readonly do: 'edit'; readonly id: number; readonly step: FormStep }
  /** `choices` has the new answer for `step`; the others in it mean nothing. */
  | { readonly do: 'set'; readonly id: number; readonly step: FormStep; readonly choices: Filters }
  | { readonly do: 'pause'; readonly pause: Pause }
  | { readonly do: 'quiet'; readonly quiet: Quiet | null }
  | { readonly do: 'stop'; readonly sure: 'ask' | 'yes' | 'no' }
  | { readonly do: 'resume' | 'status' | 'why' | 'help' }
  /** Below an alert: answered in a message of its own, so that the alert stays. */
  | { readonly do: 'alert-pause'; readonly areaId: AreaId }
  | { readonly do: 'alert-stop' };

export const PRESS_MAX_BYTES = 64;

/** Before every press. Another shape of any press takes another. */
const VERSION = '1';

const WORDS = { resume: 'g', status: 'i', why: 'w', help: 'h', 'alert-stop': 'S' } as const;
const BY_ID = { look: 'o', hold: 'p', release: 'r', remove: 'x' } as const;
const OTHERS = { ask: 'a', replace: 'r', keep: 'k' } as const;
const PAUSE_CODES = { hours: 'h', morning: 'm', resumed: 'r' } as const;
const SURE = { ask: 'a', yes: 'y', no: 'n' } as const;

/** The press as callback data; null when it does not fit, which only an area id of unheard-of length can cause. */
export function pressData(press: Press): string | null {
  const fields = fieldsOf(press);
  if (fields === null) return null;
  const data = VERSION + fields.join('.');
  return data.length <= PRESS_MAX_BYTES && /^[!-~]+$/.test(data) ? data : null;
}

/** Undefined for everything `pressData` did not make. Never throws. */
export function readPress(data: unknown): Press | undefined {
  if (typeof data !== 'string' || data.length > PRESS_MAX_BYTES || !data.startsWith(VERSION))
    return undefined;
  const press = pressOf(data.slice(VERSION.length).split('.'));
  // There is one spelling for each press.
  return press !== undefined && pressData(press) === data ? press : undefined;
}

function fieldsOf(press: Press): readonly (string | number)[] | null {
  switch (press.do) {
    case 'states':
      return ['s', press.page];
    case 'districts':
      return ['d', press.page, press.of];
    case 'form':
    case 'subscribe': {
      const how = press.do === 'form' ? ['f', stepCode(press.step)] : ['n', OTHERS[press.others]];
      const choices = choicesCode(press.choices);
      return choices === null ? null : [...how, choices, placeCode(press.place)];
    }
    case 'list':
      return ['l', press.page];
    case 'look':
    case 'hold':
    case 'release':
    case 'remove':
      return [BY_ID[press.do], press.id];
    case 'edit':
      return ['e', stepCode(press.step), press.id];
    case 'set': {
      const choice = choiceCode(press.step, press.choices);
      return choice === null ? null : ['v', stepCode(press.step), choice, press.id];
    }
    case 'pause':
      return ['z', PAUSE_CODES[press.pause]];
    case 'quiet':
      return press.quiet === null ? ['q'] : ['q', press.quiet.fromHour, press.quiet.toHour];
    case 'stop':
      return ['k', SURE[press.sure]];
    case 'alert-pause':
      return ['A', press.areaId];
    default:
      return [WORDS[press.do]];
  }
}

function pressOf([letter, ...fields]: readonly string[]): Press | undefined {
  const word = keyOf(WORDS, letter);
  if (word !== undefined) return { do: word };
  const byId = keyOf(BY_ID, letter);
  const [first = '', second = '', third = ''] = fields;
  if (byId !== undefined) return withAll({ do: byId, id: idOf(first) });
  switch (letter) {
    case 's':
      return withAll({ do: 'states' as const, page: pageOf(first) });
    case 'd':
      return withAll({ do: 'districts' as const, page: pageOf(first), of: areaIdOf(second) });
    case 'f':
      return withAll({
        do: 'form' as const,
        step: stepOf(first),
        choices: readChoices(second),
        place: placeOf(third),
      });
    case 'n':
      return withAll({
        do: 'subscribe' as const,
        others: keyOf(OTHERS, first),
        choices: readChoices(second),
        place: placeOf(third),
      });
    case 'l':
      return withAll({ do: 'list' as const, page: pageOf(first) });
    case 'e':
      return withAll({ do: 'edit' as const, step: stepOf(first), id: idOf(second) });
    case 'v': {
      const step = stepOf(first);
      const choices = step === undefined ? undefined : readChoice(step, second);
      return withAll({ do: 'set' as const, step, choices, id: idOf(third) });
    }
    case 'z':
      return withAll({ do: 'pause' as const, pause: keyOf(PAUSE_CODES, first) });
    case 'q':
      return fields.length === 0
        ? { do: 'quiet', quiet: null }
        : withAll({ do: 'quiet' as const, quiet: quietOf(first, second) });
    case 'k':
      return withAll({ do: 'stop' as const, sure: keyOf(SURE, first) });
    case 'A':
      return withAll({ do: 'alert-pause' as const, areaId: areaIdOf(first) });
    default:
      return undefined;
  }
}

/** The whole when each of its parts could be read. */
function withAll<Parts extends object>(
  parts: Parts,
): { [Key in keyof Parts]: Exclude<Parts[Key], undefined> } | undefined {
  const whole = Object.values(parts).every((part) => part !== undefined);
  return whole ? (parts as { [Key in keyof Parts]: Exclude<Parts[Key], undefined> }) : undefined;
}

function keyOf<Key extends string>(
  codes: Readonly<Record<Key, string>>,
  code: string | undefined,
): Key | undefined {
  return (Object.keys(codes) as Key[]).find((key) => codes[key] === code);
}

const stepCode = (step: FormStep): string => step.charAt(0);
const stepOf = (code: string): FormStep | undefined => FORM_STEPS.find((step) => stepCode(step) === code);

const numberOf = (text: string, least: number): number | undefined =>
  /^\d{1,15}$/.test(text) && Number(text) >= least ? Number(text) : undefined;
const idOf = (text: string) => numberOf(text, 1);
const pageOf = (text: string) => (text.length > 3 ? undefined : numberOf(text, 0));
const areaIdOf = (text: string): AreaId | undefined => (/^[\w-]+(?::[\w-]+)+$/.test(text) ? text : undefined);

function placeCode(place: ChosenPlace): string {
  return 'pincode' in place ? place.pincode : place.areaId;
}

/** An area id has a colon, a pincode has none. */
function placeOf(text: string): ChosenPlace | undefined {
  if (/^\d{6}$/.test(text)) return { pincode: text };
  const areaId = areaIdOf(text);
  return areaId === undefined ? undefined : { areaId };
}

function quietOf(from: string, to: string): Quiet | undefined {
  const [fromHour, toHour] = [numberOf(from, 0), numberOf(to, 0)];
  if (fromHour === undefined || toHour === undefined || fromHour === toHour) return undefined;
  return fromHour < 24 && toHour < 24 ? { fromHour, toHour } : undefined;
}
