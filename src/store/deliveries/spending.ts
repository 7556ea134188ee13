// What X posts have cost, by UTC day.
// Counted before a post goes out, so a crash can only count too much, never too little.
import type { Spending } from '../../core/outbox.ts';
import type { Db } from '../database/db.ts';

/** `reserve` with a negative amount gives back. @throws StoreError from every method */
export function createSpending(db: Db): Spending {
  const spent = db.sql.prepare<{ day: string; month: string }, { dayMicros: number; monthMicros: number }>(`
    SELECT ifnull(sum(micros) FILTER (WHERE day = :day), 0) AS dayMicros, ifnull(sum(micros), 0) AS monthMicros
    FROM x_spend WHERE substr(day, 1, 7) = :month
  `);
  const reserve = db.sql.prepare<[string, number]>(`
    INSERT INTO x_spend (day, micros) VALUES (?, ?) ON CONFLICT (day) DO UPDATE SET micros = micros + excluded.micros
  `);
  return {
    spent: (day) =>
      db.read(() => spent.get({ day, month: day.slice(0, 7) }) ?? { dayMicros: 0, monthMicros: 0 }),
    reserve: (day, micros) => db.write(() => void reserve.run(day, micros)),
  };
}
