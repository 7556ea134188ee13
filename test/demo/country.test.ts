// The simulated country: believable in size and wording, the same for the same seed, rolling on at midnight.
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../src/core/ist.ts';
import { type Country, createCountry, type District } from '../../src/demo/country.ts';
import { calendarJson, findJson } from '../../src/demo/wire.ts';
import { cowinSource } from '../../src/sources/cowin/index.ts';
import { AREAS, MAY_8_MS } from './areas.ts';

function countryAt(seed: number, nowMs: () => number = () => MAY_8_MS, openAtStart = 0.1): Country {
  return createCountry({ seed, areas: AREAS, nowMs, openAtStart });
}

function district(country: Country, number: number): District {
  const found = country.district(number);
  if (found === undefined) throw new Error(`no district ${number}`);
  return found;
}

function calendarOf({ sessions, area }: District): string {
  return calendarJson(sessions, { state: area.region, district: area.name });
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

describe('the simulated country', () => {
  const country = countryAt(1);
  const districts = country.districtNumbers.map((number) => district(country, number));
  const bodies = districts.map(calendarOf);

  it('has answers of the sizes CoWIN served: 756 districts, most of them 22 to 28 KB, the largest about 125 KB', () => {
    const raw = bodies.map((body) => Buffer.byteLength(body));
    const zipped = bodies.map((body) => gzipSync(body).length);
    expect(districts).toHaveLength(756);
    expect(quantile(raw, 0.5)).toBeGreaterThan(22_000);
    expect(quantile(raw, 0.5)).toBeLessThan(28_000);
    expect(quantile(raw, 0.95)).toBeGreaterThan(62_000);
    expect(quantile(raw, 0.95)).toBeLessThan(90_000);
    expect(Math.max(...raw)).toBeGreaterThan(90_000);
    expect(Math.max(...raw)).toBeLessThan(128_000);
    expect(quantile(zipped, 0.5)).toBeGreaterThan(2_500);
    expect(quantile(zipped, 0.5)).toBeLessThan(5_000);
  });

  it('has as many sessions and centres as the real lists, at 300 to 400 bytes a session', () => {
    const sessions = districts.map((one) => one.sessions.length);
    const centres = districts.map((one) => one.centres.length);
    expect(quantile(sessions, 0.5)).toBeGreaterThan(60);
    expect(quantile(sessions, 0.5)).toBeLessThan(80);
    expect(quantile(sessions, 0.95)).toBeGreaterThan(190);
    expect(quantile(sessions, 0.95)).toBeLessThan(240);
    expect(Math.min(...centres)).toBeGreaterThanOrEqual(5);
    expect(Math.max(...centres)).toBeLessThanOrEqual(60);
    const bytes = bodies.reduce((sum, body) => sum + Buffer.byteLength(body), 0);
    const perSession = bytes / sessions.reduce((sum, count) => sum + count, 0);
    expect(perSession).toBeGreaterThan(300);
    expect(perSession).toBeLessThan(400);
  });

  it('calls no two centres the same, even read without care for spaces and capitals', () => {
    const names = districts.flatMap((one) => one.centres.map((centre) => centre.name));
    const plain = names.map((name) => name.replace(/\s+/g, ' ').trim().toLowerCase());
    expect(new Set(plain).size).toBe(names.length);
    expect(new Set(districts.flatMap((one) => one.centres.map((centre) => centre.id))).size).toBe(
      names.length,
    );
    expect(names.some((name) => /\p{Script=Kannada}/u.test(name))).toBe(true);
    expect(names.some((name) => /\p{Script=Devanagari}/u.test(name))).toBe(true);
    expect(names.some((name) => name !== name.trim())).toBe(true);
  });

  it('is read by the CoWIN source without a single problem: every session, whatever age its wording has', () => {
    const source = cowinSource();
    const today = country.today();
    for (const [index, one] of districts.entries()) {
      if (index % 9 !== 0) continue;
      const answer = source.parse(Buffer.from(bodies[index] as string), source.target(one.area.id, today));
      if (!answer.ok) throw new Error(`${one.area.name}: ${answer.why}`);
      expect(answer.problems).toEqual({});
      expect(answer.sessions.map(({ sessionId }) => sessionId).sort()).toEqual(
        one.sessions.map(({ id }) => id).sort(),
      );
      for (const read of answer.sessions) {
        const meant = one.sessions.find(({ id }) => id === read.sessionId);
        expect(read.ageMinYears).toBe(meant?.ageMinYears);
        expect(read.ageMaxYears).toBe(meant?.ageMaxYears);
        expect(read.capacity).toEqual(Object.fromEntries(meant?.capacity ?? []));
      }
    }
  });

  it('mixes wordings in one answer: with and without dose fields, times as text and as objects', () => {
    const body = bodies[districts.findIndex((one) => one.number === 294)] as string;
    const sessions = (
      JSON.parse(body) as { centers: { sessions: Record<string, unknown>[] }[] }
    ).centers.flatMap((centre) => centre.sessions);
    const withDoses = sessions.filter((session) => 'available_capacity_dose1' in session).length;
    expect(withDoses).toBeGreaterThan(0);
    expect(withDoses).toBeLessThan(sessions.length);
    const objects = sessions.filter(({ slots }) => typeof (slots as unknown[])[0] === 'object').length;
    expect(objects).toBeGreaterThan(0);
    expect(objects).toBeLessThan(sessions.length);
  });

  it('is the same country for the same seed and another for another', () => {
    expect(calendarOf(district(countryAt(1), 294))).toBe(calendarOf(district(country, 294)));
    expect(calendarOf(district(countryAt(2), 294))).not.toBe(calendarOf(district(country, 294)));
  });

  it('does not depend on the order in which districts are asked for', () => {
    const other = countryAt(1);
    district(other, 571);
    expect(calendarOf(district(other, 294))).toBe(calendarOf(district(country, 294)));
  });

  it('lists in a single day only what can be booked', () => {
    const open = new Set<string>();
    const quiet = countryAt(1, () => MAY_8_MS, 0);
    const one = district(quiet, 294);
    const session = one.sessions.find(({ capacity }) => capacity.has('1'));
    if (session === undefined) throw new Error('no session with doses');
    expect(findJson(one.sessions, { state: '', district: '' })).toBe('{"sessions":[]}');
    quiet.setCapacity(session, '1', 3);
    const rows = JSON.parse(findJson(one.sessions, { state: '', district: '' })) as {
      sessions: { session_id: string }[];
    };
    for (const row of rows.sessions) open.add(row.session_id);
    expect([...open]).toEqual([session.id]);
  });

  it('rolls on at midnight in India: yesterday is gone, a seventh day is there, the rest is untouched', () => {
    let nowMs = Date.parse('2021-05-08T23:59:59+05:30');
    const past: string[] = [];
    const rolling = createCountry({
      seed: 1,
      areas: AREAS,
      nowMs: () => nowMs,
      openAtStart: 0,
      onPast: (session) => past.push(session.id),
    });
    const before = [...district(rolling, 294).sessions];
    const kept = before.find((session) => session.date > '2021-05-08' && session.capacity.has('1'));
    if (kept === undefined) throw new Error('no session to keep');
    rolling.setCapacity(kept, '1', 7);

    nowMs += 1_000;
    const after = district(rolling, 294).sessions;
    expect(rolling.today()).toBe('2021-05-09');
    const dates = new Set(after.map(({ date }) => date));
    expect([...dates].sort()[0]).toBe('2021-05-09');
    expect([...dates].sort().at(-1)).toBe('2021-05-15');
    expect(past.sort()).toEqual(
      before
        .filter(({ date }) => date === '2021-05-08')
        .map(({ id }) => id)
        .sort(),
    );
    expect(after.find(({ id }) => id === kept.id)?.capacity.get('1')).toBe(7);

    nowMs += 30 * DAY_MS;
    expect(district(rolling, 294).sessions.every(({ date }) => date >= '2021-06-08')).toBe(true);
    expect(rolling.session(kept.id)).toBeUndefined();
  });

  it('knows the district of every pincode in use', () => {
    for (const one of districts) {
      for (const { pincode } of one.centres) {
        expect(`${pincode}`).toMatch(/^[1-9]\d{5}$/);
        expect(country.districtOfPincode(pincode)?.number).toBe(one.number);
      }
    }
  });
});
