// A hazard that strikes one channel of a stage with people on all of them: whom it tells, whether the others are told
// meanwhile, and what the program says of it.
import type { ChannelState, DeliveryView } from '../../src/core/snapshot.ts';

import { until } from '../support/program.ts';
import type { Accepted } from './ledger.ts';
import { dueIn } from './oracle.ts';
import { type HarnessPerson, wantsAll } from './people.ts';
import { DISTRICTS, type Stage } from './stage.ts';
import { judge } from './verdict.ts';

type ChannelName = Accepted['channel'];

/** Who reads the posts on X: nobody signs up for it, and every district that is polled is posted. */
export const THE_PUBLIC: HarnessPerson = {
  channel: 'twitter',
  to: 'public',
  wishes: DISTRICTS.flatMap((district) => wantsAll('twitter', 'public', district).wishes),
};

/** Four people on a channel who want whatever opens, one in each district. */
export function everywhere(channel: 'telegram' | 'email' | 'webhook'): readonly HarnessPerson[] {
  return DISTRICTS.map((district, index) => wantsAll(channel, addressOf(channel, index + 1), district));
}

function addressOf(channel: ChannelName, number: number): string {
  if (channel === 'telegram') return String(7000 + number);
  return channel === 'email' ? `reader${number}@example.org` : `/reader/${number}`;
}

/** All slots of the script open at once. */
export function openAll({ script }: Pick<Stage, 'script'>, capacity = 20): void {
  script.setAll(new Map(script.slots.map(({ number }) => [number, capacity])));
}

/** Resolves when all people on other channels were told all they are owed, once; fails when that takes too long. */
export async function othersTold(
  { ledger, script }: Stage,
  people: readonly HarnessPerson[],
  struck: ChannelName,
  withinMs = 40_000,
): Promise<void> {
  const others = people.filter(({ channel }) => channel !== struck);
  const look = () =>
    judge(
      dueIn(others, script.history()),
      ledger.read().filter(({ channel }) => channel !== struck),
    );
  await until(
    () => look().missing.length === 0,
    () => `others were not told: ${look().line}`,
    withinMs,
  );
  if (!look().clean) throw new Error(`others were not told once: ${look().line}`);
}

/** How a channel stands, by the engine's own word. */
export async function channelState(stage: Stage, name: ChannelName): Promise<ChannelState> {
  const { channels } = await stage.status();
  const found = channels.find((channel) => channel.name === name);
  if (found === undefined) throw new Error(`the engine says nothing of ${name}`);
  return found;
}

/** How what was owed on a channel stands, newest first. */
export async function deliveriesOn(stage: Stage, name: ChannelName): Promise<readonly DeliveryView[]> {
  return stage.scene.json(['deliveries', '--channel', name, '--limit', '500']);
}
