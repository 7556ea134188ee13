// Names that strangers chose: what they may lead to, and that whoever owns one holds up nobody by not answering for it.
import { type LookupAddress, Resolver } from 'node:dns';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkedLookup } from '../../bots/checked-lookup.ts';
import { webhookChannel } from '../../bots/webhook.ts';
import { alertOf, envelopeOf } from '../support/alerts.ts';
import { type NameServer, startNameServer } from '../support/name-server.ts';
import { startWebhookServer, WEBHOOK_SECRET } from '../support/webhook-server.ts';

let names: NameServer;
beforeEach(async () => {
  names = await startNameServer({
    'public.example': ['8.8.8.8', '2001:4860:4860::8888'],
    'four.example': ['8.8.4.4'],
    'six.example': ['2001:4860:4860::8844'],
    'inside.example': ['127.0.0.1'],
    'both.example': ['8.8.8.8', '10.0.0.1'],
    'mapped.example': ['8.8.8.8', '::ffff:169.254.169.254'],
    'metadata.example': ['fd00:ec2::254'],
    'silent.example': 'silence',
    'half.example': 'silence-on-6',
  });
});
afterEach(() => names.close());

function look(hostname: string, all = true): Promise<LookupAddress[] | string> {
  return new Promise((resolve) =>
    checkedLookup(names.resolver)(hostname, { all }, (error, address) =>
      resolve(error === null ? address : (error.code ?? error.message)),
    ),
  );
}

describe('a name that a stranger chose', () => {
  it('is found by asking name servers, in both families', async () => {
    expect(await look('public.example')).toEqual([
      { address: '8.8.8.8', family: 4 },
      { address: '2001:4860:4860::8888', family: 6 },
    ]);
    expect(await look('public.example.')).toHaveLength(2);
    expect(await look('four.example', false)).toBe('8.8.4.4');
    expect(await look('six.example', false)).toBe('2001:4860:4860::8844');
  });

  it.each(['inside.example', 'both.example', 'mapped.example', 'metadata.example'])(
    'is refused when any of its addresses is not public: %s',
    async (name) => {
      expect(await look(name)).toBe('ERR_REFUSED_ADDRESS');
    },
  );

  it('is refused unasked when it is none of the public ones', async () => {
    for (const name of ['localhost', 'localhost.', 'a.localhost', 'redis', 'intranet.']) {
      expect(await look(name), name).toBe('ERR_REFUSED_ADDRESS');
    }
    expect(names.asked).toEqual([]);
  });

  it('that there is not, or that nobody answers for, is told apart', async () => {
    expect(await look('nowhere.example')).toBe('ENOTFOUND');
    expect(await look('silent.example')).toBe('ETIMEOUT');
  });

  it('that nobody answers for in one family, and that has no address in the other, is silent', async () => {
    expect(await look('half.example')).toBe('ETIMEOUT');
  });

  it('is waited for no longer because there are more servers to ask', async () => {
    const many = await Promise.all([1, 2, 3].map(() => startNameServer({ 'silent.example': 'silence' })));
    const servers = () => {
      const resolver = new Resolver({ timeout: 10_000, tries: 2 });
      resolver.setServers(many.map(({ place }) => place));
      return resolver;
    };
    const beganMs = performance.now();
    const found = await new Promise((resolve) => {
      checkedLookup(servers)('silent.example', { all: true }, (error) => resolve(error?.code));
    });
    expect(found).toBe('ETIMEOUT');
    expect(performance.now() - beganMs).toBeLessThan(9_000);
    await Promise.all(many.map((server) => server.close()));
  });

  it('holds up no other while nobody answers for it, however many there are', async () => {
    let silent = 0;
    const waiting = Array.from({ length: 50 }, async () => {
      await look('silent.example');
      silent += 1;
    });
    expect(await look('public.example')).toHaveLength(2);
    expect(silent).toBe(0);
    await Promise.all(waiting);
  });
});

describe('a webhook behind such a name', () => {
  it('is not called where the name leads inside, whatever it led to before', async () => {
    const server = await startWebhookServer();
    const channel = webhookChannel({ allowLocal: false, lookup: checkedLookup(names.resolver) });
    const to = { address: `http://inside.example:${server.port}/`, secret: WEBHOOK_SECRET };
    expect(await channel.send(to, alertOf(), envelopeOf())).toEqual({
      kind: 'rejected',
      why: 'private-address',
    });
    expect(server.connected()).toBe(0);
    await channel.close();
    await server.close();
  });

  it('rests after two silences of its name servers, and surely had nothing', async () => {
    let nowMs = 0;
    const channel = webhookChannel({
      allowLocal: false,
      lookup: checkedLookup(names.resolver),
      now: () => nowMs,
    });
    const call = () =>
      channel.send({ address: 'http://silent.example/', secret: WEBHOOK_SECRET }, alertOf(), envelopeOf());
    for (let at = 0; at < 2; at++)
      expect(await call()).toEqual({ kind: 'retry', why: 'ETIMEOUT', pause: 'recipient' });
    const before = names.asked.length;
    expect(await call()).toMatchObject({ why: 'host-silent', afterMs: 10_000 });
    expect(names.asked).toHaveLength(before);
    nowMs = 10_000;
    expect(await call()).toMatchObject({ why: 'ETIMEOUT' });
    await channel.close();
  });
});
