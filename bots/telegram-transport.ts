// How a call reaches the Bot API: grammY's `fetch`, made of our own HTTP call. It knows whether a request was written,
// follows no redirect, and ends when it is told to. The token stands in every URL, so no URL ever leaves this file.
import type { Api } from 'grammy';
import { type Agents, type Cancel, httpCall } from './http-call.ts';
import type { ChatId, TelegramPatience } from './telegram-patience.ts';

/** A signal as grammY's types have it: an `AbortSignal` is one, only not to the compiler. */
export type ApiSignal = NonNullable<Parameters<Api['getMe']>[0]>;

type Fetch = NonNullable<NonNullable<ConstructorParameters<typeof Api>[1]>['fetch']>;

/** Our wait when a 429 brings no `retry_after`. */
export const DEFAULT_WAIT_MS = 5_000;

/** What went wrong below the Bot API. `unreached`: surely not obeyed. `unanswered`: perhaps obeyed. */
export class TransportError extends Error {
  readonly phase: 'unreached' | 'unanswered' | 'unreadable';
  readonly why: string;
  constructor(phase: TransportError['phase'], why: string) {
    super(`Telegram: ${phase} (${why})`);
    this.phase = phase;
    this.why = why;
  }
}

export interface TransportOptions {
  readonly agents: Agents;
  /** For one call, connecting included (ms), by the Bot API's method. */
  readonly timeoutMs: (method: string) => number;
  /** The rest of a longer answer is not read (default 64 KB). */
  readonly capBytes?: number;
  /** Kept together with whoever else speaks as this bot. */
  readonly patience: TelegramPatience;
}

/** Calls that ask and bring nothing to anybody: what Telegram wants to be spared is messages. */
const QUESTIONS: ReadonlySet<string> = new Set(['getMe', 'getUpdates', 'getChatMember']);

/** The root of all calls, as grammY wants it: without a slash at its end. */
export function telegramRoot(root = 'https://api.telegram.org'): string {
  return root.replace(/\/+$/, '');
}

/** For `client.fetch` of grammY. Rejects with a `TransportError` and nothing else. */
export function telegramTransport(options: TransportOptions): Fetch {
  const { agents, timeoutMs, capBytes, patience } = options;
  const transport = async (target: unknown, init?: { readonly body?: unknown; readonly signal?: Cancel }) => {
    const url = new URL(String(target));
    const method = url.pathname.slice(url.pathname.lastIndexOf('/') + 1);
    const body = String(init?.body ?? '');
    const isQuestion = QUESTIONS.has(method);
    const chat = isQuestion ? null : chatIn(body);
    const restMs = isQuestion ? 0 : patience.restMs(chat);
    // Telegram's own word again, without asking for it.
    if (restMs > 0) return { json: async () => tooMany(restMs) };
    const result = await httpCall({
      url,
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) },
      body,
      timeoutMs: timeoutMs(method),
      agents,
      ...(init?.signal === undefined ? {} : { signal: init.signal }),
      ...(capBytes === undefined ? {} : { capBytes }),
    });
    if (result.kind !== 'answered') throw new TransportError(result.kind, result.why);
    const answer = readAnswer(result.text);
    if (answer === undefined) {
      // A status without the Bot API's JSON comes from something in between. After a 2xx it may have been obeyed.
      const phase = result.status >= 200 && result.status < 300 ? 'unanswered' : 'unreadable';
      throw new TransportError(phase, `http-${result.status}`);
    }
    if (!isQuestion) learn(patience, chat, answer);
    return { json: async () => answer };
  };
  return transport as unknown as Fetch;
}

function tooMany(restMs: number): object {
  return {
    ok: false,
    error_code: 429,
    description: 'Too Many Requests',
    parameters: { retry_after: Math.ceil(restMs / 1000) },
  };
}

/** Which chat a call is about, by its body as grammY writes it; null: none. */
function chatIn(body: string): ChatId | null {
  if (body === '') return null;
  const { chat_id: chat } = JSON.parse(body) as { readonly chat_id?: ChatId };
  return chat ?? null;
}

function learn(patience: TelegramPatience, chat: ChatId | null, answer: object): void {
  const { ok, error_code: status, parameters } = answer as Record<string, unknown>;
  if (ok === true) patience.accepted();
  if (status !== 429) return;
  const { retry_after: seconds } = (parameters ?? {}) as Record<string, unknown>;
  patience.refused(chat, typeof seconds === 'number' && seconds > 0 ? seconds * 1000 : DEFAULT_WAIT_MS);
}

/** A Bot API answer: an object with a boolean `ok`. Anything else is not Telegram speaking. */
function readAnswer(text: string): object | undefined {
  try {
    const answer: unknown = JSON.parse(text);
    const isAnswer = typeof answer === 'object' && answer !== null && 'ok' in answer;
    return isAnswer && typeof answer.ok === 'boolean' ? answer : undefined;
  } catch {
    return undefined;
  }
}
