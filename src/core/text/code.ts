// The mail that carries a one-time code. It may come to somebody who never asked for it: so it says what the code would
// do, that nothing happens without it, and repeats nothing of the asker's that a mail program would make a link of.
import type { CodeMessage, CodePurpose } from '../outcome.ts';
import type { EmailText } from './email.ts';
import { mailButton, mailPage, mailSmall } from './mail-html.ts';
import { count, escapeHtml, line, unlinked } from './parts.ts';

const CODE = 'margin:0;font:bold 32px/1.3 monospace;letter-spacing:4px';
const WISH_MAX_CHARS = 300;
const MINUTE_MS = 60_000;

const EFFECTS: Readonly<Record<CodePurpose, string>> = {
  subscribe: 'It confirms that you want to be told at this address when a vaccination slot opens',
  unsubscribe: 'It confirms that you want no more alerts at this address',
  manage: 'It opens the page where you change, pause or end the alerts to this address',
};

/** Subject, plain text and HTML of the mail with a code; the subject begins with the code, for the lock screen. */
export function codeText(message: CodeMessage): EmailText {
  const { code, verifyUrl } = message;
  const subject = `${code} is your code for vaccine-watch`;
  const effect = effectOf(message);
  const where = 'Type it in where you asked for it.';
  const valid = `It is valid for ${count(Math.round(message.validForMs / MINUTE_MS), 'minute')} and works once.`;
  const stranger =
    'If you did not ask for it, ignore this mail: without the code nothing happens. Give the code to nobody.';
  const text = [
    code,
    '',
    `This is your code for vaccine-watch. ${effect}`,
    '',
    verifyUrl === null ? where : `Type it in here: ${verifyUrl}`,
    valid,
    '',
    stranger,
    '',
  ].join('\n');
  const html = mailPage(subject, [
    '<p style="margin:0">This is your code for vaccine-watch:</p>',
    `<p style="${CODE}">${escapeHtml(code)}</p>`,
    `<p>${escapeHtml(effect)}</p>`,
    ...(verifyUrl === null
      ? [`<p>${escapeHtml(`${where} ${valid}`)}</p>`]
      : [mailButton('Type it in here', verifyUrl), `<p>${escapeHtml(valid)}</p>`]),
    mailSmall(escapeHtml(stranger)),
  ]);
  return { subject, text, html };
}

function effectOf({ purpose, wishText }: CodeMessage): string {
  const wish = line(unlinked(wishText), WISH_MAX_CHARS);
  return `${EFFECTS[purpose]}${purpose === 'subscribe' && wish !== '' ? `: ${wish}` : ''}.`;
}
