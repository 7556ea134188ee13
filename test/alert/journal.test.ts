// What dispatch does while the database refuses: faults are put between dispatch and the real store.
import { setImmediate as immediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { telegramChannel } from '../../bots/telegram.ts';
import type { Outbox } from '../../src/core/outbox.ts';
import { StoreError } from '../../src/store/errors.ts';
import { createRig, eventually, quietly, type Rig } from '../support/dispatch-rig.ts';
import { startTelegramServer, TELEGRAM_TOKEN, type TelegramServer } from '../support/telegram-server.ts';

describe('while the database cannot be written', () => {
  let rig: Rig;
  let server: TelegramServer;
  let locked: ReadonlySet<keyof Outbox> = new Set();
  let tries = 0;

  const guarded = (outbox: Outbox): Outbox =>
    new Proxy(outbox, {
      get(target, name: keyof Outbox) {
        if (!locked.has(name)) return target[name];
        return () => {
          tries += 1;
          throw new StoreError('full', 'no room');
        };
      },
    });

  beforeEach(async () => {
    locked = new Set();
    tries = 0;
    server = await startTelegramServer();
    rig = createRig(guarded);
  });
  afterEach(async () => {
    locked = new Set();
    await rig.stop();
    await server.close();
  });

  const start = () => rig.start([telegramChannel({ token: TELEGRAM_TOKEN, apiRoot: server.url })]);

  /** Something may be due at every moment, also at that in which the database may be tried again. */
  async function wakingWithoutEnd(forMs: number): Promise<void> {
    for (const endMs = performance.now() + forMs; performance.now() < endMs; ) {
      rig.dispatch.wake();
      await immediate();
    }
  }

  it('sends nothing it could not write down; afterwards everything arrives once', async () => {
    rig.subscribe('telegram', '1');
    start();
    locked = new Set(['settle', 'claim', 'expire', 'counts']);
    rig.open({ sessionId: 'a' });
    await quietly();
    expect(server.heard).toHaveLength(0);
    locked = new Set(['settle']);
    await eventually(() => server.messages.length === 1, 'the first is told');
    // It was sent before anybody knew that it could not be written down. Not one more is.
    await eventually(() => rig.state('telegram').detail.includes('database'), 'the trouble is noticed');
    expect(rig.dispatch.trouble()).toBe('no room');
    for (const chat of ['2', '3', '4']) rig.subscribe('telegram', chat);
    await wakingWithoutEnd(1_500);
    expect(server.messages).toHaveLength(1);
    expect(rig.state('telegram')).toMatchObject({ state: 'waiting', pending: 3 });
    locked = new Set();
    await eventually(() => rig.state('telegram').sent === 4, 'everybody is told');
    expect(new Set(server.messages.map(({ chatId }) => chatId)).size).toBe(4);
    expect(server.messages).toHaveLength(4);
    expect(rig.dispatch.trouble()).toBe('');
  });

  it('does not hammer it, and says once that it fails and once that it is well', async () => {
    rig.subscribe('telegram', '1');
    start();
    locked = new Set(['claim', 'settle', 'expire', 'claimClosings']);
    rig.open({ sessionId: 'a' });
    for (let round = 0; round < 100; round++) {
      rig.dispatch.wake();
      await quietly(10);
    }
    expect(tries).toBeGreaterThan(1);
    expect(tries).toBeLessThan(15);
    locked = new Set();
    await eventually(() => server.messages.length === 1, 'the message');
    const events = rig.log.map((line) => (JSON.parse(line) as { event: string }).event);
    expect(events.filter((event) => event.startsWith('outbox.'))).toEqual([
      'outbox.failed',
      'outbox.recovered',
    ]);
  });

  it('ends with the process when the fault is ours and not the database’s', async () => {
    const bugs: unknown[] = [];
    const broken = createRig((outbox) => ({
      ...outbox,
      settle() {
        throw new TypeError('a bug');
      },
    }));
    broken.subscribe('telegram', '1');
    broken.start([telegramChannel({ token: TELEGRAM_TOKEN, apiRoot: server.url })], {
      onBug: (error) => bugs.push(error),
    });
    broken.open({ sessionId: 'a' });
    await eventually(() => bugs.length > 0, 'the bug is reported');
    expect(bugs[0]).toBeInstanceOf(TypeError);
    await broken.stop();
  });
});
