// FAULTS 6: answers that are well-formed on the wire and strange inside. The strange rows stand before and after good
// ones, whose slots must be told all the same.
//
// | shown elsewhere | by |
// | --- | --- |
// | each strange field by itself, in both kinds of answer | test/sources/cowin/parse.test.ts |
// | reading only what differs yields the same | test/sources/cowin/reader.test.ts |
// | hostile names on their way out | test/faults/hostile-text.test.ts |
import { describe, expect, it, vi } from 'vitest';
import type { RudeCall, Rudeness } from '../harness/rude-source.ts';
import { answerBytes } from '../harness/rude-source.ts';
import { onRudeStage } from '../harness/rude-stage.ts';
import { says } from '../harness/rudeness.ts';
import { DISTRICTS } from '../harness/stage.ts';
import { aCentre, aSession, type Raw, sessionId } from '../support/cowin-bodies.ts';
import { SLOT_DATE_RAW } from '../support/cowin-stub.ts';
import { PATIENCE_MS } from '../support/program.ts';

vi.setConfig({ testTimeout: 4 * PATIENCE_MS });

const [BROKEN = 0, ...OTHERS] = DISTRICTS;

/** Nobody is told of these: their centre's name holds no number of the script. */
function strange(over: Raw): Raw {
  return aSession({ session_id: sessionId(0xbad), date: SLOT_DATE_RAW, ...over });
}

const doses = (value: unknown): Raw => ({
  available_capacity: value,
  available_capacity_dose1: value,
  available_capacity_dose2: undefined,
});

function nested(depth: number): unknown {
  let value: unknown = 'COVAXIN';
  for (let at = 0; at < depth; at++) value = [value];
  return value;
}

/** Strange things at a centre, by the reason they are counted as; an empty reason is no problem at all. */
const STRANGE: readonly (readonly [string, string, unknown])[] = [
  ['a list that is null', 'sessions-missing', aCentre(null)],
  ['a list that is missing', 'sessions-missing', aCentre(undefined)],
  ['a centre that is null', 'row-shape', null],
  ['rows that are none', 'row-shape', aCentre([null, 7, 'x', []])],
  ['renamed fields', 'capacity-missing', aCentre([strange({ ...doses(undefined), capacity: 5 })])],
  ['a renamed id', 'id-missing', aCentre([strange({ session_id: undefined, id: sessionId(0xbad) })])],
  ['capacity -1', 'capacity-negative', aCentre([strange(doses(-1))])],
  ['capacity 1e9', 'capacity-absurd', aCentre([strange(doses(1e9))])],
  ['capacity in words', 'capacity-unreadable', aCentre([strange(doses('many'))])],
  ['capacity null', 'capacity-missing', aCentre([strange(doses(null))])],
  ['capacity that is an object', 'capacity-unreadable', aCentre([strange(doses({ $gt: 0 }))])],
  ['a date that is none', 'date-unreadable', aCentre([strange({ date: '31-02-2030' })])],
  ['a date of another age', 'date-far', aCentre([strange({ date: '01-01-2999' })])],
  ['an age that is none', 'age-unreadable', aCentre([strange({ min_age_limit: 'old' })])],
  [
    'an id twice that disagrees',
    'duplicate-disagrees',
    aCentre([strange(doses(0)), strange({ ...doses(0), vaccine: 'COVAXIN' })]),
  ],
  ['deep nesting', '', aCentre([strange({ ...doses(0), vaccine: nested(500) })])],
  [
    'numbers as strings',
    '',
    aCentre([strange({ ...doses('0'), min_age_limit: '18' })], { pincode: '560001' }),
  ],
  ['a lone surrogate', '', aCentre([strange(doses(0))], { name: '\ud83d', address: 'x\udc00y' })],
  [
    'names of prototypes',
    '',
    JSON.parse('{"__proto__":{"sessions":[1]},"constructor":{"prototype":{"x":1}},"sessions":[]}'),
  ],
  ['dates in the past', '', aCentre([strange({ ...doses(9), date: '01-05-2021' })])],
];

/** The true answer with more centres, one before and one after. */
function among(centre: unknown): Rudeness {
  return ({ socket, truth }) =>
    void truth().then((body) => {
      const { centers } = JSON.parse(body.toString()) as { centers: unknown[] };
      socket.write(answerBytes(JSON.stringify({ centers: [centre, ...centers] })));
    });
}

/** A hundred thousand rows at a centre, good ones of the script first. */
function crowded({ socket, truth }: RudeCall): void {
  void truth().then((body) => {
    const { centers } = JSON.parse(body.toString()) as { centers: unknown[] };
    const rows = Array.from({ length: 100_000 }, (_, n) => ({ id: n }));
    socket.write(answerBytes(JSON.stringify({ centers: [...centers, { sessions: rows }] })));
  });
}

/** Good JSON in which nothing means anything to us any more. */
const RENAMED = JSON.stringify({
  centers: [aCentre([strange({ ...doses(undefined), doses: { first: 5, second: 0 } })])],
});

