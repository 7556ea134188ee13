// A channel with a bug: its message ends where a person can see it, and the others go on.
import { afterEach, describe, expect, it } from 'vitest';
import type { Channel, Outcome } from '../../src/core/outcome.ts';
import { createRig, eventually, type Rig } from '../support/dispatch-rig.ts';

/** @param send what becomes of a message to an address */
function channelOf(send: (address: string) => Outcome): Channel {
  return {
    name: 'telegram',
    send: async ({ address }) => send(address),
    sendTest: async () => ({ kind: 'sent' }),
    check: async () => ({ ok: true, detail: '' }),
    close: async () => undefined,
  };
}

describe('a channel that throws', () => {
  let rig: Rig;
  afterEach(() => rig.stop());

  it('loses the one message it threw for, which is shown as rejected, and no other', async () => {
    rig = createRig();
    for (const address of ['1', '2', '3']) rig.subscribe('telegram', address);
    const told: string[] = [];
    const channel = channelOf((address) => {
      if (address === '1') throw new TypeError('ours');
      if (address === '2') throw 'no error at all';
      told.push(address);
      return { kind: 'sent' };
    });
    rig.start([channel]);
    rig.open({ sessionId: 'a' });
    await eventually(() => rig.state('telegram').rejected === 2, 'two messages end as rejected');
    await eventually(() => rig.state('telegram').sent === 1, 'the third is sent');
    expect(told).toEqual(['3']);
    expect(rig.log.filter((line) => line.includes('channel.bug'))).toHaveLength(2);
    expect(rig.store.deliveries.list({ state: 'rejected' }).map(({ why }) => why)).toEqual(['bug', 'bug']);
    // It cannot say that slots are gone: nothing is asked of it.
    rig.close('a');
    expect(rig.state('telegram')).toMatchObject({ sent: 1, rejected: 2 });
  });
});
