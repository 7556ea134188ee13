// Whom the operator wants told nothing. Kept as keyed hashes, so that a block outlives being forgotten and names nobody.
// It changes nobody's state: `subscribers.ts` does, which asks here before it makes anybody active.
import type { Addressee } from '../../core/self-service.ts';
import type { Db } from '../database/db.ts';
import type { Keyring } from '../database/key-file.ts';

export interface Blocks {
  isBlocked(to: Addressee): boolean;
  /** Also an address nobody has. False: it was blocked before. */
  block(to: Addressee, nowMs: number): boolean;
  /** False: it was not blocked. */
  unblock(to: Addressee): boolean;
}

/** @throws StoreError from every method, also when the key file cannot be read while anybody is blocked */
export function createBlocks(db: Db, keyring: Keyring): Blocks {
  const any = db.sql.prepare<[], { one: 1 }>('SELECT 1 AS one FROM blocks LIMIT 1');
  const find = db.sql.prepare<[Buffer], { one: 1 }>('SELECT 1 AS one FROM blocks WHERE whom = ?');
  const insert = db.sql.prepare<[Buffer, number]>(
    'INSERT INTO blocks (whom, created_ms) VALUES (?, ?) ON CONFLICT DO NOTHING',
  );
  const remove = db.sql.prepare<[Buffer]>('DELETE FROM blocks WHERE whom = ?');
  const whom = ({ channel, address }: Addressee) => keyring.hash('whom', channel, address);
  return {
    // Most operators block nobody: then nothing is hashed.
    isBlocked: (to) => db.read(() => any.get() !== undefined && find.get(whom(to)) !== undefined),
    block: (to, nowMs) => db.write(() => insert.run(whom(to), nowMs).changes > 0),
    unblock: (to) => db.write(() => remove.run(whom(to)).changes > 0),
  };
}
