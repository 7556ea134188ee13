import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isPublicAddress, isPublicHost } from '../../bots/address-guard.ts';
import { webhookChannel } from '../../bots/webhook.ts';
import type { Channel, CodeMessage, Outcome } from '../../src/core/outcome.ts';
import { alertOf, alertSlot, envelopeOf, SEEN_MS } from '../support/alerts.ts';
import { deadPort, type Hazard } from '../support/loopback-http.ts';
import { startWebhookServer, WEBHOOK_SECRET, type WebhookServer } from '../support/webhook-server.ts';

describe('calling a webhook', () => {
  let server: WebhookServer;
  let channel: Channel;

  beforeEach(async () => {
    server = await startWebhookServer();
    channel = webhookChannel({ allowLocal: true, timeoutMs: 300 });
  });
  afterEach(async () => {
    await channel.close();
    await server.close();
  });

  const to = () => ({ address: `${server.url}/hook?team=1`, secret: WEBHOOK_SECRET });
  const send = (key = 'k1') => channel.send(to(), alertOf(), envelopeOf(key));

  it('arrives signed, with an id and the slot as data', async () => {
    expect(await send()).toEqual({ kind: 'sent' });
    expect(server.heard[0]?.path).toBe('/hook?team=1');
    expect(server.hits[0]).toMatchObject({ id: 'k1', signed: true });
    expect(server.hits[0]?.payload).toMatchObject({ type: 'slot.opened', id: 'k1' });
    expect(server.hits[0]?.payload.slots[0]?.openingKey).toBe('cowin:s1:1:1');
  });

  it('is the same call to the byte when it is repeated', async () => {
    await send();
    await channel.send(to(), alertOf(), envelopeOf('k1', true));
    expect(server.heard[1]?.body).toBe(server.heard[0]?.body);
    expect(server.hits[1]?.id).toBe('k1');
  });

  it('tells a closing under an id of its own, the same when repeated', async () => {
    const gone = alertOf(alertSlot({ closedAtMs: SEEN_MS + 150_000 }));
    await send();
    await channel.sendClosed?.(to(), gone, envelopeOf(), null);
    await channel.sendClosed?.(to(), gone, envelopeOf(), null);
    const [opened, closed, again] = server.hits;
    expect(closed?.payload).toMatchObject({ type: 'slot.closed' });
    expect(closed?.payload.slots[0]?.openForSeconds).toBe(150);
    expect(closed?.id).not.toBe(opened?.id);
    expect(again?.id).toBe(closed?.id);
  });

  it('is sent a one-time code as data, unsigned even where the address has a key, under one id in every attempt', async () => {
    const message: CodeMessage = {
      code: '004242',
      validForMs: 600_000,
      purpose: 'subscribe',
      wishText: 'BBMP, Karnataka: dose 1',
      verifyUrl: null,
    };
    expect(await channel.sendCode?.(to(), message)).toEqual({ kind: 'sent' });
    expect(await channel.sendCode?.({ ...to(), secret: null }, message)).toEqual({ kind: 'sent' });
    const [first, again] = server.heard;
    expect(JSON.parse(first?.body ?? '')).toEqual({
      id: expect.stringMatching(/^code-[0-9a-f]{16}$/),
      type: 'sign-up.code',
      code: '004242',
      validForS: 600,
      purpose: 'subscribe',
      wish: 'BBMP, Karnataka: dose 1',
    });
    expect(first?.headers).not.toHaveProperty('x-signature');
    expect(again?.body).toBe(first?.body);
    expect(server.hits[0]?.id).toBe(JSON.parse(first?.body ?? '').id);
    await channel.sendCode?.(to(), { ...message, code: '004243' });
    expect(server.hits[2]?.id).not.toBe(server.hits[0]?.id);
  });

  const answers: readonly (readonly [string, Hazard, Outcome])[] = [
    ['204: sent', { status: 204 }, { kind: 'sent' }],
    ['410: gone', { status: 410 }, { kind: 'gone', why: 'http-410' }],
    ['404: again later', { status: 404 }, { kind: 'retry', why: 'http-404', pause: 'recipient' }],
    ['500: again later', { status: 500 }, { kind: 'retry', why: 'http-500', pause: 'recipient' }],
    [
      '503 with Retry-After: when it says',
      { status: 503, headers: { 'retry-after': '120' } },
      { kind: 'retry', why: 'http-503', pause: 'recipient', afterMs: 120_000 },
    ],
    [
      'an absurd Retry-After: within bounds',
      { status: 429, headers: { 'retry-after': '99999999' } },
      { kind: 'retry', why: 'http-429', pause: 'recipient', afterMs: 1_800_000 },
    ],
  ];
  it.each(answers)('%s', async (_what, hazard, outcome) => {
    server.plan(hazard);
    expect(await send()).toEqual(outcome);
  });

  it('follows no redirect', async () => {
    server.plan({ status: 307, headers: { location: `${server.url}/elsewhere` } });
    expect(await send()).toEqual({ kind: 'retry', why: 'http-307', pause: 'recipient' });
    expect(server.heard).toHaveLength(1);
  });

  it('perhaps arrived: no answer after the call was written', async () => {
    for (const hazard of ['silence', 'reset', 'accept-then-silence', 'accept-then-reset'] as const) {
      server.plan(hazard);
      expect((await send()).kind, hazard).toBe('ambiguous');
    }
  });

  it('perhaps arrived, too, when the call waited for a connection another call had used', async () => {
    const few = 8;
    server.plan(
      ...Array.from({ length: few }, () => ({ status: 204 })),
      ...Array.from({ length: few }, () => 'accept-then-reset' as const),
    );
    const outcomes = await Promise.all(Array.from({ length: 2 * few }, (_, at) => send(`k${at}`)));
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual([
      ...Array(few).fill('ambiguous'),
      ...Array(few).fill('sent'),
    ]);
  });

  it('leaves a host alone that was silent twice, and tries it again later', async () => {
    let nowMs = 0;
    const watchful = webhookChannel({ allowLocal: true, timeoutMs: 100, now: () => nowMs });
    const call = () => watchful.send(to(), alertOf(), envelopeOf());
    server.plan('silence', 'silence');
    expect([(await call()).kind, (await call()).kind]).toEqual(['ambiguous', 'ambiguous']);
    expect(await call()).toEqual({ kind: 'retry', why: 'host-silent', pause: 'recipient', afterMs: 10_000 });
    expect(server.heard).toHaveLength(2);
    nowMs = 10_000;
    expect(await call()).toEqual({ kind: 'sent' });
    expect(await call()).toEqual({ kind: 'sent' });
    await watchful.close();
  });

  it('takes a good status for sent even when the rest of the answer never comes', async () => {
    server.plan('accept-then-cut');
    expect(await send()).toEqual({ kind: 'sent' });
  });

  it('reads no endless answer', async () => {
    const endless = http.createServer((_request, response) => {
      const pour = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', pour);
      pour();
    });
    await new Promise<void>((resolve) => endless.listen(0, '127.0.0.1', resolve));
    const { port } = endless.address() as AddressInfo;
    const patient = webhookChannel({ allowLocal: true });
    const to = { address: `http://127.0.0.1:${port}/`, secret: WEBHOOK_SECRET };
    const fromMs = performance.now();
    expect(await patient.send(to, alertOf(), envelopeOf())).toEqual({ kind: 'sent' });
    expect(performance.now() - fromMs).toBeLessThan(5_000);
    await patient.close();
    await new Promise((resolve) => endless.close(resolve));
  });

  it('leaves no connection behind, whatever is answered', async () => {
    for (let round = 0; round < 200; round++) {
      server.plan({ status: 500, body: 'y'.repeat(2_000) });
      await send();
    }
    expect(await server.connections()).toBe(1);
    expect(server.connected()).toBe(1);
  });

  it('surely did not arrive: nobody listens; no such name; no address at all', async () => {
    const call = (address: string) => channel.send({ address, secret: 's' }, alertOf(), envelopeOf());
    expect(await call(`http://127.0.0.1:${await deadPort()}/`)).toEqual({
      kind: 'retry',
      why: 'ECONNREFUSED',
      pause: 'recipient',
    });
    expect(await call('http://no-such-host.invalid/')).toMatchObject({ kind: 'retry' });
    expect(await call('not a url')).toEqual({ kind: 'rejected', why: 'bad-url' });
    expect(await call('file:///etc/passwd')).toEqual({ kind: 'rejected', why: 'bad-url' });
  });

  it('lets out neither the secret nor the address', async () => {
    const said: unknown[] = [];
    for (const hazard of ['silence', 'reset', { status: 500 }, { status: 302 }] as const) {
      server.plan(hazard);
      said.push(await send());
    }
    expect(JSON.stringify(said)).not.toMatch(/CANARY|127\.0\.0\.1/);
  });
});

