// The wording all alerts share: how an age group, a dose, a fee, a length of time is said, and how slots are put
// together for reading. It makes plain text; each medium encodes it. It never adds markup and never reads a clock.
import type { Alert, AlertSlot } from '../alert.ts';
import { dayText, durationText, type IstDate, timeText } from '../ist.ts';
import type { Dose, FeeType, Session } from '../session.ts';

/** All that is told of one session: its doses are one entry. */
export interface Entry {
  readonly session: AlertSlot['session'];
  /** Dose 1 before dose 2 before `any`; at least one. */
  readonly slots: readonly AlertSlot[];
}

/** A centre with its entries, the earliest date first. */
export interface CentreEntries {
  readonly centre: Session['centre'];
  readonly entries: readonly Entry[];
}

const DOSE_ORDER: Readonly<Record<Dose, number>> = { '1': 0, '2': 1, any: 2 };

/** Groups slots by centre, and within a centre by session; centres keep the order in which they first appear. */
export function byCentre(slots: readonly AlertSlot[]): readonly CentreEntries[] {
  const centres = new Map<string, Map<string, AlertSlot[]>>();
  for (const slot of slots) {
    const { sourceId, sessionId, centre } = slot.session;
    const sessions = upsert(centres, `${sourceId}:${centre.id}`, () => new Map<string, AlertSlot[]>());
    upsert(sessions, sessionId, () => []).push(slot);
  }
  return [...centres.values()].map((sessions) => {
    const entries = [...sessions.values()].map(entryOf).sort(earlier);
    return { centre: (entries[0] as Entry).session.centre, entries };
  });
}

function upsert<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}

function entryOf(slots: AlertSlot[]): Entry {
  slots.sort((a, b) => DOSE_ORDER[a.dose] - DOSE_ORDER[b.dose]);
  return { session: (slots[0] as AlertSlot).session, slots };
}

function earlier(a: Entry, b: Entry): number {
  const [left, right] = [a.session, b.session];
  return (
    (left.date < right.date ? -1 : left.date > right.date ? 1 : 0) || left.ageMinYears - right.ageMinYears
  );
}

/** `18–44`, `45+`, `all ages` */
export function ageText(minYears: number, maxYears: number | null): string {
  if (maxYears !== null) return minYears === maxYears ? `${minYears}` : `${minYears}–${maxYears}`;
  return minYears <= 0 ? 'all ages' : `${minYears}+`;
}

/** `dose 1`, `dose 2`, `dose not said` */
export function doseText(dose: Dose): string {
  return dose === 'any' ? 'dose not said' : `dose ${dose}`;
}

/** `dose 1: 12 left`; where the source gave only a total, `12 left (dose not said)`. */
export function leftText(slot: Pick<AlertSlot, 'dose' | 'capacity'>): string {
  const left = `${slot.capacity} left`;
  return slot.dose === 'any' ? `${left} (${doseText('any')})` : `${doseText(slot.dose)}: ${left}`;
}

/** `free`, `paid, ₹386.25`, `paid`, `fee not said` */
export function feeText(type: FeeType, inr: string | null): string {
  if (type === 'unknown') return inr === null ? 'fee not said' : `₹${inr}`;
  if (type === 'free' || inr === null) return type;
  return `paid, ₹${inr}`;
}

/** `Sat 8 May`: a day without its year, for places where room is short. */
export function shortDayText(date: IstDate): string {
  return dayText(date).replace(/ \d+$/, '');
}

/** `gone, was open 2 min 30 s`; undefined while the slot is open. */
export function goneText(slot: Pick<AlertSlot, 'openedAtMs' | 'closedAtMs'>): string | undefined {
  if (slot.closedAtMs === null) return undefined;
  return `gone, was open ${durationText(slot.closedAtMs - slot.openedAtMs)}`;
}

/** `8 May 14:03:22 IST`, or with the earliest and latest when slots were seen at different times. */
export function seenText(slots: readonly Pick<AlertSlot, 'seenAtMs'>[]): string {
  const times = slots.map((slot) => slot.seenAtMs);
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const latest = timeText(last, true);
  const earliest = timeText(first, true);
  return earliest === latest ? latest : `${earliest.replace(' IST', '')} – ${latest}`;
}

/** What a person must know of a session beside its day and doses: vaccine, age group, fee, times of day. */
export function sessionFacts(session: Entry['session']): readonly string[] {
  const facts = [
    line(session.vaccine, 40),
    ageText(session.ageMinYears, session.ageMaxYears),
    feeText(session.feeType, session.feeInr),
  ];
  const times = timesText(session.times);
  return times === '' ? facts : [...facts, times];
}

/** Above this many times of day the rest is counted: who reads an alert has no time. */
const MAX_TIMES = 3;
const CLOCK_TIME = '(?:0?[1-9]|1[0-2]):[0-5]\\d [AP]M';
const WINDOW = new RegExp(`^(${CLOCK_TIME}) ?[-–] ?(${CLOCK_TIME})$`);

/**
 * Times of day as a person needs them: windows of which one ends where the next begins are one, `09:00AM–06:00PM`;
 * others, and what is no window, stand as the source spells them, at most three of them.
 */
export function timesText(times: readonly string[]): string {
  const joined: { text: string; end: string | undefined }[] = [];
  for (const time of times) {
    const text = line(time, 40);
    if (text === '') continue;
    const spaced = text.toUpperCase().replace(/ ?([AP]M)/g, ' $1');
    const [, start, end] = WINDOW.exec(spaced) ?? [];
    const last = joined.at(-1);
    if (last?.end !== undefined && last.end === start) {
      const from = last.text.split(/ ?[-–]/u)[0] ?? '';
      joined[joined.length - 1] = { text: `${from}–${text.split(/[-–] ?/u)[1] ?? ''}`, end };
    } else joined.push({ text, end });
  }
  const shown = joined.slice(0, MAX_TIMES).map(({ text }) => text);
  const more = joined.length - shown.length;
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}

/** Address, block, pincode of a centre in one line, without what is empty or said twice. */
export function whereText(centre: Session['centre']): string {
  const parts = [
    line(centre.address, 200),
    line(centre.block, 60),
    line(centre.district, 60),
    centre.pincode,
  ];
  return [...new Set(parts.filter((part) => part !== ''))].join(', ');
}

/** Doses that can still be booked. */
export function dosesLeft(slots: readonly AlertSlot[]): number {
  return slots.reduce((sum, slot) => sum + (slot.closedAtMs === null ? slot.capacity : 0), 0);
}

/** `12 doses`, `1 dose` */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** `BBMP` of `BBMP, Karnataka` */
export function areaName(alert: Pick<Alert, 'areaText'>): string {
  return line(alert.areaText.split(',')[0] ?? '', 60);
}

/** Text as one line of at most `max` UTF-16 units, cut between code points and marked with `…`. */
export function line(text: string, max: number): string {
  const flat = text.toWellFormed().replace(/\s+/gu, ' ').trim();
  if (flat.length <= max) return flat;
  let kept = '';
  for (const character of flat) {
    if (kept.length + character.length >= max) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

/**
 * Words from outside in which no program finds an address to make a link of: not `evil.com`, not `x@y.z`, not `a://b`.
 * Numbers (`386.25`) and a colon before a space stay.
 */
export function unlinked(text: string): string {
  return text.replace(/[@＠/\\]|:(?!\s)/gu, ' ').replace(/[.。．｡](?=[^\s\d])/gu, '. ');
}

/** The five characters HTML gives a meaning, made harmless in text and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
