// How the source of the soak spoils an answer, byte for byte: most kinds by chance, those that hold a socket or much
// memory by the clock, because one of them in ten answers would be no source any more. It knows sockets, not slots.

import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Random } from '../../src/demo/random.ts';

export interface GoodAnswer {
  /** A whole HTTP answer: head and compressed body. */
  readonly whole: Buffer;
  /** Where its body begins. */
  readonly bodyAt: number;
  /** The same with rows among the true ones that are none. */
  readonly strange: () => Buffer;
}

type Spoil = (socket: Socket, good: GoodAnswer) => void;

const PAGE = `<!DOCTYPE html><html><head><title>ERROR</title></head><body><h1>Request blocked.</h1>${'<p>x</p>'.repeat(100)}</body></html>`;
const JSON_TYPE = 'application/json; charset=utf-8';

function answer(status: string, type: string, body: string | Buffer, more = ''): Buffer {
  const bytes = Buffer.from(body);
  const head = `HTTP/1.1 ${status}\r\nContent-Type: ${type}\r\nContent-Length: ${bytes.length}\r\n${more}\r\n`;
  return Buffer.concat([Buffer.from(head), bytes]);
}

const says = (...words: Parameters<typeof answer>): Spoil => {
  const bytes = answer(...words);
  return (socket) => void socket.write(bytes);
};

const zipped = (text: string) => says('200 OK', JSON_TYPE, gzipSync(text), 'Content-Encoding: gzip\r\n');

/** Of a thousand answers, so many are spoilt so: 100 in all. */
const BY_CHANCE: readonly (readonly [perMille: number, kind: string, spoil: Spoil])[] = [
  [9, '403 page', says('403 Forbidden', 'text/html', PAGE)],
  // More than is drained: the socket has to be given up.
  [1, '403 page of 200 KB', says('403 Forbidden', 'text/html', PAGE.repeat(230))],
  [5, '403', says('403 Forbidden', JSON_TYPE, '{"message":"Forbidden"}')],
  [10, '429', says('429 Too Many Requests', JSON_TYPE, '{"error":"Too Many Requests"}')],
  [
    3,
    '401',
    says('401 Unauthorized', JSON_TYPE, '{"errorCode":"USRAUT0024","error":"Unauthenticated access!"}'),
  ],
  [10, '500', says('500 Internal Server Error', JSON_TYPE, '{"error":"Internal Server Error"}')],
  [8, '503', says('503 Service Unavailable', 'text/html', PAGE)],
  [3, 'redirect', says('302 Found', 'text/plain', '', 'Location: /api/v2/\r\n')],
  [6, 'page with 200', says('200 OK', 'text/html', PAGE)],
  [5, 'empty', says('200 OK', JSON_TYPE, '')],
  [6, 'no JSON', says('200 OK', JSON_TYPE, '{"centers":[{"center_id":1,,')],
  [4, 'null for a list', says('200 OK', JSON_TYPE, '{"centers":null}')],
  [4, 'other fields', says('200 OK', JSON_TYPE, '{"data":{"hospitals":[]}}')],
  [3, 'nested 20,000 deep', zipped(`{"centers":${'['.repeat(20_000)}${']'.repeat(20_000)}}`)],
  [2, 'unknown encoding', says('200 OK', JSON_TYPE, 'xx', 'Content-Encoding: br\r\n')],
  [11, 'strange rows', (socket, good) => void socket.write(good.strange())],
  [
    5,
    'gzip that breaks off',
    (socket, { whole, bodyAt }) => {
      const half = whole.subarray(bodyAt, bodyAt + ((whole.length - bodyAt) >> 1));
      socket.write(answer('200 OK', JSON_TYPE, half, 'Content-Encoding: gzip\r\n'));
    },
  ],
  [
    3,
    'reset in the body',
    (socket, { whole }) =>
      void socket.write(whole.subarray(0, whole.length - 100), () => socket.resetAndDestroy()),
  ],
  [
    2,
    'shorter than announced',
    (socket, { whole }) => void socket.end(whole.subarray(0, whole.length - 100)),
  ],
];

/** Those that hold a socket, the pace or much memory: each once in so many seconds. */
const BY_CLOCK: readonly (readonly [everyS: number, kind: string, spoil: Spoil])[] = [
  [5, 'stalled body', (socket, { whole }) => void socket.write(whole.subarray(0, whole.length - 100))],
  [7, 'headers a byte a second', trickle],
  [90, '429, Retry-After 1', says('429 Too Many Requests', JSON_TYPE, '{}', 'Retry-After: 1\r\n')],
  [
    120,
    '200 MB announced',
    (socket) => void socket.write('HTTP/1.1 200 OK\r\nContent-Length: 200000000\r\n\r\n{'),
  ],
  [150, '200 MB, not announced', flood],
  [180, 'gzip bomb', (socket) => void socket.write(bomb())],
];

/** Of the spoilt answers at most this part is by the clock. */
const BY_CLOCK_SHARE = 0.02;

/** Draws what becomes of each answer; the same seed draws the same kinds by chance. */
export function createHazards(random: Random, share: number) {
  const counts = new Map<string, number>();
  const dueMs = BY_CLOCK.map(([everyS]) => performance.now() + everyS * 1000);
  const perMille = BY_CHANCE.reduce((sum, [part]) => sum + part, 0);

  function drawn(): readonly [string, Spoil] | undefined {
    if (random() >= share) return undefined;
    const nowMs = performance.now();
    // Never many of few answers: a program that asks little because of one shall not get the next at once.
    const at = random() < BY_CLOCK_SHARE ? dueMs.findIndex((due) => due <= nowMs) : -1;
    const [everyS = 0, slowKind = '', slow] = BY_CLOCK[at] ?? [];
    if (slow !== undefined) {
      dueMs[at] = nowMs + everyS * 1000;
      return [slowKind, slow];
    }
    let left = random() * perMille;
    for (const [part, kind, spoil] of BY_CHANCE) {
      left -= part;
      if (left < 0) return [kind, spoil];
    }
    return undefined;
  }

  return {
    /** True when the answer was given, spoilt. */
    hit(socket: Socket, good: () => GoodAnswer): boolean {
      const found = drawn();
      if (found === undefined) return false;
      const [kind, spoil] = found;
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
      spoil(socket, good());
      return true;
    },
    counts: (): Readonly<Record<string, number>> => Object.fromEntries(counts),
  };
}

function trickle(socket: Socket): void {
  const head = 'HTTP/1.1 200 OK\r\nX-Slow: yes\r\n';
  let at = 0;
  const timer = setInterval(() => {
    if (socket.destroyed || at >= head.length) clearInterval(timer);
    else socket.write(head.charAt(at++));
  }, 1000);
}

function flood(socket: Socket): void {
  socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
  const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(65_536, ' '), Buffer.from('\r\n')]);
  let left = 3_000;
  const more = (): void => {
    while (left > 0 && !socket.destroyed) {
      left -= 1;
      if (!socket.write(chunk)) {
        socket.once('drain', more);
        return;
      }
    }
  };
  more();
}

let packed: Buffer | undefined;

/** 200 MB of spaces, in 200 KB. */
function bomb(): Buffer {
  packed ??= answer(
    '200 OK',
    JSON_TYPE,
    gzipSync(Buffer.alloc(200_000_000, ' ')),
    'Content-Encoding: gzip\r\n',
  );
  return packed;
}
