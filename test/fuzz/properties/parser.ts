// The CoWIN parser: answers as CoWIN gave them, spoilt in bytes and in values, and bytes that were never an answer.
// Whatever comes, it ends soon, says little, and what it says is well formed.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type IstDate, parseIsoDate } from '../../../src/core/ist.ts';
import type { Session } from '../../../src/core/session.ts';
import type { KeptAnswer, ParsedAnswer } from '../../../src/core/source.ts';
import { cowinSource } from '../../../src/sources/cowin/index.ts';
import { FIRST_DATE } from '../../support/cowin-bodies.ts';
import { harmIn } from '../hostile.ts';
import { fuzzProperty } from '../property.ts';
import { answerBytes } from '../spoilt-bodies.ts';

/** The longest an answer of these sizes (100 KB) may take (ms), on a machine that has other things to do. */
const MOST_MS = 3_000;
/** As the parser promises. */
const MOST_SESSIONS = 20_000;
const MOST_TEXT = { name: 200, address: 300, block: 100, district: 100, state: 100, id: 40, pincode: 6 };

export const parserProperty = fuzzProperty({
  name: 'cowin-parser',
  says: 'any bytes are read without throwing, in bounded time, to sessions that are well formed',
  runs: 400,
  values: fc.array(answerBytes, { minLength: 1, maxLength: 4 }),
  open() {
    const source = cowinSource();
    const target = source.target('cowin:294', FIRST_DATE as IstDate);
    const prototype = Object.getOwnPropertyNames(Object.prototype).join();
    return {
      holds(bodies) {
        let kept: KeptAnswer | null = null;
        for (const body of bodies) {
          const begun = performance.now();
          const whole = source.parse(body, target);
          const answer = source.read(new Uint8Array(body), target, kept);
          assert.ok(performance.now() - begun < MOST_MS, `took ${performance.now() - begun} ms`);
          wellFormed(whole, body.length);
          assert.equal(answer.ok, whole.ok);
          if (!answer.ok || !whole.ok) {
            assert.deepEqual(answer, whole);
            continue;
          }
          const ids = whole.sessions.map(({ sessionId }) => sessionId);
          assert.deepEqual([...answer.listed].sort(), ids.sort());
          assert.deepEqual([...answer.unreadable].sort(), [...whole.unreadable].sort());
          assert.equal(answer.complete, whole.complete);
          const byId = new Map(whole.sessions.map((session) => [session.sessionId, session]));
          for (const session of answer.sessions) assert.deepEqual(session, byId.get(session.sessionId));
          kept = answer.kept;
        }
        assert.equal(Object.getOwnPropertyNames(Object.prototype).join(), prototype);
      },
    };
  },
});

function wellFormed(answer: ParsedAnswer, bytes: number): void {
  if (!answer.ok) return;
  assert.ok(answer.sessions.length <= MOST_SESSIONS);
  // A row takes more bytes than these, so no answer yields more than it holds.
  assert.ok(answer.sessions.length + answer.unreadable.length <= bytes / 10);
  assert.equal(new Set(answer.sessions.map(({ sessionId }) => sessionId)).size, answer.sessions.length);
  for (const [reason, times] of Object.entries(answer.problems)) {
    assert.match(reason, /^[a-z-]+$/);
    assert.ok(Number.isInteger(times) && times > 0);
  }
  for (const session of answer.sessions) wellFormedSession(session);
}

function wellFormedSession({ centre, ...session }: Session): void {
  assert.match(session.sessionId, /^[\w.-]{1,100}$/);
  assert.equal(parseIsoDate(session.date), session.date);
  for (const doses of Object.values(session.capacity)) assert.ok(Number.isInteger(doses) && doses >= 0);
  assert.ok(Object.keys(session.capacity).every((dose) => ['1', '2', 'any'].includes(dose)));
  assert.ok(Number.isInteger(session.ageMinYears) && session.ageMinYears >= 0);
  assert.ok(session.ageMaxYears === null || session.ageMaxYears >= session.ageMinYears);
  assert.ok(['free', 'paid', 'unknown'].includes(session.feeType));
  assert.ok(session.feeInr === null || /^\d+(\.\d{1,2})?$/.test(session.feeInr), String(session.feeInr));
  assert.ok(session.times.length <= 20);
  const texts: readonly (readonly [string, number])[] = [
    ...Object.entries(MOST_TEXT).map(([key, most]) => [centre[key as keyof typeof MOST_TEXT], most] as const),
    ...session.times.map((time) => [time, 40] as const),
    [session.vaccine, 100],
  ];
  for (const [text, most] of texts) {
    assert.equal(harmIn(text), undefined, JSON.stringify(text));
    assert.ok(text.length <= most, `${text.length} units of at most ${most}`);
  }
}
