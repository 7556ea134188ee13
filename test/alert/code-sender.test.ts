// Codes on their way: when it is tried again, when it is given up, and what nobody gets to read in the log.
import { describe, expect, it, onTestFinished } from 'vitest';
import { type CodeSender, createCodeSender } from '../../src/alert/code-sender.ts';
import { type Clock, systemClock } from '../../src/clock.ts';
import type { Channel, CodeMessage, Outcome } from '../../src/core/outcome.ts';
import type { Addressee } from '../../src/core/self-service.ts';

const ANITA: Addressee = { channel: 'email', address: 'anita@example.org' };
const MESSAGE: CodeMessage = {
  code: '424242',
  validForMs: 600_000,
  purpose: 'subscribe',
  wishText: 'BBMP, Karnataka',
  verifyUrl: null,
};

/** A clock that jumps over every wait, and remembers how long each was. */
function jumpingClock(): Clock & { readonly waits: number[] } {
  let nowMs = 0;
  const waits: number[] = [];
  return {
    waits,
    wallMs: () => nowMs,
    monotonicMs: () => nowMs,
    async sleep(ms) {
      waits.push(ms);
      nowMs += ms;
    },
  };
}

interface Sent {
  readonly address: string;
  readonly secret: string | null;
  readonly message: CodeMessage;
}

/** A channel that answers as it is told, and then `sent`. */
function channelThat(...outcomes: readonly Outcome[]): { readonly channel: Channel; readonly sent: Sent[] } {
  const sent: Sent[] = [];
  const left = [...outcomes];
  const channel: Channel = {
    name: 'email',
    send: async () => ({ kind: 'sent' }),
    sendTest: async () => ({ kind: 'sent' }),
    async sendCode(to, message) {
      sent.push({ ...to, message });
      return left.shift() ?? { kind: 'sent' };
    },
    check: async () => ({ ok: true, detail: '' }),
    close: async () => undefined,
  };
  return { channel, sent };
}

function senderFor(
  channel: Channel,
  clock: Clock,
  isBlocked: (to: Addressee) => Promise<boolean> = async () => false,
): { readonly sender: CodeSender; readonly log: string[]; readonly bugs: unknown[] } {
  const log: string[] = [];
  const bugs: unknown[] = [];
  const sender = createCodeSender({
    channels: new Map([[channel.name, channel]]),
    isBlocked,
    clock,
    log: (level, event, fields) => log.push(JSON.stringify({ level, event, ...fields })),
    random: () => 0.5,
    onBug: (error) => bugs.push(error),
  });
  onTestFinished(() => sender.stop());
  return { sender, log, bugs };
}

