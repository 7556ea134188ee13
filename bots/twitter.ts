// X/Twitter: one public post per area and window, paid for by the post. Never posts beyond the spending caps,
// and counts the money before the post goes out. Reads X's refusal of a duplicate as what it is: the post stands.
import { randomBytes } from 'node:crypto';
import type { Alert } from '../src/core/alert.ts';
import { LONGEST_ASKED_MS } from '../src/core/backoff.ts';
import { DAY_MS } from '../src/core/ist.ts';
import type { Spending } from '../src/core/outbox.ts';
import type { Channel, ChannelCheck, Outcome } from '../src/core/outcome.ts';
import { hasLink, twitterText } from '../src/core/text/twitter.ts';
import { destroyAgents, type HttpResult, httpCall, keepAliveAgents } from './http-call.ts';
import { type OAuthKeys, oauthHeader } from './oauth1.ts';

export interface TwitterOptions extends OAuthKeys {
  /** Default `https://api.x.com`. */
  readonly apiRoot?: string;
  readonly spending: Spending;
  /** Whether posts carry the link of the booking site (default false); each then costs `LINK_POST_MICROS`. */
  readonly links?: boolean;
  /** US dollars. */
  readonly capPerDayUsd: number;
  readonly capPerMonthUsd: number;
  /** Wall clock (ms): OAuth timestamps, spending days. */
  readonly now: () => number;
  /** For one call (default 20,000). */
  readonly timeoutMs?: number;
}

/** What a post costs without a link and with one, in millionths of a US dollar. */
export const POST_MICROS = 15_000;
export const LINK_POST_MICROS = 200_000;

const MICROS = 1_000_000;
/** X's window, for a 429 that does not say when it ends. */
const WINDOW_MS = 15 * 60_000;

/** What a post would cost beyond a cap is not spent: the post comes back as `retry`, for the next UTC day. */
export function twitterChannel(options: TwitterOptions): Channel {
  const agents = keepAliveAgents(2);
  const root = (options.apiRoot ?? 'https://api.x.com').replace(/\/+$/, '');

  const ask = (method: 'GET' | 'POST', path: string, body: string): Promise<HttpResult> => {
    const url = new URL(root + path);
    const authorization = oauthHeader(
      {
        method,
        url,
        nonce: randomBytes(16).toString('hex'),
        timestampS: Math.floor(options.now() / 1000),
      },
      options,
    );
    const headers: Record<string, string> = { authorization, accept: 'application/json' };
    if (method === 'POST') {
      headers['content-type'] = 'application/json';
      headers['content-length'] = String(Buffer.byteLength(body));
    }
    return httpCall({ url, method, headers, body, timeoutMs: options.timeoutMs ?? 20_000, agents });
  };

  /** @param counted it was posted before, and its price counted then: X publishes it once at most */
  const post = async (text: string, counted = false): Promise<Outcome> => {
    const nowMs = options.now();
    const day = new Date(nowMs).toISOString().slice(0, 10);
    const micros = hasLink(text) ? LINK_POST_MICROS : POST_MICROS;
    const refused = counted ? undefined : reserve(options, day, micros, nowMs);
    if (refused !== undefined) return refused;
    const result = await ask('POST', '/2/tweets', JSON.stringify({ text }));
    const outcome = outcomeOf(result, options.now());
    // What X surely did not publish costs nothing.
    if (!counted && (outcome.kind === 'retry' || outcome.kind === 'rejected')) {
      giveBack(options.spending, day, micros);
    }
    return outcome;
  };

  return {
    name: 'twitter',
    // After a crash nobody knows whether its price was counted: rather twice than not at all.
    send: (_to, alert: Alert, { leftOpen }) => post(twitterText(alert, options.links), leftOpen),
    sendTest: (_to, text) => post(text),
    async check(): Promise<ChannelCheck> {
      const result = await ask('GET', '/2/users/me', '');
      if (result.kind !== 'answered') {
        return {
          ok: false,
          detail: `X could not be asked (${result.why}). Check the network and VACCINE_WATCH_X_API.`,
        };
      }
      if (result.status === 200) return { ok: true, detail: 'X accepts the keys.' };
      return {
        ok: false,
        detail: `X refused the keys (${result.status}). Check the VACCINE_WATCH_X_ settings.`,
      };
    },
    async close() {
      destroyAgents(agents);
    },
  };
}

/** Counts a post; an outcome when it may not go out. */
function reserve(options: TwitterOptions, day: string, micros: number, nowMs: number): Outcome | undefined {
  const { spending, capPerDayUsd, capPerMonthUsd } = options;
  try {
    const { dayMicros, monthMicros } = spending.spent(day);
    const overDay = dayMicros + micros > capPerDayUsd * MICROS;
    if (overDay || monthMicros + micros > capPerMonthUsd * MICROS) {
      return { kind: 'retry', why: 'spend-cap', pause: 'channel', afterMs: DAY_MS - (nowMs % DAY_MS) };
    }
    spending.reserve(day, micros);
    return undefined;
  } catch {
    // Money that cannot be counted is not spent.
    return { kind: 'retry', why: 'spending-not-recorded' };
  }
}

function giveBack(spending: Spending, day: string, micros: number): void {
  try {
    spending.reserve(day, -micros);
  } catch {
    // Counted too much: the safe side.
  }
}

function outcomeOf(result: HttpResult, nowMs: number): Outcome {
  if (result.kind === 'unreached') return { kind: 'retry', why: result.why };
  if (result.kind === 'unanswered') return { kind: 'ambiguous', why: result.why };
  const { status, text } = result;
  if (status === 200 || status === 201) {
    const id = postId(text);
    return id === undefined ? { kind: 'sent' } : { kind: 'sent', messageRef: id };
  }
  if (status === 403 && /duplicate/i.test(text)) return { kind: 'sent' };
  if (status === 429) {
    const resetS = Number(result.headers['x-rate-limit-reset']);
    const waitMs = resetS > 0 ? resetS * 1000 - nowMs : WINDOW_MS;
    const afterMs = Math.min(LONGEST_ASKED_MS, Math.max(1_000, waitMs));
    return { kind: 'retry', why: 'too-many-requests', pause: 'channel', afterMs };
  }
  if (status === 401) return { kind: 'retry', why: 'unauthorized', pause: 'stop' };
  if (status === 402) return { kind: 'retry', why: 'payment-required', pause: 'stop' };
  if (status === 403) return { kind: 'retry', why: 'forbidden', pause: 'stop' };
  // X has been seen to publish a post and then answer 503; a second try of a published post is refused as duplicate.
  if (status >= 500) return { kind: 'ambiguous', why: `http-${status}` };
  if (status === 408 || status < 400) return { kind: 'retry', why: `http-${status}` };
  return { kind: 'rejected', why: `http-${status}` };
}

function postId(text: string): string | undefined {
  return /"id"\s*:\s*"(\d{1,25})"/.exec(text)?.[1];
}
