// What an operator may do with subscriptions and deliveries, with an engine or without: what it answers, what it
// refuses with which words, and whom it tells of a change.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { istDateOf } from '../../src/core/ist.ts';
import { NO_FILTERS } from '../../src/core/subscription.ts';
import { localRecords } from '../../src/engine/records.ts';
import { cowinSource } from '../../src/sources/cowin/index.ts';
import { openStore } from '../../src/store/store.ts';
import { batch, claim, finishFanOut, session, settle, wish } from '../store/kit.ts';
import { scratchFolder } from '../support/scratch.ts';

function rig() {
  const dir = scratchFolder('vw-records-');
  const store = openStore(join(dir, 'vaccine-watch.db'), cowinSource());
  onTestFinished(() => {
    store.close();
    rmSync(dir, { recursive: true, force: true });
  });
  let changes = 0;
  const onChange = () => {
    changes += 1;
  };
  const records = localRecords({ store, clock: systemClock, onChange });
  const nowMs = systemClock.wallMs();
  /** Ann is owed a slot of today. */
  const owe = () => {
    store.subscribers.add(wish('ann'), nowMs);
    store.slots.record(batch(nowMs, [session({ date: istDateOf(nowMs) })]), nowMs);
    finishFanOut(store, nowMs);
  };
  return { store, records, nowMs, owe, changes: () => changes };
}

describe('one subscription of somebody', () => {
  it('gets other filters, rests, goes on and is gone, each as often as it is asked for', async () => {
    const { store, records, nowMs, changes } = rig();
    store.subscribers.add(wish('ann'), nowMs);
    const filters = { ...NO_FILTERS, dose: '2' } as const;
    for (const _ of [1, 2]) {
      expect((await records.changeSubscription(1, 1, filters)).subscriptions).toMatchObject([
        { id: 1, dose: '2' },
      ]);
    }
    for (const _ of [1, 2]) {
      expect((await records.pauseSubscription(1, 1)).subscriptions).toMatchObject([{ paused: true }]);
    }
    for (const _ of [1, 2]) {
      expect((await records.resumeSubscription(1, 1)).subscriptions).toMatchObject([{ paused: false }]);
    }
    for (const _ of [1, 2]) expect((await records.removeSubscription(1, 1)).subscriptions).toEqual([]);
    expect(changes()).toBe(8);
  });

  it('is not found where there is none such, or nobody; and nothing is told then', async () => {
    const { store, records, nowMs, changes } = rig();
    store.subscribers.add(wish('ann'), nowMs);
    const none = { code: 'not-found', message: 'There is no such subscription of theirs any more.' };
    await expect(records.changeSubscription(1, 9, NO_FILTERS)).rejects.toMatchObject(none);
    await expect(records.pauseSubscription(1, 9)).rejects.toMatchObject(none);
    await expect(records.resumeSubscription(1, 9)).rejects.toMatchObject(none);
    const nobody = { code: 'not-found', message: expect.stringContaining('no such subscriber') };
    await expect(records.pauseSubscription(9, 1)).rejects.toMatchObject(nobody);
    await expect(records.removeSubscription(9, 1)).rejects.toMatchObject(nobody);
    expect(changes()).toBe(0);
  });
});

describe('one delivery', () => {
  it('is dropped, and sent after all, and whoever sends is told', async () => {
    const { store, records, nowMs, owe, changes } = rig();
    owe();
    await records.dropDelivery(1);
    await records.dropDelivery(1);
    expect(await records.listDeliveries({})).toMatchObject([{ state: 'expired' }]);
    await records.retryDelivery(1);
    await records.retryDelivery(1);
    expect(await records.listDeliveries({ state: 'pending' })).toMatchObject([{ id: 1 }]);
    expect(changes()).toBe(4);
    expect(claim(store, nowMs + 1000)).toHaveLength(1);
  });

  it('is refused with the reason: sent, on its way, arrived perhaps, and nowhere', async () => {
    const { store, records, nowMs, owe, changes } = rig();
    owe();
    const [message] = claim(store, nowMs);
    if (message === undefined) throw new Error('nothing was due');
    await expect(records.retryDelivery(1)).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('on its way'),
    });
    settle(store, message, { kind: 'ambiguous', why: 'timeout' }, nowMs);
    await expect(records.retryDelivery(1)).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('may arrive twice'),
    });
    expect(changes()).toBe(0);
    await records.retryDelivery(1, true);
    for (const again of claim(store, nowMs + 1000)) settle(store, again, { kind: 'sent' }, nowMs);
    for (const refused of [records.retryDelivery(1, true), records.dropDelivery(1)]) {
      await expect(refused).rejects.toMatchObject({
        code: 'invalid',
        message: 'It was sent already, and nobody is told twice.',
      });
    }
    await expect(records.dropDelivery(9)).rejects.toMatchObject({ code: 'not-found' });
  });
});
