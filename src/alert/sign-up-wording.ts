// What people read at sign-up: what happened, and what to do next. Whether somebody subscribes at an address can be
// told from none of these sentences; only who came with the right code is told more.
import { CODE_VALID_MS, type CodeIssue } from '../core/codes.ts';
import { durationText } from '../core/ist.ts';
import type { Registered, Verified } from '../core/sign-up.ts';
import type { ChannelName } from '../core/subscription.ts';
import type { LimitReached } from './limits.ts';

const VALID = durationText(CODE_VALID_MS);

const WHERE: Readonly<Record<ChannelName, string>> = {
  email: 'Look into the mailbox, also among the spam.',
  webhook: 'Look into what your server received.',
  telegram: 'Look into the chat.',
  twitter: '',
};

/** A wait that is never said shorter than it is. */
function inWords(waitMs: number): string {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  return durationText(seconds < 60 ? seconds * 1000 : Math.ceil(seconds / 60) * 60_000);
}

export type RegisterRefusal = Registered & { readonly ok: false };

export const SIGN_UP_CLOSED: RegisterRefusal = {
  ok: false,
  why: 'closed',
  waitMs: null,
  message:
    'Sign-up is closed here: the operator takes nobody new at the moment. Who gets alerts already keeps them, and can change or end them.',
};

export function noCodesBy(channel: ChannelName): RegisterRefusal {
  const instead: Readonly<Record<ChannelName, string>> = {
    email: 'No code can be sent by e-mail from here: the operator has not set up mail.',
    webhook: 'No code can be sent to a webhook from here.',
    telegram: 'Telegram needs no code: write /start to the bot.',
    twitter: 'Nobody signs up for the X account; follow it instead.',
  };
  return { ok: false, why: 'unavailable', waitMs: null, message: instead[channel] };
}

/** Why the address gets no further code now. */
export function notIssued(
  channel: ChannelName,
  { why, waitMs }: CodeIssue & { readonly ok: false },
): RegisterRefusal {
  const wait = inWords(waitMs);
  const message = {
    'too-soon': `A code was asked for this address less than a minute ago. ${WHERE[channel]} If it does not come, ask again in ${wait}.`,
    'too-many': `Enough codes were asked for this address for now; each is valid for ${VALID}. Ask again in ${wait}.`,
    burnt: burntText(waitMs),
  }[why];
  return { ok: false, why: why === 'too-soon' ? why : 'too-many', waitMs, message };
}

export function limitReached({ what, waitMs }: LimitReached): RegisterRefusal {
  const wait = inWords(waitMs);
  const message = {
    client: `Enough codes were asked for from your network for now. Ask again in ${wait}.`,
    target: `Enough codes were asked for this address for now. Ask again in ${wait}.`,
    all: `So many people ask for a code now that no more are sent for a while. Ask again in ${wait}.`,
  }[what];
  return { ok: false, why: 'too-many', waitMs, message };
}

export type VerifyRefusal = Verified & { readonly ok: false };

/** Wrong, used or too old: nobody is told which. */
export const WRONG_CODE: VerifyRefusal = {
  ok: false,
  why: 'wrong-code',
  message: `This code is not right, was used already, or is older than ${VALID}. Type the six digits of the newest message, or ask for a new code.`,
};

export function burntCodes(waitMs: number): VerifyRefusal {
  return { ok: false, why: 'too-many-tries', waitMs, message: burntText(waitMs) };
}

export function tooManyTries({ what, waitMs }: LimitReached): VerifyRefusal {
  const who = what === 'client' ? 'from your network' : 'here';
  const message = `Too many codes were typed ${who} for now. Try again in ${inWords(waitMs)}.`;
  return { ok: false, why: 'too-many-tries', waitMs, message };
}

function burntText(waitMs: number): string {
  return `Too many wrong codes were typed for this address, so its codes are void. Ask for a new one in ${inWords(waitMs)}.`;
}
