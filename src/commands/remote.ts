// A vaccine-watch server elsewhere, spoken to over its HTTP API. It waits for a bounded time, reads a bounded answer,
// follows no redirect, and believes nothing of what comes back before it was looked at.
import { isIP } from 'node:net';
import { safeText } from '../core/safe-text.ts';
import { EXIT, Failure } from '../failure.ts';

export type Json = Readonly<Record<string, unknown>>;

export interface RemoteServer {
  /** As it was given, for people: `https://slots.example.org`. */
  readonly text: string;
  /** What is sent can be read on the way there. */
  readonly isOpenToRead: boolean;
  /** Posts to a path below `/api/v1/`. @throws Failure: 64 typed wrong, 69 not reachable, 1 refused */
  post(path: string, body: Json): Promise<Json>;
}

/** A slow line, and a server under load. */
const TIMEOUT_MS = 20_000;
/** No answer of ours is longer. */
const ANSWER_CAP_BYTES = 64 * 1024;
const MESSAGE_MAX_CHARS = 1_000;

/**
 * @param timeoutMs from the first moment to the last byte of an answer (default 20,000)
 * @throws Failure (64) when it is no address of a server
 */
export function remoteServer(address: string, version: string, timeoutMs = TIMEOUT_MS): RemoteServer {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:';
  if (url === undefined || !isWeb || `${url.username}${url.password}${url.search}${url.hash}` !== '') {
    throw new Failure(
      EXIT.usage,
      'This is not the address of a server: write it whole, like --server https://slots.example.org',
    );
  }
  const base = url.href.replace(/\/+$/, '');
  return {
    text: base,
    isOpenToRead: url.protocol === 'http:' && !isThisMachine(url.hostname),
    async post(path, body) {
      let response: Response;
      let text: string;
      try {
        response = await fetch(`${base}/api/v1/${path}`, {
          method: 'POST',
          redirect: 'manual',
          headers: {
            'content-type': 'application/json',
            accept: 'application/json',
            'user-agent': `vaccine-watch/${version}`,
          },
          body: JSON.stringify(body),
          signal: AbortSignal.timeout(timeoutMs),
        });
        text = await boundedText(response);
      } catch (error) {
        throw unreachable(`The server ${url.host} ${whyNot(error, timeoutMs)}`);
      }
      return answerOf(url, response, text);
    },
  };
}

function isThisMachine(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '');
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'));
}

/** The body, cut where it is longer than any answer of ours: then it is no JSON any more. */
async function boundedText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > ANSWER_CAP_BYTES) return '';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const WHY: Readonly<Record<string, string>> = {
  ENOTFOUND: 'cannot be found: check the name, and this machine’s connection.',
  EAI_AGAIN: 'cannot be found: check the name, and this machine’s connection.',
  ECONNREFUSED: 'does not listen there: check the address, and whether it runs.',
  ECONNRESET: 'broke off the connection: try again.',
  UND_ERR_SOCKET: 'broke off the connection: try again.',
};

function whyNot(error: unknown, timeoutMs: number): string {
  if (error instanceof Error && error.name === 'TimeoutError') {
    return `did not answer within ${timeoutMs / 1000} s: try again later.`;
  }
  const cause = error instanceof Error ? (error.cause as NodeJS.ErrnoException | undefined) : undefined;
  const code = cause?.code ?? '';
  if (/CERT|SELF_SIGNED|ALTNAME|UNABLE_TO_VERIFY/.test(code)) {
    return `shows a certificate that cannot be trusted (${code}).`;
  }
  return (
    WHY[code] ??
    `cannot be reached${code === '' ? '' : ` (${code})`}: check the address, and this machine’s connection.`
  );
}

function answerOf(url: URL, { status, headers }: Response, text: string): Json {
  const to = headers.get('location');
  if (status >= 300 && status < 400 && to !== null) {
    const place = URL.canParse(to, url.href) ? new URL(to, url.href).origin : '';
    throw unreachable(
      `The server ${url.host} sends us elsewhere${place === '' ? '' : `, to ${safeText(place, 200)}`}. If that is meant, give that address as --server.`,
    );
  }
  const body = objectIn(text);
  if (status >= 200 && status < 300 && body?.ok === true) return body;
  const error = body?.ok === false ? objectOf(body.error) : undefined;
  const message = safeText(error?.message, MESSAGE_MAX_CHARS);
  if (error === undefined || message === '') {
    throw unreachable(
      `The server ${url.host} answers (${status}), but not as vaccine-watch does: check the address.`,
    );
  }
  const problems = Array.isArray(error.problems) ? error.problems.map(problemText) : [];
  const lines = [message, ...problems.filter((line) => line !== '' && line !== message)];
  throw new Failure(exitCodeFor(status, error.code), lines.join('\n'));
}

function exitCodeFor(status: number, code: unknown) {
  if (status >= 500 || code === 'unavailable') return EXIT.unreachable;
  return status === 400 && code !== 'wrong-code' ? EXIT.usage : EXIT.failed;
}

function problemText(problem: unknown): string {
  return safeText(typeof problem === 'string' ? problem : objectOf(problem)?.message, MESSAGE_MAX_CHARS);
}

function unreachable(message: string): Failure {
  return new Failure(EXIT.unreachable, message);
}

function objectIn(text: string): Json | undefined {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function objectOf(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}
