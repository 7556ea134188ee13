// The right to be forgotten, byte by byte: after somebody was removed, whatever happened to them before, no file of the
// database holds their address or their secret any more.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import type { ClaimedMessage } from '../../../src/core/outbox.ts';
import type { ChannelName } from '../../../src/core/subscription.ts';
import type { Store } from '../../../src/store/store.ts';
import { batch, claim, NOON, session, settle, storeAt, tempDir, wish } from '../kit.ts';

const PEOPLE: readonly (readonly [ChannelName, string])[] = [
  ['email', 'canary-person@example.org'],
  ['webhook', 'https://canary-hook.example.org/a?b=c'],
  ['telegram', '987654321012'],
  ['telegram', '@canary_channel'],
];

/** One sent, one that may have arrived, one on its way, one waiting; changes of all kinds in between. */
function live(store: Store, id: number, channel: ChannelName): void {
  const open = (sessionId: string) => store.slots.record(batch(NOON, [session({ sessionId })]), NOON);
  const claimed = () => claim(store, NOON, { channel }).find(({ subscriberId }) => subscriberId === id);
  open(`sent ${id}`);
  settle(store, claimed() as ClaimedMessage, { kind: 'sent', messageRef: 'canary-ref' }, NOON);
  open(`ambiguous ${id}`);
  settle(store, claimed() as ClaimedMessage, { kind: 'ambiguous', why: 'timeout' }, NOON, NOON + 1);
  open(`sending ${id}`);
  claimed();
  open(`pending ${id}`);
  const own = store.subscribers.find({ id })?.subscriptions[0]?.id ?? 0;
  store.subscribers.pauseSubscription(id, own, NOON);
  store.subscribers.resumeSubscription(id, own);
  store.subscribers.setQuiet(id, { fromHour: 22, toHour: 7 }, NOON);
  store.subscribers.pause(id, 'x', NOON + 1);
  store.subscribers.resumeDue(NOON + 1);
}

function filesHold(path: string, needle: string): string[] {
  return ['', '-wal', '-shm'].filter((end) => {
    const file = path + end;
    return existsSync(file) && readFileSync(file).includes(needle);
  });
}

it.each(PEOPLE)('nothing of %s %s is left in any file of the database', (channel, address) => {
  const path = join(tempDir(), 'vaccine-watch.db');
  const store = storeAt(path);
  store.subscribers.addAll(
    Array.from({ length: 50 }, (_, n) => wish(`other${n}`, {}, channel)),
    NOON,
  );
  const { subscriber } = store.subscribers.add(wish(address, {}, channel), NOON);
  live(store, subscriber.id, channel);
  store.subscribers.block({ channel, address }, NOON);
  const needles = [address, 'canary-ref', ...(subscriber.secret === null ? [] : [subscriber.secret])];
  expect(filesHold(path, address), 'it can be found while it is there').not.toEqual([]);

  expect(store.subscribers.remove(subscriber.id)?.address).toBe(address);
  const sql = new Database(path);
  sql.pragma('wal_checkpoint(TRUNCATE)');
  sql.exec('VACUUM');
  sql.pragma('wal_checkpoint(TRUNCATE)');
  sql.close();
  for (const needle of needles) expect([needle, filesHold(path, needle)]).toEqual([needle, []]);
  store.close();
  for (const needle of needles) expect([needle, filesHold(path, needle)]).toEqual([needle, []]);
  const again = storeAt(path);
  expect(again.subscribers.isBlocked({ channel, address }), 'the block names nobody, and holds').toBe(true);
  expect(again.subscribers.counts()).toMatchObject({ active: 50, gone: 0 });
});
