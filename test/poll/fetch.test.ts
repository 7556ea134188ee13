// Every way an answer can go wrong on the wire, from real sockets.

import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import type { FetchResult } from '../../src/poll/call.ts';
import { createFetcher, type Fetcher, type FetchLimits } from '../../src/poll/fetch.ts';
import { type Inflated, inflate, inflateEach, type Packed } from '../../src/poll/inflate.ts';
import { DEFAULT_RETRY_AFTER_MS, retryAfter } from '../../src/poll/retry-after.ts';
import { type Loopback, loopback } from './loopback.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const SHORT: Partial<FetchLimits> = { connectMs: 400, headersMs: 600, totalMs: 1200, bodyBytes: 1_000_000 };

function fetcherFor(baseUrl: string, limits: Partial<FetchLimits> = SHORT): Fetcher {
  const fetcher = createFetcher({ baseUrl, userAgent: 'test/1', connections: 4, clock: systemClock, limits });
  cleanups.push(() => fetcher.close());
  return fetcher;
}

async function served(...args: Parameters<typeof loopback>): Promise<Loopback> {
  const server = await loopback(...args);
  cleanups.push(() => server.close());
  return server;
}

/** A server that speaks in raw bytes. */
async function raw(onSocket: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => onSocket(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function get(fetcher: Fetcher, path = '/x', etag: string | null = null): Promise<FetchResult> {
  const request = fetcher.ready({ path, headers: { accept: 'application/json' }, etag });
  return new Promise((resolve) => fetcher.call(request, null, resolve));
}

async function timed(work: Promise<FetchResult>): Promise<{ result: FetchResult; ms: number }> {
  const startedMs = performance.now();
  const result = await work;
  return { result, ms: performance.now() - startedMs };
}

function bodyOf(result: FetchResult): Buffer {
  if (result.kind !== 'body') throw new Error(`no body: ${JSON.stringify(result)}`);
  const inflated = inflate(result);
  if (!inflated.ok) throw new Error(inflated.why);
  return Buffer.from(inflated.bytes);
}

describe('a call', () => {
  it('asks below the base URL, with gzip alone, and brings the body as it was received', async () => {
    const server = await served((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip', etag: '"one"' }).end(gzipSync('{"a":1}'));
    });
    const result = await get(fetcherFor(`${server.url}/api/`), '/v2/x?y=1');
    expect(server.requests[0]).toMatchObject({
      path: '/api/v2/x?y=1',
      headers: { 'accept-encoding': 'gzip', 'user-agent': 'test/1', accept: 'application/json' },
    });
    expect(result).toMatchObject({ kind: 'body', encoding: 'gzip', etag: '"one"' });
    expect(bodyOf(result).toString()).toBe('{"a":1}');
  });

  it('sends credentials of the base URL as a header, never in the path', async () => {
    const server = await served((_, response) => response.end('{}'));
    await get(fetcherFor(server.url.replace('//', '//me:p%40ss@')));
    expect(server.requests[0]?.headers.authorization).toBe(
      `Basic ${Buffer.from('me:p@ss').toString('base64')}`,
    );
  });

  it('says "not modified" to the ETag it holds', async () => {
    const server = await served((request, response) => {
      response.writeHead(request.headers['if-none-match'] === '"one"' ? 304 : 200).end();
    });
    const fetcher = fetcherFor(server.url);
    expect(await get(fetcher, '/x', '"one"')).toMatchObject({ kind: 'not-modified' });
    const fresh = await get(fetcher, '/x');
    expect(fresh.kind === 'body' && fresh.bytes.length).toBe(0);
  });

  it.each([401, 403, 429])(
    '%i is a refusal; its page is read, so that sockets stay the same',
    async (status) => {
      const server = await served((_, response) => {
        response
          .writeHead(status, { 'content-type': 'text/html', 'retry-after': '7' })
          .end(`<html>${'blocked'.repeat(500)}`);
      });
      const fetcher = fetcherFor(server.url);
      for (let at = 0; at < 200; at++) {
        expect(await get(fetcher)).toEqual({ kind: 'refused', status, retryAfter: '7' });
      }
      expect(server.sockets().opened).toBeLessThanOrEqual(4);
    },
  );

  it('a refusal that asks twice to be left alone is not taken for one that does not ask', async () => {
    const server = await served((_, response) => {
      response.writeHead(429, ['retry-after', '120', 'retry-after', '300']).end();
    });
    const refusal = await get(fetcherFor(server.url));
    expect(refusal).toEqual({ kind: 'refused', status: 429, retryAfter: '120, 300' });
    expect(retryAfter('120, 300', 0)).toBe(DEFAULT_RETRY_AFTER_MS);
  });

  it('a refusal with an endless page is a refusal, and its socket is given up', async () => {
    const server = await served((_, response) => {
      response.writeHead(403);
      const timer = setInterval(() => response.write('x'.repeat(50_000)), 5);
      response.on('close', () => clearInterval(timer));
    });
    expect(await get(fetcherFor(server.url))).toMatchObject({ kind: 'refused', status: 403 });
  });

  it.each([
    [500, 'status-5xx'],
    [503, 'status-5xx'],
    [400, 'status-4xx'],
    [404, 'status-4xx'],
    [204, 'status-other'],
  ])('%i comes back as %s', async (status, why) => {
    const server = await served((_, response) => response.writeHead(status).end());
    expect(await get(fetcherFor(server.url))).toEqual({ kind: 'failed', why });
  });

  it('follows no redirect, not even to itself', async () => {
    const server = await served((_, response) => response.writeHead(302, { location: '/x' }).end());
    expect(await get(fetcherFor(server.url))).toEqual({ kind: 'failed', why: 'redirect' });
    expect(server.requests).toHaveLength(1);
  });

  it('headers that drip one byte at a time end the call at its limit', async () => {
    const url = await raw((socket) => {
      const text = `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(1000)}`;
      let at = 0;
      const timer = setInterval(() => socket.write(text[at++] ?? 'z'), 50);
      socket.on('close', () => clearInterval(timer));
    });
    const { result, ms } = await timed(get(fetcherFor(url)));
    expect(result).toEqual({ kind: 'failed', why: 'timeout' });
    expect(ms).toBeLessThan(2500);
  });

  it('a body that stalls ends the call at its limit', async () => {
    const url = await raw((socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf'));
    const { result, ms } = await timed(get(fetcherFor(url)));
    expect(result).toEqual({ kind: 'failed', why: 'timeout' });
    expect(ms).toBeGreaterThan(1000);
    expect(ms).toBeLessThan(3000);
  });

  it('a body that drips for ever ends at the same limit', async () => {
    const url = await raw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
      const timer = setInterval(() => socket.write('1\r\nx\r\n'), 50);
      socket.on('close', () => clearInterval(timer));
    });
    const { result, ms } = await timed(get(fetcherFor(url)));
    expect(result).toEqual({ kind: 'failed', why: 'timeout' });
    expect(ms).toBeLessThan(3000);
  });

  it.each([
    ['reset mid-body', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf', ['reset', 'wrong-length']],
    ['closed before any answer', '', ['reset']],
    ['no HTTP at all', 'SSH-2.0-OpenSSH_9.2\r\n', ['malformed']],
    ['a length below nothing', 'HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\n{}', ['malformed']],
    [
      'more bytes than announced',
      'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}{}{}',
      ['malformed', 'reset', 'body'],
    ],
  ])('%s is a failure of its own', async (_, text, allowed) => {
    const url = await raw((socket) => {
      socket.write(text);
      setTimeout(() => socket.resetAndDestroy(), 30);
    });
    const result = await get(fetcherFor(url));
    expect(allowed).toContain(result.kind === 'failed' ? result.why : result.kind);
  });

  it('fewer bytes than announced are no answer', async () => {
    const url = await raw((socket) =>
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"rows":[]}'),
    );
    expect((await get(fetcherFor(url))).kind).toBe('failed');
  });

  it('200 MB are not read: the announced and the unannounced', async () => {
    const server = await served((request, response) => {
      if (request.url === '/announced') response.setHeader('content-length', 200_000_000);
      const chunk = Buffer.alloc(100_000);
      const pour = (): void => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on('drain', pour);
      pour();
    });
    const fetcher = fetcherFor(server.url);
    expect(await get(fetcher, '/announced')).toEqual({ kind: 'failed', why: 'too-big' });
    expect(await get(fetcher, '/unannounced')).toEqual({ kind: 'failed', why: 'too-big' });
  });

  it('large bodies share what memory there is for them, and one of usual size is always taken', async () => {
    const many = { ...SHORT, totalMs: 900, bodyBytes: 4_000_000, togetherBytes: 2_000_000 };
    const server = await served((request, response) => {
      // Never ended: all are held at once.
      if (request.url === '/large') response.write(Buffer.alloc(1_500_000));
      else response.end(Buffer.alloc(200_000));
    });
    const fetcher = fetcherFor(server.url, many);
    const large = [get(fetcher, '/large'), get(fetcher, '/large'), get(fetcher, '/large')];
    const first = await Promise.race(large);
    expect(first).toEqual({ kind: 'failed', why: 'too-big' });
    expect((await get(fetcher, '/usual')).kind).toBe('body');
    const whys = (await Promise.all(large)).map((result) => result.kind === 'failed' && result.why);
    expect(whys.sort()).toEqual(['timeout', 'too-big', 'too-big']);
    // What was given up is not held any more.
    expect(await get(fetcher, '/large')).toEqual({ kind: 'failed', why: 'timeout' });
  });

  it('nobody listens', async () => {
    const server = await loopback(() => undefined);
    await server.close();
    expect(await get(fetcherFor(server.url))).toEqual({ kind: 'failed', why: 'connect' });
  });

  it('no such name', async () => {
    const result = await get(
      fetcherFor('http://no-such-host.invalid', { ...SHORT, connectMs: 5000, headersMs: 5000 }),
    );
    expect(result).toEqual({ kind: 'failed', why: 'dns' });
  });

  it('an encoding nobody asked for', async () => {
    const server = await served((_, response) =>
      response.writeHead(200, { 'content-encoding': 'br' }).end('x'),
    );
    expect(await get(fetcherFor(server.url))).toEqual({ kind: 'failed', why: 'bad-encoding' });
  });

  it('answers after all of these as if nothing had been', async () => {
    const url = await raw((socket) => socket.destroy());
    const broken = fetcherFor(url);
    for (let at = 0; at < 20; at++) expect(await get(broken)).toEqual({ kind: 'failed', why: 'reset' });
    const server = await served((_, response) => response.end('{}'));
    expect((await get(fetcherFor(server.url))).kind).toBe('body');
  });

  it('closing ends all calls at once', async () => {
    const server = await served(() => undefined);
    const fetcher = fetcherFor(server.url, {});
    const calls = [get(fetcher), get(fetcher), get(fetcher)];
    await new Promise((resolve) => setTimeout(resolve, 50));
    const startedMs = performance.now();
    await fetcher.close();
    expect(await Promise.all(calls)).toEqual(Array(3).fill({ kind: 'failed', why: 'stopped' }));
    expect(performance.now() - startedMs).toBeLessThan(500);
    expect(await get(fetcher)).toEqual({ kind: 'failed', why: 'stopped' });
  });
});

describe('a body that is known', () => {
  const body = Buffer.from('0123456789'.repeat(20_000));
  const known = { bytes: gzipSync(body, { level: 0 }), encoding: 'gzip' as const };

  async function answerTo(sent: Buffer, headers: Record<string, string> = { 'content-encoding': 'gzip' }) {
    const server = await served((_, response) => {
      response.writeHead(200, { ...headers, age: '7', 'cache-control': 'max-age=300' });
      // In pieces, so that the comparison crosses their edges.
      for (let at = 0; at < sent.length; at += 30_000) response.write(sent.subarray(at, at + 30_000));
      response.end();
    });
    const fetcher = fetcherFor(server.url);
    return new Promise<FetchResult>((resolve) => {
      fetcher.call(fetcher.ready({ path: '/', headers: {}, etag: null }), known, resolve);
    });
  }

  it('is told as the same, with its length and what is said of its age', async () => {
    expect(await answerTo(known.bytes)).toEqual({
      kind: 'same',
      length: known.bytes.length,
      cache: { cacheControl: 'max-age=300', age: '7' },
    });
  });

  it.each([0, 1, 29_999, 30_000, 100_000, known.bytes.length - 1])(
    'one other byte, the one at %i, makes it another, which comes whole',
    async (at) => {
      const sent = Buffer.from(known.bytes);
      sent.writeUInt8(sent.readUInt8(at) ^ 1, at);
      const result = await answerTo(sent);
      expect(result.kind === 'body' && result.bytes.equals(sent)).toBe(true);
    },
  );

  it.each([
    ['shorter', known.bytes.subarray(0, 60_000)],
    ['empty', Buffer.alloc(0)],
    ['longer', Buffer.concat([known.bytes, Buffer.from('x')])],
    ['much longer', Buffer.concat([known.bytes, Buffer.alloc(90_000)])],
  ])('a %s one is another, which comes whole', async (_, sent) => {
    const result = await answerTo(sent);
    expect(result.kind === 'body' && result.bytes.equals(sent)).toBe(true);
  });

  it('the same bytes in another encoding mean something else', async () => {
    expect(await answerTo(known.bytes, {})).toMatchObject({ kind: 'body', encoding: 'identity' });
  });
});

describe('inflating', () => {
  const gzip = (bytes: Buffer) => ({ bytes, encoding: 'gzip' as const });
  const whole = gzipSync('{"rows":[]}');

  it('takes plain and gzip bodies', () => {
    const plain = { bytes: Buffer.from('{}'), encoding: 'identity' as const };
    expect(inflate(plain)).toEqual({ ok: true, bytes: plain.bytes });
    expect(inflate(gzip(whole))).toMatchObject({ ok: true });
    expect(gunzipSync(whole).toString()).toBe('{"rows":[]}');
  });

  it.each([
    ['truncated', whole.subarray(0, whole.length - 9)],
    ['empty', Buffer.alloc(0)],
    ['no gzip at all', Buffer.from('{"rows":[]}')],
  ])('%s: bad encoding', (_, bytes) => {
    expect(inflate(gzip(bytes))).toEqual({ ok: false, why: 'bad-encoding' });
  });

  it('a bomb is given up at the limit, with little memory', () => {
    const bomb = gzipSync(Buffer.alloc(200_000_000));
    const before = process.memoryUsage().rss;
    expect(inflate(gzip(bomb))).toEqual({ ok: false, why: 'too-big' });
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
  });

  /** What each body comes out as when all are unpacked together, copied while it may be used. */
  function together(bodies: readonly Packed[]): Inflated[] {
    const results: Inflated[] = [];
    inflateEach(bodies, (inflated, at) => {
      results[at] = inflated.ok ? { ok: true, bytes: Buffer.from(inflated.bytes) } : inflated;
    });
    return results;
  }

  it('many together come out as each alone, whatever is among them', () => {
    const text = fc.string({ maxLength: 400 }).map((part) => Buffer.from(part.repeat(40)));
    const packed = fc.oneof(
      { weight: 6, arbitrary: text.map((bytes) => gzip(gzipSync(bytes))) },
      text.map((bytes) => ({ bytes, encoding: 'identity' as const })),
      // Several members, padding behind, cut short, a wrong byte, and what is no gzip.
      fc.tuple(text, text).map(([a, b]) => gzip(Buffer.concat([gzipSync(a), gzipSync(b)]))),
      text.map((bytes) => gzip(Buffer.concat([gzipSync(bytes), Buffer.alloc(30)]))),
      fc.tuple(text, fc.nat(60)).map(([bytes, cut]) => gzip(gzipSync(bytes).subarray(0, cut))),
      fc.tuple(text, fc.nat()).map(([bytes, at]) => {
        const wrong = gzipSync(bytes);
        wrong.writeUInt8(wrong.readUInt8(at % wrong.length) ^ 64, at % wrong.length);
        return gzip(wrong);
      }),
      text.map(gzip),
    );
    fc.assert(
      fc.property(fc.array(packed, { maxLength: 12 }), (bodies) => {
        expect(together(bodies)).toEqual(bodies.map((body) => inflate(body)));
      }),
    );
  });

  it('padding behind one does not give it the bytes of the next', () => {
    const spaces = gzip(gzipSync(' '.repeat(240)));
    const padded = gzip(Buffer.concat([spaces.bytes, Buffer.alloc(30)]));
    for (const bodies of [
      [padded, spaces],
      [spaces, padded],
      [padded, padded],
    ]) {
      expect(together(bodies)).toEqual(bodies.map((body) => inflate(body)));
    }
  });

  it('large ones among small ones come out whole, and a bomb among them is given up', () => {
    const sizes = [100, 200_000, 100_000, 1_900_000, 10, 250_000];
    const bodies = sizes.map((size) => gzip(gzipSync(Buffer.alloc(size, 'z'))));
    const bomb = gzip(gzipSync(Buffer.alloc(200_000_000)));
    const results = together([...bodies, bomb, ...bodies]);
    const lengths = results.map((result) => (result.ok ? result.bytes.length : result.why));
    expect(lengths).toEqual([...sizes, 'too-big', ...sizes]);
  });

  it('gives the memory back at once: a thousand bodies take no more than one', () => {
    const rows = (count: number) => Array.from({ length: count }, (_, at) => `{"id":${at * 7919}}`).join();
    const bodies = [gzip(gzipSync(rows(6_000))), gzip(gzipSync(rows(60_000)))];
    const before = process.memoryUsage().arrayBuffers;
    for (let round = 0; round < 500; round++) inflateEach([...bodies, ...bodies], () => undefined);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000);
  });

  it('believes no size that JSON never packs to: one that breaks off takes as little as a small one', () => {
    const packed = gzipSync(JSON.stringify(Array.from({ length: 2_000 }, (_, at) => at * 7919)));
    const brokenOff = gzip(packed.subarray(0, packed.length / 2));
    brokenOff.bytes.writeUInt32LE(1_900_000, brokenOff.bytes.length - 4);
    const before = process.memoryUsage().arrayBuffers;
    for (let round = 0; round < 50; round++) {
      inflateEach([brokenOff], (inflated) => expect(inflated).toEqual({ ok: false, why: 'bad-encoding' }));
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10_000_000);
  });

  it('leaves what was received, and everything beside, as it was', () => {
    const bodies = [gzip(whole), gzip(gzipSync('c'.repeat(90_000))), gzip(whole)];
    const received = bodies.map(({ bytes }) => Buffer.from(bytes));
    for (let round = 0; round < 50; round++) {
      const neighbour = Buffer.from('a small text beside it');
      inflateEach(bodies, () => undefined);
      expect(neighbour.toString()).toBe('a small text beside it');
    }
    expect(bodies.map(({ bytes }) => bytes)).toEqual(received);
  });
});
