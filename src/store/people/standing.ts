// How people stand: active, paused, gone, and in which hours they want to be left alone. Whom the operator blocked stays
// gone, whoever asks for them. What anybody wished for is not touched.
import { LONGEST_PAUSE_MS } from '../../core/pause.ts';
import type { Addressee } from '../../core/self-service.ts';
import type { Quiet, SubscriberState } from '../../core/subscription.ts';
import type { Db } from '../database/db.ts';
import type { Queue } from '../deliveries/queue.ts';
import type { Blocks } from './blocks.ts';
import type { SubscriptionSql } from './subscription-sql.ts';

/** Pauses ended in one go at most: many end on the hour. */
const RESUME_AT_ONCE = 200;

export interface Standing {
  /** @param untilMs when it ends by itself (wall ms); null: never. Who is gone stays gone */
  pause(id: number, why: string, untilMs: number | null): void;
  /** Active again, also after having been gone; told of what is open then. Who is blocked stays gone. */
  resume(id: number): void;
  /** Active, whatever stood, and told of what is open. The caller knows that they are not blocked. */
  reactivate(id: number, nowMs: number): void;
  /** Ends pauses whose time has come, so many at once; returns how many. */
  resumeDue(nowMs: number): number;
  /** Whether any has. */
  anyDue(nowMs: number): boolean;
  setQuiet(id: number, quiet: Quiet | null, nowMs: number): void;
}

type StandingRow = Addressee & { readonly state: SubscriberState };

/** Every method belongs inside a transaction of the caller's, and passes over who is not there. */
export function createStanding(
  { sql }: Db,
  queue: Queue,
  blocks: Blocks,
  subscriptions: SubscriptionSql,
): Standing {
  const find = sql.prepare<[number], StandingRow>(
    'SELECT channel, address, state FROM subscribers WHERE id = ?',
  );
  const setState = sql.prepare<[SubscriberState, string, number | null, number]>(
    'UPDATE subscribers SET state = ?, state_why = ?, resumes_ms = ? WHERE id = ?',
  );
  const setQuiet = sql.prepare<[number | null, number | null, number]>(
    'UPDATE subscribers SET quiet_from = ?, quiet_to = ? WHERE id = ?',
  );
  // A time too far away to have been meant is of a clock that jumped.
  const due = sql.prepare<[number, number], { id: number }>(`
    SELECT id FROM subscribers WHERE resumes_ms IS NOT NULL AND (resumes_ms <= ? OR resumes_ms > ?)
    LIMIT ${RESUME_AT_ONCE}
  `);

  function reactivate(id: number, nowMs: number): void {
    setState.run('active', '', null, id);
    subscriptions.joinAll.run(id);
    queue.replace(id, nowMs);
  }

  function resume(id: number): void {
    const person = find.get(id);
    if (person === undefined || person.state === 'active' || blocks.isBlocked(person)) return;
    // Due at once whatever the time: the next claim looks at what is really due.
    reactivate(id, 0);
  }

  return {
    reactivate,
    resume,
    pause(id, why, untilMs) {
      const person = find.get(id);
      if (person === undefined || person.state === 'gone') return;
      setState.run('paused', why, untilMs, id);
      subscriptions.stopJoining.run(id);
      queue.leave(id);
    },
    resumeDue(nowMs) {
      const people = due.all(nowMs, nowMs + LONGEST_PAUSE_MS);
      for (const { id } of people) resume(id);
      return people.length;
    },
    anyDue: (nowMs) => due.get(nowMs, nowMs + LONGEST_PAUSE_MS) !== undefined,
    setQuiet(id, quiet, nowMs) {
      setQuiet.run(quiet?.fromHour ?? null, quiet?.toHour ?? null, id);
      queue.replace(id, nowMs);
    },
  };
}
