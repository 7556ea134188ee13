// One-time codes on the disk: who comes with one is served once, in time, for what it was asked; nothing readable is
// kept; and no number of wrong ones, resends or restarts gives more chances than there are.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { CODE_TRIES, CODE_VALID_MS, TRIES_PER_MS } from '../../../src/core/codes.ts';
import type { KeptAsk } from '../../../src/core/kept-ask.ts';
import type { Addressee } from '../../../src/core/self-service.ts';
import { NO_FILTERS } from '../../../src/core/subscription.ts';
import { BBMP, DAY, freshStore, HOUR, MINUTE, NOON, storeAt, tempDir, wish } from '../kit.ts';

const ANITA: Addressee = { channel: 'email', address: 'anita@example.org' };
const RAVI: Addressee = { channel: 'email', address: 'ravi@example.org' };
const ASK: KeptAsk = {
  purpose: 'subscribe',
  place: { areaId: BBMP, pincode: null },
  filters: { ...NO_FILTERS, dose: '1', ageYears: 45 },
  others: 'replace',
  origin: 'command',
};
const STOP: KeptAsk = { purpose: 'unsubscribe' };

const WRONG = { ok: false, why: 'wrong' };

describe('a code', () => {
  it('confirms what was asked, word for word, once', () => {
    const { codes } = freshStore();
    expect(codes.issue(ANITA, '042042', ASK, NOON)).toEqual({ ok: true });
    expect(codes.redeem(ANITA, '042042', NOON + 1)).toEqual({ ok: true, ask: ASK });
    expect(codes.redeem(ANITA, '042042', NOON + 2)).toEqual(WRONG);
  });

  it('serves one of a hundred who come with it at once', () => {
    const { codes } = freshStore();
    codes.issue(ANITA, '111111', ASK, NOON);
    const uses = Array.from({ length: 100 }, () => codes.redeem(ANITA, '111111', NOON + 1));
    expect(uses.filter(({ ok }) => ok)).toHaveLength(1);
  });

  it('is valid for ten minutes and not a moment longer', () => {
    const { codes } = freshStore();
    codes.issue(ANITA, '111111', ASK, NOON);
    codes.issue(RAVI, '222222', ASK, NOON);
    expect(codes.redeem(ANITA, '111111', NOON + CODE_VALID_MS - 1)).toMatchObject({ ok: true });
    expect(codes.redeem(RAVI, '222222', NOON + CODE_VALID_MS)).toEqual(WRONG);
  });

  it('is valid for its own address only, and on its own channel', () => {
    const { codes } = freshStore();
    codes.issue(ANITA, '111111', ASK, NOON);
    expect(codes.redeem(RAVI, '111111', NOON)).toEqual(WRONG);
    expect(codes.redeem({ ...ANITA, channel: 'webhook' }, '111111', NOON)).toEqual(WRONG);
    expect(codes.redeem(ANITA, '111111', NOON)).toMatchObject({ ok: true });
  });

  it('confirms its own ask, and not what a stranger asked for the same address', () => {
    const { codes } = freshStore();
    codes.issue(ANITA, '111111', STOP, NOON);
    codes.issue(ANITA, '222222', ASK, NOON + MINUTE);
    expect(codes.redeem(ANITA, '222222', NOON + 2 * MINUTE)).toEqual({ ok: true, ask: ASK });
    expect(codes.redeem(ANITA, '111111', NOON + 2 * MINUTE)).toEqual({ ok: true, ask: STOP });
  });

  it('for one purpose is a wrong one for another, and counts as that', () => {
    const { codes } = freshStore();
    codes.issue(ANITA, '111111', ASK, NOON);
    for (let at = 1; at < CODE_TRIES; at++) {
      expect(codes.redeem(ANITA, '111111', NOON, 'unsubscribe')).toEqual(WRONG);
    }
    expect(codes.redeem(ANITA, '111111', NOON, 'unsubscribe')).toMatchObject({ ok: false, why: 'burnt' });
  });

  it('outlives a restart, as do the tries that were used up', () => {
    const path = join(tempDir(), 'vaccine-watch.db');
    const first = storeAt(path);
    first.codes.issue(ANITA, '111111', ASK, NOON);
    for (let at = 1; at < CODE_TRIES; at++) first.codes.redeem(ANITA, '000000', NOON);
    first.close();
    const { codes } = storeAt(path);
    expect(codes.redeem(ANITA, '000000', NOON)).toMatchObject({ ok: false, why: 'burnt' });
    expect(codes.redeem(ANITA, '111111', NOON)).toMatchObject({ ok: false, why: 'burnt' });
  });
});

