// Who counts as one, and how often one may ask: in figures, and in who is held up by whom.
import { describe, expect, it } from 'vitest';
import { clientKey, siteKey, targetKey } from '../../src/alert/client-key.ts';
import { createSignUpLimits, SIGN_UP_RATES, type SignUpRates } from '../../src/alert/limits.ts';
import type { Addressee } from '../../src/core/self-service.ts';

const mail = (address: string): Addressee => ({ channel: 'email', address });
const hook = (address: string): Addressee => ({ channel: 'webhook', address });

describe('one client', () => {
  it('is an IPv4 address, however it is written', () => {
    expect(clientKey('203.0.113.7')).toBe('203.0.113.7');
    expect(clientKey('::ffff:203.0.113.7')).toBe('203.0.113.7');
    expect(clientKey('::ffff:cb00:7107')).toBe('203.0.113.7');
    expect(clientKey('0:0:0:0:0:FFFF:203.0.113.7')).toBe('203.0.113.7');
  });

  it('is a network of IPv6, since a household has all of it', () => {
    const key = clientKey('2001:db8:1:2::1');
    expect(clientKey('2001:0DB8:0001:0002:ffff:ffff:ffff:ffff')).toBe(key);
    expect(clientKey('2001:db8:1:2:3::%eth0')).toBe(key);
    expect(clientKey('2001:db8:1:3::1')).not.toBe(key);
    expect(clientKey('2001:db8::1')).toBe(clientKey('2001:db8:0:0:9::'));
    expect(clientKey('::1')).toBe('0:0:0:0');
  });

  it('belongs to a site of IPv6, or to none', () => {
    expect(siteKey('2001:db8:1:2::1')).toBe(siteKey('2001:db8:1:ffff::1'));
    expect(siteKey('2001:db8:1:2::1')).not.toBe(siteKey('2001:db8:2:2::1'));
    for (const ip of ['203.0.113.7', '::ffff:203.0.113.7', '']) expect(siteKey(ip)).toBeNull();
  });

  it('is everybody together who shows no address', () => {
    expect(clientKey('')).toBe(clientKey('unix'));
    expect(clientKey('999.1.1.1')).toBe(clientKey('2001:db8::g'));
  });
});

describe('one place', () => {
  it('is a mailbox, with whatever is put behind a + and between the dots of Gmail', () => {
    expect(targetKey(mail('me+1@example.org'))).toBe(targetKey(mail('me@example.org')));
    expect(targetKey(mail('m.e+slots@gmail.com'))).toBe(targetKey(mail('me@gmail.com')));
    expect(targetKey(mail('me@googlemail.com'))).toBe(targetKey(mail('me@gmail.com')));
    expect(targetKey(mail('m.e@example.org'))).not.toBe(targetKey(mail('me@example.org')));
    expect(targetKey(mail('me@example.org'))).not.toBe(targetKey(mail('me@example.com')));
  });

  it('is a host that takes webhooks, whatever the path and the port', () => {
    expect(targetKey(hook('https://example.org/a?x=1'))).toBe(targetKey(hook('https://example.org/b')));
    expect(targetKey(hook('https://example.org:8443/'))).toBe(targetKey(hook('https://example.org/')));
    expect(targetKey(hook('https://example.org./'))).toBe(targetKey(hook('https://example.org/')));
    expect(targetKey(hook('https://example.com/'))).not.toBe(targetKey(hook('https://example.org/')));
  });
});

