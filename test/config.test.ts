// Settings: where they come from, what is refused and in which words, and that no secret is ever repeated.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError, type Flags, readSettings, type Settings } from '../src/config.ts';

describe('settings', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vw-config-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const read = (env: Record<string, string> = {}, flags: Flags = {}): Settings =>
    readSettings({ dataDir: folder, ...flags }, env);

  function problems(env: Record<string, string>, flags: Flags = {}): readonly string[] {
    try {
      read(env, flags);
    } catch (error) {
      if (error instanceof ConfigError) return error.problems;
      throw error;
    }
    return [];
  }

  it('needs none: CoWIN at 90 calls per 5 minutes, no channel, Redis looked for', () => {
    const settings = read();
    expect(settings.cowinUrl).toBe('https://cdn-api.co-vin.in/api');
    expect(settings.pace.text).toBe('90/5m');
    expect(settings.redis).toBe('auto');
    expect([settings.telegram, settings.mail, settings.x]).toEqual([null, null, null]);
  });

  it('takes a flag over the environment, the environment over config.json', () => {
    writeFileSync(
      join(folder, 'config.json'),
      JSON.stringify({ pace: '10/5m', userAgent: 'file', allAreas: true }),
    );
    expect(read().pace.text).toBe('10/5m');
    expect(read().allAreas).toBe(true);
    expect(read({ VACCINE_WATCH_PACE: '20/5m' }).pace.text).toBe('20/5m');
    const settings = read({ VACCINE_WATCH_PACE: '20/5m' }, { pace: '30/5m' });
    expect(settings.pace.text).toBe('30/5m');
    expect(settings.userAgent).toBe('file');
  });

  it('takes a number of polling threads, and decides by itself without one', () => {
    expect(read().pollThreads).toBeNull();
    expect(read({ VACCINE_WATCH_POLL_THREADS: '3' }).pollThreads).toBe(3);
    for (const wrong of ['0', '-1', '1.5', 'many', '65'])
      expect(() => read({ VACCINE_WATCH_POLL_THREADS: wrong })).toThrow('VACCINE_WATCH_POLL_THREADS');
  });

  it('finds its data directory by flag, variable, XDG folder', () => {
    expect(readSettings({}, { VACCINE_WATCH_DATA_DIR: folder }).dir.path).toBe(folder);
    expect(readSettings({}, { XDG_STATE_HOME: folder }).dir.path).toBe(join(folder, 'vaccine-watch'));
  });

  it('gives a socket of its own to a data directory too deep for one', () => {
    const deep = join(folder, 'd'.repeat(120));
    mkdirSync(deep);
    const { dir } = readSettings({ dataDir: deep }, { XDG_RUNTIME_DIR: folder });
    expect(Buffer.byteLength(dir.controlSocket)).toBeLessThan(108);
    expect(dir.controlSocket.startsWith(folder)).toBe(true);
    expect(readSettings({ dataDir: `${deep}2` }, { XDG_RUNTIME_DIR: folder }).dir.controlSocket).not.toBe(
      dir.controlSocket,
    );
  });

  it('names everything that is wrong at once, and where it was written', () => {
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ smtpTls: 'maybe', colour: 1 }));
    const found = problems({
      VACCINE_WATCH_PACE: 'fast',
      VACCINE_WATCH_COWIN_URL: 'ftp://example.org',
      VACCINE_WATCH_REDIS: 'yes',
      VACCINE_WATCH_X_API_KEY: 'k',
    });
    expect(found).toHaveLength(6);
    for (const name of ['PACE', 'COWIN_URL', 'REDIS', 'X_API_SECRET', 'smtpTls in', '"colour"']) {
      expect(found.filter((problem) => problem.includes(name))).toHaveLength(1);
    }
  });

  it('says so when config.json is no JSON', () => {
    writeFileSync(join(folder, 'config.json'), '{');
    expect(problems({})[0]).toMatch(/config\.json is no readable JSON/);
  });

  it.each([
    'https://cdn-api.co-vin.in/api',
    'https://CDN-API.co-vin.in./api',
    'https://api.cowin.gov.in/api',
    'http://other.cowin.gov.in',
  ])('holds the public limit at %s, whatever is set', (url) => {
    for (const pace of ['101/5m', '1/1s', 'unlimited', '2000/1s', '1201/1h']) {
      expect(problems({ VACCINE_WATCH_COWIN_URL: url }, { pace })[0]).toMatch(
        /above the 100 calls per 5 minutes/,
      );
    }
    expect(problems({ VACCINE_WATCH_COWIN_URL: url }, { pace: '100/5m' })).toEqual([]);
  });

  it('lets a server of one’s own be polled at any pace', () => {
    expect(
      read({ VACCINE_WATCH_COWIN_URL: 'http://127.0.0.1:1/api' }, { pace: 'unlimited' }).pace.calls,
    ).toBeNull();
    expect(
      problems({ VACCINE_WATCH_COWIN_URL: 'http://notcowin.gov.in.example.org' }, { pace: '9/1s' }),
    ).toEqual([]);
  });

  it('reads a secret from a file, and refuses a file it cannot read', () => {
    writeFileSync(join(folder, 'token'), '123:abc\n');
    expect(read({ VACCINE_WATCH_TELEGRAM_TOKEN_FILE: join(folder, 'token') }).telegram?.token).toBe(
      '123:abc',
    );
    expect(problems({ VACCINE_WATCH_TELEGRAM_TOKEN_FILE: join(folder, 'none') })[0]).toMatch(
      /cannot be read \(ENOENT\)/,
    );
    const both = {
      VACCINE_WATCH_TELEGRAM_TOKEN: '1:a',
      VACCINE_WATCH_TELEGRAM_TOKEN_FILE: join(folder, 'token'),
    };
    expect(problems(both)[0]).toMatch(/both set/);
  });

  it('wants a sender for mail', () => {
    expect(problems({ VACCINE_WATCH_SMTP_URL: 'smtp://127.0.0.1' })[0]).toMatch(/MAIL_FROM is missing/);
  });

  it('a password pasted with a % of its own is refused at the start, in words that do not repeat it', () => {
    const pasted = 'canary%pass';
    const addresses = {
      VACCINE_WATCH_COWIN_URL: `http://user:${pasted}@127.0.0.1/api`,
      VACCINE_WATCH_REDIS: `redis://:${pasted}@127.0.0.1`,
      VACCINE_WATCH_SMTP_URL: `smtp://user:${pasted}@127.0.0.1`,
    };
    const mail = { VACCINE_WATCH_MAIL_FROM: 'a@example.org' };
    expect(problems({ ...addresses, ...mail })).toEqual(
      Object.keys(addresses).map(
        (name) =>
          `${name} has a % in its user or password that stands for no character: write each % as %25.`,
      ),
    );
    const written = Object.entries(addresses).map(([name, text]) => [name, text.replace('%', '%25')]);
    expect(problems({ ...Object.fromEntries(written), ...mail })).toEqual([]);
  });

  it('serves no page unless told where; reads IPv6 and a folder of the public address', () => {
    expect(read().web).toBeNull();
    const settings = read({
      VACCINE_WATCH_HTTP: '[::1]:8080',
      VACCINE_WATCH_PUBLIC_URL: 'https://example.org/slots/',
      VACCINE_WATCH_HTTP_PROXIES: '1',
    });
    expect(settings.web).toEqual({
      host: '::1',
      port: 8080,
      publicUrl: 'https://example.org/slots',
      proxies: 1,
      metricsToken: null,
    });
    expect(settings.warnings).toEqual([]);
  });

  it.each([
    ['HTTP', '8080'],
    ['HTTP', '127.0.0.1:70000'],
    ['HTTP', 'http://127.0.0.1:80'],
    ['PUBLIC_URL', 'example.org'],
    ['PUBLIC_URL', 'https://user:pass@example.org'],
    ['PUBLIC_URL', 'https://example.org/?a=1'],
    ['HTTP_PROXIES', '-1'],
    ['HTTP_PROXIES', '1.5'],
    ['SIGN_UP', 'no'],
    ['MAX_SUBSCRIPTIONS', '0'],
    ['METRICS_TOKEN', 'short'],
    ['METRICS_TOKEN', 'long enough, but spaced'],
  ])('refuses %s=%s, and says by name what is wrong', (name, value) => {
    const found = problems({ [`VACCINE_WATCH_${name}`]: value });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(new RegExp(`^VACCINE_WATCH_${name} `));
  });

  it('is open to everybody for ten subscriptions each, unless told otherwise', () => {
    expect(read()).toMatchObject({ signUpOpen: true, maxSubscriptions: 10 });
    const closed = { VACCINE_WATCH_SIGN_UP: 'closed', VACCINE_WATCH_MAX_SUBSCRIPTIONS: '3' };
    expect(read(closed)).toMatchObject({ signUpOpen: false, maxSubscriptions: 3 });
  });

  it('points at settings of the page that do nothing, or not what was meant', () => {
    const warned = (env: Record<string, string>) => read(env).warnings;
    const HTTP = { VACCINE_WATCH_HTTP: '127.0.0.1:8080' };
    const publicUrl = (url: string) => ({ VACCINE_WATCH_PUBLIC_URL: url });
    expect(warned(HTTP)).toEqual([]);
    expect(warned(publicUrl('https://example.org'))).toEqual([
      expect.stringMatching(/^VACCINE_WATCH_PUBLIC_URL is set, but .*VACCINE_WATCH_HTTP/),
    ]);
    expect(warned({ VACCINE_WATCH_HTTP_PROXIES: '1' })).toEqual([
      expect.stringContaining('HTTP_PROXIES means'),
    ]);
    expect(warned({ VACCINE_WATCH_METRICS_TOKEN: 'x'.repeat(16) })).toEqual([
      expect.stringContaining('METRICS_TOKEN means nothing without VACCINE_WATCH_HTTP'),
    ]);
    expect(warned({ ...HTTP, ...publicUrl('https://example.org') })).toEqual([
      expect.stringMatching(/VACCINE_WATCH_HTTP_PROXIES=1, or everybody counts as one client/),
    ]);
    expect(warned({ VACCINE_WATCH_HTTP: '0.0.0.0:80', ...publicUrl('http://example.org') })).toEqual([
      expect.stringContaining('is no https:// address'),
    ]);
    expect(warned({ ...HTTP, ...publicUrl('http://localhost:8080') })).toEqual([]);
  });

  it('never repeats a secret that is wrong', () => {
    const canary = 'canary-5e1f';
    const found = problems({
      VACCINE_WATCH_TELEGRAM_TOKEN: canary,
      VACCINE_WATCH_SMTP_URL: `imap://u:${canary}@h`,
      VACCINE_WATCH_REDIS: `http://:${canary}@h`,
      VACCINE_WATCH_X_API_KEY: canary,
      VACCINE_WATCH_METRICS_TOKEN: canary,
    });
    expect(found.length).toBeGreaterThan(4);
    expect(found.join()).not.toContain(canary);
  });

  it('points at a variable of ours that is none, because it is surely misspelt', () => {
    expect(read({ VACCINE_WATCH_TELEGRAM_TOKN: 'x' }).warnings).toEqual([
      'VACCINE_WATCH_TELEGRAM_TOKN is set, but there is no such setting; it is ignored.',
    ]);
  });

  it('points at it also beside a setting that seems to be missing', () => {
    const found = problems({ VACCINE_WATCH_X_API_KEY: 'k', VACCINE_WATCH_X_ACESS_TOKEN: 't' });
    expect(found.join()).toMatch(/X_ACCESS_TOKEN.*X_ACESS_TOKEN is set, but there is no such setting/s);
  });
});
