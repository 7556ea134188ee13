// The places of all channels together: never more on their way than promised, none for long without a place of its own.
import { expect, it } from 'vitest';
import { createPlaces, MOST_ON_THE_WAY, type Places } from '../../src/alert/places.ts';
import { POLICIES } from '../../src/alert/policy.ts';

function takeAll(places: Places): number {
  const free = places.free();
  for (let taken = 0; taken < free; taken += 1) places.take();
  return free;
}

it('a channel alone has all places, and six alerts are on their way at most', () => {
  const only = createPlaces().open(3, () => undefined);
  expect(takeAll(only)).toBe(6);
  expect(only.free()).toBe(0);
  only.giveBack();
  expect(only.free()).toBe(1);
});

it('what a channel keeps for itself no other takes', () => {
  const office = createPlaces();
  const telegram = office.open(3, () => undefined);
  const email = office.open(1, () => undefined);
  const webhook = office.open(1, () => undefined);
  expect(takeAll(webhook)).toBe(2);
  expect(takeAll(email)).toBe(1);
  expect(takeAll(telegram)).toBe(3);
});

it('a channel that found no place is woken when there is one for it, and only then', () => {
  const office = createPlaces();
  const woken: string[] = [];
  const telegram = office.open(3, () => woken.push('telegram'));
  const email = office.open(1, () => woken.push('email'));
  const webhook = office.open(1, () => woken.push('webhook'));
  takeAll(email);
  expect(email.free()).toBe(0);
  takeAll(telegram);
  telegram.giveBack();
  // A place that is Telegram's own is nobody else's.
  expect(woken).toEqual([]);
  email.giveBack();
  expect(woken).toEqual(['email']);
  expect(webhook.free()).toBe(2);
});

it('the channels we have keep no more than there are, and X, which refuses what it has, needs none', () => {
  const kept = Object.values(POLICIES).reduce((sum, { keptPlaces }) => sum + (keptPlaces ?? 0), 0);
  expect(kept).toBeLessThanOrEqual(MOST_ON_THE_WAY);
  expect(POLICIES.twitter.keptPlaces).toBeNull();
  const office = createPlaces();
  const x = office.open(null, () => undefined);
  takeAll(office.open(3, () => undefined));
  expect(x.free()).toBe(Number.POSITIVE_INFINITY);
});
