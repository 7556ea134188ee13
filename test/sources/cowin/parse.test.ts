// Reading CoWIN's answers: every age of the schema, every quirk known, and what must never come of a bad row.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, type IstDate } from '../../../src/core/ist.ts';
import type { Session } from '../../../src/core/session.ts';
import type { ParsedAnswer } from '../../../src/core/source.ts';
import { cowinSource } from '../../../src/sources/cowin/index.ts';
import {
  aCentre,
  aFlatSession,
  aLateSession,
  anEarlySession,
  aSession,
  bytes,
  calendarBody,
  FIRST_DATE,
  findBody,
  type Raw,
  sessionId,
} from '../../support/cowin-bodies.ts';

const source = cowinSource();
const DISTRICT = source.target('cowin:294', FIRST_DATE as IstDate);
const PIN = source.target('cowin:pin:560011', FIRST_DATE as IstDate);

type Good = Extract<ParsedAnswer, { ok: true }>;

function read(body: Uint8Array, target = DISTRICT): Good {
  const answer = source.parse(body, target);
  if (!answer.ok) throw new Error(`not readable: ${answer.why}`);
  return answer;
}

/** The session of an answer that holds this row alone. */
function readOne(row: Raw, centre: Raw = {}): Session {
  const answer = read(calendarBody(aCentre([row], centre)));
  expect(answer).toMatchObject({ complete: true, unreadable: [] });
  expect(answer.problems).toEqual({});
  return answer.sessions[0] as Session;
}

describe('a calendar answer', () => {
  it('gives each session with its centre', () => {
    expect(readOne(aSession())).toEqual({
      sourceId: 'cowin',
      sessionId: sessionId(1),
      areaId: 'cowin:294',
      centre: {
        id: '601234',
        name: 'Lakeside Health Centre',
        address: '4 Tank Bund Road',
        block: 'South Zone',
        district: 'BBMP',
        state: 'Karnataka',
        pincode: '560011',
      },
      date: '2021-06-07',
      vaccine: 'COVISHIELD',
      ageMinYears: 18,
      ageMaxYears: 44,
      feeType: 'free',
      feeInr: null,
      times: ['09:00AM-11:00AM', '11:00AM-01:00PM'],
      capacity: { '1': 10, '2': 2 },
    });
  });

  it('reads three ages of the schema in one centre', () => {
    const rows = [
      anEarlySession({ session_id: sessionId(1) }),
      aSession({ session_id: sessionId(2) }),
      aLateSession({ session_id: sessionId(3) }),
    ];
    const { sessions, problems } = read(calendarBody(aCentre(rows)));
    expect(sessions.map((session) => session.capacity)).toEqual([
      { any: 12 },
      { '1': 10, '2': 2 },
      { '1': 10, '2': 2 },
    ]);
    expect(sessions.map((session) => session.times[0])).toEqual([
      'FORENOON',
      '09:00AM-11:00AM',
      '10:30AM-12:30PM',
    ]);
    expect(problems).toEqual({});
  });

  it('is good and complete when it lists nothing', () => {
    const nothing = { ok: true, sessions: [], unreadable: [], complete: true, problems: {} };
    expect(read(bytes('{"centers":[]}'))).toEqual(nothing);
    expect(read(bytes('{"sessions":[]}'))).toEqual(nothing);
    expect(read(calendarBody(aCentre([])))).toEqual(nothing);
  });

  it('may begin with a byte order mark', () => {
    expect(
      read(bytes(`\ufeff${JSON.stringify({ centers: [aCentre([aSession()])] })}`)).sessions,
    ).toHaveLength(1);
  });
});

describe('a find answer', () => {
  it('gives each flat session with the centre and fee of its own row', () => {
    const answer = read(
      findBody(
        aFlatSession({ session_id: sessionId(1), pincode: '560012' }),
        aFlatSession({ session_id: sessionId(2), fee_type: 'Paid', fee: '386.25' }),
      ),
    );
    expect(answer.sessions.map((s) => [s.centre.pincode, s.feeType, s.feeInr])).toEqual([
      ['560012', 'free', null],
      ['560011', 'paid', '386.25'],
    ]);
  });

  it('is taken though a calendar was asked for, and rows without capacity are no problem', () => {
    const rows = [aFlatSession({ available_capacity_dose1: 0, available_capacity_dose2: 0 })];
    expect(read(findBody(...rows)).sessions[0]?.capacity).toEqual({ '1': 0, '2': 0 });
  });
});

