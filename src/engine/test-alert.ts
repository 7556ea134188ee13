// One test message to one recipient, and what the channel said of it in words.
import { ControlError } from '../control/control.ts';
import { timeText } from '../core/ist.ts';
import type { Outcome } from '../core/outcome.ts';
import { type ChannelName, channelText } from '../core/subscription.ts';
import type { Store } from '../store/store.ts';
import type { Channels } from './channels.ts';

/** The time makes every test another message: a webhook or X may drop what it has had before. */
function textAt(nowMs: number): string {
  return `This is a test message from vaccine-watch, ${timeText(nowMs, true)}: alerts reach you here.`;
}

/**
 * Sends the test message.
 * @throws ControlError (`invalid`) when the channel is not configured
 */
export async function sendTestAlert(
  channels: Channels,
  store: Store,
  channelName: ChannelName,
  address: string,
  nowMs: number,
): Promise<{ readonly ok: boolean; readonly detail: string }> {
  const channel = channels.get(channelName);
  if (channel === undefined) {
    throw new ControlError(
      'invalid',
      `${channelText(channelName)} is not configured; vaccine-watch doctor says how to.`,
    );
  }
  const known = store.subscribers.find({ channel: channelName, address });
  const outcome = await channel.sendTest({ address, secret: known?.secret ?? null }, textAt(nowMs));
  if (outcome.kind === 'retry' && (outcome.pause === undefined || outcome.pause === 'stop')) {
    // It is the channel that is in trouble, and it knows how to mend it.
    const { ok, detail } = await channel.check();
    if (!ok) return { ok: false, detail: `Not sent: ${detail}` };
  }
  return inWords(channelName, outcome);
}

function inWords(channelName: ChannelName, outcome: Outcome): { ok: boolean; detail: string } {
  const channel = channelText(channelName);
  if (outcome.kind === 'sent') return { ok: true, detail: `Sent: ${channel} accepted the test message.` };
  if (outcome.kind === 'rejected' && outcome.why === 'private-address') {
    return {
      ok: false,
      detail:
        'Not sent: this webhook has a private or loopback address, which is refused by default; ' +
        'set VACCINE_WATCH_WEBHOOK_ALLOW_LOCAL=1 if you mean it.',
    };
  }
  const words = {
    retry: `Not sent: ${channel} cannot take it now (${outcome.why}); try again later.`,
    gone: `Not sent: ${channel} says this recipient cannot be reached (${outcome.why}).`,
    rejected: `Not sent: ${channel} refused the message (${outcome.why}).`,
    ambiguous: `Perhaps sent: ${channel} did not answer in time (${outcome.why}).`,
  };
  return { ok: false, detail: words[outcome.kind] };
}
