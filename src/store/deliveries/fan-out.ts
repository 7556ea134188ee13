// Carries openings to everybody who wants them, and closings to the deliveries they concern, in bounded steps whose
// progress is kept in the database, so that a hundred thousand subscribers delay nobody and a crash loses no one.
// Openings of one answer advance together, so that a recipient finds them in one message. SQL only finds
// candidates by place; what suits whom is judged in `offering.ts`.
import type { ChannelName } from '../../core/subscription.ts';
import type { Db } from '../database/db.ts';
import { EVERYWHERE, pinWatch } from '../places.ts';
import { SESSION_SELECT } from '../session-row.ts';
import { createBeginnings } from './beginnings.ts';
import { CANDIDATE_SELECT, type Candidate, type Offering } from './offering.ts';
import { type OfferRow, type Owing, offerOf } from './owe.ts';

/** Whom an opening is carried to, one after the other: who watches its area, its pincode, everything. */
const STAGES = ['area', 'pincode', 'everywhere'] as const;
type OpenStage = (typeof STAGES)[number];
type Stage = OpenStage | 'closing';

/** Openings that advance together at most. */
const TOGETHER = 64;
/** Subscriptions looked at in one step at least, however many openings advance together. */
const LEAST_STEP = 5;

/** Closings count their steps from here, so that people who can still book come first. */
const CLOSING_TURN = 1_000_000_000;

/** How much work a transaction may do: pairs of opening and subscription, or rows. */
export interface Budget {
  left: number;
}

export interface FanOut {
  /** An opening at a place is to be carried to everybody, from the start (again), as one of `capacity` doses. */
  open(openingId: number, at: OpenAt, capacity: number, answeredMs: number): void;
  /** An opening is over: whoever was not told yet will not be. */
  close(openingId: number): void;
  /** Works until the budget is spent or nothing is left; returns how many deliveries it added. */
  run(nowMs: number, budget: Budget): number;
  /** Whether anything is left to do. */
  more(): boolean;
}

export interface OpenAt {
  readonly areaId: string;
  readonly pincode: string;
}

interface StepRow {
  readonly opening: number;
  readonly stage: Stage;
  readonly watch: string;
  readonly cursor: number;
  readonly start: number;
}

/** A stage, whom it goes to, and behind whom it begins. */
interface Round {
  readonly stage: OpenStage;
  readonly watch: string;
  readonly start: number;
}

type OpeningRow = OfferRow & { readonly answeredMs: number };

