// What a lane's trouble means, in a sentence for the operator: what happened, and how to mend it.
import { durationText } from '../core/ist.ts';
import { type ChannelName, channelText } from '../core/subscription.ts';

const NAMES: Readonly<Record<ChannelName, string>> = {
  telegram: 'Telegram',
  email: 'The mail server',
  webhook: 'The webhook',
  twitter: channelText('twitter'),
};

const STOPPED: Readonly<Record<string, string>> = {
  unauthorized: 'refuses our credentials: check the token or keys in the settings',
  'auth-refused': 'refuses our user name or password: check VACCINE_WATCH_SMTP_URL',
  'auth-missing': 'wants a user name and password: put them into VACCINE_WATCH_SMTP_URL',
  'no-tls': 'offers no TLS: use one that does, or set VACCINE_WATCH_SMTP_TLS=off for a relay on this machine',
  'tls-failed': 'shows a certificate that cannot be trusted: check its name and its issuer',
  'sender-refused': 'refuses our sender: check VACCINE_WATCH_MAIL_FROM',
  forbidden: 'forbids this account to post: check the permissions of the app and its access level',
  'payment-required': 'wants to be paid first: check the credits of the account',
};

/** Why a lane stopped. */
export function stoppedText(channel: ChannelName, why: string): string {
  const what = STOPPED[why] ?? `refuses us (${why})`;
  return `${NAMES[channel]} ${what}. What is owed waits; it is looked at again now and then.`;
}

/** Why a lane is paused. @param trouble what is wrong besides, in a sentence; empty when nothing is */
export function pausedText(trouble: string): string {
  const paused = 'Paused by the operator: what is owed waits, as long as it can help.';
  return trouble === '' ? paused : `${paused} Besides: ${trouble}`;
}

/** Why a lane waits, and for how long. */
export function waitingText(channel: ChannelName, why: string, waitMs: number): string {
  const wait = `going on in ${durationText(waitMs)}`;
  if (why === 'spend-cap') return `The spending cap for X is reached; ${wait}.`;
  if (why === 'sending-limit') return `The mail account has sent as many mails as it may for now; ${wait}.`;
  if (why === 'too-many-requests') return `${NAMES[channel]} asks us to slow down; ${wait}.`;
  return `${NAMES[channel]} cannot be used (${why}); ${wait}.`;
}

/** Why a lane sends nothing until its provider has answered a question. */
export function doubtText(channel: ChannelName, why: string): string {
  return `${NAMES[channel]} left a message without an answer (${why}); nothing more is sent before it answers a question.`;
}

export const OFF_TEXT: Readonly<Record<ChannelName, string>> = {
  telegram: 'Not set up: VACCINE_WATCH_TELEGRAM_TOKEN.',
  email: 'Not set up: VACCINE_WATCH_SMTP_URL and VACCINE_WATCH_MAIL_FROM.',
  webhook: 'Not set up.',
  twitter: 'Not set up: the VACCINE_WATCH_X_ settings.',
};

export const UNJOURNALLED_TEXT = 'The database cannot be written: nothing is sent until it can.';
