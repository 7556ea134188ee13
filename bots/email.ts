// E-mail over pooled SMTP: one recipient a mail, the same Message-ID and Date in every attempt. Knows whether the final
// dot of a message went out, since only then can a lost connection mean that the mail was taken.
// No address and no reply of the server leaves this file.
import { Readable } from 'node:stream';
import { createTransport, type SendMailOptions } from 'nodemailer';
import type { Channel, ChannelCheck, Envelope, Outcome, Recipient } from '../src/core/outcome.ts';
import { emailText } from '../src/core/text/email.ts';
import { type SmtpFailure, smtpOutcome } from './email-outcome.ts';

export interface EmailOptions {
  /** `smtp://user:pass@host:587` or `smtps://…`. */
  readonly smtpUrl: string;
  /** `Slots <alerts@example.org>` or a bare address. */
  readonly from: string;
  /** `required`: no mail leaves without TLS. `off`: for a relay on this machine. */
  readonly tls: 'required' | 'off';
  /** Waiting for the server at any one step (default 30,000). */
  readonly timeoutMs?: number;
  /** The link by which a recipient stops the mails; without it, a mail to the from-address. */
  readonly unsubscribeUrl?: (recipient: Recipient) => string;
}

const MAX_CONNECTIONS = 4;
/** A whole delivery takes this many steps' time at most, however slowly a server trickles its answers. */
const STEPS = 4;

/** One address and nothing that a list of addresses, a header or a command could be made of. */
const ONE_ADDRESS = /^[^\s\p{Cc}<>,;:"()\\@]+@[^\s\p{Cc}<>,;:"()\\@]+$/u;

/** Whether the end of a message was handed to the connection. */
interface Handover {
  dotSent: boolean;
}

type TrackedMail = SendMailOptions & { readonly handover: Handover };

/** Opens no connection before the first mail or check; mails share four. @throws TypeError when `smtpUrl` is no URL */
export function emailChannel(options: EmailOptions): Channel {
  const timeoutMs = options.timeoutMs ?? 30_000;
  const url = new URL(options.smtpUrl);
  const secure = url.protocol === 'smtps:';
  const user = decodeURIComponent(url.username);
  const transport = createTransport({
    pool: true,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    requireTLS: !secure && options.tls === 'required',
    ignoreTLS: options.tls === 'off',
    ...(user === '' ? {} : { auth: { user, pass: decodeURIComponent(url.password) } }),
    maxConnections: MAX_CONNECTIONS,
    // One quiet second try on a new connection, only ever for a message of which not a byte was read.
    maxRequeues: 1,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const fromAddress = /<([^<>]+)>\s*$/.exec(options.from)?.[1] ?? options.from.trim();
  const domain = fromAddress.slice(fromAddress.lastIndexOf('@') + 1);

  // The message is composed whole before the session needs it, and read only once the server has said 354. The dot
  // follows the end of this stream and nothing else, so its end is the last moment at which the mail is surely not sent.
  transport.use('stream', (mail, done) => {
    const { handover } = mail.data as unknown as TrackedMail;
    mail.message.build((error, bytes) => {
      if (error || bytes === undefined) {
        done(error ?? new Error('nothing was composed'));
        return;
      }
      mail.message.createReadStream = () => messageStream(bytes, handover);
      done();
    });
  });

  const post = async (to: Recipient, mail: SendMailOptions): Promise<Outcome> => {
    if (!ONE_ADDRESS.test(to.address)) return { kind: 'rejected', why: 'bad-address' };
    const handover: Handover = { dotSent: false };
    const tracked: TrackedMail = {
      from: options.from,
      to: { name: '', address: to.address },
      envelope: { from: fromAddress, to: [to.address] },
      signal: AbortSignal.timeout(timeoutMs * STEPS),
      ...mail,
      handover,
    };
    try {
      await transport.sendMail(tracked);
      return { kind: 'sent' };
    } catch (error) {
      return smtpOutcome(failureOf(error), handover.dotSent);
    }
  };

  return {
    name: 'email',
    send(to, alert, envelope: Envelope) {
      const mailto = `mailto:${encodeURIComponent(fromAddress).replace('%40', '@')}?subject=unsubscribe`;
      const stop = options.unsubscribeUrl?.(to) ?? mailto;
      return post(to, {
        ...emailText(alert, stop),
        messageId: `<${envelope.messageKey.replace(/[^\w.-]/g, '_')}@${domain}>`,
        date: new Date(envelope.composedAtMs),
        headers: {
          'List-Unsubscribe': { prepared: true, value: `<${stop}>` },
          ...(stop.startsWith('https:') ? { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } : {}),
          // RFC 3834: answering machines keep silent.
          'Auto-Submitted': 'auto-generated',
        },
      });
    },
    sendTest: (to, text) => post(to, { subject: 'Test message of vaccine-watch', text }),
    async check(): Promise<ChannelCheck> {
      const place = `${url.hostname}:${url.port || (secure ? 465 : 587)}`;
      try {
        await transport.verify();
        return { ok: true, detail: `The mail server ${place} accepts our settings.` };
      } catch (error) {
        const outcome = smtpOutcome(failureOf(error), false);
        const detail = checkDetail(place, outcome.kind === 'sent' ? '' : outcome.why);
        const refused = outcome.kind === 'retry' && outcome.pause === 'stop';
        return { ok: false, detail, ...(refused && { refused }) };
      }
    },
    async close() {
      transport.close();
    },
  };
}

function messageStream(bytes: Buffer, handover: Handover): Readable {
  let at = 0;
  return new Readable({
    read(size) {
      // A second connection may only begin a message the first one never ended.
      if (handover.dotSent) {
        this.destroy(new Error('the message went out already'));
        return;
      }
      if (at >= bytes.length) {
        handover.dotSent = true;
        this.push(null);
        return;
      }
      this.push(bytes.subarray(at, at + size));
      at += size;
    },
  });
}

function failureOf(error: unknown): SmtpFailure {
  const fields = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>;
  const text = (name: string): string => (typeof fields[name] === 'string' ? fields[name] : '');
  const reply = fields.responseCode;
  return {
    code: text('code'),
    command: text('command'),
    reply: typeof reply === 'number' ? reply : undefined,
    status: /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(text('response'))?.[1] ?? '',
    socketCode: /^[A-Z][A-Z0-9_]*$/.test(text('originalCode')) ? text('originalCode') : '',
  };
}

function checkDetail(place: string, why: string): string {
  const mend: Record<string, string> = {
    'auth-refused': 'refused our user name or password: check VACCINE_WATCH_SMTP_URL',
    'auth-missing': 'wants a user name and password: put them into VACCINE_WATCH_SMTP_URL',
    'no-tls':
      'offers no TLS: use a server that does, or set VACCINE_WATCH_SMTP_TLS=off for a relay on this machine',
    'tls-failed': 'shows a certificate that cannot be trusted: check its name and its issuer',
    ECONNREFUSED: 'does not listen: check host and port in VACCINE_WATCH_SMTP_URL',
    edns: 'has a name that cannot be found: check the host in VACCINE_WATCH_SMTP_URL',
  };
  return `The mail server ${place} ${mend[why] ?? `could not be used (${why})`}.`;
}
