// Which channels the settings make possible. A channel without settings does not exist; webhooks need none.
import { emailChannel } from '../../bots/email.ts';
import { telegramChannel } from '../../bots/telegram.ts';
import { twitterChannel } from '../../bots/twitter.ts';
import { webhookChannel } from '../../bots/webhook.ts';
import type { Clock } from '../clock.ts';
import type { Settings } from '../config.ts';
import type { Spending } from '../core/outbox.ts';
import type { Channel } from '../core/outcome.ts';
import type { ChannelName } from '../core/subscription.ts';

export type Channels = ReadonlyMap<ChannelName, Channel>;

/** The channels that are set up, by name. Whoever calls this closes them. */
export function channelsFor(settings: Settings, spending: Spending, clock: Clock): Channels {
  const channels: Channel[] = [webhookChannel({ allowLocal: settings.webhookAllowLocal })];
  if (settings.telegram !== null) channels.push(telegramChannel(settings.telegram));
  if (settings.mail !== null) channels.push(emailChannel(settings.mail));
  if (settings.x !== null) channels.push(twitterChannel({ ...settings.x, spending, now: clock.wallMs }));
  return new Map(channels.map((channel) => [channel.name, channel]));
}
