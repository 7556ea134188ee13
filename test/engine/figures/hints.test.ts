// What the operator is told to do: each gap is named once, with the way to close it.
import { describe, expect, it } from 'vitest';
import type { ChannelState, SourceHealth } from '../../../src/core/snapshot.ts';
import type { ChannelName } from '../../../src/core/subscription.ts';
import { type HintFacts, hintsFor } from '../../../src/engine/figures/hints.ts';
import { channel as channelState } from '../../support/snapshots.ts';

const channel = (name: ChannelName, state: ChannelState['state'], detail = '') =>
  channelState(name, { state, detail });
const source: SourceHealth = { name: 'CoWIN', baseUrl: 'https://x', state: 'ok', detail: '', lastGoodMs: 1 };
const well: HintFacts = {
  storeTrouble: '',
  source,
  channels: [
    channel('telegram', 'on'),
    channel('email', 'on'),
    channel('webhook', 'on'),
    channel('twitter', 'off'),
  ],
  subscribers: { telegram: 1, email: 1, webhook: 0, twitter: 0 },
  polledAreas: 2,
  pausedAreas: [],
  tooSlow: '',
  signUp: [],
  warnings: [],
};

describe('hints', () => {
  it('says nothing when all is well', () => expect(hintsFor(well)).toEqual([]));

  it('tells an operator with nothing configured how to begin', () => {
    const off = {
      ...well,
      channels: [channel('telegram', 'off'), channel('email', 'off'), channel('webhook', 'on')],
    };
    const hints = hintsFor({
      ...off,
      subscribers: { telegram: 0, email: 0, webhook: 0, twitter: 0 },
      polledAreas: 0,
    });
    expect(hints[0]).toMatch(/Nobody subscribes yet, so nothing is polled.*subscribers add/);
    expect(hints[1]).toMatch(/VACCINE_WATCH_TELEGRAM_TOKEN.*VACCINE_WATCH_SMTP_URL/);
  });

  it('names subscribers who cannot be told because their channel is not configured', () => {
    const hints = hintsFor({ ...well, channels: [channel('telegram', 'off'), channel('email', 'on')] });
    expect(hints).toEqual([
      '1 on telegram cannot be told: telegram is not configured; on the screen: 6, then w; or set VACCINE_WATCH_TELEGRAM_TOKEN (from @BotFather).',
    ]);
  });

  it('names a provider that cannot be reached once something is owed, and no wait a provider asked for', () => {
    const away = {
      ...channel('email', 'waiting', 'The mail server mail.example.org:587 does not listen.'),
      unreachable: true as const,
    };
    const slow = { ...channel('telegram', 'waiting', 'Telegram asks us to slow down.'), pending: 9 };
    expect(hintsFor({ ...well, channels: [slow, away] })).toEqual([]);
    expect(hintsFor({ ...well, channels: [slow, { ...away, pending: 2, sending: 1 }] })).toEqual([
      'email waits with 3 to send: The mail server mail.example.org:587 does not listen.',
    ]);
  });

  it('says when the allowed pace is too slow for so many areas', () => {
    const tooSlow = 'Freshness at 90 calls per 5 minutes and 120 areas: every 6 min 40 s. Watch fewer areas.';
    expect(hintsFor({ ...well, tooSlow })).toEqual([tooSlow]);
  });

  it('calls X what people call it', () => {
    expect(hintsFor({ ...well, channels: [channel('twitter', 'stopped', 'X refuses us.')] })).toEqual([
      'X is stopped: X refuses us.',
    ]);
  });

  it('puts a database that cannot be written first, then the source, then stopped channels', () => {
    const hints = hintsFor({
      ...well,
      storeTrouble: 'There is no room left on the disk.',
      source: { ...source, state: 'refused', detail: 'CoWIN refuses' },
      channels: [channel('telegram', 'stopped', 'the token is wrong')],
      warnings: ['a warning'],
    });
    expect(hints).toEqual([
      'There is no room left on the disk. Nothing new is sent until it can be journalled.',
      'CoWIN refuses',
      'telegram is stopped: the token is wrong',
      'a warning',
    ]);
  });

  it('names what the operator has paused, lest it be forgotten', () => {
    const paused = { ...channel('telegram', 'paused', 'Paused by the operator'), pending: 2, sending: 1 };
    const rest = well.channels.slice(1);
    expect(hintsFor({ ...well, channels: [paused, ...rest] })).toEqual([
      'telegram is paused with 3 to send. On the screen: 4, then c; or they become too late.',
    ]);
    expect(hintsFor({ ...well, channels: [{ ...paused, pending: 0, sending: 0 }, ...rest] })).toEqual([]);
    expect(hintsFor({ ...well, pausedAreas: ['BBMP'] })).toEqual([
      'Paused, so not polled: BBMP. On the screen: 2, then P.',
    ]);
    expect(hintsFor({ ...well, pausedAreas: ['BBMP', 'Pune', 'Patna', 'Alwar', 'Kollam'] })).toEqual([
      'Paused, so not polled: BBMP, Pune, Patna and 2 more. On the screen: 2, then P.',
    ]);
  });
});
