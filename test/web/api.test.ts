// The API over HTTP, against the engine's own sign-up and self-service on a real database. Every answer is held to
// the description in data/openapi.json, and the description to the server: what one has, the other has.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/package-root.ts';
import { apiRoutes } from '../../src/web/api/routes.ts';
import type { Site } from '../../src/web/site.ts';
import { until } from '../support/program.ts';
import { signatureOf } from '../support/webhook-receiver.ts';
import { clientOf } from './client.ts';
import { createJudge, description, operations } from './open-api.ts';
import { startWebRig, type WebRig } from './web-rig.ts';

const PUBLIC_URL = 'https://slots.example.org';
const judge = createJudge();
let rig: WebRig;

beforeAll(async () => {
  rig = await startWebRig({ settings: { publicUrl: PUBLIC_URL }, maxSubscriptions: 3 });
});
afterAll(() => rig?.stop());

/** Signs an address up; resolves with its token. */
async function signedUp(email: string, wish: object = { district: 'BBMP' }): Promise<string> {
  const client = clientOf(rig.url);
  const { status } = await judge.call(client, 'post', '/register', { email, ...wish });
  expect(status).toBe(202);
  const { json } = await judge.call(client, 'post', '/verify', { email, code: await rig.codeFor(email) });
  return json.token;
}

describe('places', () => {
  const areas = async (query: string) =>
    (await judge.call(clientOf(rig.url), 'get', `/areas${query}`)).json.areas;

  it('finds a district by a part of its name, with the feed of each', async () => {
    const [first] = await areas('?q=bbmp');
    expect(first).toEqual({
      id: 'cowin:294',
      name: 'BBMP',
      state: 'Karnataka',
      text: 'BBMP, Karnataka',
      feedUrl: `${PUBLIC_URL}/feed/cowin:294.atom`,
    });
  });

  it('lists the districts of a state, and at most as many as asked for', async () => {
    const goa = await areas('?state=Goa');
    expect(goa.map((area: { state: string }) => area.state)).toEqual(goa.map(() => 'Goa'));
    expect(goa.length).toBeGreaterThan(1);
    expect(await areas('?state=Goa&limit=1')).toHaveLength(1);
    expect(await areas('?limit=1000')).toHaveLength(756);
  });

  it('knows nothing of a state that is none, and of a place that is none', async () => {
    expect(await areas('?state=Atlantis&q=BBMP')).toEqual([]);
    expect(await areas('?q=qqqqqqqqqq')).toEqual([]);
  });

  it.each(['0', '-1', '1001', 'many', '1e3'])('refuses %s as the number of places', async (limit) => {
    const { status, json } = await judge.call(clientOf(rig.url), 'get', `/areas?limit=${limit}`);
    expect([status, json.error.problems[0].field]).toEqual([400, 'limit']);
  });
});

