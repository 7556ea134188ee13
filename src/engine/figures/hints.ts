// What is missing or wrong and how to mend it, in sentences, the most urgent first. Pure: figures in, words out.
import type { ChannelState, SourceHealth } from '../../core/snapshot.ts';
import { type ChannelName, channelText } from '../../core/subscription.ts';

export interface HintFacts {
  /** Why the database cannot be written; empty when it can. */
  readonly storeTrouble: string;
  readonly source: SourceHealth;
  readonly channels: readonly ChannelState[];
  /** Active subscribers by channel. */
  readonly subscribers: Readonly<Record<ChannelName, number>>;
  readonly polledAreas: number;
  /** Names of areas the operator has paused. */
  readonly pausedAreas: readonly string[];
  /** How slow the allowed pace is for so many areas and what to do; empty when nobody waits too long. */
  readonly tooSlow: string;
  /** What keeps people from signing up by themselves, in sentences (see `sign-up-state.ts`). */
  readonly signUp: readonly string[];
  readonly warnings: readonly string[];
}

/** What an operator does to get a channel. */
export const HOW_TO_CONFIGURE: Readonly<Record<ChannelName, string>> = {
  telegram: 'set VACCINE_WATCH_TELEGRAM_TOKEN (from @BotFather)',
  email: 'set VACCINE_WATCH_SMTP_URL and VACCINE_WATCH_MAIL_FROM',
  twitter: 'set the four VACCINE_WATCH_X_… keys',
  webhook: '',
};

/** Named before the others are counted. */
const PAUSED_NAMED = 3;

/** A pause that was forgotten keeps people from their alerts. */
function pauseHints({ channels, pausedAreas }: HintFacts): string[] {
  const hints: string[] = [];
  for (const { name, state, pending, sending } of channels) {
    const owed = pending + sending;
    if (state === 'paused' && owed > 0)
      hints.push(
        `${channelText(name)} is paused with ${owed} to send. On the screen: 4, then c; or they become too late.`,
      );
  }
  if (pausedAreas.length > 0) {
    const named = pausedAreas.slice(0, PAUSED_NAMED).join(', ');
    const more = pausedAreas.length - PAUSED_NAMED;
    hints.push(
      `Paused, so not polled: ${named}${more > 0 ? ` and ${more} more` : ''}. On the screen: 2, then P.`,
    );
  }
  return hints;
}

/** Empty when all is well. */
export function hintsFor(facts: HintFacts): string[] {
  const hints: string[] = [];
  if (facts.storeTrouble !== '')
    hints.push(`${facts.storeTrouble} Nothing new is sent until it can be journalled.`);
  if (facts.source.state !== 'ok' && facts.source.state !== 'idle') hints.push(facts.source.detail);
  for (const channel of facts.channels) {
    if (channel.state === 'stopped') hints.push(`${channelText(channel.name)} is stopped: ${channel.detail}`);
  }
  for (const channel of facts.channels) {
    const owed = channel.pending + channel.sending;
    // Nobody misses a provider to whom nothing is owed; one that asked for time needs no operator.
    if (channel.state === 'waiting' && channel.unreachable && owed > 0) {
      hints.push(`${channelText(channel.name)} waits with ${owed} to send: ${channel.detail}`);
    }
  }
  for (const channel of facts.channels) {
    const wanted = facts.subscribers[channel.name];
    const name = channelText(channel.name);
    if (channel.state === 'off' && wanted > 0) {
      hints.push(
        `${wanted} on ${name} cannot be told: ${name} is not configured; on the screen: 6, then w; or ${HOW_TO_CONFIGURE[channel.name]}.`,
      );
    }
  }
  if (facts.tooSlow !== '') hints.push(facts.tooSlow);
  hints.push(...pauseHints(facts));
  const nobody = Object.values(facts.subscribers).every((count) => count === 0);
  if (nobody) {
    const polled = facts.polledAreas === 0 ? ', so nothing is polled' : '';
    hints.push(
      `Nobody subscribes yet${polled}. On the screen: 3, then a; or vaccine-watch subscribers add --email you@example.org --district BBMP`,
    );
  }
  const off = (name: ChannelName) =>
    facts.channels.some((channel) => channel.name === name && channel.state === 'off');
  if (off('telegram') && off('email') && nobody) {
    hints.push(
      `No channel is configured. On the screen: 6, then w; or ${HOW_TO_CONFIGURE.telegram}, or ${HOW_TO_CONFIGURE.email}; webhooks need none.`,
    );
  }
  return [...hints, ...facts.signUp, ...facts.warnings];
}