describe('a webhook address inside the operator’s network', () => {
  it('is refused without a call, in every way to write it', async () => {
    const server = await startWebhookServer();
    const channel = webhookChannel({ allowLocal: false });
    const { port } = server;
    for (const host of [
      '127.0.0.1',
      'localhost',
      '2130706433',
      '0x7f.1',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '0.0.0.0',
      '10.1.2.3',
      '192.168.1.1',
      '172.16.0.1',
      '169.254.169.254',
      '100.64.0.1',
      '[fd00::1]',
      '[fe80::1]',
      '[64:ff9b::7f00:1]',
      '[2002:7f00:1::]',
      '[::127.0.0.1]',
    ]) {
      const to = { address: `http://${host}:${port}/`, secret: WEBHOOK_SECRET };
      expect(await channel.send(to, alertOf(), envelopeOf()), host).toEqual({
        kind: 'rejected',
        why: 'private-address',
      });
      const code = { code: '1', validForMs: 1, purpose: 'manage', wishText: '', verifyUrl: null } as const;
      expect(await channel.sendCode?.(to, code), host).toEqual({ kind: 'rejected', why: 'private-address' });
    }
    expect(server.connected()).toBe(0);
    await channel.close();
    await server.close();
  });

  it('is told from a public one', () => {
    for (const address of ['8.8.8.8', '2001:4860:4860::8888', '::ffff:8.8.8.8']) {
      expect(isPublicAddress(address), address).toBe(true);
    }
    expect(isPublicHost('hooks.example.org')).toBe(true);
    expect(isPublicAddress('nonsense')).toBe(false);
  });
});