describe('signing up', () => {
  it('sends a code, and with it subscribes to what was asked for', async () => {
    const client = clientOf(rig.url);
    const email = 'whole@example.org';
    const wish = {
      state: 'Karnataka',
      district: 'BBMP',
      pincode: '560011',
      dose: 1,
      age: 45,
      vaccine: 'covaxin',
      fee: 'free',
      min: 5,
    };
    const asked = await judge.call(client, 'post', '/register', { email, ...wish });
    expect([asked.status, asked.json.validForS]).toEqual([202, 600]);
    expect(rig.store.subscribers.find({ channel: 'email', address: email })).toBeUndefined();
    const { json } = await judge.call(client, 'post', '/verify', { email, code: await rig.codeFor(email) });
    expect(json).toMatchObject({
      purpose: 'subscribe',
      manageUrl: `${PUBLIC_URL}/m/${json.token}`,
      subscriptions: [
        {
          id: json.subscriptionId,
          text: 'BBMP, Karnataka, pincode 560011: dose 1, age 45, COVAXIN, free, at least 5 doses',
          areaId: 'cowin:294',
          pincode: '560011',
          dose: '1',
          age: 45,
          vaccine: 'COVAXIN',
          fee: 'free',
          min: 5,
          paused: false,
        },
      ],
    });
    expect(json).not.toHaveProperty('secret');
    expect(rig.store.subscribers.find({ channel: 'email', address: email })?.origin).toBe('api');
  });

  it('answers the same for an address that is known and one that is not', async () => {
    await signedUp('known@example.org');
    rig.pass(61_000);
    const answers = await Promise.all(
      ['known@example.org', 'unknown@example.org'].map((email) =>
        judge.call(clientOf(rig.url), 'post', '/register', { email, district: '294' }),
      ),
    );
    expect(answers[0]?.text).toBe(answers[1]?.text);
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
  });

  it('names all mistakes at once, each with its field, and repeats no address', async () => {
    const body = {
      email: 'me.myself',
      district: 'Nowhereland',
      dose: '3',
      age: 200,
      min: 7,
      ages: 45,
      purpose: 'subscribe',
    };
    const { status, text, json } = await judge.call(clientOf(rig.url), 'post', '/register', body);
    expect(status).toBe(400);
    expect(json.error.problems.map(({ field }: { field: string }) => field).sort()).toEqual([
      'age',
      'ages',
      'district',
      'dose',
      'email',
      'min',
    ]);
    expect(text).not.toContain('me.myself');
  });

  it.each([
    ['nobody to tell', { district: 'BBMP' }, 'email'],
    ['two to tell', { district: 'BBMP', email: 'a@example.org', webhook: 'https://example.org/' }, 'email'],
    ['no place', { email: 'a@example.org' }, 'district'],
    ['a list for a text', { email: ['a@example.org'], district: 'BBMP' }, 'email'],
    [
      'a word that is none of the choices',
      { email: 'a@example.org', district: 'BBMP', others: 'maybe' },
      'others',
    ],
    ['a purpose there is not', { email: 'a@example.org', purpose: 'operate' }, 'purpose'],
    ['a Telegram chat, which needs no code', { telegram: '42', district: 'BBMP' }, 'telegram'],
  ])('refuses %s', async (_, body, field) => {
    const { status, json } = await judge.call(clientOf(rig.url), 'post', '/register', body);
    expect(status).toBe(400);
    expect(json.error.problems.map((problem: { field: string }) => problem.field)).toContain(field);
  });

  it.each(['[]', '"text"', 'null', '{"email":', ''])('refuses %s as a body', async (body) => {
    const answer = await fetch(`${rig.url}/api/v1/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(answer.status).toBe(400);
  });

  it('says when to come back to who asks twice within a minute', async () => {
    const client = clientOf(rig.url);
    const body = { email: 'twice@example.org', district: 'BBMP' };
    await judge.call(client, 'post', '/register', body);
    const again = await judge.call(client, 'post', '/register', body);
    expect([again.status, again.json.error.code]).toEqual([429, 'too-soon']);
    expect(Number(again.headers.get('retry-after'))).toBe(again.json.error.waitS);
    expect(again.json.error.waitS).toBeGreaterThan(50);
  });

  it('refuses a wrong code, and after five of them every code, with the time to wait', async () => {
    const client = clientOf(rig.url);
    const email = 'guess@example.org';
    await judge.call(client, 'post', '/register', { email, district: 'BBMP' });
    const right = await rig.codeFor(email);
    const wrong = right === '000000' ? '000001' : '000000';
    for (let guess = 0; guess < 4; guess++) {
      const { status, json } = await judge.call(client, 'post', '/verify', { email, code: wrong });
      expect([status, json.error.code]).toEqual([400, 'wrong-code']);
    }
    await judge.call(client, 'post', '/verify', { email, code: wrong });
    const burnt = await judge.call(client, 'post', '/verify', { email, code: right });
    expect([burnt.status, burnt.json.error.code]).toEqual([429, 'too-many-tries']);
    expect(burnt.json.error.waitS).toBeGreaterThan(60);
  });

  it('takes a code as a number, which has lost its first zeros', async () => {
    const zeros = await startWebRig({ randomInt: () => 42 });
    const client = clientOf(zeros.url);
    const email = 'zeros@example.org';
    await judge.call(client, 'post', '/register', { email, district: 'BBMP' });
    expect(await zeros.codeFor(email)).toBe('000042');
    const { status } = await judge.call(client, 'post', '/verify', { email, code: 42 });
    await zeros.stop();
    expect(status).toBe(200);
  });

  it('wants a code', async () => {
    const { status, json } = await judge.call(clientOf(rig.url), 'post', '/verify', {
      email: 'a@example.org',
      code: ' ',
    });
    expect([status, json.error.problems[0].field]).toEqual([400, 'code']);
  });

  it('signs up a webhook by the code it was sent, and gives it the key of its signatures', async () => {
    const webhook = rig.webhook.urlOf('/mine');
    const client = clientOf(rig.url);
    expect((await judge.call(client, 'post', '/register', { webhook, district: 'BBMP' })).status).toBe(202);
    const sent = await until(
      () => rig.webhook.calls.find(({ path }) => path === '/mine'),
      'a code at the webhook',
    );
    const { code } = JSON.parse(sent.body) as { code: string };
    const { json } = await judge.call(client, 'post', '/verify', { webhook, code });
    rig.open({ sessionId: 'for-a-webhook' });
    const alert = await until(
      () => rig.webhook.calls.find(({ path, payload }) => path === '/mine' && payload.type === 'slot.opened'),
      'an alert at the webhook',
    );
    expect(alert.signature).toBe(signatureOf(alert.body, json.secret));
  });

  it('gives a lost token back to who can read the mail', async () => {
    const email = 'lost@example.org';
    const token = await signedUp(email);
    rig.pass(61_000);
    const client = clientOf(rig.url);
    await judge.call(client, 'post', '/register', { email, purpose: 'manage' });
    const { json } = await judge.call(client, 'post', '/verify', { email, code: await rig.codeFor(email) });
    expect(json).toMatchObject({ purpose: 'manage', token, subscriptionId: null });
  });

  it('has nothing to give to who is not there', async () => {
    const email = 'stranger@example.org';
    const client = clientOf(rig.url);
    await judge.call(client, 'post', '/register', { email, purpose: 'manage' });
    const { json } = await judge.call(client, 'post', '/verify', { email, code: await rig.codeFor(email) });
    expect(json).toMatchObject({ subscriptions: [], token: null, manageUrl: null });
  });
});

describe('with a token', () => {
  const bearer = (token: string) => (method: string, path: string, body?: unknown) =>
    judge.call(clientOf(rig.url), method, path, body, token);

  it('lists, adds, changes, pauses and removes subscriptions', async () => {
    const call = bearer(await signedUp('tina@example.org'));
    expect((await call('get', '/subscriptions')).json).toMatchObject({
      channel: 'email',
      state: 'active',
      quiet: null,
    });
    const added = await call('post', '/subscriptions', { district: 'Mysore', age: 60 });
    expect([added.status, added.json.added]).toEqual([201, true]);
    const again = await call('post', '/subscriptions', { district: 'Mysore', age: 60 });
    expect([again.status, again.json.added]).toEqual([200, false]);
    const { id } = added.json.subscription;
    const changed = await call('patch', `/subscriptions/${id}`, { dose: '2', age: null, min: 10 });
    expect(changed.json.subscription).toMatchObject({ dose: '2', age: null, min: 10, paused: false });
    const held = await call('patch', `/subscriptions/${changed.json.subscription.id}`, { paused: true });
    expect(held.json.subscription).toMatchObject({ dose: '2', paused: true });
    const both = await call('patch', `/subscriptions/${held.json.subscription.id}`, {
      dose: null,
      paused: false,
    });
    expect(both.json.subscription).toMatchObject({ dose: null, min: 10, paused: false });
    const left = await call('delete', `/subscriptions/${both.json.subscription.id}`);
    expect(left.json.subscriptions.map(({ text }: { text: string }) => text)).toEqual(['BBMP, Karnataka']);
  });

  it('refuses a filter that is none, and changes nothing then', async () => {
    const call = bearer(await signedUp('firm@example.org'));
    const { id } = (await call('get', '/subscriptions')).json.subscriptions[0];
    const { status, json } = await call('patch', `/subscriptions/${id}`, {
      dose: '2',
      age: 'old',
      paused: 'yes',
    });
    expect(status).toBe(400);
    expect(json.error.problems.map(({ field }: { field: string }) => field).sort()).toEqual([
      'age',
      'paused',
    ]);
    expect((await call('get', '/subscriptions')).json.subscriptions[0]).toMatchObject({
      dose: null,
      paused: false,
    });
  });

  it('pauses everything for a time or until resumed, and keeps quiet hours', async () => {
    const call = bearer(await signedUp('pat@example.org'));
    const paused = await call('patch', '/subscriptions', {
      paused: true,
      pauseMinutes: 180,
      quiet: { from: 22, to: 7 },
    });
    expect(paused.json).toMatchObject({ state: 'paused', quiet: { from: 22, to: 7 } });
    expect(Date.parse(paused.json.resumesAt)).toBeGreaterThan(Date.now() + 179 * 60_000);
    expect((await call('patch', '/subscriptions', { paused: true })).json.resumesAt).toBeNull();
    expect((await call('patch', '/subscriptions', { paused: false, quiet: null })).json).toMatchObject({
      state: 'active',
      resumesAt: null,
      quiet: null,
    });
  });

  it.each([
    [{ pauseMinutes: 5 }, 'pauseMinutes'],
    [{ paused: true, pauseMinutes: 0 }, 'pauseMinutes'],
    [{ paused: true, pauseMinutes: 99_999_999 }, 'pauseMinutes'],
    [{ quiet: { from: 7, to: 7 } }, 'quiet'],
    [{ quiet: 'night' }, 'quiet'],
    [{ quiet: { from: '', to: true } }, 'quiet'],
    [{ paused: 1 }, 'paused'],
    [{ state: 'paused' }, 'state'],
  ])('refuses %o', async (body, field) => {
    const { token } = await rig.person('strict@example.org');
    const { status, json } = await bearer(token)('patch', '/subscriptions', body);
    expect([status, json.error.problems[0].field]).toEqual([400, field]);
  });

  it('gives a person no more subscriptions than the operator allows', async () => {
    const call = bearer(await signedUp('greedy@example.org'));
    await call('post', '/subscriptions', { district: 'Mysore' });
    await call('post', '/subscriptions', { district: 'Pune' });
    const { status, json } = await call('post', '/subscriptions', { district: 'Patna' });
    expect([status, json.error.code]).toEqual([409, 'too-many']);
  });

  it('touches no subscription of anybody else', async () => {
    const other = await rig.person('other@example.org');
    const theirs = rig.store.subscribers.find({ id: other.id })?.subscriptions[0]?.id;
    const call = bearer((await rig.person('nosy@example.org')).token);
    expect((await call('patch', `/subscriptions/${theirs}`, { dose: '1' })).status).toBe(404);
    expect((await call('delete', `/subscriptions/${theirs}`)).status).toBe(404);
    expect((await call('delete', '/subscriptions/none')).status).toBe(404);
    expect(rig.store.subscribers.find({ id: other.id })?.subscriptions[0]).toMatchObject({
      id: theirs,
      dose: null,
    });
  });

  it('ends all alerts, twice if need be, and keeps the wishes', async () => {
    const call = bearer(await signedUp('done@example.org'));
    expect((await call('post', '/unsubscribe')).json).toEqual({ ok: true });
    expect((await call('post', '/unsubscribe')).status).toBe(200);
    expect((await call('get', '/subscriptions')).json).toMatchObject({
      state: 'ended',
      subscriptions: [{ areaId: 'cowin:294' }],
    });
  });

  it('forgets the person wholly; the token is void then', async () => {
    const email = 'gone@example.org';
    const call = bearer(await signedUp(email));
    expect((await call('delete', '/subscriptions')).json).toEqual({ ok: true });
    expect(rig.store.subscribers.find({ channel: 'email', address: email })).toBeUndefined();
    expect((await call('get', '/subscriptions')).status).toBe(401);
  });
});

describe('unsubscribing by code', () => {
  it('sends a code, and ends the alerts only with it', async () => {
    const email = 'leaving@example.org';
    const token = await signedUp(email);
    rig.pass(61_000);
    const client = clientOf(rig.url);
    expect((await judge.call(client, 'post', '/unsubscribe', { email })).status).toBe(202);
    expect(rig.store.subscribers.find({ channel: 'email', address: email })?.state).toBe('active');
    const { json } = await judge.call(client, 'post', '/unsubscribe', {
      email,
      code: await rig.codeFor(email),
    });
    expect(json).toMatchObject({ purpose: 'unsubscribe', token });
    expect(rig.store.subscribers.find({ channel: 'email', address: email })?.state).not.toBe('active');
  });

  it('takes no code that was sent for something else', async () => {
    const email = 'mixed@example.org';
    const client = clientOf(rig.url);
    await judge.call(client, 'post', '/register', { email, district: 'BBMP' });
    const { status } = await judge.call(client, 'post', '/unsubscribe', {
      email,
      code: await rig.codeFor(email),
    });
    expect(status).toBe(400);
  });
});

describe('refusals every operation has in common', () => {
  const sends = operations.filter(({ operation }) => operation.requestBody !== undefined);
  const wantsToken = operations.filter(({ operation }) => operation.responses['401'] !== undefined);
  const urlOf = (path: string) => `/api/v1${path.replace('{id}', '1')}`;
  const name = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;

  it.each(wantsToken.map((one) => [name(one), one] as const))(
    '%s wants a token that is somebody’s',
    async (_, one) => {
      for (const authorization of [
        'Bearer 0123456789012345678901',
        'Bearer',
        'Basic YTpi',
        `Bearer ${'x'.repeat(500)}`,
      ]) {
        const answer = await clientOf(rig.url).json(one.method.toUpperCase(), urlOf(one.path), undefined, {
          authorization,
        });
        judge.judge(one, answer);
        expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
      }
    },
  );

  it.each(sends.map((one) => [name(one), one] as const))(
    '%s takes JSON alone, and not too much of it',
    async (_, one) => {
      const { token, id } = await rig.person('sender@example.org');
      const own = rig.store.subscribers.find({ id })?.subscriptions[0]?.id;
      const isByToken = one.operation.security?.every((way) => 'token' in way) === true;
      const headers = isByToken ? { authorization: `Bearer ${token}` } : {};
      const path = `/api/v1${one.path.replace('{id}', String(own))}`;
      const method = one.method.toUpperCase();
      const statuses: number[] = [];
      for (const [type, body] of [
        ['application/x-www-form-urlencoded', 'email=a%40example.org'],
        ['text/plain', '{}'],
        ['application/json', `{"email":"${'a'.repeat(20_000)}"}`],
        ['application/json; charset=utf-8', '{"email":'],
      ] as const) {
        const response = await fetch(rig.url + path, {
          method,
          body,
          headers: { ...headers, 'content-type': type },
        });
        const answer = { status: response.status, headers: response.headers, text: await response.text() };
        judge.judge(one, answer);
        statuses.push(answer.status);
      }
      expect(statuses).toEqual([415, 415, 413, 400]);
    },
  );

  it('a client that asks too often waits, whatever it asks for', async () => {
    const small = await startWebRig({ limits: { burst: 1, perSecond: 0.01 } });
    try {
      const client = clientOf(small.url);
      await client.get('/api/v1/openapi.json');
      for (const one of operations) {
        const answer = await client.json(one.method.toUpperCase(), urlOf(one.path));
        judge.judge(one, answer);
        expect(answer.status).toBe(429);
        expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(1);
      }
      // Another client is served.
      expect((await clientOf(small.url).get('/api/v1/areas')).status).toBe(200);
    } finally {
      await small.stop();
    }
  });

  it('closed sign-up refuses new people, and lets the others leave', async () => {
    const closed = await startWebRig({ signUpOpen: false });
    try {
      const { status, json } = await judge.call(clientOf(closed.url), 'post', '/register', {
        email: 'a@example.org',
        district: 'BBMP',
      });
      expect([status, json.error.code]).toEqual([409, 'closed']);
      const leave = await judge.call(clientOf(closed.url), 'post', '/unsubscribe', {
        email: 'a@example.org',
      });
      expect(leave.status).toBe(202);
    } finally {
      await closed.stop();
    }
  });

  it('without mail nothing is promised to a mailbox', async () => {
    const mute = await startWebRig({ hasMail: false });
    try {
      for (const path of ['/register', '/unsubscribe']) {
        const body = { email: 'a@example.org', ...(path === '/register' && { district: 'BBMP' }) };
        const { status, json } = await judge.call(clientOf(mute.url), 'post', path, body);
        expect([status, json.error.code]).toEqual([409, 'unavailable']);
      }
    } finally {
      await mute.stop();
    }
  });

  it('who has enough subscriptions is told so when the code was right', async () => {
    const email = 'full@example.org';
    const { token } = await rig.person(email);
    for (const district of ['Mysore', 'Pune']) {
      await judge.call(clientOf(rig.url), 'post', '/subscriptions', { district }, token);
    }
    await judge.call(clientOf(rig.url), 'post', '/register', { email, district: 'Patna' });
    const { status, json } = await judge.call(clientOf(rig.url), 'post', '/verify', {
      email,
      code: await rig.codeFor(email),
    });
    expect([status, json.error.code]).toEqual([409, 'too-many']);
  });

  it('a path there is not is answered as JSON too', async () => {
    const { status, headers, text } = await clientOf(rig.url).get('/api/v1/people');
    expect([status, JSON.parse(text).error.code]).toEqual([404, 'not-found']);
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('a fault on our side says nothing of itself', async () => {
    const broken = await startWebRig({
      wrap: (inner) => ({ ...inner, findByLink: () => Promise.reject(new Error('secret of the database')) }),
    });
    try {
      const answer = await clientOf(broken.url).get('/api/v1/subscriptions', { authorization: 'Bearer abc' });
      expect([answer.status, JSON.parse(answer.text).error.code]).toEqual([500, 'failed']);
      expect(answer.text + broken.log.join('')).not.toContain('secret');
      expect(broken.log.join('')).toContain('web.failed');
    } finally {
      await broken.stop();
    }
  });
});

describe('the description', () => {
  it('is what is served', async () => {
    const { json } = await judge.call(clientOf(rig.url), 'get', '/openapi.json');
    expect(json).toEqual(description);
  });

  it('has every route of the server, and no other', () => {
    const served = apiRoutes({ dataFolder: `${packageRoot()}/data` } as Site)
      .routes.filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
    const described = operations.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    expect([...new Set(served)].sort()).toEqual(described.sort());
  });

  it.each([
    ['post', '/register', 'Register'],
    ['post', '/verify', 'Verify'],
    ['post', '/unsubscribe', 'Unsubscribe'],
    ['post', '/subscriptions', 'Add'],
    ['patch', '/subscriptions', 'ChangeAll'],
    ['patch', '/subscriptions/{id}', 'Change'],
  ])('has every field that %s %s takes, and no other', async (method, path, schema) => {
    const { token, id } = await rig.person('fields@example.org');
    const own = rig.store.subscribers.find({ id })?.subscriptions[0]?.id;
    const isOpen = ['/register', '/verify', '/unsubscribe'].includes(path);
    const { json } = await judge.call(
      clientOf(rig.url),
      method,
      path.replace('{id}', String(own)),
      { 'no such field': 1 },
      isOpen ? undefined : token,
    );
    const listed = /The fields: (.*)\.$/.exec(json.error.problems[0].message)?.[1]?.split(', ') ?? [];
    expect(listed.sort()).toEqual(
      Object.keys(description.components.schemas[schema]?.properties ?? {}).sort(),
    );
  });

  // Last: it looks back at all that was asked above.
  it('announces no answer that was not seen here', () => {
    const announced = operations.flatMap(({ method, path, operation }) =>
      Object.keys(operation.responses).map((status) => `${method.toUpperCase()} ${path} ${status}`),
    );
    expect(announced.filter((one) => !judge.seen.has(one))).toEqual([]);
  });
});