describe('guessing', () => {
  it('ends after five wrong ones: every code of the address is void, also one that comes later', () => {
    const { codes } = freshStore();
    codes.issue(ANITA, '111111', ASK, NOON);
    codes.issue(ANITA, '222222', STOP, NOON + MINUTE);
    for (let at = 1; at < CODE_TRIES; at++)
      expect(codes.redeem(ANITA, `90000${at}`, NOON + MINUTE)).toEqual(WRONG);
    expect(codes.redeem(ANITA, '900005', NOON + MINUTE)).toEqual({
      ok: false,
      why: 'burnt',
      waitMs: TRIES_PER_MS,
    });
    for (const code of ['111111', '222222']) {
      expect(codes.redeem(ANITA, code, NOON + 2 * MINUTE)).toMatchObject({ ok: false, why: 'burnt' });
    }
    expect(codes.issue(ANITA, '333333', ASK, NOON + 3 * MINUTE)).toMatchObject({ ok: false, why: 'burnt' });
  });

  it('is counted over an hour: a code sent in between gives no new tries', () => {
    const { codes } = freshStore();
    codes.issue(ANITA, '111111', ASK, NOON);
    codes.redeem(ANITA, '900001', NOON);
    codes.redeem(ANITA, '900002', NOON);
    codes.issue(ANITA, '222222', ASK, NOON + 30 * MINUTE);
    codes.redeem(ANITA, '900003', NOON + 30 * MINUTE);
    codes.redeem(ANITA, '900004', NOON + 30 * MINUTE);
    expect(codes.redeem(ANITA, '900005', NOON + 30 * MINUTE)).toMatchObject({
      why: 'burnt',
      waitMs: 30 * MINUTE,
    });
  });

  it('is over after that hour, and a new code works', () => {
    const { codes } = freshStore();
    for (let at = 0; at < CODE_TRIES; at++) codes.redeem(ANITA, '900000', NOON);
    expect(codes.redeem(ANITA, '111111', NOON + TRIES_PER_MS - 1)).toMatchObject({ why: 'burnt' });
    expect(codes.issue(ANITA, '111111', ASK, NOON + TRIES_PER_MS)).toEqual({ ok: true });
    expect(codes.redeem(ANITA, '111111', NOON + TRIES_PER_MS)).toMatchObject({ ok: true });
  });

  it('at an address with no code gets the same answers as at one with a code', () => {
    const { codes } = freshStore();
    codes.issue(ANITA, '111111', ASK, NOON);
    const answers = (to: Addressee) =>
      Array.from({ length: CODE_TRIES + 2 }, () => codes.redeem(to, '900000', NOON));
    expect(answers(RAVI)).toEqual(answers(ANITA));
  });

  it('at one address leaves the others alone', () => {
    const { codes } = freshStore();
    codes.issue(RAVI, '222222', ASK, NOON);
    for (let at = 0; at < CODE_TRIES; at++) codes.redeem(ANITA, '222222', NOON);
    expect(codes.redeem(RAVI, '222222', NOON)).toMatchObject({ ok: true });
  });

  it('never finds a code that was used or is too old, even by its empty place', () => {
    const { codes } = freshStore();
    codes.issue(ANITA, '111111', ASK, NOON);
    codes.redeem(ANITA, '111111', NOON);
    expect(codes.redeem(ANITA, '', NOON)).toEqual(WRONG);
  });
});

