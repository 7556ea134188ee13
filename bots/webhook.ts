// Webhooks: one signed POST to an address a stranger chose. Refuses addresses inside the operator's own network, and
// connects to exactly the address it checked, so that a name cannot point elsewhere a moment later.
import { createHash, createHmac } from 'node:crypto';
import type { LookupFunction } from 'node:net';
import type { Alert } from '../src/core/alert.ts';
import type { Channel, Envelope, Outcome, Recipient } from '../src/core/outcome.ts';
import { type WebhookEvent, webhookCode, webhookPayload } from '../src/core/text/webhook.ts';
import { isPublicHost, REFUSED_ADDRESS } from './address-guard.ts';
import { checkedLookup } from './checked-lookup.ts';
import { destroyAgents, type HttpResult, httpCall, keepAliveAgents } from './http-call.ts';
import { createSilentHosts } from './silent-hosts.ts';

export interface WebhookOptions {
  /** Lets webhooks reach private and loopback addresses. */
  readonly allowLocal: boolean;
  /** From resolving the name to the last byte of the answer (default 10,000). */
  readonly timeoutMs?: number;
  /** How a name becomes addresses that may be called (default: `checkedLookup`); not used with `allowLocal`. */
  readonly lookup?: LookupFunction;
  /** Monotonic ms (default: the system's). */
  readonly now?: () => number;
}

/** No fewer than a lane sends at once: a request that waits for a socket would use up its time. */
const MAX_SOCKETS_PER_HOST = 8;
/** Neither the host nor whoever is to say where it is. */
const SILENCES: readonly string[] = ['timeout', 'ETIMEOUT'];
/** A receiver's `Retry-After` is honoured up to this. */
const LONGEST_RETRY_MS = 30 * 60_000;

/** Any 2xx counts as taken. A secret of null leaves the call unsigned: only a test message or a code has none. */
export function webhookChannel(options: WebhookOptions): Channel {
  const agents = keepAliveAgents(MAX_SOCKETS_PER_HOST);
  const lookup = options.lookup ?? checkedLookup();
  const silent = createSilentHosts(options.now ?? (() => performance.now()));

  const post = async (to: Recipient, id: string, body: string): Promise<Outcome> => {
    const url = parseUrl(to.address);
    if (url === undefined) return { kind: 'rejected', why: 'bad-url' };
    if (!options.allowLocal && !isPublicHost(url.hostname))
      return { kind: 'rejected', why: 'private-address' };
    const restMs = silent.restMs(url.host);
    if (restMs > 0) return { kind: 'retry', why: 'host-silent', pause: 'recipient', afterMs: restMs };
    const result = await httpCall({
      url,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
        'user-agent': 'vaccine-watch',
        'x-webhook-id': id,
        // Only an address nobody subscribed has no secret: a test message, or the code with which to subscribe.
        ...(to.secret === null ? {} : { 'x-signature': signatureOf(body, to.secret) }),
      },
      body,
      timeoutMs: options.timeoutMs ?? 10_000,
      agents,
      ...(options.allowLocal ? {} : { lookup }),
    });
    // A refusal is quick and harms nobody else; only silence holds a place.
    silent.ended(url.host, result.kind === 'answered' || !SILENCES.includes(result.why));
    return outcomeOf(result);
  };

  const postAlert = (to: Recipient, type: WebhookEvent, alert: Alert, id: string, composedAtMs: number) =>
    post(to, id, JSON.stringify(webhookPayload(type, alert, id, composedAtMs)));

  return {
    name: 'webhook',
    send: (to, alert, envelope) =>
      postAlert(to, 'slot.opened', alert, envelope.messageKey, envelope.composedAtMs),
    sendClosed(to, alert, envelope, _messageRef) {
      return postAlert(to, 'slot.closed', alert, closedId(envelope, alert), lastClosedMs(alert));
    },
    sendTest(to, text) {
      const id = `test-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
      return post(to, id, JSON.stringify({ id, type: 'test', text, slots: [] }));
    },
    sendCode(to, message) {
      // Unsigned even where the address has a key: nothing about the call may tell whether it is known.
      const bare: Recipient = { address: to.address, secret: null };
      const id = `code-${createHash('sha256')
        .update(JSON.stringify([to.address, message]))
        .digest('hex')
        .slice(0, 16)}`;
      return post(bare, id, JSON.stringify(webhookCode(message, id)));
    },
    async check() {
      return { ok: true, detail: 'Webhooks need no settings; each is tried when it is owed something.' };
    },
    async close() {
      destroyAgents(agents);
    },
  };
}

function signatureOf(body: string, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

/** Tells a closing from its opening, and the closing of other slots of the same message; repeats on a resend. */
function closedId(envelope: Envelope, alert: Alert): string {
  const keys = alert.slots.map((slot) => slot.openingKey).sort();
  return `${envelope.messageKey}-closed-${createHash('sha256').update(keys.join('\n')).digest('hex').slice(0, 16)}`;
}

function lastClosedMs(alert: Alert): number {
  return Math.max(...alert.slots.map((slot) => slot.closedAtMs ?? slot.seenAtMs));
}

function parseUrl(address: string): URL | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url : undefined;
}

function outcomeOf(result: HttpResult): Outcome {
  if (result.kind === 'unanswered') return { kind: 'ambiguous', why: result.why };
  if (result.kind === 'unreached') {
    if (result.why === REFUSED_ADDRESS) return { kind: 'rejected', why: 'private-address' };
    return { kind: 'retry', why: result.why, pause: 'recipient' };
  }
  const { status } = result;
  if (status >= 200 && status < 300) return { kind: 'sent' };
  if (status === 410) return { kind: 'gone', why: 'http-410' };
  const retry = { kind: 'retry', why: `http-${status}`, pause: 'recipient' } as const;
  const afterS = Number(result.headers['retry-after']);
  return afterS > 0 ? { ...retry, afterMs: Math.min(afterS * 1000, LONGEST_RETRY_MS) } : retry;
}