/** @param closingChannels channels that can mark a sent message as gone */
export function createFanOut(
  { sql }: Db,
  owing: Owing,
  offering: Offering,
  closingChannels: readonly ChannelName[],
): FanOut {
  const beginnings = createBeginnings(sql);
  const open = sql.prepare<Round & { opening: number; capacity: number; answeredMs: number }>(`
    INSERT INTO fan_outs (opening, stage, watch, start, cursor, steps, capacity, answered_ms)
    VALUES (:opening, :stage, :watch, :start, :start, 0, :capacity, :answeredMs)
    ON CONFLICT (opening) DO UPDATE SET stage = excluded.stage, watch = excluded.watch, start = excluded.start,
      cursor = excluded.cursor, steps = 0, capacity = max(capacity, excluded.capacity),
      answered_ms = excluded.answered_ms
  `);
  const watched = sql.prepare<[string], { n: number }>(
    "SELECT n FROM tallies WHERE kind = 'watch' AND name = ?",
  );
  const close = sql.prepare<[number]>(`
    INSERT INTO fan_outs (opening, stage, watch, cursor, steps, capacity, answered_ms)
    VALUES (?, 'closing', '', 0, ${CLOSING_TURN}, 0, 0)
    ON CONFLICT (opening) DO UPDATE SET stage = 'closing', watch = '', cursor = 0, steps = excluded.steps
  `);
  // Whoever has had least comes first, so that a small district never waits for a large.
  const next = sql.prepare<[], StepRow>(`
    SELECT opening, stage, watch, cursor, start FROM fan_outs ORDER BY steps, opening LIMIT 1
  `);
  const together = sql.prepare<StepRow, OpeningRow>(`
    SELECT f.opening, f.capacity, f.answered_ms AS answeredMs, o.session, o.dose, o.cools, ${SESSION_SELECT}
    FROM fan_outs f JOIN openings o ON o.id = f.opening JOIN sessions s ON s.id = o.session
    WHERE f.stage = :stage AND f.watch = :watch AND f.cursor = :cursor AND f.start = :start
    ORDER BY f.opening LIMIT ${TOGETHER}
  `);
  const candidates = sql.prepare<[string, number, number, number], Candidate>(`
    SELECT ${CANDIDATE_SELECT}
    FROM subscriptions w JOIN subscribers b ON b.id = w.subscriber
    WHERE w.watch = ? AND w.id > ? AND w.id <= ? AND w.paused = 0 AND b.state = 'active' ORDER BY w.id LIMIT ? + 0
  `);
  const advance = sql.prepare<[number, number]>(
    'UPDATE fan_outs SET cursor = ?, steps = steps + 1 WHERE opening = ?',
  );
  const beginStage = sql.prepare<Round & { opening: number }>(`
    UPDATE fan_outs SET stage = :stage, watch = :watch, start = :start, cursor = :start, steps = steps + 1
    WHERE opening = :opening
  `);
  const finish = sql.prepare<[number]>('DELETE FROM fan_outs WHERE opening = ?');
  const any = sql.prepare<[], { one: 1 }>('SELECT 1 AS one FROM fan_outs LIMIT 1');

  const owedOf = sql.prepare<[number], { owed: number }>('SELECT owed FROM openings WHERE id = ?');
  const closedWhy = sql.prepare<[number], { why: 'gone' | 'moved' | 'past' }>(
    'SELECT closed_why AS why FROM openings WHERE id = ?',
  );
  const lastOfStep = sql.prepare<[number, number, number], { last: number | null; n: number }>(`
    SELECT max(subscriber) AS last, count(*) AS n FROM (
      SELECT subscriber FROM deliveries WHERE opening = ? AND subscriber > ? ORDER BY subscriber LIMIT ? + 0
    )
  `);
  // Whoever still waited out the cool-down has missed nothing. Kept, these would be a row a person at every flap.
  const neverDue = sql.prepare<[number, number, number, number]>(`
    DELETE FROM deliveries
    WHERE opening = ? AND subscriber > ? AND subscriber <= ? AND state = 'pending' AND attempts = 0
      AND not_before_ms > ?
  `);
  const expire = sql.prepare<[string, number, number, number, number]>(`
    UPDATE deliveries SET state = 'expired', why = ?, settled_ms = ?
    WHERE opening = ? AND subscriber > ? AND subscriber <= ? AND state = 'pending'
  `);
  const channelList = closingChannels.map((name) => `'${name}'`).join(', ');
  const markClosing = sql.prepare<[number, number, number]>(`
    UPDATE deliveries SET closing = 'due'
    WHERE opening = ? AND subscriber > ? AND subscriber <= ? AND state = 'sent' AND closing = 'none'
      AND channel IN (${channelList})
  `);
  const wakeMessages = sql.prepare<[number, number, number]>(`
    UPDATE messages SET closing_due_ms = 0 WHERE closing_telling = 0 AND id IN (
      SELECT message FROM deliveries
      WHERE opening = ? AND subscriber > ? AND subscriber <= ? AND closing = 'due'
    )
  `);

  /** The next stage with anybody in it. @param after the stage that is done; null before the first */
  function roundAfter(
    after: OpenStage | null,
    { areaId, pincode }: OpenAt,
    answeredMs: number,
  ): Round | undefined {
    for (const stage of STAGES.slice(after === null ? 0 : STAGES.indexOf(after) + 1)) {
      const watch = stage === 'area' ? areaId : stage === 'pincode' ? pinWatch(pincode) : EVERYWHERE;
      const people = watched.get(watch)?.n ?? 0;
      if (people > 0) return { stage, watch, start: beginnings.draw(watch, people, answeredMs) };
    }
    return undefined;
  }

  function openingStep(step: StepRow & { readonly stage: OpenStage }, nowMs: number, budget: Budget): number {
    const { watch, cursor, start } = step;
    const openings = together.all(step);
    const offers = openings.map((row) => offerOf(row, row.answeredMs));
    const size = Math.max(LEAST_STEP, Math.floor(budget.left / openings.length));
    const goesBack = cursor < start;
    const found = candidates.all(watch, cursor, goesBack ? start : Number.MAX_SAFE_INTEGER, size);
    let added = 0;
    for (const candidate of found) added += offering.offer(offers, candidate, nowMs);
    for (const { opening } of offers) owing.count(opening);
    const last = found.at(-1);
    // Behind whom it began, a round is over, also when that filled the step.
    const goesOn = last !== undefined && found.length === size && last.id !== start;
    for (const opening of openings) {
      if (goesOn) advance.run(last.id, opening.opening);
      else if (!goesBack && start > 0) advance.run(0, opening.opening);
      else carryOn(opening, step.stage);
    }
    budget.left -= Math.max(1, found.length) * openings.length;
    return added;
  }

  function carryOn(row: OpeningRow, done: OpenStage): void {
    const { opening, area_id: areaId, pincode, answeredMs } = row;
    const next = roundAfter(done, { areaId, pincode }, answeredMs);
    if (next === undefined) finish.run(opening);
    else beginStage.run({ ...next, opening });
  }

  function closingStep({ opening, cursor }: StepRow, nowMs: number, budget: Budget): void {
    const size = Math.max(LEAST_STEP, budget.left);
    const { last, n } = lastOfStep.get(opening, cursor, size) as { last: number | null; n: number };
    if (last !== null) {
      const why = closedWhy.get(opening)?.why ?? 'gone';
      neverDue.run(opening, cursor, last, nowMs);
      expire.run(EXPIRED_WHY[why], nowMs, opening, cursor, last);
      if (why === 'gone' && closingChannels.length > 0) {
        markClosing.run(opening, cursor, last);
        wakeMessages.run(opening, cursor, last);
      }
    }
    if (last === null || n < size) finish.run(opening);
    else advance.run(last, opening);
    budget.left -= Math.max(1, n);
  }

  return {
    open(openingId, at, capacity, answeredMs) {
      const first = roundAfter(null, at, answeredMs);
      // Who comes later is told as a newcomer.
      if (first === undefined) finish.run(openingId);
      else open.run({ ...first, opening: openingId, capacity, answeredMs });
    },
    close(openingId) {
      if ((owedOf.get(openingId)?.owed ?? 0) > 0) close.run(openingId);
      else finish.run(openingId);
    },
    run(nowMs, budget) {
      let added = 0;
      while (budget.left > 0) {
        const step = next.get();
        if (step === undefined) break;
        const { stage } = step;
        if (stage === 'closing') closingStep(step, nowMs, budget);
        else added += openingStep({ ...step, stage }, nowMs, budget);
      }
      return added;
    },
    more: () => any.get() !== undefined,
  };
}

/** Why an unsent delivery of an opening that is over was given up, as an operator reads it. */
export const EXPIRED_WHY = {
  gone: 'slot gone',
  moved: 'told as other doses',
  past: 'date past',
} as const;
