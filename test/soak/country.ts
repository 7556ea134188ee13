// What the soak's source lists: in every district the same centres with a week of sessions nobody can book, some of
// which are replaced by others all the time, and the slots of the script. It follows the (shifted) date it is asked for.
import { gzipSync } from 'node:zlib';
import { addDays, type IstDate, parseIsoDate } from '../../src/core/ist.ts';
import { pick, type Random } from '../../src/demo/random.ts';
import { aCentre, aSession, type Raw } from '../support/cowin-bodies.ts';
import type { GoodAnswer } from './hazards.ts';

/** With a week of sessions each, as many as the whole country listed, in answers of 28 KB. */
const CENTRES = 10;
const DAYS = 7;

interface District {
  readonly number: number;
  /** How often the session of a centre on a date was replaced by another: `3 2021-06-07`. */
  readonly replaced: Map<string, number>;
  /** Centres of the script's slots, by the slot's number. */
  readonly slots: Map<number, Raw>;
  kept: { readonly date: string; readonly answer: GoodAnswer } | undefined;
}

/** Rows that are none, each wrong in another way; no slot of the script is among them. */
const STRANGE: readonly unknown[] = [
  null,
  'a centre',
  { center_id: {}, name: 7, sessions: [] },
  aCentre([
    aSession({ session_id: 'minus', available_capacity: -1, available_capacity_dose1: -1 }),
    aSession({ session_id: 'nothing', available_capacity: null, date: null }),
    aSession({ session_id: undefined }),
    aSession({ session_id: 'lone \ud800', date: '99-99-2021' }),
    JSON.parse('{"__proto__": {"date": "x"}, "session_id": "proto"}'),
    { constructor: 1, session_id: 'too little' },
  ]),
];

export function createSoakCountry(numbers: readonly number[], random: Random) {
  const districts = new Map<number, District>(
    numbers.map((number) => [number, { number, replaced: new Map(), slots: new Map(), kept: undefined }]),
  );
  /** The latest day that was asked for. */
  let today: IstDate | undefined;

  function make(district: District, dateRaw: string): GoodAnswer {
    const first = parseIsoDate(dateRaw.split('-').reverse().join('-')) as IstDate;
    if (today === undefined || first > today) today = first;
    for (const where of district.replaced.keys()) {
      if (dateIn(where) < today) district.replaced.delete(where);
    }
    const centres = [
      ...Array.from({ length: CENTRES }, (_, centre) => dullCentre(district, centre, first)),
      ...district.slots.values(),
    ];
    const whole = answerOf(centres);
    let strange: Buffer | undefined;
    return {
      whole,
      bodyAt: whole.indexOf('\r\n\r\n') + 4,
      strange() {
        strange ??= answerOf([...centres.slice(0, 2), ...STRANGE, ...centres.slice(2)]);
        return strange;
      },
    };
  }

  return {
    /** @param dateRaw `31-03-2021`. Undefined: there is no such district. */
    answer(number: number, dateRaw: string): GoodAnswer | undefined {
      const district = districts.get(number);
      if (district === undefined) return undefined;
      if (district.kept?.date !== dateRaw) district.kept = { date: dateRaw, answer: make(district, dateRaw) };
      return district.kept.answer;
    },
    /** From now on a slot's centre is listed so; null: not any more. */
    set(number: number, slot: number, centre: Raw | null): void {
      const district = districts.get(number);
      if (district === undefined) throw new Error(`there is no district ${number}`);
      if (centre === null) district.slots.delete(slot);
      else district.slots.set(slot, centre);
      district.kept = undefined;
    },
    /** Somewhere a session is replaced by another, which stays the same over midnight; nothing before anybody asked. */
    replaceOne(): void {
      if (today === undefined) return;
      const district = districts.get(pick(random, numbers)) as District;
      const where = place(Math.floor(random() * CENTRES), addDays(today, Math.floor(random() * DAYS)));
      district.replaced.set(where, (district.replaced.get(where) ?? 0) + 1);
      district.kept = undefined;
    },
  };
}

function place(centre: number, date: IstDate): string {
  return `${centre} ${date}`;
}

function dateIn(where: string): string {
  return where.slice(where.indexOf(' ') + 1);
}

function dullCentre({ number, replaced }: District, centre: number, first: IstDate): Raw {
  const sessions = Array.from({ length: DAYS }, (_, ahead) => {
    const date = addDays(first, ahead);
    const times = replaced.get(place(centre, date)) ?? 0;
    return aSession({
      session_id: uuid(number, centre, times, Number(date.replaceAll('-', ''))),
      date: date.split('-').reverse().join('-'),
      available_capacity: 0,
      available_capacity_dose1: 0,
      available_capacity_dose2: 0,
    });
  });
  return aCentre(sessions, { center_id: number * 100 + centre, name: `Ward ${number}-${centre}` });
}

function uuid(...numbers: readonly [number, number, number, number]): string {
  const [a, b, c, d] = numbers.map((number) => number.toString(16));
  return `${a?.padStart(8, '0')}-${b?.padStart(4, '0')}-4000-8000-${c?.padStart(5, '0')}${d?.padStart(7, '0')}`;
}

function answerOf(centres: readonly unknown[]): Buffer {
  const body = gzipSync(JSON.stringify({ centers: centres }), { level: 1 });
  const head = `HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nContent-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}
