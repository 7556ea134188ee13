// Clients that mean no good: slow, endless, too many, or asking for what is not theirs. Whatever they do, the others
// are served, and nothing they sent reaches the disk or the log.
import { Agent, get } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/program.ts';
import { clientOf } from './client.ts';
import { type RawTalk, statusIn, talk } from './raw.ts';
import { startWebRig, type WebRig } from './web-rig.ts';

const LIMITS = {
  headersMs: 300,
  requestMs: 1_500,
  checkMs: 50,
  silenceMs: 1_000,
  closeMs: 300,
  connections: 40,
};
const START = 'GET / HTTP/1.1\r\nHost: slots.example.org\r\n';

let rig: WebRig;
beforeAll(async () => {
  rig = await startWebRig({ limits: LIMITS });
});
afterAll(() => rig?.stop());

const isServing = async () => (await clientOf(rig.url).get('/healthz')).status === 200;

describe('slow clients', () => {
  it('who never ends the headers is cut off', async () => {
    const sinceMs = performance.now();
    const slow = talk(rig.url, START);
    const trickle = setInterval(() => slow.socket.write('X-More: 1\r\n'), 50);
    expect(await isServing()).toBe(true);
    expect(statusIn(await slow.closed)).toBe(408);
    clearInterval(trickle);
    expect(performance.now() - sinceMs).toBeLessThan(LIMITS.requestMs - 200);
  });

  it('who never ends the body is cut off, and no fault of ours is logged', async () => {
    const slow = talk(
      rig.url,
      'POST /sign-up HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nemail=',
    );
    const trickle = setInterval(() => slow.socket.write('a'), 50);
    expect(await isServing()).toBe(true);
    expect(statusIn(await slow.closed)).toBe(408);
    clearInterval(trickle);
    expect(rig.log.join('\n')).not.toContain('web.failed');
  });

  it('who leaves in the middle of a form does no harm', async () => {
    const left = talk(
      rig.url,
      'POST /sign-up HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nemail=',
    );
    await until(() => left.socket.bytesWritten > 0, 'a beginning');
    left.socket.resetAndDestroy();
    await left.closed;
    expect(await isServing()).toBe(true);
    expect(rig.log.join('\n')).not.toContain('web.failed');
  });

  it('who asks and never reads the answers is cut off', async () => {
    const deaf = talk(rig.url, '');
    deaf.socket.pause();
    const asks = `${START}\r\n`.repeat(4);
    const more = setInterval(() => deaf.socket.writable && deaf.socket.write(asks), 5);
    await deaf.closed.finally(() => clearInterval(more));
    expect(await isServing()).toBe(true);
  });
});

describe('requests one behind the other on one connection', () => {
  const one = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;
  const worked = () => rig.log.filter((line) => line.includes('web.answered')).length;

  it('are answered in their order while they are few, time and again', async () => {
    const { socket, heard } = talk(rig.url, '');
    for (let round = 1; round <= 5; round++) {
      socket.write(one('/healthz') + one('/lost') + one('/no-such') + one('/readyz'));
      await until(
        () => heard().endsWith('ready\n') && heard().split('HTTP/1.1 ').length === 1 + 4 * round,
        'answers',
      );
    }
    expect(
      [...heard().matchAll(/HTTP\/1\.1 (\d+)/g)].slice(0, 4).map(([, status]) => Number(status)),
    ).toEqual([200, 200, 404, 200]);
    socket.destroy();
  });

  it('by the thousand are cut off, and not worked off', async () => {
    const before = worked();
    const talks = Array.from({ length: 5 }, () => talk(rig.url, one('/lost').repeat(2_000)));
    for (const { closed } of talks) await closed;
    expect(
      statusIn(await talk(rig.url, 'GET /lost HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n').closed),
    ).toBe(200);
    expect(worked() - before).toBeLessThanOrEqual(5 * 8 + 1);
  });
});

