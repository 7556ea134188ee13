// How people can sign up by themselves with the settings as they are, and what keeps them from it: for `doctor` and for
// the hints. Pure: settings in, words out.
import type { Settings } from '../../config.ts';
import type { Check } from '../../core/check.ts';

export type SignUpSettings = Pick<Settings, 'web' | 'mail' | 'telegram' | 'signUpOpen'>;

const SET_MAIL = 'set VACCINE_WATCH_SMTP_URL and VACCINE_WATCH_MAIL_FROM';
const SET_PUBLIC_URL = 'set VACCINE_WATCH_PUBLIC_URL to the address by which people reach the page';

/** What an operator who serves the page will want to mend; empty when all is well, or when there is no page. */
export function signUpHints({ web, mail, signUpOpen }: SignUpSettings): string[] {
  if (web === null) return [];
  const hints: string[] = [];
  if (mail === null && signUpOpen) hints.push(`The sign-up page can send no codes: ${SET_MAIL}.`);
  if (mail !== null && web.publicUrl === null) {
    hints.push(`Mails carry no link by which people change or end their alerts: ${SET_PUBLIC_URL}.`);
  }
  return hints;
}

/** Whether and where people sign up by themselves. */
export function checkSignUp({ web, mail, telegram, signUpOpen }: SignUpSettings): Check {
  const name = 'sign-up';
  if (!signUpOpen) {
    const detail =
      'closed (VACCINE_WATCH_SIGN_UP=closed): nobody new; who gets alerts can still change and end them';
    return { name, state: 'off', detail };
  }
  const others = telegram === null ? '' : ' People sign up by writing to the Telegram bot.';
  if (web === null) {
    const detail = `no page and no API; set VACCINE_WATCH_HTTP, such as 127.0.0.1:8080, and VACCINE_WATCH_PUBLIC_URL.${others}`;
    return { name, state: 'off', detail };
  }
  if (mail === null)
    return { name, state: 'warn', detail: `the page can send no codes by mail: ${SET_MAIL}.${others}` };
  if (web.publicUrl === null) {
    const detail = `open, but its links lead only to this machine: ${SET_PUBLIC_URL}.${others}`;
    return { name, state: 'warn', detail };
  }
  return { name, state: 'ok', detail: `open at ${web.publicUrl}` };
}

/** Whether mails carry the links by which people change and end their alerts. */
export function checkMailLinks({ web, mail }: SignUpSettings): Check {
  const name = 'mail links';
  if (mail === null) return { name, state: 'off', detail: 'no mail is sent' };
  if (web !== null && web.publicUrl !== null) {
    return { name, state: 'ok', detail: `mails carry a link to change or end alerts at ${web.publicUrl}` };
  }
  const missing =
    web === null ? 'VACCINE_WATCH_HTTP and VACCINE_WATCH_PUBLIC_URL' : 'VACCINE_WATCH_PUBLIC_URL';
  const detail = `mails carry no link to change or end alerts, only an address to write to; set ${missing}`;
  return { name, state: 'warn', detail };
}
