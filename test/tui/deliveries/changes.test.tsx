// The screen Deliveries over an engine of plain data that changes while one looks, or is about to press a key.
import { expect, it } from 'vitest';
import type { DeliveryView, EngineSnapshot } from '../../../src/core/snapshot.ts';
import { cowinSource } from '../../../src/sources/cowin/index.ts';
import { DeliveriesBody } from '../../../tui/screens/deliveries/deliveries-body.tsx';
import { type PlainControl, plainControl } from '../../support/plain-control.ts';
import { channel, quietSnapshot } from '../../support/snapshots.ts';
import { partOn } from '../part.tsx';
import { delivery } from './delivery.ts';

function body(control: PlainControl, snapshot: EngineSnapshot, text?: string) {
  const at = text === undefined ? undefined : ({ screen: 'Deliveries', text } as const);
  return (
    <DeliveriesBody
      {...{ control, snapshot, at, source: cowinSource(), setup: undefined, lost: false }}
      width={100}
      height={24}
      say={() => undefined}
      go={() => undefined}
    />
  );
}

it('a channel that was to be paused is not resumed where somebody else has paused it meanwhile', async () => {
  const email = channel('email', { state: 'on' });
  const before = quietSnapshot({ channels: [channel('telegram', { state: 'on' }), email] });
  const after = quietSnapshot({ channels: [channel('telegram', { state: 'paused' }), email] });
  const control = plainControl({ snapshot: before });
  const { text, type, show } = partOn(body(control, before));
  await expect.poll(text).toContain('All deliveries');
  type('c');
  await expect.poll(text).toContain('[telegram: pause]');
  show(body(control, after));
  await expect.poll(text).toMatch(/telegram +paused/);
  type('\r');
  await expect.poll(text).toContain('Pause telegram?');
  expect(control.asked.map(([what]) => what)).not.toContain('resumeChannel');
});

it('a delivery looked at closely is as it stands, also when the list shows only others by now', async () => {
  let one: DeliveryView = delivery({ id: 7, state: 'pending' });
  const snapshot = quietSnapshot();
  const control: PlainControl = {
    ...plainControl({ snapshot }),
    async listDeliveries({ state, beforeId = 1_000, afterId = 0 }) {
      return [one].filter(
        ({ id, state: its }) => id < beforeId && id > afterId && (state === undefined || state === its),
      );
    },
  };
  const { text, type } = partOn(body(control, snapshot, 'pending'));
  await expect.poll(text).toContain('PHC Malleswaram');
  type('\r');
  await expect.poll(text).toContain('Delivery 7');
  expect(text()).toContain('waits for its turn');
  one = delivery({ id: 7, state: 'sent', attempts: 1, settledAtMs: one.createdAtMs + 1_000 });
  await expect.poll(text, { timeout: 6_000 }).toContain('was accepted by the provider');
});
