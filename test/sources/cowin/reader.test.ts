// Reading an answer where it differs from the last one: less work, and never another result than reading it wholly.
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AreaId } from '../../../src/core/area.ts';
import { addDays, type IstDate } from '../../../src/core/ist.ts';
import type { Session } from '../../../src/core/session.ts';
import type { KeptAnswer, ReadAnswer } from '../../../src/core/source.ts';
import { cowinSource } from '../../../src/sources/cowin/index.ts';
import {
  aCentre,
  aFlatSession,
  anEarlySession,
  aSession,
  bytes,
  calendarBody,
  FIRST_DATE,
  findBody,
  type Raw,
  sessionId,
} from '../../support/cowin-bodies.ts';
import { bodies } from './changing-bodies.ts';

const source = cowinSource();
const DISTRICT = source.target('cowin:294', FIRST_DATE as IstDate);
const PIN = source.target('cowin:pin:560011', FIRST_DATE as IstDate);

type Good = Extract<ReadAnswer, { ok: true }>;

function read(body: Uint8Array, last: KeptAnswer | null = null, target = DISTRICT): Good {
  const answer = source.read(body, target, last);
  if (!answer.ok) throw new Error(`not readable: ${answer.why}`);
  return answer;
}

const idsOf = (answer: Good) => answer.sessions.map((session) => session.sessionId);

/** How the readings of a run went: without this, a property that never leaves the full parse would pass. */
interface Tally {
  readings: number;
  /** Of these, read in part. */
  partly: number;
  failed: number;
}

/**
 * Reads bodies one after the other, and compares after each with a full parse of it.
 * @param midnights before which of them a day begins: a bit each
 */
function follow(answers: readonly Uint8Array[], areaId: AreaId, midnights: number, tally: Tally): void {
  const known = new Map<string, Session>();
  let kept: KeptAnswer | null = null;
  let day = FIRST_DATE as IstDate;
  for (const [at, body] of answers.entries()) {
    if ((midnights >> at) & 1) day = addDays(day, 1);
    const target = source.target(areaId, day);
    const partly = kept?.firstDate === day;
    const whole = source.parse(body, target);
    // What is kept must be a copy: the caller's buffer is used for the next answer.
    const lent = new Uint8Array(body);
    const answer = source.read(lent, target, kept);
    lent.fill(0x7b);
    tally.readings += 1;
    if (!answer.ok || !whole.ok) {
      tally.failed += 1;
      same(answer, whole);
      continue;
    }
    if (partly && answer.sessions.length < answer.listed.size) tally.partly += 1;
    if (!partly) same(answer.problems, whole.problems);
    const dropped = [...known.keys()].filter((id) => !answer.listed.has(id));
    // What was read anew does not tell it.
    if (!partly) same(answer.dropped, null);
    if (answer.dropped !== null) same(new Set(answer.dropped), new Set(dropped));
    for (const session of answer.sessions) known.set(session.sessionId, session);
    for (const id of dropped) known.delete(id);
    same(known, new Map(whole.sessions.map((session) => [session.sessionId, session])));
    same(answer.listed, new Set(known.keys()));
    same(answer.unreadable, new Set(whole.unreadable));
    same(answer.complete, whole.complete);
    kept = answer.kept;
  }
}

function same(found: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(found, expected)) expect(found).toStrictEqual(expected);
}

describe('whatever a district’s answers become from poll to poll', () => {
  it('yields what a full parse of each yields', () => {
    const tally = { readings: 0, partly: 0, failed: 0 };
    fc.assert(
      fc.property(bodies, fc.boolean(), fc.nat(), fc.nat(), (answers, byPin, one, other) =>
        follow(answers, (byPin ? PIN : DISTRICT).areaId, one & other, tally),
      ),
      { numRuns: 2_000 },
    );
    // The property is worth something only while much is read in part, and some of it not at all.
    expect(tally.partly).toBeGreaterThan(tally.readings / 4);
    expect(tally.failed).toBeGreaterThan(tally.readings / 50);
  });
});