describe('limits', () => {
  const wide: SignUpRates = {
    codesPerClient: 1_000,
    codesPerSite: 1_000,
    codesPerMailbox: 1_000,
    codesPerMailboxADay: 1_000,
    codesPerHost: 1_000,
    codesInAll: 1_000,
    triesPerClient: 1_000,
    triesPerSite: 1_000,
    triesInAll: 1_000,
  };
  const HOUR = 3_600_000;

  it('hold up a client after ten codes an hour, and nobody else', async () => {
    const limits = createSignUpLimits({ ...wide, codesPerClient: 10 });
    const ask = (ip: string, at: number) => limits.code(mail(`p${at}@example.org`), { ip });
    for (let at = 0; at < 10; at++) expect(await ask('203.0.113.7', at)).toBeUndefined();
    const refused = await ask('203.0.113.7', 10);
    expect(refused?.what).toBe('client');
    expect(refused?.waitMs).toBeGreaterThan(HOUR - 60_000);
    expect(refused?.waitMs).toBeLessThanOrEqual(HOUR);
    expect(await ask('203.0.113.8', 10)).toBeUndefined();
    expect(await ask('::ffff:203.0.113.7', 11)).toMatchObject({ what: 'client' });
  });

  it('count a whole IPv6 network as one client', async () => {
    const limits = createSignUpLimits({ ...wide, codesPerClient: 3 });
    const answers = [];
    for (let at = 1; at <= 5; at++)
      answers.push(await limits.code(mail(`p${at}@e.org`), { ip: `2001:db8::${at}` }));
    expect(answers.map((answer) => answer?.what)).toEqual([
      undefined,
      undefined,
      undefined,
      'client',
      'client',
    ]);
  });

  it('let no site of IPv6 with its thousands of networks use up what is there for all', async () => {
    const limits = createSignUpLimits();
    for (let at = 0; at < 1_000; at++) {
      const ip = `2001:db8:7:${at.toString(16)}::1`;
      await limits.code(mail(`p${at}@example.org`), { ip });
      for (let tries = 0; tries < 4; tries++) await limits.tried({ ip });
    }
    for (const ip of ['2001:db8:8::1', '203.0.113.8']) {
      expect(await limits.code(mail(`${ip.length}@example.org`), { ip })).toBeUndefined();
      expect(await limits.tried({ ip })).toBeUndefined();
    }
    const same = { ip: '2001:db8:7:ffff::1' };
    expect(await limits.code(mail('q@example.org'), same)).toMatchObject({ what: 'client' });
    expect(await limits.tried(same)).toMatchObject({ what: 'client' });
  });

  it('end what one mailbox is sent in a day, hour after hour', async () => {
    const limits = createSignUpLimits({ ...wide, codesPerMailboxADay: 12 });
    const ask = (at: number) => limits.code(mail(`m.e+${at}@gmail.com`), { ip: `203.0.113.${at}` });
    for (let at = 0; at < 12; at++) expect(await ask(at)).toBeUndefined();
    const refused = await ask(12);
    expect(refused?.what).toBe('target');
    expect(refused?.waitMs).toBeGreaterThan(23 * HOUR);
  });

  it('hold up what goes to one mailbox under many spellings', async () => {
    const limits = createSignUpLimits({ ...wide, codesPerMailbox: 6 });
    const ask = (at: number) => limits.code(mail(`me+${at}@gmail.com`), { ip: `203.0.113.${at}` });
    for (let at = 0; at < 6; at++) expect(await ask(at)).toBeUndefined();
    expect(await ask(6)).toMatchObject({ what: 'target' });
  });

  it('hold up what goes to one host under many paths', async () => {
    const limits = createSignUpLimits({ ...wide, codesPerHost: 3 });
    const ask = (at: number) => limits.code(hook(`https://example.org/${at}`), { ip: `203.0.113.${at}` });
    for (let at = 0; at < 3; at++) expect(await ask(at)).toBeUndefined();
    expect(await ask(3)).toMatchObject({ what: 'target' });
  });

  it('end what a crowd of clients can make us send, and say so', async () => {
    const limits = createSignUpLimits({ ...wide, codesInAll: 200 });
    const ask = (at: number) =>
      limits.code(mail(`p${at}@example.org`), { ip: `10.0.${at >> 8}.${at & 255}` });
    for (let at = 0; at < 200; at++) expect(await ask(at)).toBeUndefined();
    expect(await ask(200)).toMatchObject({ what: 'all' });
  });

  it('let no single client use up what is there for all', async () => {
    const limits = createSignUpLimits({
      ...wide,
      codesPerClient: 2,
      codesInAll: 5,
      triesPerClient: 2,
      triesInAll: 5,
    });
    for (let at = 0; at < 50; at++) {
      await limits.code(mail(`p${at}@example.org`), { ip: '203.0.113.7' });
      await limits.tried({ ip: '203.0.113.7' });
    }
    expect(await limits.code(mail('q@example.org'), { ip: '203.0.113.8' })).toBeUndefined();
    expect(await limits.tried({ ip: '203.0.113.8' })).toBeUndefined();
  });

  it('are as they were after a refusal: a code that is not sent after all leaves its place to the next', async () => {
    const limits = createSignUpLimits({ ...wide, codesPerClient: 1 });
    const ask = (name: string) => limits.code(mail(`${name}@example.org`), { ip: '203.0.113.7' });
    expect(await ask('unsent')).toBeUndefined();
    for (let at = 0; at < 5; at++) expect(await ask('impatient')).toMatchObject({ what: 'client' });
    await limits.unsent(mail('unsent@example.org'), { ip: '203.0.113.7' });
    expect(await ask('next')).toBeUndefined();
  });

  it('count nothing for the operator’s own machine', async () => {
    const limits = createSignUpLimits();
    for (let at = 0; at < SIGN_UP_RATES.codesInAll + 50; at++) {
      expect(await limits.code(mail('me@example.org'), { ip: null })).toBeUndefined();
      expect(await limits.tried({ ip: null })).toBeUndefined();
    }
    expect(await limits.code(mail('me@example.org'), { ip: '203.0.113.7' })).toBeUndefined();
  });

  it('hold up a client that types codes by the dozen', async () => {
    const limits = createSignUpLimits();
    const answers = [];
    for (let at = 0; at < SIGN_UP_RATES.triesPerClient + 1; at++)
      answers.push(await limits.tried({ ip: '203.0.113.7' }));
    expect(answers.filter((answer) => answer !== undefined)).toEqual([
      { what: 'client', waitMs: expect.any(Number) },
    ]);
  });
});