describe('too much', () => {
  it('headers of more than 8 KB are refused', async () => {
    const { closed } = talk(rig.url, `${START}X-Long: ${'a'.repeat(9_000)}\r\n\r\n`);
    expect(statusIn(await closed)).toBe(431);
  });

  it('a body said to be long is refused before it comes', async () => {
    const { closed } = talk(
      rig.url,
      'POST /sign-up HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000000000\r\n\r\n',
    );
    expect(statusIn(await closed)).toBe(413);
  });

  it('a body without an end is refused when it gets too long', async () => {
    const endless = talk(
      rig.url,
      'POST /api/v1/register HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
    );
    const chunk = `1000\r\n${'a'.repeat(4096)}\r\n`;
    const more = setInterval(() => endless.socket.writable && endless.socket.write(chunk), 10);
    expect(statusIn(await endless.closed.finally(() => clearInterval(more)))).toBe(413);
  });

  it('an unsubscribe by a mail provider is obeyed whatever its body', async () => {
    const { token, id } = await rig.person('long@example.org');
    const answer = await fetch(`${rig.url}/u/${token}`, { method: 'POST', body: 'x'.repeat(100_000) });
    expect(answer.status).toBe(200);
    expect(rig.store.subscribers.find({ id })?.state).not.toBe('active');
  });

  it('connections above the limit are cut, and those that have one are served', async () => {
    const narrow = await startWebRig({ limits: { connections: 5 } });
    try {
      const held = Array.from({ length: 5 }, () => talk(narrow.url, `${START}\r\n`));
      const answers = (one: RawTalk) => one.heard().split('HTTP/1.1 200').length - 1;
      await until(() => held.every((one) => answers(one) === 1), 'five answers');
      const refused = talk(narrow.url, `${START}\r\n`);
      expect(await refused.closed).toBe('');
      held[0]?.socket.write(`${START}\r\n`);
      await until(() => answers(held[0] as RawTalk) === 2, 'a second answer');
      held[4]?.socket.destroy();
      await until(
        async () =>
          (
            await clientOf(narrow.url)
              .get('/healthz')
              .catch(() => undefined)
          )?.status === 200,
        'room',
      );
      for (const { socket } of held) socket.destroy();
    } finally {
      await narrow.stop();
    }
  });

  it('one client cannot hold every connection there is; others get theirs, and it gets room again', async () => {
    const open = await startWebRig({ limits: { connectionsEach: 5 }, settings: { proxies: 0 } });
    try {
      const held = Array.from({ length: 5 }, () => talk(open.url, START));
      await until(() => held.every(({ socket }) => socket.readyState === 'open'), 'five connections');
      expect(await talk(open.url, `${START}\r\n`).closed).toBe('');
      const other = talk(open.url, `${START}Connection: close\r\n\r\n`, '127.0.0.2');
      expect(statusIn(await other.closed)).toBe(200);
      held[0]?.socket.destroy();
      const again = () => talk(open.url, `${START}Connection: close\r\n\r\n`).closed;
      await until(async () => statusIn(await again()) === 200, 'room');
      for (const { socket } of held) socket.destroy();
    } finally {
      await open.stop();
    }
  });

  it('behind a proxy, whose connections they all are, clients are not bound by it', async () => {
    const behind = await startWebRig({ limits: { connectionsEach: 2 }, settings: { proxies: 1 } });
    try {
      const all = Array.from({ length: 10 }, () => talk(behind.url, `${START}\r\n`));
      await until(() => all.every((one) => statusIn(one.heard()) === 200), 'ten answers');
      for (const { socket } of all) socket.destroy();
    } finally {
      await behind.stop();
    }
  });
});