describe('capacity', () => {
  const total = (available_capacity: unknown) => anEarlySession({ available_capacity });
  it.each<[string, Raw, Session['capacity']]>([
    ['a fraction is rounded down', total(61.5), { any: 61 }],
    ['half a dose is none', total(0.5), { any: 0 }],
    ['a number as text', total('17'), { any: 17 }],
    ['a fraction as text', total('61.5'), { any: 61 }],
    [
      'the doses decide, not the total that differs from them',
      aSession({ available_capacity: 448, available_capacity_dose1: 150, available_capacity_dose2: 150 }),
      { '1': 150, '2': 150 },
    ],
    [
      'the doses decide, even beside a spoilt total',
      aSession({ available_capacity: -1 }),
      { '1': 10, '2': 2 },
    ],
    [
      'one dose field alone speaks of that dose only',
      aSession({ available_capacity_dose2: undefined }),
      { '1': 10 },
    ],
    ['a null dose field is none', aSession({ available_capacity_dose1: null }), { '2': 2 }],
    [
      'fractions in doses',
      aSession({ available_capacity_dose1: 3.9, available_capacity_dose2: '0.2' }),
      { '1': 3, '2': 0 },
    ],
  ])('%s', (_, row, capacity) => {
    expect(readOne(row).capacity).toEqual(capacity);
  });
});

it('takes minus zero for zero', () => {
  const text = JSON.stringify({ centers: [aCentre([anEarlySession({ available_capacity: 5 })])] });
  const minusZero = text.replace('"available_capacity":5', '"available_capacity":-0');
  expect(read(bytes(minusZero)).sessions[0]?.capacity).toEqual({ any: 0 });
});

describe('age groups', () => {
  it.each<[string, Raw, [number, number | null]]>([
    ['18 alone was closed to 45 and older', { min_age_limit: 18, max_age_limit: undefined }, [18, 44]],
    [
      '18 with all ages allowed has no upper limit',
      { min_age_limit: 18, max_age_limit: undefined, allow_all_age: true },
      [18, null],
    ],
    [
      'all ages allowed lifts a limit that is still sent',
      { min_age_limit: 18, max_age_limit: 44, allow_all_age: true },
      [18, null],
    ],
    ['45 has no upper limit', { min_age_limit: 45, max_age_limit: undefined }, [45, null]],
    ['a limit that is sent counts', { min_age_limit: 12, max_age_limit: 14 }, [12, 14]],
    ['a null limit is none', { min_age_limit: 45, max_age_limit: null }, [45, null]],
    ['numbers as text', { min_age_limit: '18', max_age_limit: '44' }, [18, 44]],
    ['no age but all allowed', { min_age_limit: undefined, allow_all_age: true }, [0, null]],
  ])('%s', (_, over, ages) => {
    const session = readOne(aSession(over));
    expect([session.ageMinYears, session.ageMaxYears]).toEqual(ages);
  });
});

describe('fees', () => {
  const fees = [{ vaccine: 'COVAXIN', fee: '1410' }, null, { vaccine: 'Covishield', fee: '780.5' }];
  it.each<[string, Raw, Raw, [string, string | null]]>([
    [
      'a paid centre: the fee of the session’s vaccine',
      { fee_type: 'Paid', vaccine_fees: fees },
      {},
      ['paid', '780.50'],
    ],
    [
      'a vaccine that is not listed',
      { fee_type: 'Paid', vaccine_fees: fees },
      { vaccine: 'SPUTNIK V' },
      ['paid', null],
    ],
    ['a whole number', { fee_type: 'PAID', vaccine_fees: fees }, { vaccine: 'COVAXIN' }, ['paid', '1410']],
    ['free, whatever is listed', { fee_type: ' free ', vaccine_fees: fees }, {}, ['free', null]],
    ['nobody said', { fee_type: undefined }, {}, ['unknown', null]],
    ['another word', { fee_type: 'Subsidised' }, {}, ['unknown', null]],
    ['no list', { fee_type: 'Paid', vaccine_fees: null }, {}, ['paid', null]],
    ['an amount that is none', { fee_type: 'Paid' }, { fee: 'ask at the desk' }, ['paid', null]],
    ['less than a paisa', { fee_type: 'Paid' }, { fee: '0.001' }, ['paid', null]],
  ])('%s', (_, centre, row, expected) => {
    const session = readOne(aSession(row), centre);
    expect([session.feeType, session.feeInr]).toEqual(expected);
  });
});

