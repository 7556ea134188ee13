// Setting up from the screen: what is shown of the settings, and what comes to stand in config.json, on a real disk.
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { type Flags, readSettings } from '../../src/config.ts';
import { setupDesk } from '../../src/engine/setup.ts';

const TOKEN = '123456:canary-of-a-token';
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vw-setup-'));
  file = join(folder, 'config.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function desk(env: Record<string, string> = {}, flags: Flags = {}) {
  const opened = setupDesk({ flags: { dataDir: folder, ...flags }, env, clock: systemClock, restart: null });
  return { ...opened, view: (key: string) => opened.settings().find((one) => one.key === key) };
}

const written = (): unknown => JSON.parse(readFileSync(file, 'utf8'));

describe('the settings as they are shown', () => {
  it('are all there, each with what it is for, and their defaults', () => {
    const { settings, view } = desk();
    expect(settings().every(({ about }) => about.length > 5 && about.length < 90)).toBe(true);
    expect(new Set(settings().map(({ key }) => key)).size).toBe(settings().length);
    expect(view('pace')).toEqual({
      key: 'pace',
      about: expect.stringContaining('calls per time'),
      value: '90/5m',
      secret: false,
      origin: '',
      changeable: true,
    });
    expect(view('telegramToken')).toMatchObject({ value: '', secret: true, changeable: true });
  });

  it('say where each stands, and that a flag or the environment cannot be changed here', () => {
    writeFileSync(file, JSON.stringify({ pace: '10/5m', smtpTls: 'off', userAgent: 'file', allAreas: true }));
    const { view } = desk({ VACCINE_WATCH_SMTP_TLS: 'required' }, { pace: '20/5m' });
    expect(view('pace')).toMatchObject({ value: '20/5m', origin: '--pace', changeable: false });
    expect(view('smtpTls')).toMatchObject({ origin: 'VACCINE_WATCH_SMTP_TLS', changeable: false });
    expect(view('userAgent')).toMatchObject({ value: 'file', origin: 'config.json', changeable: true });
    expect(view('allAreas')).toMatchObject({ value: '1', origin: 'config.json', changeable: true });
  });

  it('never show a secret, wherever it stands, nor an address with a password in it', () => {
    writeFileSync(join(folder, 'token'), TOKEN);
    writeFileSync(
      file,
      JSON.stringify({
        smtpUrl: 'smtp://me:canary@mail.example.org',
        cowinUrl: 'http://me:canary@localhost/api',
      }),
    );
    const { settings, view } = desk({ VACCINE_WATCH_TELEGRAM_TOKEN_FILE: join(folder, 'token') });
    expect(view('telegramToken')).toMatchObject({
      value: 'set',
      origin: 'VACCINE_WATCH_TELEGRAM_TOKEN_FILE',
      changeable: false,
    });
    expect(view('cowinUrl')).toMatchObject({ value: 'set', secret: true });
    expect(JSON.stringify(settings())).not.toContain('canary');
  });
});

