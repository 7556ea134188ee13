// A server elsewhere, and all it may be instead: away, slow, somebody else's, hostile. Each ends in a sentence and an
// exit code, in bounded time, and nothing it says drives the terminal.
import { createServer, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Json, remoteServer } from '../../src/commands/remote.ts';
import type { Failure } from '../../src/failure.ts';
import { LOOPBACK_CERT, LOOPBACK_KEY } from '../support/loopback-cert.ts';
import { deadPort } from '../support/loopback-http.ts';

interface Asked {
  readonly path: string;
  readonly body: string;
  readonly contentType: string;
}

/** A server that answers as it is told; resolves with its address and what it was asked. */
async function serverThat(
  answer: (response: ServerResponse) => void,
  secure = false,
): Promise<{ readonly url: string; readonly asked: readonly Asked[] }> {
  const asked: Asked[] = [];
  const listener: Parameters<typeof createServer>[1] = (request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part;
    });
    request.on('end', () => {
      asked.push({ path: request.url ?? '', body, contentType: String(request.headers['content-type']) });
      answer(response);
    });
  };
  const server: Server = secure
    ? createSecureServer({ cert: LOOPBACK_CERT, key: LOOPBACK_KEY }, listener)
    : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `${secure ? 'https' : 'http'}://127.0.0.1:${port}`, asked };
}

const json =
  (status: number, body: unknown): ((response: ServerResponse) => void) =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

const post = (url: string, timeoutMs = 5_000): Promise<Json> =>
  remoteServer(url, '1.2.3', timeoutMs).post('register', { email: 'you@example.org' });

async function refusal(url: string, timeoutMs?: number): Promise<Pick<Failure, 'exitCode' | 'message'>> {
  try {
    await post(url, timeoutMs);
  } catch (error) {
    return error as Failure;
  }
  throw new Error('it was not refused');
}

describe('a server elsewhere', () => {
  it('is asked over its API, also below a folder, and its answer taken', async () => {
    const { url, asked } = await serverThat(json(202, { ok: true, validForS: 600 }));
    expect(await post(`${url}/slots/`)).toEqual({ ok: true, validForS: 600 });
    expect(asked).toEqual([
      {
        path: '/slots/api/v1/register',
        body: '{"email":"you@example.org"}',
        contentType: 'application/json',
      },
    ]);
  });

  it.each([
    'nowhere',
    'ftp://example.org',
    'https://',
    'https://me:pw@example.org',
    'https://example.org/?a=b',
  ])('cannot be %s', (address) => {
    expect(() => remoteServer(address, '1')).toThrow(/write it whole, like --server https:/);
  });

  it('is said to be readable on the way where it is no https, but not on this machine', () => {
    const isOpen = (address: string) => remoteServer(address, '1').isOpenToRead;
    expect(isOpen('http://slots.example.org')).toBe(true);
    expect(isOpen('https://slots.example.org')).toBe(false);
    for (const here of ['http://localhost:8080', 'http://127.0.0.1', 'http://[::1]:80'])
      expect(isOpen(here)).toBe(false);
    expect(isOpen('http://127.example.org')).toBe(true);
  });

  it('that refuses is quoted, each problem on a line of its own; typed wrong is 64, the rest 1', async () => {
    const problems = [{ field: 'dose', message: 'The dose is 1 or 2.' }, { field: 'age' }, 7];
    const typed = await serverThat(
      json(400, { ok: false, error: { code: 'invalid', message: 'Two things are wrong:', problems } }),
    );
    expect(await refusal(typed.url)).toMatchObject({
      exitCode: 64,
      message: 'Two things are wrong:\nThe dose is 1 or 2.',
    });
    const wrong = await serverThat(json(400, { ok: false, error: { code: 'wrong-code', message: 'No.' } }));
    expect(await refusal(wrong.url)).toMatchObject({ exitCode: 1, message: 'No.' });
    const fast = await serverThat(json(429, { ok: false, error: { code: 'too-soon', message: 'Wait.' } }));
    expect(await refusal(fast.url)).toMatchObject({ exitCode: 1, message: 'Wait.' });
    const mute = await serverThat(
      json(409, { ok: false, error: { code: 'unavailable', message: 'No mail.' } }),
    );
    expect(await refusal(mute.url)).toMatchObject({ exitCode: 69, message: 'No mail.' });
    const broken = await serverThat(json(500, { ok: false, error: { code: 'failed', message: 'Ours.' } }));
    expect(await refusal(broken.url)).toMatchObject({ exitCode: 69, message: 'Ours.' });
  });

  it('that drives terminals is read as plain text', async () => {
    const message = 'Hello\u001b[2J\u001b]0;owned\u0007 \u202eyou\nthere';
    const { url } = await serverThat(json(409, { ok: false, error: { code: 'x', message } }));
    expect((await refusal(url)).message).toBe('Hello you there');
  });

  it('that sends us elsewhere is not followed; the way is named', async () => {
    const other = await serverThat(json(200, { ok: true }));
    for (const status of [301, 302, 307, 308]) {
      const { url } = await serverThat((response) =>
        response.writeHead(status, { location: `${other.url}/api/v1/register?x=1` }).end(),
      );
      expect(await refusal(url)).toMatchObject({
        exitCode: 69,
        message: expect.stringContaining(`to ${other.url}.`),
      });
    }
    expect(other.asked).toEqual([]);
  });

  it.each([
    ['a page', (response: ServerResponse) => response.end('<html>Hello</html>')],
    ['nothing', (response: ServerResponse) => response.writeHead(204).end()],
    ['some other JSON', json(200, { status: 'fine' })],
    ['a list', json(200, [1])],
    ['a page that is not there', (response: ServerResponse) => response.writeHead(404).end('not here')],
    ['a refusal without a reason', json(400, { ok: false })],
    [
      'an answer without an end',
      (response: ServerResponse) => response.end(`{"ok":true,"x":"${'y'.repeat(70_000)}"}`),
    ],
  ])('that is somebody else’s is named as that: %s', async (_what, answer) => {
    const { url } = await serverThat(answer);
    expect(await refusal(url)).toMatchObject({
      exitCode: 69,
      message: expect.stringMatching(/answers \(\d+\), but not as vaccine-watch does: check the address/),
    });
  });

  it('that never ends its answer is left', async () => {
    const { url } = await serverThat((response) => {
      const pour = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', pour);
      pour();
    });
    expect(await refusal(url)).toMatchObject({ exitCode: 69 });
  });

  it('that is silent, or falls silent in the middle, is given up in time', async () => {
    const silent = await serverThat(() => undefined);
    const halting = await serverThat((response) => response.writeHead(200).write('{"ok"'));
    for (const { url } of [silent, halting]) {
      expect(await refusal(url, 200)).toMatchObject({
        exitCode: 69,
        message: expect.stringContaining('did not answer within 0.2 s: try again later'),
      });
    }
  });

  it('that is not there, breaks off, or cannot be trusted is named with the reason', async () => {
    expect(await refusal(`http://127.0.0.1:${await deadPort()}`)).toMatchObject({
      exitCode: 69,
      message: expect.stringContaining('does not listen there'),
    });
    expect((await refusal('http://no-such-host.invalid')).message).toContain('cannot be');
    const broken = await serverThat((response) => response.socket?.resetAndDestroy());
    expect((await refusal(broken.url)).message).toContain('broke off the connection');
    const secure = await serverThat(json(200, { ok: true }), true);
    expect((await refusal(secure.url)).message).toContain('a certificate that cannot be trusted');
  });
});