/** Three centres of two sessions each: 11 and 12, 21 and 22, 31 and 32. `over` goes by these numbers. */
function threeCentres(over: Readonly<Record<number, Raw>> = {}): Raw[] {
  return [1, 2, 3].map((centre) =>
    aCentre(
      [1, 2].map((row) => aSession({ session_id: `s${centre}${row}`, ...over[centre * 10 + row] })),
      { center_id: centre, ...over[centre] },
    ),
  );
}

const ALL = ['s11', 's12', 's21', 's22', 's31', 's32'];

describe('the next answer of an area', () => {
  const first = read(calendarBody(...threeCentres()));
  /** Each test begins after a first answer of its own. */
  const begin = () => read(calendarBody(...threeCentres())).kept;

  it('gives every session when it is the first', () => {
    expect(idsOf(first)).toEqual(ALL);
    expect([...first.listed]).toEqual(ALL);
    expect(first.complete).toBe(true);
    expect(first.problems).toEqual({});
    expect(first.unreadable.size).toBe(0);
  });

  it('gives only the session whose doses changed, and still lists all', () => {
    const next = read(calendarBody(...threeCentres({ 21: { available_capacity_dose1: 105 } })), begin());
    expect(next.sessions).toEqual([{ ...first.sessions[2], capacity: { '1': 105, '2': 2 } }]);
    expect([...next.listed]).toEqual(ALL);
  });

  it('gives the sessions of a centre that is called otherwise, and of no other', () => {
    const next = read(calendarBody(...threeCentres({ 2: { name: 'Town Hall, "new" [wing]' } })), begin());
    expect(next.sessions.map(({ sessionId, centre }) => [sessionId, centre.name])).toEqual([
      ['s21', 'Town Hall, "new" [wing]'],
      ['s22', 'Town Hall, "new" [wing]'],
    ]);
  });

  it('is not misled by a name that looks like the structure around it', () => {
    for (const name of ['"},{"center_id":', ']}', '\\"', 'one " only', ',"sessions":[', '[[{']) {
      const before = read(calendarBody(...threeCentres({ 1: { name }, 2: { name } })));
      const changed = threeCentres({
        1: { name },
        2: { name },
        22: { available_capacity_dose1: 0, vaccine: name },
      });
      expect(idsOf(read(calendarBody(...changed), before.kept)), name).toEqual(['s22']);
    }
  });

  it('gives the sessions of a centre whose fees changed, though they stand behind them', () => {
    const paid = (fee: string) =>
      threeCentres({ 3: { fee_type: 'Paid', vaccine_fees: [{ vaccine: 'COVISHIELD', fee }] } });
    const before = read(calendarBody(...paid('780')));
    const next = read(calendarBody(...paid('410')), before.kept);
    expect(next.sessions.map(({ sessionId, feeInr }) => [sessionId, feeInr])).toEqual([
      ['s31', '410'],
      ['s32', '410'],
    ]);
  });

  it('gives nothing when nothing changed', () => {
    const next = read(calendarBody(...threeCentres()), begin());
    expect(next.sessions).toEqual([]);
    expect([...next.listed]).toEqual(ALL);
  });

  it('no longer lists what is gone: a session, a centre, all of them', () => {
    const [one, two, three] = threeCentres();
    const without12 = { ...one, sessions: [aSession({ session_id: 's11' })] };
    const next = read(calendarBody(without12, two, three), begin());
    expect([next.sessions, [...next.listed]]).toEqual([[], ['s11', 's21', 's22', 's31', 's32']]);
    const later = read(calendarBody(without12, three), next.kept);
    expect([later.sessions, [...later.listed]]).toEqual([[], ['s11', 's31', 's32']]);
    const last = read(calendarBody(), later.kept);
    expect([last.sessions, last.listed.size, last.complete]).toEqual([[], 0, true]);
  });

  it('reads a session that is new, and a centre that is new', () => {
    const [one, two, three] = threeCentres();
    const more = { ...two, sessions: ['s21', 's22', 's23'].map((id) => aSession({ session_id: id })) };
    const next = read(calendarBody(one, more, three), begin());
    expect(idsOf(next)).toEqual(['s23']);
    const fourth = aCentre([aSession({ session_id: 's41' })], { center_id: 4 });
    const later = read(calendarBody(fourth, one, more, three), next.kept);
    expect(idsOf(later)).toEqual(['s41']);
    expect(later.listed.size).toBe(8);
  });

  it('loses nothing when the centres come in another order', () => {
    const next = read(calendarBody(...threeCentres().reverse()), begin());
    expect([...next.listed].sort()).toEqual(ALL);
    expect(idsOf(next).length).toBeLessThan(ALL.length);
  });

  it('says which session cannot be read any more, and reads it when it can be again', () => {
    const spoilt = threeCentres({ 12: { date: 'soon' } });
    const next = read(calendarBody(...spoilt), begin());
    expect([[...next.unreadable], next.problems, next.complete]).toEqual([
      ['s12'],
      { 'date-unreadable': 1 },
      true,
    ]);
    expect(next.listed.has('s12')).toBe(false);
    const later = read(calendarBody(...threeCentres()), next.kept);
    expect(idsOf(later)).toContain('s12');
    expect([later.unreadable.size, later.listed.has('s12')]).toEqual([0, true]);
  });

  it('proves no absence as long as a row without an id is in it, changed or not', () => {
    const spoilt = threeCentres({ 12: { session_id: null } });
    const next = read(calendarBody(...spoilt), begin());
    expect([next.complete, next.problems]).toEqual([false, { 'id-missing': 1 }]);
    const again = read(
      calendarBody(...threeCentres({ 12: { session_id: null }, 31: { vaccine: 'X' } })),
      next.kept,
    );
    expect([again.complete, again.problems, idsOf(again)]).toEqual([false, {}, ['s31']]);
    expect(read(calendarBody(...threeCentres()), again.kept).complete).toBe(true);
  });

  it('can still be read in part after one that failed', () => {
    const kept = begin();
    const changed = calendarBody(
      ...threeCentres({ 11: { available_capacity_dose1: 0 }, 32: { vaccine: 'X' } }),
    );
    for (const broken of [changed.slice(0, -1), changed.slice(0, 400), bytes('<html>'), bytes('')]) {
      expect(source.read(broken, DISTRICT, kept).ok).toBe(false);
    }
    expect(idsOf(read(changed, kept))).toEqual(['s11', 's32']);
  });

  it('is read wholly on another day, and for another area', () => {
    const body = calendarBody(...threeCentres());
    const tomorrow = source.target('cowin:294', '2021-06-08' as IstDate);
    expect(idsOf(read(body, begin(), tomorrow))).toEqual(ALL);
    expect(read(body, begin(), PIN).sessions.map(({ areaId }) => areaId)).toEqual(ALL.map(() => 'cowin:294'));
  });
});

