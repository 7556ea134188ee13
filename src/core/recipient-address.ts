// Addresses of recipients, as they are kept: one spelling for one recipient, and nothing a channel could stumble over.
// A message about an address never repeats it.
import { emailAddress } from './email-address.ts';

const WEBHOOK_MAX_CHARS = 2_048;

/** `message` says what is wrong and how to mend it. */
export type AddressCheck =
  | { readonly ok: true; readonly address: string }
  | { readonly ok: false; readonly message: string };

/** Checks what was typed as the address of a channel. */
export function checkAddress(channel: 'email' | 'telegram' | 'webhook', text: string): AddressCheck {
  if (channel === 'email') return checkEmail(text);
  return channel === 'telegram' ? checkTelegram(text) : checkWebhook(text);
}

function checkEmail(text: string): AddressCheck {
  const address = emailAddress(text);
  if (address !== undefined) return { ok: true, address };
  return refused('This is not an e-mail address: write it like name@example.org.');
}

/** A chat's number, or the @name of a public channel or group. */
function checkTelegram(text: string): AddressCheck {
  const isChatId = /^-?[1-9]\d{0,15}$/.test(text) && Number.isSafeInteger(Number(text));
  const isPublicName = /^@[A-Za-z]\w{3,31}$/.test(text);
  // Public names ignore case: two spellings of one must not be two subscribers.
  if (isChatId || isPublicName) return { ok: true, address: text.toLowerCase() };
  return refused(
    'This is not a Telegram chat: give its number (negative for a group), or the @name of a public channel or group.',
  );
}

function checkWebhook(text: string): AddressCheck {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isWeb = url !== undefined && ['https:', 'http:'].includes(url.protocol);
  // A parser forgives spaces and line ends inside; what is called must be what was typed.
  if (!isWeb || !/^[!-~]+$/.test(text) || text.length > WEBHOOK_MAX_CHARS) {
    return refused('This is not a web address: write it whole, like https://example.org/hook.');
  }
  if (url.username !== '' || url.password !== '') {
    return refused('Leave user name and password out of the URL: each call is signed instead.');
  }
  url.hash = '';
  return { ok: true, address: url.href };
}

function refused(message: string): AddressCheck {
  return { ok: false, message };
}
