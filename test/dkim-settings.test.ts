// The DKIM settings: which keys sign, in which words others are refused, and what goes into the DNS.
import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError, readSettings } from '../src/config.ts';
import { dkimRecord, vouchesForSender } from '../src/dkim-settings.ts';

const pem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const RSA = pem(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey);

describe('DKIM settings', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'vw-dkim-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const MAIL = {
    VACCINE_WATCH_SMTP_URL: 'smtp://127.0.0.1',
    VACCINE_WATCH_MAIL_FROM: 'Slots <a@example.org>',
  };
  const read = (env: Record<string, string>) => readSettings({ dataDir: folder }, { ...MAIL, ...env });
  const withKey = (key: string) =>
    read({ VACCINE_WATCH_DKIM_SELECTOR: 'slots', VACCINE_WATCH_DKIM_KEY: key });
  const problem = (act: () => unknown): string => {
    try {
      act();
    } catch (error) {
      if (error instanceof ConfigError) return error.problems.join('\n');
      throw error;
    }
    return '';
  };

  it('are none by default', () => {
    expect(read({}).mail?.dkim).toBeNull();
  });

  it('take a selector and an RSA key, and the domain of the sender', () => {
    expect(withKey(RSA).mail?.dkim).toEqual({ domain: 'example.org', selector: 'slots', key: RSA });
    writeFileSync(join(folder, 'key.pem'), RSA);
    const { mail } = read({
      VACCINE_WATCH_DKIM_SELECTOR: 'slots',
      VACCINE_WATCH_DKIM_KEY_FILE: join(folder, 'key.pem'),
      VACCINE_WATCH_DKIM_DOMAIN: 'mail.example.org',
    });
    expect(mail?.dkim).toEqual({ domain: 'mail.example.org', selector: 'slots', key: RSA.trim() });
  });

  it('name what is missing', () => {
    expect(problem(() => read({ VACCINE_WATCH_DKIM_SELECTOR: 'slots' }))).toContain(
      'VACCINE_WATCH_DKIM_KEY_FILE',
    );
    expect(problem(() => read({ VACCINE_WATCH_DKIM_KEY: RSA }))).toContain('VACCINE_WATCH_DKIM_SELECTOR');
    expect(problem(() => read({ VACCINE_WATCH_DKIM_DOMAIN: 'example.org' }))).toContain('signs nothing');
  });

  it.each([
    ['text that is no key', () => 'canary-77c1', /cannot be read/],
    ['half a key', () => RSA.slice(0, 300), /cannot be read/],
    [
      'a key with a passphrase',
      () =>
        generateKeyPairSync('rsa', { modulusLength: 1024 })
          .privateKey.export({
            type: 'pkcs8',
            format: 'pem',
            cipher: 'aes-256-cbc',
            passphrase: 'canary-77c1',
          })
          .toString(),
      /without a passphrase/,
    ],
    [
      'a public key',
      () => createPublicKey(RSA).export({ type: 'spki', format: 'pem' }).toString(),
      /private key/,
    ],
    ['a key of another kind', () => pem(generateKeyPairSync('ed25519').privateKey), /ed25519.*RSA/],
    [
      'a key that receivers find too short',
      () => pem(generateKeyPairSync('rsa', { modulusLength: 512 }).privateKey),
      /512 bits.*1024/,
    ],
  ])('refuse %s, say how to make one, and repeat nothing of it', (_what, key, words) => {
    const text = key();
    const said = problem(() => withKey(text));
    expect(said).toMatch(/^VACCINE_WATCH_DKIM_KEY /);
    expect(said).toMatch(words);
    expect(said).toContain('openssl genrsa 2048');
    expect(said).not.toContain('canary');
    expect(said).not.toContain(text.split('\n')[1] || 'canary');
  });

  it('say what is to be published', () => {
    const { name, value } = dkimRecord({ domain: 'bücher.example', selector: 's1.slots', key: RSA });
    expect(name).toBe('s1.slots._domainkey.xn--bcher-kva.example');
    const base64 = /^v=DKIM1; k=rsa; p=([A-Za-z0-9+/=]+)$/.exec(value)?.[1] ?? '';
    const published = createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' });
    expect(published.equals(createPublicKey(RSA))).toBe(true);
  });

  it('know whose signature counts for the sender', () => {
    const counts = (domain: string) => vouchesForSender({ domain }, 'Slots <a@mail.Example.org>');
    expect(['example.org', 'mail.example.org', 'x.mail.example.org'].map(counts)).toEqual([true, true, true]);
    expect(['notexample.org', 'example.com', 'ample.org'].map(counts)).toEqual([false, false, false]);
  });
});