/** A centre as text, with what stands before, in and behind the list of its sessions. */
const centreText = (head: string, rows: readonly string[], tail: string) =>
  `{"center_id":9${head},"sessions":[${rows.join(',')}${tail}`;
const row = (id: string) => JSON.stringify(aSession({ session_id: id }));

describe('an answer of odd build', () => {
  const two = [row('a'), row('b')];
  it.each<[string, readonly string[]]>([
    [
      'a centre that lists its sessions twice, and the first list loses one',
      [[row('a')], []].map((rows) => centreText('', rows, `],"sessions":[${row('z')}]}`)),
    ],
    [
      'the same, the second time by an escape',
      [[row('a')], []].map((rows) => centreText('', rows, `],"\\u0073essions":[${row('z')}]}`)),
    ],
    [
      'another list of sessions inside the head',
      [centreText(',"x":{"sessions":[]}', two, ']}'), centreText('', two, ']}')],
    ],
    [
      'no comma between two sessions',
      [centreText('', two, ']}'), `{"center_id":9,"sessions":[${two.join(' ')}]}`],
    ],
    [
      'no comma between two centres',
      [',', ';'].map((mark) => two.map((one) => centreText('', [one], ']}')).join(mark)),
    ],
    [
      'two blanks before a session that ends like a centre; then the next one differs and two bytes are cut off',
      [0, 2].map((less) => {
        const endsInList = JSON.stringify({ ...anEarlySession({ session_id: 'a' }), slots: ['FORENOON'] });
        const text = centreText('', [`  ${endsInList}`, row(`b${less}`)], ']}');
        return text.slice(0, text.length - less);
      }),
    ],
    ['a session too many brackets deep', [centreText('', two, ']}'), centreText('', [...two, '[{}]'], ']}')]],
  ])('%s', (_, texts) => {
    const tally = { readings: 0, partly: 0, failed: 0 };
    follow(
      [...texts, ...texts].map((text) => bytes(`{"centers":[${text}]}`)),
      DISTRICT.areaId,
      0,
      tally,
    );
    expect(tally.readings).toBe(4);
  });
});

