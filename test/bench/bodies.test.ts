// The bodies: sized as CoWIN's were, readable by the program, and different in a rush by as much as is said.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { IstDate } from '../../src/core/ist.ts';
import { fingerprint, type Session } from '../../src/core/session.ts';
import { cowinSource } from '../../src/sources/cowin/index.ts';
import { differences } from './bodies/differences.ts';
import { type CentreRow, makeCentres, sessionCounts } from './bodies/district.ts';
import { oneCentreBody } from './bodies/one-centre.ts';
import { randomOf } from './bodies/random.ts';
import { MOST_VARIANTS, makeVariants } from './bodies/variants.ts';
import { bodyFile, readCentres, writeBodies } from './bodies/write.ts';

const FIRST = '2026-03-30' as IstDate;
const DISTRICT = { id: 294, name: 'BBMP', state: 'Karnataka' };
const source = cowinSource();

function sessionsOf(centers: readonly CentreRow[]): readonly Session[] {
  const body = Buffer.from(JSON.stringify({ centers }));
  const answer = source.parse(body, source.target('cowin:294', FIRST));
  if (!answer.ok) throw new Error(answer.why);
  expect(answer.problems).toEqual({});
  return answer.sessions;
}

describe('the bodies', () => {
  it('have the sizes CoWIN served, for a tenth of the country as for all of it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'vw-bodies-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const districts = Array.from({ length: 76 }, (_, index) => ({ ...DISTRICT, id: index + 1 }));
    const figures = writeBodies(folder, districts, 3, FIRST);
    expect(figures.rawMedian).toBeGreaterThan(22_000);
    expect(figures.rawMedian).toBeLessThan(28_000);
    expect(figures.rawP95).toBeGreaterThan(62_000);
    expect(figures.rawP95).toBeLessThan(90_000);
    // Compressed as well as the real ones were: 3.2 and 8.6 KB.
    expect(figures.gzipMedian).toBeGreaterThan(2_800);
    expect(figures.gzipMedian).toBeLessThan(4_200);
    expect(figures.differingShare).toBeGreaterThan(0.015);
    expect(figures.differingShare).toBeLessThan(0.03);
    expect(readCentres(bodyFile(folder, 2, 76)).length).toBeGreaterThan(1);
  });

  it('are the same whenever they are made', () => {
    const make = () => makeVariants(randomOf(7), makeCentres(randomOf(8), DISTRICT, 100, FIRST), 4);
    expect(make()).toEqual(make());
  });

  it('hold nothing the program cannot read, on seven days from the first', () => {
    const sessions = sessionsOf(makeCentres(randomOf(1), DISTRICT, 200, FIRST));
    expect(sessions).toHaveLength(200);
    expect(new Set(sessions.map(({ sessionId }) => sessionId)).size).toBe(200);
    const days = [...new Set(sessions.map(({ date }) => date))].sort();
    expect([days.length, days[0], days.at(-1)]).toEqual([7, FIRST, '2026-04-05']);
  });

  it.each([10, 72, 150, 294])(
    'differ in 2 %% of the sessions, at least in one, between any two of %d',
    (size) => {
      const variants = makeVariants(randomOf(3), makeCentres(randomOf(size), DISTRICT, size, FIRST), 32);
      const wanted = Math.max(1, Math.round(size * 0.02));
      for (const [index, one] of variants.entries()) {
        for (const other of variants.slice(index + 1)) {
          expect(differences(one, other).different).toBe(wanted);
        }
      }
    },
  );

  it('make a rush of news: of what differs, nearly everything is another fingerprint, gone, or new', () => {
    const [one, other] = makeVariants(randomOf(5), makeCentres(randomOf(6), DISTRICT, 250, FIRST), 2);
    const prints = (centres: readonly CentreRow[] = []) =>
      new Map(sessionsOf(centres).map((session) => [session.sessionId, fingerprint(session)]));
    const [a, b] = [prints(one), prints(other)];
    const news = [...new Set([...a.keys(), ...b.keys()])].filter((id) => a.get(id) !== b.get(id));
    expect(news).toHaveLength(5);
  });

  it('can be told apart in no more variants than there are capacity bands to pair', () => {
    const base = makeCentres(randomOf(1), DISTRICT, 50, FIRST);
    expect(makeVariants(randomOf(1), base, MOST_VARIANTS)).toHaveLength(36);
    expect(() => makeVariants(randomOf(1), base, MOST_VARIANTS + 1)).toThrow(RangeError);
  });

  it('spread over districts of every size, the same spread for any number of them', () => {
    const counts = [...sessionCounts(randomOf(1), 756)].sort((a, b) => a - b);
    expect(counts[378]).toBe(72);
    expect(counts[718]).toBeGreaterThan(200);
    expect(counts[0]).toBeGreaterThanOrEqual(10);
    expect(counts.at(-1)).toBeLessThanOrEqual(294);
  });

  it('open all sessions of one district at once, the same as were booked out before', () => {
    const read = (open: boolean) => {
      const answer = source.parse(
        oneCentreBody(DISTRICT, 200, FIRST, open),
        source.target('cowin:294', FIRST),
      );
      return answer.ok ? answer.sessions : [];
    };
    const [before, after] = [read(false), read(true)];
    expect(after.map(({ sessionId }) => sessionId)).toEqual(before.map(({ sessionId }) => sessionId));
    expect(before.every(({ capacity }) => capacity['1'] === 0)).toBe(true);
    expect(after.filter(({ capacity }) => capacity['1'] === 20)).toHaveLength(200);
  });
});
