// E-mail: alerts, one-time codes and test messages, one recipient a mail. An alert has the same Message-ID and Date in
// every attempt, and tells mail programs how to stop it with one click (RFC 8058); a code does neither.
import type { SendMailOptions } from 'nodemailer';
import type { Channel, Outcome, Recipient } from '../src/core/outcome.ts';
import { codeText } from '../src/core/text/code.ts';
import { emailText, type MailLinks } from '../src/core/text/email.ts';
import { type DkimKey, dkimSigner } from './email-dkim.ts';
import { type MailTransport, type MailTransportOptions, mailTransport } from './email-transport.ts';

export interface EmailOptions extends Pick<MailTransportOptions, 'smtpUrl' | 'tls'> {
  /** `Slots <alerts@example.org>` or a bare address. */
  readonly from: string;
  /** Waiting for the server at any one step (default 30,000). */
  readonly timeoutMs?: number;
  /** Signs every mail (default null: the relay signs, or nobody does). */
  readonly dkim?: DkimKey | null;
  /** The recipient's own links, short; where there are none, a mail to the from-address asks to stop. */
  readonly links?: (to: Recipient) => { readonly unsubscribe: string; readonly manage: string } | undefined;
}

/** Alerts come by the thousand and codes are waited for: each has connections of its own, so neither delays the other. */
const ALERT_CONNECTIONS = 4;
const CODE_CONNECTIONS = 2;

/** One address and nothing that a list of addresses, a header or a command could be made of. */
const ONE_ADDRESS = /^[^\s\p{Cc}<>,;:"()\\@]+@[^\s\p{Cc}<>,;:"()\\@]+$/u;

/** RFC 3834: answering machines keep silent. */
const BY_A_MACHINE = { 'Auto-Submitted': 'auto-generated' } as const;

/** @throws TypeError when `smtpUrl` is no URL, or the DKIM key no RSA key */
export function emailChannel(options: EmailOptions): Channel {
  const server = {
    smtpUrl: options.smtpUrl,
    tls: options.tls,
    timeoutMs: options.timeoutMs ?? 30_000,
    sign: options.dkim == null ? null : dkimSigner(options.dkim),
  };
  const alerts = mailTransport({ ...server, connections: ALERT_CONNECTIONS });
  const codes = mailTransport({ ...server, connections: CODE_CONNECTIONS });
  const fromAddress = /<([^<>]+)>\s*$/.exec(options.from)?.[1] ?? options.from.trim();
  const domain = fromAddress.slice(fromAddress.lastIndexOf('@') + 1);
  const mailto = `mailto:${encodeURIComponent(fromAddress).replace('%40', '@')}?subject=unsubscribe`;

  const post = async (through: MailTransport, to: Recipient, mail: SendMailOptions): Promise<Outcome> => {
    if (!ONE_ADDRESS.test(to.address)) return { kind: 'rejected', why: 'bad-address' };
    return through.post({
      from: options.from,
      to: { name: '', address: to.address },
      envelope: { from: fromAddress, to: [to.address] },
      ...mail,
    });
  };

  return {
    name: 'email',
    send(to, alert, envelope) {
      const links: MailLinks = options.links?.(to) ?? { unsubscribe: mailto, manage: null };
      return post(alerts, to, {
        ...emailText(alert, links),
        messageId: `<${envelope.messageKey.replace(/[^\w.-]/g, '_')}@${domain}>`,
        date: new Date(envelope.composedAtMs),
        headers: { ...BY_A_MACHINE, ...unsubscribeHeaders(links.unsubscribe) },
      });
    },
    sendCode: (to, message) => post(codes, to, { ...codeText(message), headers: BY_A_MACHINE }),
    sendTest: (to, text) =>
      post(alerts, to, { subject: 'Test message of vaccine-watch', text, headers: BY_A_MACHINE }),
    check: () => alerts.check(),
    async close() {
      alerts.close();
      codes.close();
    },
  };
}

/** One click is a POST over https; a mailto address, or a page without TLS, is for people to open. */
function unsubscribeHeaders(url: string): Record<string, string | { prepared: boolean; value: string }> {
  return {
    'List-Unsubscribe': { prepared: true, value: `<${url}>` },
    ...(url.startsWith('https:') && { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }),
  };
}