describe('what is saved', () => {
  it('makes a config.json that only its owner may read, and that counts', async () => {
    expect(await desk().save({ telegramToken: ` ${TOKEN}\n`, pace: '50/5m' })).toEqual([]);
    expect(written()).toEqual({ telegramToken: TOKEN, pace: '50/5m' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['config.json']);
    expect(readSettings({ dataDir: folder }, {}).telegram?.token).toBe(TOKEN);
    expect(desk().view('telegramToken')).toMatchObject({ value: 'set', origin: 'config.json' });
  });

  it('leaves the rest as it was, takes out what is empty, and closes a file others could read', async () => {
    writeFileSync(file, JSON.stringify({ allAreas: true, maxSubscriptions: 3, userAgent: 'mine' }));
    chmodSync(file, 0o644);
    expect(await desk().save({ userAgent: '', signUp: 'closed' })).toEqual([]);
    expect(written()).toEqual({ allAreas: true, maxSubscriptions: 3, signUp: 'closed' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('goes where a link leads, and leaves the link', async () => {
    const real = join(folder, 'elsewhere.json');
    writeFileSync(real, '{}');
    symlinkSync(real, file);
    expect(await desk().save({ pace: '10/5m' })).toEqual([]);
    expect(JSON.parse(readFileSync(real, 'utf8'))).toEqual({ pace: '10/5m' });
    expect(readdirSync(folder).toSorted()).toEqual(['config.json', 'elsewhere.json']);
  });

  it('makes the data directory when there is none yet', async () => {
    const inner = join(folder, 'a', 'b');
    expect(await desk({}, { dataDir: inner }).save({ pace: '10/5m' })).toEqual([]);
    expect(statSync(inner).mode & 0o777).toBe(0o700);
  });
});

describe('what is refused', () => {
  it('is named all at once, in the sentences of the start, and nothing is written', async () => {
    writeFileSync(file, '{ "pace": "10/5m" }');
    const problems = await desk().save({
      telegramToken: 'canary',
      smtpUrl: 'smtp://me:canary@mail.example.org',
      pace: '1000/1s',
      xApiKey: 'canary',
      nonsense: 'canary',
    });
    const told = problems.join('\n');
    expect(told).toContain(`telegramToken in ${file} does not look like a bot token`);
    expect(told).toContain('VACCINE_WATCH_MAIL_FROM is missing');
    expect(told).toContain('above the 100 calls per 5 minutes');
    expect(told).toContain('X needs four keys');
    expect(told).toContain('there is no setting called "nonsense"');
    expect(told).not.toContain('canary');
    expect(readFileSync(file, 'utf8')).toBe('{ "pace": "10/5m" }');
    expect(readdirSync(folder)).toEqual(['config.json']);
  });

  it('is a change the environment or a flag would undo', async () => {
    expect(await desk({ VACCINE_WATCH_PACE: '20/5m' }).save({ pace: '10/5m' })).toEqual([
      'pace is set by VACCINE_WATCH_PACE, which goes before config.json: change it there.',
    ]);
    expect(await desk({}, { pace: '20/5m' }).save({ pace: '10/5m' })).toEqual([
      'pace is set by --pace, which goes before config.json: change it there.',
    ]);
    expect(existsSync(file)).toBe(false);
  });

  it('is anything while config.json cannot be read: what it holds would be lost', async () => {
    writeFileSync(file, '{ "pace": ');
    expect(await desk().save({ pace: '10/5m' })).toEqual([`${file} is no readable JSON (syntax error).`]);
    expect(readFileSync(file, 'utf8')).toBe('{ "pace": ');
  });

  it('is anything while it holds a setting nobody knows; that one is kept until it is taken out', async () => {
    writeFileSync(file, '{"pase":"10/5m"}');
    expect(await desk().save({ pace: '10/5m' })).toEqual([`${file}: there is no setting called "pase".`]);
    expect(written()).toEqual({ pase: '10/5m' });
    expect(await desk().save({ pase: '', pace: '10/5m' })).toEqual([]);
    expect(written()).toEqual({ pace: '10/5m' });
  });

  it('is anything while config.json cannot be written, which stays as it was', async () => {
    // The name leaves no room for that of the new file beside it.
    const real = join(folder, `${'x'.repeat(245)}.json`);
    writeFileSync(real, '{ "pace": "10/5m" }');
    symlinkSync(real, file);
    expect(await desk().save({ telegramToken: TOKEN })).toEqual([
      `${file} cannot be written (ENAMETOOLONG); nothing was changed.`,
    ]);
    expect(readFileSync(file, 'utf8')).toBe('{ "pace": "10/5m" }');
    expect(readdirSync(folder)).toHaveLength(2);
  });

  it('says so when there is no place to write to', async () => {
    const [problem, ...others] = await desk({}, { dataDir: '/proc/vaccine-watch' }).save({ pace: '10/5m' });
    expect(problem).toMatch(/^The data directory \/proc\/vaccine-watch cannot be written/);
    expect(others).toEqual([]);
  });
});
