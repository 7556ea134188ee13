// One-time codes on the disk: hashes of addresses and codes, by a key that stands elsewhere, so that limits outlive a
// restart and a stolen database opens nothing. It must never read who subscribes: knowing an address changes nothing here.
import { timingSafeEqual } from 'node:crypto';
import {
  CODE_LIMITS,
  CODE_TRIES,
  CODE_VALID_MS,
  type CodeIssue,
  type Codes,
  TRIES_PER_MS,
} from '../../core/codes.ts';
import { askOf, textOf } from '../../core/kept-ask.ts';
import type { Addressee } from '../../core/self-service.ts';
import type { Db } from '../database/db.ts';
import type { Keyring } from '../database/key-file.ts';

interface CodeRow {
  readonly id: number;
  readonly code: Buffer;
  readonly ask: string;
  readonly sentMs: number;
}

/** Rows count against the limits for this long. */
const KEPT_MS = Math.max(...CODE_LIMITS.map(({ perMs }) => perMs));
/** No limit looks further back than this many codes. */
const COUNTED = Math.max(...CODE_LIMITS.map(({ count }) => count));
/** As many comparisons are made for any address: more codes than this are never valid at once. */
const COMPARED = 3;
const NOBODYS = Buffer.alloc(32);

/** @throws StoreError from every method */
export function createCodes(db: Db, keyring: Keyring): Codes {
  const { sql } = db;
  // A clock that was ahead must not make somebody wait until it would have been right.
  const lastSent = sql
    .prepare<[Buffer, number], number>(
      `SELECT sent_ms FROM codes WHERE whom = ? AND sent_ms <= ? ORDER BY sent_ms DESC LIMIT ${COUNTED}`,
    )
    .pluck();
  const insert = sql.prepare<[Buffer, string, number]>(
    'INSERT INTO codes (whom, code, ask, sent_ms) VALUES (?, NULL, ?, ?)',
  );
  const setCode = sql.prepare<[Buffer, number | bigint]>('UPDATE codes SET code = ? WHERE id = ?');
  const valid = sql.prepare<[Buffer, number, number], CodeRow>(`
    SELECT id, code, ask, sent_ms AS sentMs FROM codes
    WHERE whom = ? AND code IS NOT NULL AND sent_ms > ? AND sent_ms < ? ORDER BY sent_ms DESC LIMIT ${COMPARED}
  `);
  const spend = sql.prepare<[number]>("UPDATE codes SET code = NULL, ask = '' WHERE id = ?");
  const burn = sql.prepare<[Buffer]>(
    "UPDATE codes SET code = NULL, ask = '' WHERE whom = ? AND code IS NOT NULL",
  );
  const triesOf = sql.prepare<[Buffer], { tries: number; sinceMs: number }>(
    'SELECT tries, since_ms AS sinceMs FROM code_tries WHERE whom = ?',
  );
  const countTry = sql
    .prepare<[Buffer, number], number>(`
      INSERT INTO code_tries (whom, tries, since_ms) VALUES (?, 1, ?)
      ON CONFLICT (whom) DO UPDATE SET tries = tries + 1 RETURNING tries
    `)
    .pluck();
  // Times to come are those of a clock that was wrong: they must not hold anybody up for years.
  const dropCodes = sql.prepare<[number, number]>('DELETE FROM codes WHERE sent_ms <= ? OR sent_ms >= ?');
  const emptyCodes = sql.prepare<[number]>(
    "UPDATE codes SET code = NULL, ask = '' WHERE code IS NOT NULL AND sent_ms <= ?",
  );
  const dropTries = sql.prepare<[number, number]>(
    'DELETE FROM code_tries WHERE since_ms <= ? OR since_ms >= ?',
  );

  const whomOf = ({ channel, address }: Addressee) => keyring.hash('whom', channel, address);
  const codeOf = (id: number | bigint, whom: Buffer, code: string) =>
    keyring.hash('code', String(id), whom.toString('hex'), code);

  function sweep(nowMs: number): void {
    dropCodes.run(nowMs - KEPT_MS, nowMs + KEPT_MS);
    emptyCodes.run(nowMs - CODE_VALID_MS);
    dropTries.run(nowMs - TRIES_PER_MS, nowMs + TRIES_PER_MS);
  }

  /** How long the codes of an address stay void because too many wrong ones were typed (ms); 0: they are not. */
  function burntForMs(whom: Buffer, nowMs: number): number {
    const typed = triesOf.get(whom);
    if (typed === undefined || typed.tries < CODE_TRIES) return 0;
    return Math.min(TRIES_PER_MS, typed.sinceMs + TRIES_PER_MS - nowMs);
  }

  /** Looks at every code, whichever matches, and at as many for any address. */
  function matching(whom: Buffer, code: string, nowMs: number): readonly CodeRow[] {
    const rows = valid.all(whom, nowMs - CODE_VALID_MS, nowMs + CODE_VALID_MS);
    const found: CodeRow[] = [];
    for (let at = 0; at < COMPARED; at++) {
      const row = rows[at];
      const equal = timingSafeEqual(codeOf(row?.id ?? 0, whom, code), row?.code ?? NOBODYS);
      if (equal && row !== undefined) found.push(row);
    }
    return found;
  }

  return {
    issue: (to, code, ask, nowMs) =>
      db.write((): CodeIssue => {
        sweep(nowMs);
        const whom = whomOf(to);
        const burntMs = burntForMs(whom, nowMs);
        if (burntMs > 0) return { ok: false, why: 'burnt', waitMs: burntMs };
        const refusal = overLimit(lastSent.all(whom, nowMs), nowMs);
        if (refusal !== undefined) return refusal;
        // The hash holds the row's own number, so that a code fits this row and no other.
        const { lastInsertRowid } = insert.run(whom, textOf(ask), nowMs);
        setCode.run(codeOf(lastInsertRowid, whom, code), lastInsertRowid);
        return { ok: true };
      }),
    redeem: (to, code, nowMs, only) =>
      db.write(() => {
        sweep(nowMs);
        const whom = whomOf(to);
        const burntMs = burntForMs(whom, nowMs);
        if (burntMs > 0) return { ok: false, why: 'burnt', waitMs: burntMs };
        for (const { id, ask: text } of matching(whom, code, nowMs)) {
          const ask = askOf(text);
          if (ask === undefined || (only !== undefined && ask.purpose !== only)) continue;
          spend.run(id);
          return { ok: true, ask };
        }
        if ((countTry.get(whom, nowMs) ?? 0) < CODE_TRIES) return { ok: false, why: 'wrong' };
        burn.run(whom);
        return { ok: false, why: 'burnt', waitMs: burntForMs(whom, nowMs) };
      }),
    sweep: (nowMs) => db.write(() => sweep(nowMs)),
  };
}

/** @param sentMs when the last codes went out, newest first */
function overLimit(
  sentMs: readonly number[],
  nowMs: number,
): (CodeIssue & { readonly ok: false }) | undefined {
  let refusal: (CodeIssue & { readonly ok: false }) | undefined;
  for (const { count, perMs } of CODE_LIMITS) {
    const oldest = sentMs[count - 1];
    const waitMs = oldest === undefined ? 0 : Math.min(perMs, oldest + perMs - nowMs);
    if (waitMs <= (refusal?.waitMs ?? 0)) continue;
    refusal = { ok: false, why: count === 1 ? 'too-soon' : 'too-many', waitMs };
  }
  return refusal;
}
