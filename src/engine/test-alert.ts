// One test message to one recipient, and what the channel said of it in words.
import { ControlError } from '../control/control.ts';
import type { Outcome } from '../core/outcome.ts';
import type { ChannelName } from '../core/subscription.ts';
import type { Store } from '../store/store.ts';
import type { Channels } from './channels.ts';

const TEXT = 'This is a test message from vaccine-watch: alerts reach you here.';

export async function sendTestAlert(
  channels: Channels,
  store: Store,
  channelName: ChannelName,
  address: string,
): Promise<{ readonly ok: boolean; readonly detail: string }> {
  const channel = channels.get(channelName);
  if (channel === undefined) {
    throw new ControlError('invalid', `${channelName} is not configured; vaccine-watch doctor says how to.`);
  }
  const known = store.subscribers.find({ channel: channelName, address });
  return inWords(channelName, await channel.sendTest({ address, secret: known?.secret ?? null }, TEXT));
}

function inWords(channel: ChannelName, outcome: Outcome): { ok: boolean; detail: string } {
  if (outcome.kind === 'sent') return { ok: true, detail: `Sent: ${channel} accepted the test message.` };
  const words = {
    retry: `Not sent: ${channel} is not to be had now (${outcome.why}); vaccine-watch doctor says more.`,
    gone: `Not sent: ${channel} says this recipient cannot be reached (${outcome.why}).`,
    rejected: `Not sent: ${channel} refused the message (${outcome.why}).`,
    ambiguous: `Perhaps sent: ${channel} did not answer in time (${outcome.why}).`,
  };
  return { ok: false, detail: words[outcome.kind] };
}