/** Everything that was begun has been worked off: nothing here waits for more than some turns of the event loop. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe('a code on its way', () => {
  it('is sent after whoever asked has their answer, without the key of a webhook', async () => {
    const { channel, sent } = channelThat();
    const { sender } = senderFor(channel, jumpingClock());
    expect(sender.send(ANITA, MESSAGE)).toBe(true);
    await Promise.resolve();
    expect(sent).toEqual([]);
    await settled();
    expect(sent).toEqual([{ address: 'anita@example.org', secret: null, message: MESSAGE }]);
  });

  it('is tried again while the provider has no time, as long as it asks for', async () => {
    const { channel, sent } = channelThat(
      { kind: 'retry', why: 'greylisted', afterMs: 60_000 },
      { kind: 'retry', why: 'ECONNREFUSED' },
    );
    const clock = jumpingClock();
    const { sender, log } = senderFor(channel, clock);
    sender.send(ANITA, MESSAGE);
    await settled();
    expect(sent).toHaveLength(3);
    expect(clock.waits).toEqual([60_000, 7_500]);
    expect(log).toEqual([]);
  });

  it('is given up after a few tries, and at once when it would come too late', async () => {
    const busy: Outcome = { kind: 'retry', why: 'http-500' };
    const { channel, sent } = channelThat(busy, busy, busy, busy, busy);
    const first = senderFor(channel, jumpingClock());
    first.sender.send(ANITA, MESSAGE);
    await settled();
    expect(sent).toHaveLength(4);
    const late = channelThat({ kind: 'retry', why: 'greylisted', afterMs: 600_000 });
    const second = senderFor(late.channel, jumpingClock());
    second.sender.send(ANITA, MESSAGE);
    await settled();
    expect(late.sent).toHaveLength(1);
    expect(second.log).toHaveLength(1);
  });

  it('is not sent again to who refuses it, and once more when nobody knows whether it came', async () => {
    for (const kind of ['gone', 'rejected'] as const) {
      const { channel, sent } = channelThat({ kind, why: 'x' });
      senderFor(channel, jumpingClock()).sender.send(ANITA, MESSAGE);
      await settled();
      expect(sent).toHaveLength(1);
    }
    const unsure: Outcome = { kind: 'ambiguous', why: 'timeout' };
    const { channel, sent } = channelThat(unsure, unsure, unsure);
    senderFor(channel, jumpingClock()).sender.send(ANITA, MESSAGE);
    await settled();
    expect(sent).toHaveLength(2);
  });

  it('is not sent to whom the operator blocked, and waits while that cannot be read', async () => {
    const blocked = channelThat();
    const first = senderFor(blocked.channel, jumpingClock(), async () => true);
    first.sender.send(ANITA, MESSAGE);
    const later = channelThat();
    let tries = 0;
    const second = senderFor(later.channel, jumpingClock(), async () => {
      tries += 1;
      if (tries === 1) throw new Error('locked');
      return false;
    });
    second.sender.send(ANITA, MESSAGE);
    await settled();
    expect(blocked.sent).toEqual([]);
    expect(later.sent).toHaveLength(1);
    expect([...first.bugs, ...second.bugs]).toEqual([]);
  });

  it('that fails leaves neither address nor code in the log', async () => {
    const { channel } = channelThat({ kind: 'gone', why: 'no-mailbox' });
    const { sender, log } = senderFor(channel, jumpingClock());
    sender.send(ANITA, MESSAGE);
    await settled();
    expect(log).toEqual([
      '{"level":"warn","event":"code.undelivered","channel":"email","outcome":"gone","why":"no-mailbox","tries":1}',
    ]);
  });

  it('waits its turn, and is given up behind five hundred', async () => {
    const open: (() => void)[] = [];
    const { channel } = channelThat();
    let most = 0;
    let now = 0;
    const slow: Channel = {
      ...channel,
      sendCode: () =>
        new Promise((resolve) => {
          now += 1;
          most = Math.max(most, now);
          open.push(() => {
            now -= 1;
            resolve({ kind: 'sent' });
          });
        }),
    };
    const { sender, log } = senderFor(slow, systemClock);
    const taken = Array.from({ length: 510 }, () => sender.send(ANITA, MESSAGE));
    expect(taken.filter(Boolean)).toHaveLength(500);
    expect(log).toHaveLength(10);
    for (let done = 0; done < 500; done++) {
      while (open.length === 0) await new Promise((resolve) => setImmediate(resolve));
      open.shift()?.();
    }
    await settled();
    expect(most).toBe(4);
    expect(now).toBe(0);
  });

  it('is not sent when its turn comes after it has become worthless', async () => {
    const clock = jumpingClock();
    const { channel, sent } = channelThat();
    const slow: Channel = {
      ...channel,
      async sendCode(to, message) {
        await clock.sleep(message.validForMs / 4);
        return channel.sendCode?.(to, message) ?? { kind: 'sent' };
      },
    };
    const { sender, log } = senderFor(slow, clock);
    for (let asked = 0; asked < 6; asked++) sender.send(ANITA, MESSAGE);
    await settled();
    expect(sent).toHaveLength(4);
    expect(log).toEqual(
      Array(2).fill(
        '{"level":"warn","event":"code.undelivered","channel":"email","outcome":"given-up","why":"too-late","tries":0}',
      ),
    );
  });

  it('is given up when the engine stops, and no wait keeps the engine', async () => {
    const { channel, sent } = channelThat({ kind: 'retry', why: 'x', afterMs: 300_000 });
    const { sender } = senderFor(channel, systemClock);
    sender.send(ANITA, MESSAGE);
    await settled();
    await sender.stop();
    await sender.stop();
    expect(sent).toHaveLength(1);
    expect(sender.send(ANITA, MESSAGE)).toBe(false);
    expect(sent).toHaveLength(1);
  });
});
