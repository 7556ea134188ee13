// What an SMTP failure means for a message. Only codes and the stage of the session are read, never the server's
// words: they repeat addresses. The one thing a reply cannot tell, whether the final dot went out, is brought along.
import type { Outcome } from '../src/core/outcome.ts';

/** What nodemailer's errors carry of what happened. */
export interface SmtpFailure {
  /** nodemailer's kind of error: `EAUTH`, `EENVELOPE`, `ECONNECTION`, … */
  readonly code: string;
  /** The SMTP command that was answered or in flight: `MAIL FROM`, `RCPT TO`, `DATA`, `STARTTLS`, `CONN`. */
  readonly command: string;
  /** Reply code; undefined when there was no reply. */
  readonly reply: number | undefined;
  /** Enhanced status code (`5.1.1`), empty when the server gives none. */
  readonly status: string;
  /** Node's code of a failed socket (`ECONNREFUSED`), empty when there is none. */
  readonly socketCode: string;
}

/** Replies that speak of the mailbox asked for. */
const MAILBOX_REPLIES: ReadonlySet<number> = new Set([550, 551, 553, 554]);
/** The server wants credentials it did not get. */
const AUTH_REPLIES: ReadonlySet<number> = new Set([530, 534, 535, 538]);
/** 5.7.x speaks of us (relaying, reputation): it must not cost us the subscriber. */
const POLICY_STATUS = /^5\.7\./;
/** RFC 3463: of the sender's address. Servers that judge it late say so in their answer to the recipient. */
const SENDER_STATUS = /^5\.1\.[78]$/;
/** RFC 3463: a full mailbox, whatever the reply's code. */
const FULL_STATUS = '5.2.2';
/** RFC 3463: too much mail. Said where an account has sent as many as it may; room comes back bit by bit. */
const LIMIT_STATUS = '5.4.5';
const TLS_FAILURE = /CERT|SELF_SIGNED|UNABLE_TO|^ERR_TLS|^ERR_SSL|^EPROTO$/;

const stop = (why: string): Outcome => ({ kind: 'retry', why, pause: 'stop' });

/** @param dotSent whether the end of the message was given to the connection */
export function smtpOutcome(failure: SmtpFailure, dotSent: boolean): Outcome {
  const { code, reply } = failure;
  if (reply === undefined || code === 'EPROTOCOL') return withoutReply(failure, dotSent);
  if (code === 'EAUTH' || AUTH_REPLIES.has(reply)) {
    return reply < 500 ? { kind: 'retry', why: `auth-${reply}` } : stop('auth-refused');
  }
  if (code === 'ETLS') return reply < 500 ? { kind: 'retry', why: `tls-${reply}` } : stop('no-tls');
  // 421: the server ends the session, so it has taken nothing.
  if (reply === 421) return { kind: 'retry', why: 'smtp-421' };
  if (failure.status === LIMIT_STATUS) return { kind: 'retry', why: 'sending-limit' };
  return failure.command === 'RCPT TO' ? recipientRefusal(failure, reply) : messageRefusal(failure, reply);
}

function recipientRefusal(failure: SmtpFailure, reply: number): Outcome {
  const why = `rcpt-${reply}`;
  // 552 is a full mailbox: RFC 5321 4.5.3.1.10 wants it taken for a temporary answer here.
  if (reply < 500 || reply === 552 || failure.status === FULL_STATUS)
    return { kind: 'retry', why, pause: 'recipient' };
  // The channel goes on: a server that asks the recipient's own first repeats what that one says of us.
  if (SENDER_STATUS.test(failure.status)) return { kind: 'retry', why: 'sender-refused', pause: 'recipient' };
  if (POLICY_STATUS.test(failure.status)) return { kind: 'rejected', why: 'policy-refused' };
  return MAILBOX_REPLIES.has(reply) ? { kind: 'gone', why } : { kind: 'rejected', why };
}

function messageRefusal(failure: SmtpFailure, reply: number): Outcome {
  const sender = failure.command === 'MAIL FROM';
  const why = `${sender ? 'sender' : 'smtp'}-${reply}`;
  if (reply < 500) return sender ? { kind: 'retry', why } : { kind: 'retry', why, pause: 'recipient' };
  // A sender nobody accepts would fail every message: the operator must mend it.
  if (sender) return stop('sender-refused');
  return failure.command === 'DATA' ? { kind: 'rejected', why } : { kind: 'retry', why };
}

function withoutReply({ code, command, reply, socketCode }: SmtpFailure, dotSent: boolean): Outcome {
  if (dotSent) return { kind: 'ambiguous', why: 'no-answer-after-data' };
  if (code === 'EAUTH' && command === 'API') return stop('auth-missing');
  if (TLS_FAILURE.test(socketCode) || (code === 'ETLS' && command === 'STARTTLS')) return stop('tls-failed');
  if (code === 'EMESSAGE') return { kind: 'rejected', why: 'too-large' };
  if (code === 'EENVELOPE') return { kind: 'rejected', why: 'bad-address' };
  const why = reply === undefined ? socketCode || code.toLowerCase() : `smtp-${reply}`;
  return { kind: 'retry', why: why || 'smtp-lost' };
}

/** What of an error of nodemailer is read; anything else has nothing to say. */
export function failureOf(error: unknown): SmtpFailure {
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

/** Why a server cannot be used and how to mend it, in a sentence. @param why the code of an outcome */
export function checkDetail(place: string, why: string): string {
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