const ENVELOPES: readonly (readonly [string, string, string])[] = [
  ['a list that is null', 'envelope', '{"centers":null}'],
  ['a list that is missing', 'envelope', '{"ttl":24}'],
  ['a renamed list', 'envelope', '{"centres":[]}'],
  ['a list of another kind', 'envelope', '[]'],
  ['null', 'envelope', 'null'],
  ['rows whose fields are all called otherwise', 'envelope', RENAMED],
  ['centres whose lists are called otherwise', 'envelope', '{"centers":[{"name":"x","slots":[]}]}'],
  ['no JSON', 'not-json', '{"centers":[{'],
];

describe('FAULTS 6', () => {
  it.concurrent(
    'strange rows among good ones are counted by reason and skipped, and whatever else opens there is told',
    onRudeStage(async ({ scene, source, watched, polled, open, told, toldGone, endsWell }) => {
      const engine = await watched('2400/1m');
      await polled();
      await told(open(BROKEN));
      for (const [name, reason, centre] of STRANGE) {
        const before = engine.now().polls.problems[reason] ?? 0;
        source.rude(among(centre), BROKEN);
        await told(open(BROKEN));
        if (reason !== '')
          await engine.says(({ polls }) => (polls.problems[reason] ?? 0) > before, `${name} as ${reason}`);
        expect([name, engine.now().closings, toldGone()]).toEqual([name, 0, 0]);
      }
      source.rude(crowded, BROKEN);
      engine.measure();
      await told(open(BROKEN));
      await engine.says(({ polls }) => polls.problems['rows-over-limit'], 'rows over the limit');
      expect(engine.peakMb()).toBeLessThan(50);
      expect(engine.now().polls.failed).toEqual({});
      expect((await scene.run(['status'])).stdout).toMatch(/rows unusable: .*\d+ capacity-negative/);
      await endsWell(engine);
      expect(engine.now().closings).toBe(0);
    }),
  );

  it.concurrent(
    'capacity 61.5, as text, and an id twice of which one is open: the slot is told, once',
    onRudeStage(async ({ source, watched, polled, open, script, told, endsWell }) => {
      const engine = await watched();
      await polled();
      const spoilt: readonly ((row: Record<string, unknown>) => unknown[])[] = [
        (row) => [mapDoses(row, (count) => count + 0.5)],
        (row) => [mapDoses(row, (count) => `${count}`)],
        (row) => [mapDoses(row, () => 0), row],
        (row) => [row, mapDoses(row, () => 0)],
        (row) => [mapDoses(row, () => -1), row, { ...row, date: null }],
      ];
      for (const spoil of spoilt) {
        source.rude(
          ({ socket, truth }) =>
            void truth().then((body) => {
              const answer = JSON.parse(body.toString()) as {
                centers: { sessions: Record<string, unknown>[] }[];
              };
              for (const centre of answer.centers) centre.sessions = centre.sessions.flatMap(spoil) as never;
              socket.write(answerBytes(JSON.stringify(answer)));
            }),
          BROKEN,
        );
        await told(open(BROKEN));
      }
      await endsWell(engine);
      expect(script.history().length).toBe(spoilt.length);
      expect(engine.now().closings).toBe(0);
    }),
  );

  it.concurrent(
    'fields renamed everywhere: the rows are counted, and it is said as schema drift rather than as nothing open',
    onRudeStage(async ({ source, watched, polled, open, told, toldGone, endsWell }) => {
      const engine = await watched();
      await polled();
      await told(open(BROKEN));
      source.rude(says(RENAMED));
      open();
      const { hints, polls, closings } = await engine.says(({ source }) => source.state === 'drift', 'drift');
      expect(hints[0]).toContain('(schema drift)');
      expect(polls.problems['capacity-missing']).toBeGreaterThanOrEqual(3);
      expect([closings, toldGone()]).toEqual([0, 0]);
      await endsWell(engine);
    }),
  );

  it.concurrent(
    'a changed envelope in one district is its own trouble; after three areas it is schema drift, and is said',
    onRudeStage(async ({ source, watched, polled, open, told, toldGone, endsWell }) => {
      const engine = await watched('2400/1m');
      await polled();
      for (const slot of [open(BROKEN), open(...OTHERS)]) await told(slot);
      for (const [name, why, body] of ENVELOPES) {
        const before = engine.now().polls.failed[why] ?? 0;
        source.rude(says(body), BROKEN);
        const missed = open(BROKEN);
        await engine.says(({ polls }) => (polls.failed[why] ?? 0) >= before + 2, `${name} as ${why}`);
        await told(open(...OTHERS));
        expect(engine.now().source.state).toBe('ok');
        source.well();
        await told(missed);
      }
      source.rude(says('{"centres":[]}'));
      open();
      const drifted = await engine.says(({ source }) => source.state === 'drift', 'drift');
      expect(drifted.hints[0]).toMatch(/^CoWIN cannot be understood since .*\(schema drift\)/);
      expect([drifted.closings, toldGone()]).toEqual([0, 0]);
      source.well();
      await engine.says(({ source }) => source.state === 'ok', 'well again');
      await endsWell(engine);
      expect(engine.program.lines().map(({ event }) => event)).toContain('source.drift');
    }),
  );
});

/** The doses of a row, each as `say` has it. */
function mapDoses(row: Record<string, unknown>, say: (count: number) => unknown): Record<string, unknown> {
  const entries = Object.entries(row).map(([key, value]) => [
    key,
    key.startsWith('available_capacity') && typeof value === 'number' ? say(value) : value,
  ]);
  return Object.fromEntries(entries);
}
