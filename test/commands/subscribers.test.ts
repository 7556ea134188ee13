// What the operator reads of people and does with them, on a data directory of its own, without an engine.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import type { Context } from '../../src/commands/context.ts';
import { deliveriesCommand } from '../../src/commands/deliveries.ts';
import { blockCommand, changeCommand, listCommand, unblockCommand } from '../../src/commands/subscribers.ts';
import { exportCommand, importCommand } from '../../src/commands/transfer.ts';
import type { SubscriberWithSubscriptions } from '../../src/core/subscription.ts';
import { cowinSource } from '../../src/sources/cowin/index.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { DAY, NOON, tempDir, wish } from '../store/kit.ts';

const source = cowinSource();

interface Desk {
  readonly context: Context;
  /** All that was printed since this was last asked, remarks included. */
  said(): string;
  /** Works on the database of the data directory, while no command does. */
  onStore<T>(work: (store: Store) => T): T;
  readonly folder: string;
}

function desk(): Desk {
  const folder = tempDir();
  let text = '';
  const print = (line: string) => {
    text += `${line}\n`;
  };
  const flags = { dataDir: folder };
  const context = { flags, env: {}, source, clock: systemClock, print, remark: print } as Context;
  return {
    context,
    folder,
    said() {
      const before = text;
      text = '';
      return before;
    },
    onStore(work) {
      const store = openStore(join(folder, 'vaccine-watch.db'), source);
      try {
        return work(store);
      } finally {
        store.close();
      }
    },
  };
}

describe('a subscriber', () => {
  it('is listed with where they came from, what failed, and what rests', async () => {
    const { context, said, onStore } = desk();
    onStore((store) => {
      const { subscriber } = store.subscribers.add(
        { ...wish('42'), origin: 'telegram', verifiedAtMs: NOON },
        NOON,
      );
      store.subscribers.add(wish('42', { areaId: 'cowin:395', dose: '1' }), NOON);
      store.subscribers.pauseSubscription(subscriber.id, 1, NOON);
    });
    await listCommand(context, {}, {});
    const [heading, row] = said().split('\n');
    expect(heading?.split(/ {2,}/)).toEqual([
      ...['ID', 'CHANNEL', 'ADDRESS', 'STATE', 'LAST ALERT', 'FAILED', 'FROM', 'SUBSCRIPTIONS'],
    ]);
    expect(row?.split(/ {2,}/)).toEqual([
      ...['1', 'telegram', '42', 'active', 'never', '0', 'telegram, verified'],
      'BBMP, Karnataka (paused); Mumbai, Maharashtra: dose 1',
    ]);
  });

  it('who does not fit what was asked is not said to be nobody', async () => {
    const { context, said, onStore } = desk();
    await listCommand(context, {}, {});
    expect(said()).toContain('No subscribers. Add one');
    onStore((store) => store.subscribers.add(wish('42'), NOON));
    for (const query of [{ state: 'paused' }, { search: 'ravi' }, { channel: 'email' }] as const) {
      await listCommand(context, query, {});
      expect(said()).toBe('Nobody fits. Everybody: vaccine-watch subscribers list\n');
    }
  });
});

it('deliveries that do not fit what was asked are not said to be none at all', async () => {
  const { context, said } = desk();
  await deliveriesCommand(context, { limit: 100 }, {});
  expect(said()).toContain('No deliveries. One is owed');
  for (const query of [{ state: 'sent' }, { channel: 'email' }, { subscriberId: 9 }] as const) {
    await deliveriesCommand(context, { ...query, limit: 100 }, {});
    expect(said()).toBe('No delivery fits. All of them: vaccine-watch deliveries\n');
  }
});

describe('a recipient who is blocked', () => {
  const ref = { channel: 'telegram', address: '42' } as const;

  it('is told nothing, and the operator is told how to let them in again', async () => {
    const { context, said, onStore } = desk();
    onStore((store) => store.subscribers.add(wish('42'), NOON));
    await blockCommand(context, { id: 1 });
    expect(said()).toMatch(/^Blocked: telegram 42 \(id 1\)\. They are told nothing/);
    await listCommand(context, {}, {});
    expect(said()).toContain('gone (blocked by the operator)');
    await expect(changeCommand(context, 'resumeSubscriber', ref)).rejects.toThrow(
      /vaccine-watch subscribers unblock/,
    );
    await unblockCommand(context, ref);
    expect(said()).toContain('vaccine-watch subscribers resume');
    await unblockCommand(context, ref);
    expect(said()).toBe('This recipient was not blocked.\n');
    await changeCommand(context, 'resumeSubscriber', ref);
    expect(said()).toContain('Resumed: telegram 42');
  });

  it('may be nobody yet, but an unknown number is nobody at all', async () => {
    const { context, said } = desk();
    await blockCommand(context, ref);
    expect(said()).toContain('Nobody here has this address');
    await expect(blockCommand(context, { id: 9 })).rejects.toThrow('There is no such subscriber');
    await expect(unblockCommand(context, { id: 9 })).rejects.toThrow('There is no such subscriber');
  });
});

it('somebody who is gone cannot be paused: they would seem to come back by being resumed', async () => {
  const { context, onStore } = desk();
  onStore((store) => {
    store.subscribers.add(wish('42'), NOON);
    store.subscribers.unsubscribe(1, NOON);
  });
  await expect(changeCommand(context, 'pauseSubscriber', { id: 1 })).rejects.toThrow(
    'They are gone (unsubscribed) and told nothing, so there is nothing to pause.',
  );
});

