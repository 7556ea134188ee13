// The test message of the guide: to whom it goes where the guide itself added nobody.
import { expect, it } from 'vitest';
import { cowinSource } from '../../../src/sources/cowin/index.ts';
import type { Guide } from '../../../tui/screens/setup/guide.ts';
import { TestStep } from '../../../tui/screens/setup/step-test.tsx';
import { ANITA, plainControl } from '../../support/plain-control.ts';
import { quietSnapshot } from '../../support/snapshots.ts';
import { partOn } from '../part.tsx';

const PUBLIC = { ...ANITA, id: 1, channel: 'twitter', address: 'public' } as const;

it.each([null, 'email'] as const)(
  'is never all the world, and one key posts nothing (channel %s)',
  async (channel) => {
    const snapshot = quietSnapshot();
    const control = {
      ...plainControl({ snapshot }),
      listSubscribers: async (query: { channel?: string; limit?: number }) =>
        [PUBLIC, ANITA]
          .filter((one) => query.channel === undefined || one.channel === query.channel)
          .slice(0, query.limit),
    };
    const guide: Guide = { step: 'test', done: {}, skipped: [], area: null, channel, recipient: null };
    const part = partOn(
      <TestStep
        {...{ snapshot, control, guide, at: undefined, setup: undefined, source: cowinSource() }}
        {...{ lost: false, width: 100, height: 10 }}
        on={() => undefined}
        say={() => undefined}
        go={() => undefined}
      />,
    );
    await expect.poll(part.text).toContain('To ');
    part.type('\r');
    await expect.poll(() => control.asked).toEqual([['testAlert', 'email', ANITA.address]]);
  },
);
