// A pool of SMTP connections: one mail in, one outcome out. It composes and signs a mail whole before the server is
// asked to take it, and knows whether the final dot went out, since only then can a lost connection mean that the mail
// was taken. No address and no reply of the server leaves this file.
import { Readable } from 'node:stream';
import { createTransport, type SendMailOptions } from 'nodemailer';
import type { ChannelCheck, Outcome } from '../src/core/outcome.ts';
import { checkDetail, failureOf, smtpOutcome } from './email-outcome.ts';

export interface MailTransportOptions {
  /** `smtp://user:pass@host:587` or `smtps://…`. */
  readonly smtpUrl: string;
  /** `required`: no mail leaves without TLS. `off`: for a relay on this machine. */
  readonly tls: 'required' | 'off';
  /** Waiting for the server at any one step. */
  readonly timeoutMs: number;
  /** At most; further mails wait for one of them. */
  readonly connections: number;
  /** From the bytes of a finished mail to the bytes to be sent. */
  readonly sign: ((mail: Buffer) => Promise<Buffer>) | null;
}

export interface MailTransport {
  /** Sends once; a mail that has to wait for a connection too long was not sent. */
  post(mail: SendMailOptions): Promise<Outcome>;
  /** Logs in, on a connection of its own, and sends nothing. */
  check(): Promise<ChannelCheck>;
  close(): void;
}

/** A whole delivery takes this many steps' time at most, however slowly a server trickles its answers. */
const STEPS = 4;

/** Whether the end of a message was handed to the connection. */
interface Handover {
  dotSent: boolean;
}

type TrackedMail = SendMailOptions & { readonly handover: Handover };

/** Opens no connection before the first mail or check. @throws TypeError when `smtpUrl` is no URL */
export function mailTransport(options: MailTransportOptions): MailTransport {
  const { timeoutMs, sign } = options;
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
    maxConnections: options.connections,
    // One quiet second try on a new connection, only ever for a message of which not a byte was read.
    maxRequeues: 1,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });

  // The message is composed and signed whole before the session needs it, and read only once the server has said 354.
  // The dot follows the end of this stream and nothing else, so its end is the last moment at which the mail is surely
  // not sent. The library would sign in a step of its own, which a stream given here never passes.
  transport.use('stream', (mail, done) => {
    const { handover } = mail.data as unknown as TrackedMail;
    const give = (bytes: Buffer) => {
      mail.message.createReadStream = () => messageStream(bytes, handover);
      done();
    };
    mail.message.build((error, bytes) => {
      if (error || bytes === undefined) done(error ?? new Error('nothing was composed'));
      else if (sign === null) give(bytes);
      else sign(bytes).then(give, done);
    });
  });

  return {
    async post(mail) {
      const handover: Handover = { dotSent: false };
      const tracked: TrackedMail = { signal: AbortSignal.timeout(timeoutMs * STEPS), ...mail, handover };
      try {
        await transport.sendMail(tracked);
        return { kind: 'sent' };
      } catch (error) {
        return smtpOutcome(failureOf(error), handover.dotSent);
      }
    },
    async check() {
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
    close: () => transport.close(),
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