describe('an answer against which nothing can be read', () => {
  it.each<[string, Uint8Array]>([
    ['lists a session twice', calendarBody(...threeCentres({ 32: { session_id: 's11' } }))],
    [
      'lists a spoilt session twice',
      calendarBody(...threeCentres({ 31: { date: 0 }, 32: { session_id: 's31' } })),
    ],
    ['is a find answer', findBody(aFlatSession())],
    ['has blanks between its centres', bytes(JSON.stringify({ centers: threeCentres() }, null, 1))],
    ['says more than its centres', bytes({ centers: threeCentres(), ttl: 24 })],
    ['begins with a byte order mark', bytes(`\ufeff${JSON.stringify({ centers: threeCentres() })}`)],
    ['is bigger than any district', calendarBody(...threeCentres({ 1: { address: 'x'.repeat(1_100_000) } }))],
  ])('%s', (_, body) => {
    const before = read(calendarBody(...threeCentres()));
    for (const last of [null, before.kept]) {
      const { kept, ...answer } = read(body, last);
      expect(kept).toBeNull();
      const whole = source.parse(body, DISTRICT);
      expect({ ...answer, unreadable: [...answer.unreadable] }).toEqual({
        ...whole,
        listed: new Set(idsOf(answer as Good)),
        dropped: null,
      });
    }
  });

  it('holds more rows than are read', () => {
    const rows = Array.from({ length: 10_001 }, (_, n) => ({ session_id: `a${n}` }));
    const others = rows.map(({ session_id }) => ({ session_id: `b${session_id}` }));
    const before = read(calendarBody(aCentre(rows)));
    expect(before.kept).not.toBeNull();
    const { kept, problems } = read(calendarBody(aCentre(rows), aCentre(others)), before.kept);
    expect([kept, problems['rows-over-limit']]).toEqual([null, 2]);
  });
});

it('is not held up by 80,000 tiny centres that all changed', () => {
  const tiny = (letter: string) =>
    bytes({ centers: Array.from({ length: 80_000 }, () => ({ [letter]: 1 })) });
  const before = read(tiny('a'));
  const startedMs = performance.now();
  const next = read(tiny('b'), before.kept);
  // A walk that looks at every old centre for each new one takes minutes.
  expect(performance.now() - startedMs).toBeLessThan(5_000);
  expect(next).toMatchObject({ complete: false, problems: { 'sessions-missing': 80_000 } });
});

it('keeps hardly more bytes than the answer itself', () => {
  const centres = Array.from({ length: 14 }, (_, n) =>
    aCentre(
      [0, 1, 2, 3, 4].map((row) => aSession({ session_id: sessionId(n * 10 + row) })),
      { center_id: n },
    ),
  );
  const body = calendarBody(...centres);
  const before = process.memoryUsage().arrayBuffers;
  const kept = Array.from({ length: 300 }, () => read(body).kept);
  const each = (process.memoryUsage().arrayBuffers - before) / kept.length;
  expect(kept).not.toContain(null);
  expect(each).toBeLessThan(body.length * 1.2);
});

it('takes the same room from day to day', () => {
  const body = calendarBody(...threeCentres());
  let { kept } = read(body);
  const before = process.memoryUsage().arrayBuffers;
  for (let day = 0; day < 100; day++) {
    kept = read(body, kept, source.target('cowin:294', addDays(FIRST_DATE as IstDate, day))).kept;
  }
  expect(kept).not.toBeNull();
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(body.length);
});
