// Clients that speak HTTP in ways nobody should: each is refused or cut in good order, nothing is read twice or as
// another request, and no fault of ours is logged.
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientOf } from './client.ts';
import { statusIn, talk } from './raw.ts';
import { startWebRig, type WebRig } from './web-rig.ts';

let rig: WebRig;
beforeAll(async () => {
  rig = await startWebRig({ limits: { headersMs: 1_000, requestMs: 1_500, checkMs: 50, silenceMs: 1_000 } });
});
afterAll(() => rig?.stop());

const lines = (...all: readonly string[]) => `${all.join('\r\n')}\r\n\r\n`;
const answers = (text: string) => text.split('HTTP/1.1 ').length - 1;

describe('one request that might be read as two', () => {
  const smuggled = 'GET /lost HTTP/1.1\r\nHost: a\r\n\r\n';

  it.each([
    ['length and chunks', ['Content-Length: 6', 'Transfer-Encoding: chunked']],
    ['two lengths', ['Content-Length: 6', 'Content-Length: 0']],
    ['chunks under another name', ['Transfer-Encoding: xchunked']],
    ['chunks twice', ['Transfer-Encoding: chunked', 'Transfer-Encoding: identity']],
    ['a length with a sign', ['Content-Length: +6']],
    ['a length that is none', ['Content-Length: 0x6']],
    ['a space before the colon', ['Content-Length : 6']],
    ['a folded line', ['X-A: 1', ' Content-Length: 6']],
  ])('%s: is refused, and what follows is not obeyed', async (_, headers) => {
    const { closed } = talk(
      rig.url,
      `${lines('POST /sign-up HTTP/1.1', 'Host: a', 'Content-Type: application/x-www-form-urlencoded', ...headers)}0\r\n\r\n${smuggled}`,
    );
    const text = await closed;
    expect(statusIn(text)).toBe(400);
    expect(answers(text)).toBe(1);
  });

  it('a bare CR, LF or NUL in a header is refused', async () => {
    for (const sign of ['\r', '\n', '\0']) {
      const { closed } = talk(
        rig.url,
        lines('GET / HTTP/1.1', 'Host: a', `X-A: 1${sign}X-B: 2`, 'Connection: close'),
      );
      expect([JSON.stringify(sign), statusIn(await closed)]).toEqual([JSON.stringify(sign), 400]);
    }
  });
});

describe('requests that are none', () => {
  it.each([
    ['no host', lines('GET / HTTP/1.1')],
    ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['TLS', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003'],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a method nobody knows', lines('HACK / HTTP/1.1', 'Host: a')],
    ['a tunnel', lines('CONNECT 127.0.0.1:6379 HTTP/1.1', 'Host: 127.0.0.1:6379')],
  ])('%s: the connection is closed, with 400 at most', async (_, text) => {
    const heard = await talk(rig.url, text).closed;
    expect(heard === '' || statusIn(heard) === 400 || statusIn(heard) === 505).toBe(true);
  });

  it.each(['TRACE', 'PUT', 'PATCH', 'PROPFIND'])('%s of a page leads nowhere', async (method) => {
    const { closed } = talk(
      rig.url,
      lines(`${method} / HTTP/1.1`, 'Host: a', 'X-Secret: mine', 'Connection: close'),
    );
    const text = await closed;
    expect(statusIn(text)).toBe(404);
    expect(text).not.toContain('X-Secret');
  });

  it('an upgrade is not made', async () => {
    const { closed } = talk(
      rig.url,
      lines(
        'GET / HTTP/1.1',
        'Host: a',
        'Connection: Upgrade, close',
        'Upgrade: websocket',
        'Sec-WebSocket-Key: x',
      ),
    );
    expect(statusIn(await closed)).toBe(200);
  });

  it('an expectation we do not know is refused', async () => {
    const { closed } = talk(
      rig.url,
      lines('GET / HTTP/1.1', 'Host: a', 'Expect: miracles', 'Connection: close'),
    );
    expect(statusIn(await closed)).toBe(417);
  });
});

describe('bodies that grow', () => {
  it.each([
    ['a form', '/sign-up', 'application/x-www-form-urlencoded', 400],
    ['JSON', '/api/v1/register', 'application/json', 400],
  ])('%s that is packed is not unpacked', async (_, path, type, status) => {
    const packed = gzipSync(Buffer.alloc(10_000_000, 'a'));
    expect(packed.length).toBeLessThan(16_384);
    const response = await fetch(rig.url + path, {
      method: 'POST',
      body: packed,
      headers: { 'content-type': type, 'content-encoding': 'gzip' },
    });
    expect(response.status).toBe(status);
  });

  it.each([
    [
      'lists in lists',
      '/api/v1/register',
      'application/json',
      `{"email":${'['.repeat(8_000)}${']'.repeat(8_000)}}`,
    ],
    [
      'objects in objects',
      '/api/v1/verify',
      'application/json',
      `${'{"a":'.repeat(2_700)}1${'}'.repeat(2_700)}`,
    ],
    ['fields without end', '/sign-up', 'application/x-www-form-urlencoded', 'a=&'.repeat(5_400)],
    ['one long name', '/sign-up', 'application/x-www-form-urlencoded', `district=${'a'.repeat(16_000)}`],
    [
      'signs that are encoded',
      '/sign-up',
      'application/x-www-form-urlencoded',
      `email=${'%F0%9F'.repeat(2_700)}`,
    ],
    [
      'spaces before an address',
      '/sign-up',
      'application/x-www-form-urlencoded',
      `email=${'+'.repeat(16_000)}@`,
    ],
    ['many parts', '/sign-up', 'multipart/form-data; boundary=x', '--x\r\n\r\n\r\n'.repeat(1_500)],
  ])('%s: answered at once', async (_, path, type, body) => {
    const sinceMs = performance.now();
    const response = await fetch(rig.url + path, { method: 'POST', body, headers: { 'content-type': type } });
    expect(response.status).toBe(400);
    await response.arrayBuffer();
    expect(performance.now() - sinceMs).toBeLessThan(1_000);
  });
});

describe('text that wants to be a header', () => {
  it.each([
    '/verify?email=a%0d%0aSet-Cookie:%20x=1',
    '/m/x%0d%0aSet-Cookie:%20x=1',
    '/feed/cowin:294%0d%0aSet-Cookie:x.atom',
    '/area/cowin:294%0d%0aLocation:%20http:%2f%2fevil.example',
    '/?district=%0d%0aSet-Cookie:x',
  ])('%s becomes none', async (path) => {
    const { headers } = await clientOf(rig.url).get(path);
    expect(headers.get('set-cookie')).toBeNull();
    expect(headers.get('location')).toBeNull();
  });
});

it('none of it was a fault of ours', async () => {
  expect(rig.log.join('\n')).not.toContain('web.failed');
  expect((await clientOf(rig.url).get('/healthz')).status).toBe(200);
});