describe('export and import', () => {
  async function moved(from: Desk, to: Desk): Promise<readonly SubscriberWithSubscriptions[]> {
    await exportCommand(from.context);
    const file = join(from.folder, 'all.json');
    writeFileSync(file, from.said());
    await importCommand(to.context, file);
    return to.onStore((store) => store.subscribers.list({}));
  }

  it('carry where people came from, that they were verified, quiet hours, pauses and what rests', async () => {
    const [from, to] = [desk(), desk()];
    from.onStore(({ subscribers }) => {
      subscribers.add({ ...wish('a@example.org', {}, 'email'), origin: 'page', verifiedAtMs: NOON }, NOON);
      subscribers.setQuiet(1, { fromHour: 22, toHour: 7 }, NOON);
      subscribers.add(wish('a@example.org', { dose: '1' }, 'email'), NOON);
      subscribers.pauseSubscription(1, 2, NOON);
      subscribers.add(wish('https://example.org/hook', {}, 'webhook'), NOON);
      subscribers.pause(2, 'paused by themselves', Date.now() + DAY);
    });
    const kept = from.onStore((store) => store.subscribers.list({}));
    const plain = (people: readonly SubscriberWithSubscriptions[]) =>
      people.map(({ id: _, createdAtMs: __, stateWhy: ___, subscriptions, ...person }) => ({
        ...person,
        subscriptions: subscriptions.map(({ dose, paused }) => [dose, paused]),
      }));
    expect(plain(await moved(from, to))).toEqual(plain(kept));
    expect(to.said()).toBe('Imported 3 of 3 subscriptions; the others stood already.\n');
  });

  it('leave out who wanted no more or was blocked, and pass over who asks for nothing', async () => {
    const [from, to] = [desk(), desk()];
    from.onStore(({ subscribers }) => {
      for (const chat of ['1', '2', '3', '4']) subscribers.add(wish(chat), NOON);
      subscribers.unsubscribe(1, NOON);
      subscribers.block({ channel: 'telegram', address: '2' }, NOON);
      subscribers.removeSubscription(3, 3, NOON);
    });
    expect((await moved(from, to)).map(({ address }) => address)).toEqual(['4']);
    expect(to.said()).toContain('Left out: 2 who had ended their alerts or were blocked.');
  });

  it('wake nobody who ended their alerts here since', async () => {
    const [from, to] = [desk(), desk()];
    from.onStore(({ subscribers }) => subscribers.add(wish('1'), NOON));
    to.onStore(({ subscribers }) => {
      subscribers.add(wish('1'), NOON);
      subscribers.unsubscribe(1, NOON);
    });
    expect(await moved(from, to)).toMatchObject([{ state: 'gone', stateWhy: 'unsubscribed' }]);
  });

  it('let in nobody who is blocked here, and say so once', async () => {
    const [from, to] = [desk(), desk()];
    from.onStore(({ subscribers }) =>
      subscribers.addAll([wish('1'), wish('1', { dose: '1' }), wish('2')], NOON),
    );
    to.onStore(({ subscribers }) => subscribers.block({ channel: 'telegram', address: '1' }, NOON));
    expect((await moved(from, to)).map(({ address }) => address)).toEqual(['2']);
    expect(to.said()).toMatch(
      /^Imported 1 of 3 subscriptions; the others stood already or were refused\.\nentry 1: You have blocked this recipient[^\n]*\n$/,
    );
  });

  it('take a file of the version before, which knew none of this', async () => {
    const { context, folder, onStore } = desk();
    const file = join(folder, 'old.json');
    const older = {
      ...{ id: 3, channel: 'email', address: 'a@example.org', state: 'active', stateWhy: '' },
      ...{ createdAtMs: NOON, lastAlertAtMs: null, secret: null },
      subscriptions: [
        { id: 1, subscriberId: 3, areaId: 'cowin:294', pincode: null, dose: null, ageYears: 45 },
      ],
    };
    writeFileSync(file, JSON.stringify([older]));
    await importCommand(context, file);
    expect(onStore((store) => store.subscribers.list({}))).toMatchObject([
      {
        address: 'a@example.org',
        state: 'active',
        origin: 'import',
        verifiedAtMs: null,
        quiet: null,
        subscriptions: [{ ageYears: 45, paused: false }],
      },
    ]);
  });

  it('believe nothing of a file that was tampered with', async () => {
    const { context, folder, onStore } = desk();
    const file = join(folder, 'odd.json');
    const odd = {
      ...{ channel: 'telegram', address: '42', origin: 'god', verifiedAtMs: 'yes', resumesAtMs: -4 },
      ...{ quiet: { fromHour: 7, toHour: 7 }, state: 'paused', secret: 7, failures: 99 },
      subscriptions: [{ areaId: 'cowin:294', paused: 'yes' }],
    };
    writeFileSync(file, JSON.stringify([odd]));
    await importCommand(context, file);
    expect(onStore((store) => store.subscribers.list({}))).toMatchObject([
      {
        state: 'paused',
        origin: 'import',
        verifiedAtMs: null,
        resumesAtMs: null,
        quiet: null,
        failures: 0,
        subscriptions: [{ paused: false }],
      },
    ]);
  });
});