describe('texts', () => {
  it.each<[string, unknown, string]>([
    ['a number', 560011, '560011'],
    ['a text', '560011', '560011'],
    ['a text with a space', ' 560 011', '560011'],
    ['zero', 0, ''],
    ['too short', '56001', ''],
    ['null', null, ''],
    ['an object', { pin: 560011 }, ''],
  ])('takes a pincode that is %s', (_, pincode, expected) => {
    expect(readOne(aSession(), { pincode }).centre.pincode).toBe(expected);
  });

  it('makes names safe and keeps any script', () => {
    const centre = {
      name: ' ಸರ್ಕಾರಿ  ಆಸ್ಪತ್ರೆ\u202e\u001b]0;owned\u0007 ',
      address: 'a\nb\u0000\ud800c',
      block_name: null,
    };
    expect(readOne(aSession(), centre).centre).toMatchObject({
      name: 'ಸರ್ಕಾರಿ ಆಸ್ಪತ್ರೆ',
      address: 'a bc',
      block: '',
    });
  });

  it('cuts a name of 10,000 characters', () => {
    expect(readOne(aSession(), { name: 'x'.repeat(10_000) }).centre.name).toHaveLength(200);
  });

  it('writes vaccines in capitals, known or not, and takes none for none', () => {
    const names = ['Sputnik  v', 'covaxin', 'NEW ONE', '', null, undefined];
    expect(names.map((vaccine) => readOne(aSession({ vaccine })).vaccine)).toEqual([
      'SPUTNIK V',
      'COVAXIN',
      'NEW ONE',
      '',
      '',
      '',
    ]);
  });

  it('takes times as they come and passes over what is none', () => {
    const slots = ['FORENOON', { time: '09:00AM-10:00AM', seats: 3 }, null, 7, {}, ['x'], { time: null }];
    expect(readOne(aSession({ slots })).times).toEqual(['FORENOON', '09:00AM-10:00AM', '7']);
    expect(readOne(aSession({ slots: null })).times).toEqual([]);
    expect(readOne(aSession({ slots: 'FORENOON' })).times).toEqual([]);
  });

  it('is not harmed by keys that mean something to JavaScript', () => {
    const text = JSON.stringify({ centers: [aCentre([aSession()])] }).replaceAll(
      '"session_id"',
      '"__proto__":{"polluted":1,"session_id":"evil"},"constructor":1,"toString":null,"session_id"',
    );
    expect(read(bytes(text)).sessions.map((session) => session.sessionId)).toEqual([sessionId(1)]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('an answer of a day gone by', () => {
  it('is read whole, and is no problem: whether it still concerns anybody is for others to say', () => {
    const answer = read(
      calendarBody(
        aCentre([aSession({ date: '06-06-2021' }), aSession({ session_id: 'b', date: '04-05-2020' })]),
      ),
    );
    expect(answer.sessions.map(({ date }) => date)).toEqual(['2021-06-06', '2020-05-04']);
    expect(answer).toMatchObject({ complete: true, unreadable: [] });
    expect(answer.problems).toEqual({});
  });
});

describe('a bad row is counted, and loses nobody else', () => {
  it.each<[string, Raw]>([
    ['capacity-missing', anEarlySession({ available_capacity: undefined })],
    ['capacity-missing', anEarlySession({ available_capacity: null })],
    ['capacity-missing', anEarlySession({ available_capacity: '' })],
    ['capacity-unreadable', anEarlySession({ available_capacity: 'many' })],
    ['capacity-unreadable', anEarlySession({ available_capacity: true })],
    ['capacity-unreadable', anEarlySession({ available_capacity: [12] })],
    ['capacity-negative', anEarlySession({ available_capacity: -1 })],
    ['capacity-negative', aSession({ available_capacity_dose2: -0.5 })],
    ['capacity-absurd', anEarlySession({ available_capacity: 1e9 })],
    ['capacity-absurd', aSession({ available_capacity_dose1: 1_000_001 })],
    ['date-missing', aSession({ date: undefined })],
    ['date-unreadable', aSession({ date: '2021-06-07' })],
    ['date-unreadable', aSession({ date: '31-06-2021' })],
    ['date-unreadable', aSession({ date: 7 })],
    ['date-far', aSession({ date: '07-07-2022' })],
    ['age-missing', aSession({ min_age_limit: undefined })],
    ['age-unreadable', aSession({ min_age_limit: -18 })],
    ['age-unreadable', aSession({ min_age_limit: '18+' })],
    ['age-unreadable', aSession({ min_age_limit: 45, max_age_limit: 44 })],
  ])('%s: %j', (problem, row) => {
    const answer = read(
      calendarBody(aCentre([{ ...row, session_id: 'bad' }, aSession({ session_id: 'good' })])),
    );
    expect(answer.sessions.map((session) => session.sessionId)).toEqual(['good']);
    expect(answer.problems).toEqual({ [problem]: 1 });
    expect(answer.unreadable).toEqual(['bad']);
    expect(answer.complete).toBe(true);
  });

  it.each<[string, unknown]>([
    ['id-missing', aSession({ session_id: undefined })],
    ['id-missing', aSession({ session_id: '' })],
    ['id-unreadable', aSession({ session_id: 'a b' })],
    ['id-unreadable', aSession({ session_id: 'x:y' })],
    ['id-unreadable', aSession({ session_id: 'x'.repeat(101) })],
    ['id-unreadable', aSession({ session_id: {} })],
    ['row-shape', null],
    ['row-shape', 'session'],
    ['row-shape', [aSession()]],
  ])('%s: then absence proves nothing', (problem, row) => {
    const answer = read(calendarBody(aCentre([row, aSession({ session_id: 'good' })])));
    expect(answer.sessions.map((session) => session.sessionId)).toEqual(['good']);
    expect(answer).toMatchObject({ problems: { [problem]: 1 }, unreadable: [], complete: false });
  });

  it.each<[string, unknown]>([
    ['sessions-missing', aCentre(null)],
    ['sessions-missing', aCentre(undefined)],
    ['sessions-missing', aCentre({})],
    ['row-shape', null],
    ['row-shape', 601234],
  ])('%s in a centre: the others stay, absence proves nothing', (problem, centre) => {
    const answer = read(calendarBody(centre, aCentre([aSession()])));
    expect(answer.sessions).toHaveLength(1);
    expect(answer).toMatchObject({ problems: { [problem]: 1 }, complete: false });
  });

  it('adds up what is wrong in the same way', () => {
    const rows = [1, 2, 3].map((n) => aSession({ session_id: sessionId(n), available_capacity_dose1: -n }));
    expect(read(calendarBody(aCentre(rows))).problems).toEqual({ 'capacity-negative': 3 });
  });

  it('takes a date up to a year ahead', () => {
    const last = addDays(FIRST_DATE as IstDate, 366);
    const raw = `${last.slice(8)}-${last.slice(5, 7)}-${last.slice(0, 4)}`;
    expect(readOne(aSession({ date: raw })).date).toBe(last);
  });
});

describe('the same session twice', () => {
  it('counts once when both say the same', () => {
    const answer = read(calendarBody(aCentre([aSession()]), aCentre([aSession()])));
    expect(answer.sessions).toHaveLength(1);
    expect(answer.problems).toEqual({});
  });

  it('keeps the greater capacity in either order, and says so', () => {
    const few = aSession({ available_capacity_dose1: 0, available_capacity_dose2: 0 });
    const many = aSession({ available_capacity_dose1: 30 });
    for (const rows of [
      [few, many],
      [many, few],
    ]) {
      const answer = read(calendarBody(aCentre(rows)));
      expect(answer.sessions.map((session) => session.capacity)).toEqual([{ '1': 30, '2': 2 }]);
      expect(answer.problems).toEqual({ 'duplicate-disagrees': 1 });
    }
  });

  it('compares capacities as numbers', () => {
    const rows = [9, 10].map((doses) =>
      aSession({ available_capacity_dose1: doses, available_capacity_dose2: 0 }),
    );
    expect(read(calendarBody(aCentre(rows))).sessions[0]?.capacity).toEqual({ '1': 10, '2': 0 });
  });

  it('does not depend on the order of rows when capacities are equal', () => {
    const rows = [
      aSession({ vaccine: 'COVAXIN' }),
      aSession(),
      aSession({ min_age_limit: 45, max_age_limit: null }),
    ];
    const seen = [rows, rows.toReversed(), [rows[1], rows[2], rows[0]]].map(
      (order) => read(calendarBody(aCentre(order))).sessions,
    );
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[2]).toEqual(seen[0]);
  });

  it('is readable when one of the two is', () => {
    const answer = read(calendarBody(aCentre([aSession({ date: 'soon' }), aSession()])));
    expect(answer.sessions).toHaveLength(1);
    expect(answer.unreadable).toEqual([]);
    expect(answer.problems).toEqual({ 'date-unreadable': 1 });
  });
});

describe('an answer that is none', () => {
  it.each<[string, string | Uint8Array, string]>([
    ['no bytes', '', 'empty'],
    ['blanks', ' \r\n', 'empty'],
    ['a page', '<!DOCTYPE html><html><body>Request blocked</body></html>', 'html'],
    ['a page after blanks and a byte order mark', '\ufeff\n <html>', 'html'],
    ['half an answer', '{"centers":[{"center_id":1,', 'not-json'],
    ['plain text', 'Too many requests', 'not-json'],
    ['bytes of gzip', new Uint8Array([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]), 'not-json'],
    ['another object', '{"message":"Forbidden"}', 'envelope'],
    ['an error', '{"errorCode":"APPOIN0018","error":"Invalid"}', 'envelope'],
    ['a list', '[]', 'envelope'],
    ['null', 'null', 'envelope'],
    ['a number', '42', 'envelope'],
    ['a list that is null', '{"centers":null}', 'envelope'],
    ['a list that is an object', '{"sessions":{}}', 'envelope'],
    ['a renamed list', '{"centres":[]}', 'envelope'],
  ])('%s', (_, body, why) => {
    expect(source.parse(typeof body === 'string' ? bytes(body) : body, DISTRICT)).toEqual({ ok: false, why });
  });
});

describe('the area of a session', () => {
  const at = (state_name: string, district_name: string) =>
    read(calendarBody(aCentre([aSession()], { state_name, district_name })), PIN).sessions[0]?.areaId;

  it('is the district asked for, whatever the row calls itself', () => {
    expect(readOne(aSession(), { state_name: 'Elsewhere', district_name: 'Nowhere' }).areaId).toBe(
      'cowin:294',
    );
  });

  it('is the district of its names when a pincode was asked for', () => {
    expect(at('Karnataka', 'BBMP')).toBe('cowin:294');
    expect(at(' telangana ', 'WARANGAL (Urban)')).toBe('cowin:610');
    expect(at('Bihar', 'Aurangabad')).toBe('cowin:77');
    expect(at('Maharashtra', 'Aurangabad')).toBe('cowin:397');
    expect(at('Karnataka', 'Mysuru')).toBe('cowin:266');
  });

  it('is the district that bears the name, before one that is also called so', () => {
    expect(at('West Bengal', 'Cooch Behar')).toBe('cowin:715');
    expect(at('West Bengal', 'COOCHBEHAR')).toBe('cowin:783');
  });

  it('is the pincode where two districts are called so', () => {
    const districts = [
      { id: 1, name: 'East Town', also: ['Town'] },
      { id: 2, name: 'West Town', also: ['Town'] },
    ];
    const two = cowinSource({ areas: { asOf: '2021-07', states: [{ id: 1, name: 'State', districts }] } });
    const town = (district_name: string) => {
      const answer = two.parse(
        calendarBody(aCentre([aSession()], { state_name: 'State', district_name })),
        PIN,
      );
      return answer.ok ? answer.sessions[0]?.areaId : answer.why;
    };
    expect(town('West Town')).toBe('cowin:2');
    expect(town('Town')).toBe('cowin:pin:560011');
  });

  it('is the pincode where the names tell no district', () => {
    expect(at('Karnataka', 'Atlantis')).toBe('cowin:pin:560011');
    expect(at('', '')).toBe('cowin:pin:560011');
  });
});

describe('whatever the bytes', () => {
  const wellFormed = (answer: ParsedAnswer) => {
    if (!answer.ok) return;
    for (const session of answer.sessions) {
      expect(session.date >= FIRST_DATE).toBe(true);
      for (const doses of Object.values(session.capacity))
        expect(Number.isInteger(doses) && doses >= 0).toBe(true);
      expect(answer.unreadable).not.toContain(session.sessionId);
    }
  };

  it('never throws for bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (body) => wellFormed(source.parse(body, DISTRICT))),
    );
  });

  it('never throws for JSON', () => {
    const envelopes = fc.oneof(
      fc.json(),
      fc.jsonValue().map((value) => JSON.stringify({ centers: value })),
      fc.array(fc.jsonValue()).map((rows) => JSON.stringify({ sessions: rows })),
    );
    fc.assert(fc.property(envelopes, (text) => wellFormed(source.parse(bytes(text), PIN))));
  });

  it('never throws for a row spoilt in any of its fields', () => {
    const fields = Object.keys(aFlatSession());
    const spoilt = fc.dictionary(fc.constantFrom(...fields), fc.jsonValue(), { maxKeys: 6 });
    fc.assert(
      fc.property(fc.array(spoilt, { maxLength: 5 }), (overs) => {
        wellFormed(source.parse(findBody(...overs.map((over) => aFlatSession(over))), PIN));
        wellFormed(source.parse(calendarBody(...overs.map((over) => aCentre([aSession(over)], over))), PIN));
      }),
    );
  });

  it('reads 20,000 of 100,000 rows and counts the rest', () => {
    const rows = Array.from({ length: 100_000 }, (_, n) => ({
      session_id: `s${n}`,
      date: '07-06-2021',
      available_capacity: 1,
      min_age_limit: 45,
    }));
    const answer = read(calendarBody(aCentre(rows)));
    expect(answer.sessions).toHaveLength(20_000);
    expect(answer).toMatchObject({ problems: { 'rows-over-limit': 80_000 }, complete: false });
  });

  it('is not felled by deep nesting', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(source.parse(bytes(deep), DISTRICT)).toEqual({ ok: false, why: 'envelope' });
    expect(read(bytes(`{"centers":[${deep}]}`))).toMatchObject({ problems: { 'row-shape': 1 } });
    const nested = JSON.stringify(aCentre([aSession()])).replace('"COVISHIELD"', deep);
    expect(read(bytes(`{"centers":[${nested}]}`)).sessions[0]?.vaccine).toBe('');
  });

  it.each([
    ['nested without end', () => '['.repeat(3_000_000)],
    ['of lists in lists', () => `{"centers":[${'['.repeat(200_000)}${']'.repeat(200_000)}]}`],
    ['of nothing but empty objects', () => `{"centers":[${'{},'.repeat(1_000_000)}{}]}`],
  ])('takes an answer %s for another shape, at little cost', (_, text) => {
    const body = bytes(text());
    const startedMs = performance.now();
    for (const parse of [source.parse, (b: Uint8Array) => source.read(b, DISTRICT, null)])
      expect(parse(body, DISTRICT)).toEqual({ ok: false, why: 'envelope' });
    expect(performance.now() - startedMs).toBeLessThan(500);
  });

  it('does not take brackets in names for structure', () => {
    const name = '[{'.repeat(100);
    const rows = Array.from({ length: 2_000 }, (_, n) =>
      aSession({ session_id: sessionId(n), vaccine: name }),
    );
    expect(read(calendarBody(aCentre(rows, { name }))).sessions).toHaveLength(2_000);
  });
});