describe('asking again and again', () => {
  const ask = (codes: ReturnType<typeof freshStore>['codes'], atMs: number) =>
    codes.issue(ANITA, '111111', ASK, atMs);

  it('is refused within a minute, and says for how long', () => {
    const { codes } = freshStore();
    ask(codes, NOON);
    expect(ask(codes, NOON + 18_000)).toEqual({ ok: false, why: 'too-soon', waitMs: 42_000 });
    expect(ask(codes, NOON + MINUTE)).toEqual({ ok: true });
  });

  it('gives three an hour and five a day', () => {
    const { codes } = freshStore();
    const given = (atMs: number) => ask(codes, atMs);
    for (const at of [0, 1, 2]) expect(given(NOON + at * MINUTE)).toEqual({ ok: true });
    expect(given(NOON + 3 * MINUTE)).toEqual({ ok: false, why: 'too-many', waitMs: 57 * MINUTE });
    expect(given(NOON + HOUR)).toEqual({ ok: true });
    expect(given(NOON + HOUR + MINUTE)).toEqual({ ok: true });
    expect(given(NOON + 5 * HOUR)).toEqual({ ok: false, why: 'too-many', waitMs: 19 * HOUR });
    expect(given(NOON + DAY)).toEqual({ ok: true });
  });

  it('is counted also for codes that were used', () => {
    const { codes } = freshStore();
    ask(codes, NOON);
    codes.redeem(ANITA, '111111', NOON);
    expect(ask(codes, NOON + 1)).toMatchObject({ why: 'too-soon' });
  });

  it('is counted by address, over a restart', () => {
    const path = join(tempDir(), 'vaccine-watch.db');
    const first = storeAt(path);
    ask(first.codes, NOON);
    first.close();
    const { codes } = storeAt(path);
    expect(ask(codes, NOON + 1)).toMatchObject({ why: 'too-soon' });
    expect(codes.issue(RAVI, '111111', ASK, NOON + 1)).toEqual({ ok: true });
  });

  it('is answered the same for somebody who subscribes as for a stranger', () => {
    const store = freshStore();
    store.subscribers.add(wish(ANITA.address, {}, 'email'), NOON);
    const answers = (to: Addressee) =>
      [0, 1, 1, 2, 3].map((at) => store.codes.issue(to, '1', ASK, NOON + at * MINUTE));
    expect(answers(ANITA)).toEqual(answers(RAVI));
  });

  it('is not held up for years by a clock that was wrong once', () => {
    const { codes } = freshStore();
    for (const at of [0, 1, 2]) ask(codes, NOON + 3_650 * DAY + at * MINUTE);
    for (let at = 0; at < CODE_TRIES; at++) codes.redeem(ANITA, '9', NOON + 3_650 * DAY);
    expect(ask(codes, NOON)).toEqual({ ok: true });
  });

  it('is not held up for an hour by a clock that was an hour ahead', () => {
    const { codes } = freshStore();
    for (const at of [0, 1, 2]) ask(codes, NOON + (60 + at) * MINUTE);
    expect(ask(codes, NOON)).toEqual({ ok: true });
    expect(ask(codes, NOON + 1)).toMatchObject({ ok: false, why: 'too-soon' });
  });
});

describe('what is kept', () => {
  /** Every row of the two tables. */
  function rows(path: string): Record<string, unknown>[] {
    const sql = new Database(path, { readonly: true });
    const all = ['codes', 'code_tries'].flatMap((table) => sql.prepare(`SELECT * FROM ${table}`).all());
    sql.close();
    return all as Record<string, unknown>[];
  }

  it('holds neither address nor code, and the same code of two people looks different', () => {
    const path = join(tempDir(), 'vaccine-watch.db');
    const store = storeAt(path);
    store.codes.issue(ANITA, '424242', ASK, NOON);
    store.codes.issue(RAVI, '424242', ASK, NOON);
    store.codes.redeem(ANITA, '999999', NOON);
    const [one, other] = rows(path);
    expect(one?.code).not.toEqual(other?.code);
    store.close();
    const bytes = readFileSync(path);
    for (const text of ['anita', 'ravi@', '424242', '999999']) expect(bytes.includes(text), text).toBe(false);
  });

  it('is worth nothing with another key', () => {
    const path = join(tempDir(), 'vaccine-watch.db');
    const first = storeAt(path);
    first.codes.issue(ANITA, '111111', ASK, NOON);
    first.close();
    const copy = join(tempDir(), 'vaccine-watch.db');
    const from = new Database(path);
    from.exec(`VACUUM INTO '${copy}'`);
    from.close();
    expect(storeAt(copy).codes.redeem(ANITA, '111111', NOON)).toEqual(WRONG);
  });

  it('loses the wish when the code is used, burnt or too old, and all of it after a day', () => {
    const path = join(tempDir(), 'vaccine-watch.db');
    const { codes } = storeAt(path);
    codes.issue(ANITA, '111111', ASK, NOON);
    codes.issue(RAVI, '222222', ASK, NOON);
    codes.redeem(ANITA, '111111', NOON);
    expect(rows(path).map(({ ask, code }) => [ask === '', code === null])).toEqual([
      [true, true],
      [false, false],
    ]);
    codes.sweep(NOON + CODE_VALID_MS);
    expect(rows(path).every(({ ask, code }) => ask === '' && code === null)).toBe(true);
    codes.redeem(RAVI, '9', NOON + CODE_VALID_MS);
    codes.sweep(NOON + DAY);
    expect(rows(path)).toEqual([]);
  });

  it('is refused when it is not what we wrote', () => {
    const path = join(tempDir(), 'vaccine-watch.db');
    const { codes } = storeAt(path);
    codes.issue(ANITA, '111111', ASK, NOON);
    const sql = new Database(path);
    sql
      .prepare('UPDATE codes SET ask = ?')
      .run(JSON.stringify({ ...ASK, place: { areaId: null, pincode: null } }));
    sql.close();
    expect(codes.redeem(ANITA, '111111', NOON)).toEqual(WRONG);
  });
});
