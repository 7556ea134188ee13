// Where a fan-out to many begins: anywhere among those who watch the place. It takes several steps, and the first
// messages go out meanwhile; were it always in the order of a table, they would always go to the same people.
import type { Db } from '../database/db.ts';

/** So few are found in one step: where that begins is the same to all of them. */
const FEW = 100;
/** Places remembered, so that the openings of one answer begin at the same person. */
const REMEMBERED = 1000;

export interface Beginnings {
  /** The subscription behind which to begin; 0: at the first. @param people how many watch the place */
  draw(watch: string, people: number, answeredMs: number): number;
}

/** Every method belongs inside a transaction of the caller's. */
export function createBeginnings(sql: Db['sql']): Beginnings {
  const anyOf = sql.prepare<[string, number], { id: number }>(`
    SELECT id FROM subscriptions WHERE watch = ? ORDER BY id LIMIT 1 OFFSET (random() & 9007199254740991) % ?
  `);
  const drawn = new Map<string, { readonly answeredMs: number; readonly start: number }>();
  return {
    draw(watch, people, answeredMs) {
      if (people <= FEW) return 0;
      const known = drawn.get(watch);
      if (known?.answeredMs === answeredMs) return known.start;
      if (drawn.size >= REMEMBERED) drawn.clear();
      const start = anyOf.get(watch, people)?.id ?? 0;
      drawn.set(watch, { answeredMs, start });
      return start;
    },
  };
}
