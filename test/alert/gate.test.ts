// Whether a lane may send, and what it asks its provider about itself: with answers that come late, change, contradict
// each other, or never come.
import { describe, expect, it } from 'vitest';
import { createGate } from '../../src/alert/gate.ts';
import { POLICIES } from '../../src/alert/policy.ts';
import type { Clock } from '../../src/clock.ts';
import type { Channel, ChannelCheck } from '../../src/core/outcome.ts';

const WELL: ChannelCheck = { ok: true, detail: 'all is well' };
const AWAY: ChannelCheck = { ok: false, detail: 'It cannot be reached.' };
const REFUSED: ChannelCheck = { ok: false, detail: 'The token is wrong.', refused: true };

type Answer = ChannelCheck | Error | string;

/** A gate whose provider is asked by hand: `answer` gives the question that waits its answer. */
function rig(asksAtStart: boolean) {
  let nowMs = 0;
  let opened = 0;
  const events: string[] = [];
  const waiting: { resolve(check: ChannelCheck): void; reject(error: unknown): void }[] = [];
  const sleeps: { readonly ms: number; wake(): void }[] = [];
  const clock: Clock = {
    wallMs: () => nowMs,
    monotonicMs: () => nowMs,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        sleeps.push({ ms, wake: resolve });
        signal?.addEventListener('abort', () => resolve());
      }),
  };
  const channel = {
    name: 'telegram',
    check: () => new Promise<ChannelCheck>((resolve, reject) => waiting.push({ resolve, reject })),
  } as unknown as Channel;
  const policy = { ...POLICIES.telegram, asksAtStart, recheckMs: 1_000 };
  const log = (_level: string, event: string) => events.push(event.replace('channel.', ''));
  const gate = createGate(
    channel,
    policy,
    clock,
    log,
    () => 0,
    () => {
      opened += 1;
    },
  );
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    gate,
    events,
    sleeps,
    opened: () => opened,
    asked: () => waiting.length,
    async answer(answer: Answer): Promise<void> {
      const question = waiting.shift();
      if (typeof answer === 'object' && 'ok' in answer) question?.resolve(answer);
      else question?.reject(answer);
      await settle();
    },
    async pass(ms: number): Promise<void> {
      nowMs += ms;
      for (const { wake } of sleeps.splice(0)) wake();
      await settle();
    },
  };
}

describe('a provider that is asked at the start', () => {
  it('and whose question breaks is taken for well: the bug is said', async () => {
    for (const bug of [new TypeError('ours'), 'thrown']) {
      const { gate, events, answer } = rig(true);
      await answer(bug);
      expect(events).toEqual(['bug']);
      expect(gate.waitMs()).toBe(0);
    }
  });

  it('is tried all the same when it cannot be reached, and reached by whatever it says to a send', async () => {
    const { gate, events, answer } = rig(true);
    await answer(AWAY);
    expect(gate.waitMs()).toBe(0);
    expect(gate.state()).toMatchObject({ detail: AWAY.detail });
    gate.apply({ move: 'pause', why: 'too-many-requests', forMs: 5_000 });
    expect(events).toEqual(['unwell', 'resumed', 'waiting']);
    gate.apply({ move: 'pause', why: 'too-many-requests', forMs: 1_000 });
    expect(gate.waitMs()).toBe(5_000);
  });

  it('stays refused while it cannot be reached, and goes on once it says that all is well', async () => {
    const { gate, events, answer, pass, opened } = rig(true);
    await answer(REFUSED);
    expect(gate.waitMs()).toBe(Number.POSITIVE_INFINITY);
    await pass(1_000);
    await answer(AWAY);
    expect(gate.state()).toMatchObject({ detail: REFUSED.detail });
    await pass(1_000);
    await answer(WELL);
    expect(gate.waitMs()).toBe(0);
    expect(events).toEqual(['unwell', 'resumed']);
    expect(opened()).toBe(1);
  });

  it('is not believed in what it said before a send was refused, and asked by one at a time', async () => {
    const { gate, answer, asked, pass } = rig(true);
    gate.apply({ move: 'stop', why: 'unauthorized' });
    expect(asked()).toBe(1);
    await answer(WELL);
    expect(gate.waitMs()).toBe(Number.POSITIVE_INFINITY);
    await pass(1_000);
    await answer(WELL);
    expect(gate.waitMs()).toBe(0);
  });

  it('is not heard any more after the end', async () => {
    const { gate, events, answer } = rig(true);
    gate.close();
    await answer(REFUSED);
    expect(events).toEqual([]);
  });
});

describe('a provider that left a message without an answer', () => {
  const silence = { move: 'trouble', why: 'timeout', inDoubt: true } as const;

  it('gets nothing more before it answers; refusing is an answer, too', async () => {
    const { gate, answer, pass, opened } = rig(false);
    gate.apply(silence);
    gate.apply(silence);
    expect(gate.waitMs()).toBe(Number.POSITIVE_INFINITY);
    await answer(AWAY);
    await pass(10_000);
    await answer(REFUSED);
    expect(gate.state()).toMatchObject({ state: 'stopped', detail: REFUSED.detail });
    expect(opened()).toBe(1);
    await pass(1_000);
    await answer(WELL);
    expect(gate.waitMs()).toBe(0);
  });

  it('is asked once more when another message was left meanwhile', async () => {
    const { gate, answer, asked } = rig(false);
    gate.apply(silence);
    gate.apply(silence);
    await answer(WELL);
    expect(gate.waitMs()).toBe(Number.POSITIVE_INFINITY);
    expect(asked()).toBe(1);
    await answer(WELL);
    expect(gate.waitMs()).toBe(0);
  });

  it('is left alone after the end, also while it is waited for', async () => {
    const { gate, answer, asked, pass } = rig(false);
    gate.apply(silence);
    await answer(AWAY);
    gate.close();
    await pass(10_000);
    expect(asked()).toBe(0);
  });
});
