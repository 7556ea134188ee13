// One HTTP call for the channels that speak HTTP. It tells apart what decides whether a message may be sent again:
// never reached, answered, or written and then silence. It follows no redirect, keeps no more of a body than it was
// told to, always drains or destroys it, and puts no URL into what it returns (Telegram's holds the token).
import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Duplex } from 'node:stream';
import { urlToHttpOptions } from 'node:url';

/** Keep-alive connections of one channel. */
export interface Agents {
  readonly http: http.Agent;
  readonly https: https.Agent;
}

export interface HttpCall {
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  /** Empty for none. */
  readonly body: string;
  /** From the first moment to the last byte of the answer. */
  readonly timeoutMs: number;
  readonly agents: Agents;
  /** How a host name becomes an address (default: the system's way). */
  readonly lookup?: LookupFunction;
  /** Ends the call as if the connection had broken. */
  readonly signal?: Cancel;
  /** The rest of a longer answer is not read (default 64 KB). */
  readonly capBytes?: number;
}

/** As much of an `AbortSignal` as there is in those that libraries bring with them. */
export interface Cancel {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/**
 * - `unreached`: no byte of the request left this machine. - `unanswered`: it was written, and no answer came:
 *   it may have been obeyed. - `answered`: a status line came; `text` is empty or cut when the body broke off.
 */
export type HttpResult =
  | { readonly kind: 'unreached'; readonly why: string }
  | { readonly kind: 'unanswered'; readonly why: string }
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly headers: IncomingHttpHeaders;
      readonly text: string;
    };

/** No answer to a message sent is longer. */
const BODY_CAP_BYTES = 64 * 1024;
/**
 * A connection that has rested longer is not used again (ms). Servers close those that rest, some after five seconds, and
 * whoever writes at that moment learns no more than that it may have been obeyed.
 */
const LONGEST_REST_MS = 2_000;
/** When a connection's last call ended (monotonic ms). */
const restsSince = new WeakMap<Duplex, number>();

/** @param maxSockets connections to one host at a time */
export function keepAliveAgents(maxSockets: number): Agents {
  const options = { keepAlive: true, maxSockets, maxFreeSockets: maxSockets };
  return { http: new http.Agent(options), https: new https.Agent(options) };
}

/** Calls under way end as if the connection had broken. */
export function destroyAgents(agents: Agents): void {
  agents.http.destroy();
  agents.https.destroy();
}

/** Makes the call once. Never rejects for anything the network does. */
export function httpCall(call: HttpCall): Promise<HttpResult> {
  const { promise, resolve } = Promise.withResolvers<HttpResult>();
  const secure = call.url.protocol === 'https:';
  const agent = secure ? call.agents.https : call.agents.http;
  dropResting(agent, LONGEST_REST_MS);
  const request = (secure ? https : http).request({
    ...urlToHttpOptions(call.url),
    method: call.method,
    headers: call.headers,
    agent,
    ...(call.lookup === undefined ? {} : { lookup: call.lookup }),
  });
  let written = false;
  /** The connection was there before the call. */
  let stood = false;
  let answer: IncomingMessage | undefined;
  const chunks: Buffer[] = [];
  let bytes = 0;

  const finish = (why: string) => {
    clearTimeout(timer);
    call.signal?.removeEventListener('abort', onAbort);
    if (answer !== undefined) {
      const text = Buffer.concat(chunks).toString('utf8');
      resolve({ kind: 'answered', status: answer.statusCode ?? 0, headers: answer.headers, text });
    } else {
      // Servers close connections that rest, and one that was closed under our hands is seldom the only one: the next
      // call, which may be the last try of a message, gets a connection of its own.
      if (stood) dropResting(agent, 0);
      resolve({ kind: written ? 'unanswered' : 'unreached', why });
    }
  };
  const giveUp = (why: string) => {
    finish(why);
    request.destroy();
  };
  const onAbort = () => giveUp('aborted');
  call.signal?.addEventListener('abort', onAbort);
  // After a stall of this process the answer may lie in the socket already: one turn of the loop lets it be read.
  const timer = setTimeout(() => setImmediate(() => giveUp('timeout')), call.timeoutMs);

  // The request is buffered until the connection stands, so nothing can have been obeyed before that. One that waited
  // in the agent's queue gets a socket that stands already, although Node does not call it reused.
  request.on('socket', (socket) => {
    const shaking = 'secureConnecting' in socket && socket.secureConnecting === true;
    stood = request.reusedSocket || !(socket.connecting || shaking);
    if (stood) written = true;
    else socket.once(secure ? 'secureConnect' : 'connect', () => (written = true));
  });
  request.on('error', (error) => giveUp(errorCode(error)));
  request.on('close', () => finish('closed'));
  request.on('response', (response) => {
    answer = response;
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > (call.capBytes ?? BODY_CAP_BYTES)) giveUp('too-long');
    });
    response.on('error', () => giveUp('cut-off'));
    const { socket } = response;
    response.on('end', () => {
      restsSince.set(socket, performance.now());
      finish('ended');
    });
  });
  if (call.signal?.aborted) giveUp('aborted');
  else request.end(call.body);
  return promise;
}

/** Looked at by each call and not by a timer: after a stall of this process a timer would be late. */
function dropResting(agent: http.Agent, longestMs: number): void {
  const latestMs = performance.now() - longestMs;
  for (const sockets of Object.values(agent.freeSockets)) {
    for (const socket of [...(sockets ?? [])]) {
      if ((restsSince.get(socket) ?? 0) <= latestMs) socket.destroy();
    }
  }
}

/** The code Node gives an error (`ECONNREFUSED`), as it may be counted and shown; never its message. */
export function errorCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(code) ? code : 'network-error';
}
