// The DKIM signature, as a receiver sees it: mail taken by a server this project did not write, verified by a verifier
// it did not write, which asks the DNS of the test.
import { generateKeyPairSync } from 'node:crypto';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { emailChannel } from '../../bots/email.ts';
import type { Channel } from '../../src/core/outcome.ts';
import { dkimRecord } from '../../src/dkim-settings.ts';
import { alertOf, alertSlot, envelopeOf } from '../support/alerts.ts';

const pem = (bits: number) =>
  generateKeyPairSync('rsa', { modulusLength: bits }).privateKey.export({ type: 'pkcs8', format: 'pem' });
const DKIM = { domain: 'example.org', selector: 'slots', key: pem(2048).toString() };
const RECORD = dkimRecord(DKIM);
const TO = { address: 'ann@example.com', secret: null };

const noRecord = (): Error => Object.assign(new Error('queryTxt ENOTFOUND'), { code: 'ENOTFOUND' });

/** What a receiver makes of a mail whose signer published `RECORD`. */
async function verdict(raw: Buffer): Promise<{ result: string; signed: readonly string[] }> {
  const { results } = await dkimVerify(raw, {
    async resolver(name, type) {
      if (name !== RECORD.name || type !== 'TXT') throw noRecord();
      return [[RECORD.value]];
    },
  });
  expect(results).toHaveLength(1);
  const [found] = results;
  return {
    result: found?.status?.result ?? '',
    signed: (found?.signingHeaders?.keys ?? '').split(':').map((name) => name.trim().toLowerCase()),
  };
}

/** The mail with one byte of its first `text` changed. */
function altered(raw: Buffer, text: string): Buffer {
  const at = raw.indexOf(text);
  expect(at).toBeGreaterThan(0);
  const copy = Buffer.from(raw);
  copy[at] = copy[at] === 0x58 ? 0x59 : 0x58;
  return copy;
}

describe('a signed mail', () => {
  const mails: Buffer[] = [];
  let server: SMTPServer;
  let channel: Channel;

  beforeAll(async () => {
    server = new SMTPServer({
      authOptional: true,
      hideSTARTTLS: true,
      disableReverseLookup: true,
      onData(stream, _session, done) {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          mails.push(Buffer.concat(chunks));
          done();
        });
      },
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    const { port } = server.server.address() as { port: number };
    channel = emailChannel({
      smtpUrl: `smtp://127.0.0.1:${port}`,
      from: 'Slots <alerts@example.org>',
      tls: 'off',
      dkim: DKIM,
      links: () => ({
        unsubscribe: 'https://slots.example.org/u/abcdefghijklmnopqrstuv',
        manage: 'https://slots.example.org/m/abcdefghijklmnopqrstuv',
      }),
    });
  });
  afterAll(async () => {
    await channel.close();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  beforeEach(() => {
    mails.length = 0;
  });

  const received = (): Buffer => mails[0] ?? Buffer.alloc(0);

  it('passes as an alert, with both unsubscribe headers among what is signed', async () => {
    const odd = alertSlot({ session: { centre: { name: `.hidden हिन्दी ${'x'.repeat(200)}` } } });
    expect(await channel.send(TO, alertOf(odd), envelopeOf())).toEqual({ kind: 'sent' });
    const { result, signed } = await verdict(received());
    expect(result).toBe('pass');
    expect(signed).toEqual([
      'from',
      'to',
      'subject',
      'date',
      'message-id',
      'mime-version',
      'content-type',
      'auto-submitted',
      'list-unsubscribe',
      'list-unsubscribe-post',
    ]);
  });

  it('passes as a code, with nothing signed that is not there', async () => {
    const code = {
      code: '123456',
      validForMs: 600_000,
      purpose: 'subscribe',
      wishText: '',
      verifyUrl: null,
    } as const;
    expect(await channel.sendCode?.(TO, code)).toEqual({ kind: 'sent' });
    const { result, signed } = await verdict(received());
    expect(result).toBe('pass');
    expect(signed).toContain('auto-submitted');
    expect(signed.join()).not.toContain('list-');
  });

  it('passes as a test message', async () => {
    expect(await channel.sendTest(TO, 'hello')).toEqual({ kind: 'sent' });
    expect(await verdict(received())).toMatchObject({ result: 'pass' });
  });

  it.each([
    ['the link to stop', '/u/abcdef'],
    ['the promise of one click', 'One-Click'],
    ['the subject', 'COVISHIELD'],
    ['the sender', 'Slots <'],
    ['the text', 'Book: https'],
    ['the HTML', 'Book on'],
  ])('fails when one byte of %s was changed on its way', async (_what, text) => {
    await channel.send(TO, alertOf(), envelopeOf());
    expect((await verdict(received())).result).toBe('pass');
    expect((await verdict(altered(received(), text))).result).not.toBe('pass');
  });

  it('is signed alike when it is sent again', async () => {
    await channel.send(TO, alertOf(), envelopeOf());
    await channel.send(TO, alertOf(), envelopeOf('k1', true));
    for (const mail of mails) expect((await verdict(mail)).result).toBe('pass');
  });
});

describe('a key that cannot sign', () => {
  it('makes no channel: better none than mail without its signature', () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const open = (wrong: string) =>
      emailChannel({
        smtpUrl: 'smtp://127.0.0.1:1',
        from: 'a@example.org',
        tls: 'off',
        dkim: { ...DKIM, key: wrong },
      });
    expect(() => open(key)).toThrow('no RSA key');
    expect(() => open('nonsense')).toThrow();
  });
});
