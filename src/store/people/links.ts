// The tokens in the links of mails: whoever has one may change and end that person's alerts. A token is made from the
// key file, so that every mail can carry the same link and nothing in the database, or in a copy of it, opens a page.
import { timingSafeEqual } from 'node:crypto';
import type { ChannelName } from '../../core/subscription.ts';
import type { Db } from '../database/db.ts';
import type { Keyring } from '../database/key-file.ts';

/** Whose link it is. */
export interface Linked {
  readonly id: number;
  readonly channel: ChannelName;
  /** Sets apart two people of whom one was given the number of the other, as after restoring an old copy. */
  readonly createdAtMs: number;
}

export interface Links {
  /** The same for the same person as long as the key file stands: 23 to 33 letters, digits, `-` and `_`. */
  tokenOf(person: Linked): string;
  /** The subscriber whose token it is; undefined for anything else, also for that of somebody forgotten. */
  find(token: string): number | undefined;
}

/** Half of the hash: 128 bits nobody guesses. */
const MAC_BYTES = 16;
/** Mac in base64url, then the id in base 36: so that a link in plain text never ends with a `-`. */
const TOKEN = /^[\w-]{22}([1-9a-z][\da-z]{0,10})$/;

/** @throws StoreError from `find`, and from both when the key file cannot be read */
export function createLinks(db: Db, keyring: Keyring): Links {
  const byId = db.sql.prepare<[number], Linked>(
    'SELECT id, channel, created_ms AS createdAtMs FROM subscribers WHERE id = ?',
  );

  function tokenOf({ id, channel, createdAtMs }: Linked): string {
    const mac = keyring.hash('link', id, createdAtMs, channel).subarray(0, MAC_BYTES);
    return mac.toString('base64url') + id.toString(36);
  }

  return {
    tokenOf,
    find(token) {
      const id = Number.parseInt(TOKEN.exec(token)?.[1] ?? '', 36);
      if (!Number.isSafeInteger(id)) return undefined;
      const person = db.read(() => byId.get(id));
      // Nobody's number costs the same work as somebody's.
      const right = tokenOf(person ?? { id, channel: 'email', createdAtMs: 0 });
      const isRight = timingSafeEqual(Buffer.from(token), Buffer.from(right));
      return isRight && person !== undefined ? id : undefined;
    },
  };
}
