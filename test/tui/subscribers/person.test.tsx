// One person looked at closely, over an engine of plain data that changes meanwhile.
import { expect, it } from 'vitest';
import type { SubscriberWithSubscriptions, Subscription } from '../../../src/core/subscription.ts';
import { cowinSource } from '../../../src/sources/cowin/index.ts';
import { useRestOfKeys } from '../../../tui/kit/keys.tsx';
import { Person } from '../../../tui/screens/subscribers/person.tsx';
import { ANITA, plainControl } from '../../support/plain-control.ts';
import { quietSnapshot } from '../../support/snapshots.ts';
import { partOn } from '../part.tsx';

const PINCODES = ['560001', '560002', '560003'];

function subscription(id: number): Subscription {
  return {
    ...{ id, subscriberId: ANITA.id, createdAtMs: ANITA.createdAtMs, paused: false, areaId: null },
    ...{ pincode: PINCODES[id - 1] ?? null, dose: null, ageYears: null, vaccine: null, fee: null },
    minCapacity: 1,
  };
}

it('a key means the subscription the cursor is on, also when they end one before it themselves', async () => {
  let person: SubscriberWithSubscriptions = { ...ANITA, subscriptions: [1, 2, 3].map(subscription) };
  const snapshot = quietSnapshot();
  const paused: number[] = [];
  const control = {
    ...plainControl({ snapshot }),
    listSubscribers: async () => [person],
    async pauseSubscription(_: number, id: number) {
      paused.push(id);
      return person;
    },
  };
  const { text, type } = partOn(
    <Person
      {...{ snapshot, control, source: cowinSource(), width: 100, height: 24 }}
      id={ANITA.id}
      listed={person}
      areaName={(id) => id}
      say={() => undefined}
      go={() => undefined}
      onChange={() => undefined}
      onClose={() => undefined}
    />,
  );
  await expect.poll(text).toContain('560003');
  type('j');
  await expect.poll(text).toMatch(/> +(pincode )?560002/);
  person = { ...person, subscriptions: [2, 3].map(subscription) };
  await expect.poll(text, { timeout: 5_000 }).not.toContain('560001');
  type('s');
  await expect.poll(() => paused).toEqual([2]);
});

it('while they are awaited, and when they are no more, no key of theirs means the engine', async () => {
  const snapshot = quietSnapshot();
  const answers: ((people: readonly SubscriberWithSubscriptions[]) => void)[] = [];
  const control = {
    ...plainControl({ snapshot }),
    listSubscribers: () =>
      new Promise<readonly SubscriberWithSubscriptions[]>((resolve) => void answers.push(resolve)),
  };
  const heard: string[] = [];
  function Rest() {
    useRestOfKeys((input) => void heard.push(input));
    return null;
  }
  const { text, type } = partOn(
    <>
      <Person
        {...{ snapshot, control, source: cowinSource(), width: 100, height: 24 }}
        id={ANITA.id}
        listed={undefined}
        areaName={(id) => id}
        say={() => undefined}
        go={() => undefined}
        onChange={() => undefined}
        onClose={() => undefined}
      />
      <Rest />
    </>,
  );
  await expect.poll(text).toContain('Asking the engine');
  type('p');
  type('2');
  await expect.poll(() => heard).toEqual(['2']);
  answers[0]?.([]);
  await expect.poll(text).toContain('There is no subscriber 7 any more.');
  type('p');
  type('3');
  await expect.poll(() => heard).toEqual(['2', '3']);
});
