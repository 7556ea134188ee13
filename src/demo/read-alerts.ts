// Reads the demo's messages as a person would: which slot does this line speak of? It knows the wording of alerts
// and nothing of how they are made, so that a message that says the wrong thing is found out.
import type { Dose } from '../core/session.ts';
import { fieldsOf } from './http-receiver.ts';
import type { LedgerOpening } from './ledger.ts';
import type { Receipt } from './receipts.ts';

/** That a message told of one dose of one session. */
export interface Told {
  readonly recipient: string;
  readonly atMs: number;
  readonly dose: Dose;
  /** Undefined: the message speaks of no session that ever opened. */
  readonly sessionId: string | undefined;
  /** The words it said that in. */
  readonly words: string;
}

/** Finds the session an entry speaks of. */
export type SessionFinder = (centre: string, facts: readonly string[]) => string | undefined;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Finds sessions among those that opened, by centre name, date, vaccine and age group together. */
export function sessionFinder(openings: readonly LedgerOpening[]): SessionFinder {
  const known = new Map(openings.map((opening) => [factsKey(opening), opening.sessionId]));
  return (centre, facts) => known.get([flat(centre), ...facts.slice(0, 3)].join('|'));
}

function factsKey(opening: LedgerOpening): string {
  const { ageMinYears, ageMaxYears, date } = opening;
  const age = ageMaxYears === null ? `${ageMinYears}+` : `${ageMinYears}-${ageMaxYears}`;
  return [flat(opening.centreName), date, opening.vaccine, age].join('|');
}

/** Everything a receipt tells of. Edits and closings tell of nothing new. */
export function toldIn(receipt: Receipt, find: SessionFinder): Told[] {
  if (receipt.kind !== 'message' || receipt.channel === 'twitter') return [];
  if (receipt.channel === 'webhook') return toldAsData(receipt, find);
  return toldInWords(
    receipt,
    receipt.channel === 'telegram' ? withoutMarkup(receipt.text) : receipt.text,
    find,
  );
}

/**
 * A centre's name stands on a line of its own, two above its first entry; entries begin with `•` or `-`:
 * `- Sat 8 May 2021; dose 1: 12 left; dose 2: 3 left; COVISHIELD; 18–44; free; 09:00AM–01:00PM`
 */
function toldInWords(receipt: Receipt, text: string, find: SessionFinder): Told[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  let centre = '';
  return lines.flatMap((line, index) => {
    const entry = /^[•-] (.*)$/.exec(line)?.[1];
    if (entry === undefined) return [];
    if (!/^[•-] /.test(lines[index - 1] ?? '')) centre = lines[index - 2] ?? '';
    const words = entry.split(/ · |; |, (?=dose \d: |\d+ left)/);
    const [date, vaccine = '', age = ''] = words.filter((word) => doseIn(word).length === 0);
    const sessionId = find(centre, [isoDate(date), vaccine, age.replace('–', '-')]);
    return words.flatMap(doseIn).map((dose) => ({
      recipient: receipt.recipient,
      atMs: receipt.atMs,
      dose,
      sessionId,
      words: `${centre}: ${entry}`,
    }));
  });
}

function doseIn(words: string): Dose[] {
  const dose = /^dose ([12]): \d+ left/.exec(words)?.[1];
  if (dose !== undefined) return [dose as Dose];
  return /^\d+ left \(dose not said\)/.test(words) ? ['any'] : [];
}

function toldAsData(receipt: Receipt, find: SessionFinder): Told[] {
  const { slots } = fieldsOf(Buffer.from(receipt.text));
  if (!Array.isArray(slots)) return [];
  return slots.map((slot: Record<string, unknown>) => {
    const centre = slot.centre as { name?: unknown } | undefined;
    const age = slot.ageMax === null ? `${slot.ageMin}+` : `${slot.ageMin}-${slot.ageMax}`;
    const meant = find(`${centre?.name ?? ''}`, [`${slot.date}`, `${slot.vaccine}`, age]);
    return {
      recipient: receipt.recipient,
      atMs: receipt.atMs,
      dose: `${slot.dose}` as Dose,
      // The id and the words must speak of the same session.
      sessionId: meant === slot.sessionId ? meant : undefined,
      words: `${centre?.name}: ${slot.date} ${slot.vaccine} ${age}`,
    };
  });
}

/** `Sat 8 May 2021` -> `2021-05-08`; anything else as it is. */
function isoDate(text = ''): string {
  const [, day = '', month = '', year = ''] = /^\w{3} (\d{1,2}) (\w{3}) (\d{4})$/.exec(text) ?? [];
  const number = MONTHS.indexOf(month) + 1;
  return number === 0 ? text : `${year}-${String(number).padStart(2, '0')}-${day.padStart(2, '0')}`;
}

function withoutMarkup(html: string): string {
  const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };
  return html
    .replace(/<\/?\w+>/g, '')
    .replace(/&(lt|gt|quot|#39|amp);/g, (_, name: string) => entities[name] ?? '');
}

/** A name without the spaces a careless hand left. */
function flat(name: string): string {
  return name.normalize('NFC').replace(/\s+/g, ' ').trim();
}
