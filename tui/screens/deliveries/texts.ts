// Deliveries in words: how one stands, why, and what the operator may do about it. Pure.
import type { ChannelState, DeliveryState, DeliveryView } from '../../../src/core/snapshot.ts';
import { channelText } from '../../../src/core/subscription.ts';
import { line } from '../../../src/core/text/parts.ts';

/** Codes of the channels and of what went wrong on the way, as a person reads them. */
const WHYS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the host refuses the connection',
  ECONNRESET: 'the connection broke',
  EAI_AGAIN: 'the name of the host cannot be looked up just now',
  ENOTFOUND: 'there is no such host',
  ETIMEDOUT: 'the host does not answer',
  'bad-address': 'the address cannot be written to',
  'bad-request': 'the provider could not read the message',
  'bad-url': 'the address is no web address',
  'chat-gone': 'the chat is no more',
  'chat-moved': 'the group has moved to a new address',
  forbidden: 'the recipient, or the provider, forbids it',
  'host-silent': 'the host of the address does not answer',
  'http-410': 'the address says that it is gone for good',
  'message-gone': 'the message was deleted',
  'message-unknown': 'which message it was is not known',
  'no-answer-after-data': 'no answer after the whole mail was sent; it may have arrived',
  'payment-required': 'the provider wants to be paid first',
  'policy-refused': 'the mail server refuses such mail',
  'private-address': 'the address is private, which is refused by default',
  'sender-refused': 'the mail server refuses our sender',
  'sending-limit': 'the mail account has sent as many as it may for now',
  'spend-cap': 'the spending cap is reached',
  'spending-not-recorded': 'what it costs could not be recorded, so it was not sent',
  timeout: 'no answer in time; it may have arrived',
  'too-large': 'the message is too large for them',
  'too-many-requests': 'the provider asks for time',
  unauthorized: 'the provider refuses our key',
};

/** `the provider asks for time`; `http-503` -> `answered 503`; words stay as they are. */
export function whyText(why: string): string {
  const known = WHYS[why];
  if (known !== undefined) return known;
  const [, kind, code] = /^(http|smtp|rcpt|sender|auth|tls)-(\d{3})$/.exec(why) ?? [];
  if (kind === 'http') return `answered ${code}`;
  return kind === undefined ? why : `the mail server answered ${code}`;
}

const STATES: Readonly<Record<DeliveryState, string>> = {
  pending: 'waits for its turn',
  sending: 'is being sent',
  sent: 'was accepted by the provider',
  gone: 'the recipient cannot be reached any more',
  rejected: 'the message was refused',
  expired: 'was not sent: too late to help, or not wanted any more',
  unknown: 'may have arrived: nobody can say',
};

/** What a state means. */
export function stateWords(state: DeliveryState): string {
  return STATES[state];
}

/** Why all of a channel waits, where it does. */
const WAITS: Readonly<Partial<Record<ChannelState['state'], string>>> = {
  off: 'channel not set up',
  paused: 'channel paused',
  stopped: 'channel stopped',
};

/** The reason in a line of the list: with a try or more, how many. @param channel what it goes out on, where known */
export function briefWhy({ state, why, attempts }: DeliveryView, channel?: ChannelState): string {
  const tried = attempts > 1 ? `${attempts} tries` : '';
  const waits = channel === undefined ? undefined : WAITS[channel.state];
  const own = why === '' ? (state === 'pending' ? 'waits its turn' : '') : whyText(why);
  const text = state === 'pending' && waits !== undefined ? waits : own;
  return [text, tried].filter((part) => part !== '').join('; ');
}

export interface May {
  readonly may: boolean;
  /** Before it is done: what it does, or why it may not be done. */
  readonly text: string;
  /** It may arrive twice, and the operator's word is needed. */
  readonly twice?: true;
}

/** `R`: what stands now; the engine looks once more, at the slot and at the recipient. */
export function mayRetry({ state }: Pick<DeliveryView, 'state'>): May {
  if (state === 'sent') return { may: false, text: 'It was sent; what was sent is never sent again.' };
  if (state === 'sending') return { may: false, text: 'It is on its way.' };
  if (state === 'pending') return { may: false, text: 'It waits for its turn already.' };
  if (state === 'unknown')
    return {
      may: true,
      twice: true,
      text: 'It may have arrived: they may be told twice. It goes out only while its slot is open.',
    };
  return { may: true, text: 'It surely was not sent, and goes out only while its slot is open.' };
}

/** `D` */
export function mayDrop({ state }: Pick<DeliveryView, 'state'>): May {
  if (state === 'pending') return { may: true, text: 'They are not told of this slot.' };
  if (state === 'sending') return { may: false, text: 'It is on its way, and cannot be called back.' };
  return { may: false, text: state === 'sent' ? 'It was sent.' : 'It has ended: nothing of it waits.' };
}

/** Longest name of a centre in a question (UTF-16 units), so that the rest of it is read, too. */
const CENTRE_CAP = 80;

/** `Retry delivery 7 (PHC Malleswaram, 8 May, to telegram id 3)? …` */
export function questionText(what: 'Retry' | 'Drop', delivery: DeliveryView, { text }: May): string {
  const { id, centreName, date, channel, subscriberId } = delivery;
  return `${what} delivery ${id} (${line(centreName, CENTRE_CAP)}, ${date}; to ${channelText(channel)}, subscriber ${subscriberId})? ${text}`;
}