describe('a crowd', () => {
  it('1,000 at once are all answered', async () => {
    const large = await startWebRig();
    const agent = new Agent({ maxSockets: 1_000 });
    try {
      const { token } = await large.person('crowd@example.org');
      const statuses = await Promise.all(
        Array.from({ length: 1_000 }, (_, index) => {
          const path = ['/', '/lost', `/u/${token}`, '/feed/cowin:294.atom'][index % 4];
          const headers = { 'x-forwarded-for': `203.0.113.${index % 200}` };
          return new Promise<number>((resolve, reject) => {
            get(large.url + path, { agent, headers }, (response) => {
              response.resume().on('end', () => resolve(response.statusCode ?? 0));
            }).on('error', reject);
          });
        }),
      );
      expect(statuses.filter((status) => status !== 200)).toEqual([]);
    } finally {
      agent.destroy();
      await large.stop();
    }
  });

  it('from one site of IPv6, a network after the other, is bounded like ten clients; others are served', async () => {
    const small = await startWebRig({ limits: { burst: 5, perSecond: 0.01 } });
    const status = async (ip: string) =>
      (await fetch(`${small.url}/area/cowin:294`, { headers: { 'x-forwarded-for': ip } })).status;
    try {
      const statuses: number[] = [];
      for (let at = 1; at <= 70; at++) statuses.push(await status(`2001:db8:7:${at.toString(16)}::1`));
      expect(statuses.filter((one) => one === 200)).toHaveLength(50);
      expect(statuses.slice(50)).toEqual(Array(20).fill(429));
      expect(await status('2001:db8:8::1')).toBe(200);
      expect(await status('203.0.113.9')).toBe(200);
    } finally {
      await small.stop();
    }
  });

  it('of one client, what costs work is bounded, and what costs none goes on', async () => {
    const client = clientOf(rig.url);
    const answers = await Promise.all(Array.from({ length: 30 }, () => client.get('/area/cowin:294')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const small = await startWebRig({ limits: { burst: 5, perSecond: 0.1 } });
    try {
      const greedy = clientOf(small.url);
      const many = await Promise.all(Array.from({ length: 20 }, () => greedy.get('/area/cowin:294')));
      expect(many.filter(({ status }) => status === 429)).toHaveLength(15);
      expect(many.find(({ status }) => status === 429)?.text).toContain('Try again in a moment');
      const { token } = await small.person('free@example.org');
      expect((await greedy.get('/')).status).toBe(200);
      expect((await greedy.form(`/u/${token}`, { 'List-Unsubscribe': 'One-Click' })).status).toBe(200);
      expect((await clientOf(small.url).get('/area/cowin:294')).status).toBe(200);
    } finally {
      await small.stop();
    }
  });
});

describe('paths and forms that are none', () => {
  it.each([
    '/../../package.json',
    '/assets/../../package.json',
    '/assets/%2e%2e/%2e%2e/package.json',
    '/assets/..%2f..%2fpackage.json',
    '/%5c..%5cpackage.json',
    '/\\..\\package.json',
    '//etc/passwd',
    '/feed/../../package.json.atom',
    '/feed/%00.atom',
    '/m/..%2f..%2f',
    '/area/%',
    '/area/%E0%A4%A',
    '/__proto__',
    '/m/__proto__',
    '/lost/../../lost/x',
    'http://evil.example/m/x',
  ])('%s leads to no file, nowhere else, and no fault', async (path) => {
    const { closed } = talk(rig.url, `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
    const text = await closed;
    expect([400, 404]).toContain(statusIn(text));
    expect(text).not.toMatch(/"dependencies"|root:|^location:/im);
    expect(rig.log.join('\n')).not.toContain('web.failed');
  });

  it.each(['a b', 'a/b', 'a@b', '[::1', 'user:pass@host'])('the host %s is refused', async (host) => {
    const { closed } = talk(rig.url, `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    expect(statusIn(await closed)).toBe(400);
  });

  it('a Host of somebody else gets into no link', async () => {
    const { closed } = talk(
      rig.url,
      'GET /area/cowin:294 HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n',
    );
    expect(await closed).not.toContain('evil.example');
  });

  it.each([
    ['text/plain', 'email=a%40example.org', 415],
    ['application/json', '{"email":"a@example.org"}', 415],
    ['', 'email=a%40example.org', 415],
    ['multipart/form-data', '--x', 400],
    ['multipart/form-data; boundary=x', 'no parts here', 400],
  ])('a form sent as “%s” is refused with a page', async (type, body, status) => {
    const response = await fetch(`${rig.url}/sign-up`, {
      method: 'POST',
      body: new TextEncoder().encode(body),
      headers: type === '' ? {} : { 'content-type': type },
    });
    expect(response.status).toBe(status);
    expect(await response.text()).toContain('<h1>That did not work</h1>');
  });

  it('a form sent in parts is read; files in it are not', async () => {
    const form = new FormData();
    form.set('district', 'BBMP');
    form.set('email', new Blob(['a@example.org']), 'address.txt');
    const response = await fetch(`${rig.url}/sign-up`, { method: 'POST', body: form });
    expect(response.status).toBe(400);
    const text = await response.text();
    expect(text).toContain('value="BBMP"');
    expect(text).toContain('Give your e-mail address');
  });

  it('fields named like parts of an object are fields', async () => {
    const answer = await clientOf(rig.url).form('/sign-up', {
      __proto__x: '1',
      constructor: '2',
      'email[]': 'x',
    });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('Give your e-mail address');
  });

  it('what is typed comes back encoded', async () => {
    const hostile = '"><script>alert(1)</script>';
    const answer = await clientOf(rig.url).form('/sign-up', {
      district: hostile,
      pincode: hostile,
      vaccine: hostile,
      email: hostile,
    });
    expect(answer.text).not.toContain('<script>alert');
    expect(answer.text).toContain('&lt;script&gt;alert(1)');
  });
});

describe('what every answer carries', () => {
  it.each([
    '/',
    '/lost',
    '/verify',
    '/nothing',
    '/area/cowin:294',
    '/feed/cowin:294.atom',
    '/api/v1/areas',
    '/healthz',
    '/u/x',
    '/m/x',
  ])('%s: a strict policy, no cookie, no door to other sites', async (path) => {
    const { headers } = await clientOf(rig.url).get(path, { origin: 'https://evil.example' });
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('set-cookie')).toBeNull();
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('pages of one person are kept by nobody and listed nowhere', async () => {
    const { token } = await rig.person('private@example.org');
    for (const path of [`/m/${token}`, `/m/${token}/add`, `/m/${token}/forget`, `/u/${token}`, '/m/nobody']) {
      const { headers } = await clientOf(rig.url).get(path);
      expect([headers.get('cache-control'), headers.get('x-robots-tag')]).toEqual([
        'no-store',
        'noindex, nofollow',
      ]);
    }
  });

  it('links, addresses and codes reach no log', async () => {
    const email = 'secretive@example.org';
    const client = clientOf(rig.url);
    await client.form('/sign-up', { district: 'BBMP', email });
    const code = await rig.codeFor(email);
    await client.form('/verify', { email, code: '999999' });
    await client.form('/verify', { email, code });
    const { token } = await rig.person(email);
    await client.get(`/m/${token}?done=${token}`);
    await client.form(`/u/${token}`);
    await client.get(`/${email}/${token}`);
    await client.json('POST', '/api/v1/unsubscribe', { email, code }, { authorization: `Bearer ${token}` });
    const log = rig.log.join('\n');
    expect(log).toContain('"route":"/m/:token"');
    for (const secret of [email, code, token]) expect(log).not.toContain(secret);
  });
});

describe('the end', () => {
  it('waits for nobody who holds a connection, and may be asked for twice', async () => {
    const short = await startWebRig({ limits: { closeMs: 200 } });
    const idle = talk(short.url, `${START}\r\n`);
    await until(() => statusIn(idle.heard()) === 200, 'an answer');
    const hanging = talk(short.url, START);
    await until(() => hanging.socket.readyState === 'open', 'a connection');
    const sinceMs = performance.now();
    await Promise.all([short.stop(), idle.closed, hanging.closed]);
    expect(performance.now() - sinceMs).toBeLessThan(3_000);
  });
});
