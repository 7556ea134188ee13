// Which channels the settings make possible. A channel without settings does not exist; webhooks need none.
// A channel's library is loaded only when the channel is set up: each takes some megabytes.
import type { TelegramPatience } from '../../bots/telegram-patience.ts';
import { webhookChannel } from '../../bots/webhook.ts';
import type { Clock } from '../clock.ts';
import type { Settings } from '../config.ts';
import type { Spending } from '../core/outbox.ts';
import type { Channel } from '../core/outcome.ts';
import type { ChannelName } from '../core/subscription.ts';
import type { mailLinks } from './reception/mail-links.ts';

export type Channels = ReadonlyMap<ChannelName, Channel>;

/**
 * The channels that are set up, by name. Whoever calls this closes them.
 * @param links what alert mails link to; without it they are stopped by mail
 * @param patience with Telegram, where somebody else speaks as the same bot
 */
export async function channelsFor(
  settings: Settings,
  spending: Spending,
  clock: Clock,
  links?: ReturnType<typeof mailLinks>,
  patience?: TelegramPatience,
): Promise<Channels> {
  const channels: Channel[] = [webhookChannel({ allowLocal: settings.webhookAllowLocal })];
  if (settings.telegram !== null) {
    const { telegramChannel } = await import('../../bots/telegram.ts');
    channels.push(telegramChannel({ ...settings.telegram, patience }));
  }
  if (settings.mail !== null) {
    const { emailChannel } = await import('../../bots/email.ts');
    channels.push(emailChannel({ ...settings.mail, ...(links && { links }) }));
  }
  if (settings.x !== null) {
    const { twitterChannel } = await import('../../bots/twitter.ts');
    channels.push(twitterChannel({ ...settings.x, spending, now: clock.wallMs }));
  }
  return new Map(channels.map((channel) => [channel.name, channel]));
}
