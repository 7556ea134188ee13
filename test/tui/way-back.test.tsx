// Coming back to a screen shows it as it was left, and does not once more what one was sent there for.
import { Text } from 'ink';
import type { ReactNode } from 'react';
import { expect, it } from 'vitest';
import type { SetupDesk } from '../../src/control/setup.ts';
import { cowinSource } from '../../src/sources/cowin/index.ts';
import { KeptStates } from '../../tui/kit/kept.ts';
import type { Destination, ScreenProps } from '../../tui/screen-contract.ts';
import { DeliveriesBody } from '../../tui/screens/deliveries/deliveries-body.tsx';
import { SETUP_SCREEN } from '../../tui/screens/setup/setup.tsx';
import { SubscribersBody } from '../../tui/screens/subscribers/subscribers-body.tsx';
import { ANITA, plainControl } from '../support/plain-control.ts';
import { quietSnapshot } from '../support/snapshots.ts';
import { type Part, partOn } from './part.tsx';

const RAVI = { ...ANITA, id: 9, address: 'ravi@example.org' };
const snapshot = quietSnapshot();

/** A screen that is taken down when another one is shown, as the frame does it. */
function frame(Body: (props: ScreenProps) => ReactNode, setup?: SetupDesk) {
  const people = [ANITA, RAVI];
  const control = {
    ...plainControl({ snapshot }),
    listSubscribers: async ({ afterId = 0 }) => people.filter(({ id }) => id > afterId).slice(0, 1),
    searchSubscribers: async () => ({ total: 2, items: people }),
  };
  const kept = new Map<string, unknown>();
  const node = (at: Destination | undefined) => (
    <KeptStates value={kept}>
      <Body
        {...{ snapshot, control, at, setup, source: cowinSource(), lost: false, width: 100, height: 24 }}
        say={() => undefined}
        go={() => undefined}
      />
    </KeptStates>
  );
  return { node, elsewhere: <Text>Elsewhere</Text> };
}

async function awayAndBack(part: Part, { node, elsewhere }: ReturnType<typeof frame>, at: Destination) {
  part.show(elsewhere);
  await expect.poll(part.text).toContain('Elsewhere');
  part.show(node(at));
}

it('on Subscribers it is the person one left, not the one one was sent to before', async () => {
  const at: Destination = { screen: 'Subscribers', subscriberId: ANITA.id };
  const screen = frame(SubscribersBody);
  const part = partOn(screen.node(at));
  await expect.poll(part.text).toContain('email anita@example.org (id 7)');
  part.type('\u001B');
  await expect.poll(part.text).toContain('ravi@example.org');
  part.type('G');
  await expect.poll(part.text).toMatch(/^> +9 /m);
  part.type('\r');
  await expect.poll(part.text).toContain('email ravi@example.org (id 9)');
  await awayAndBack(part, screen, at);
  await expect.poll(part.text).toContain('Last deliveries');
  expect(part.text()).toContain('email ravi@example.org (id 9)');
  part.show(screen.node({ ...at }));
  await expect.poll(part.text).toContain('email anita@example.org (id 7)');
});

it('on Deliveries it is what the list was narrowed to when one left', async () => {
  const at: Destination = { screen: 'Deliveries', subscriberId: ANITA.id };
  const screen = frame(DeliveriesBody);
  const part = partOn(screen.node(at));
  await expect.poll(part.text).toContain('Shown: subscriber 7');
  part.type('\u001B');
  await expect.poll(part.text).toContain('All deliveries');
  await awayAndBack(part, screen, at);
  await expect.poll(part.text).not.toContain('Elsewhere');
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(part.text()).toContain('All deliveries');
});

it('on Setup nothing is saved that nobody asked to save', async () => {
  const saved: unknown[] = [];
  const setup: SetupDesk = {
    settings: () => [
      { key: 'pace', about: 'calls', value: '90/5m', secret: false, origin: '', changeable: true },
    ],
    trouble: () => ({ problems: [], unreadable: false }),
    save: async (changes) => {
      saved.push(changes);
      return [];
    },
    restart: null,
    setAside: null,
  };
  const at: Destination = { screen: 'Setup', text: 'save' };
  const screen = frame(SETUP_SCREEN.Body as (props: ScreenProps) => ReactNode, setup);
  const part = partOn(screen.node(at));
  await expect.poll(part.text).toContain('pace');
  part.type('\u001B[C');
  part.type('e');
  await expect.poll(part.text).toContain('pace: _');
  part.type('50/5m');
  part.type('\r');
  await expect.poll(part.text).toContain('not saved yet');
  await awayAndBack(part, screen, at);
  await expect.poll(part.text).toContain('50/5m');
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(saved).toEqual([]);
});
