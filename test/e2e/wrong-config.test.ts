// A config.json that is there and wrong, at a terminal: the screen opens in Setup without an engine, says what is wrong
// where, and starts the engine once it is mended. Without a terminal the program ends with 78.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { type Env, inScene, LAUNCHER, PATIENCE_MS, type Scene } from '../support/program.ts';
import { openTerminal, type TestTerminal } from '../support/terminal.ts';
import { press } from '../tui/tour.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

const ENTER = '\r';
const EMPTY = '\u0015';
const SECRET = 'canary-of-a-token';
const WITHOUT: Env = { VACCINE_WATCH_COWIN_URL: undefined };
/** Where nothing listens. */
const GOOD = { cowinUrl: 'http://127.0.0.1:9/api', redis: 'off' };

const configOf = ({ dataDir }: Scene): string => join(dataDir, 'config.json');

function configured(scene: Scene, content: object | string): void {
  mkdirSync(scene.dataDir, { recursive: true, mode: 0o700 });
  writeFileSync(configOf(scene), typeof content === 'string' ? content : JSON.stringify(content));
}

function atTerminal(scene: Scene, env: Env = {}): TestTerminal {
  const terminal = openTerminal({
    file: process.execPath,
    args: [LAUNCHER, '--data-dir', scene.dataDir],
    columns: 80,
    rows: 24,
    env: { ...scene.env, VACCINE_WATCH_TEST_REDIS_SERVER: undefined, ...env },
  });
  scene.atEnd(terminal.close);
  return terminal;
}

const shows = (terminal: TestTerminal, sight: RegExp) =>
  terminal.until(({ text }) => sight.test(text()), 20_000);
const STOPPED = /^vaccine-watch +stopped[\s\S]*\[6 Setup\]/;
const RUNS = /^vaccine-watch +running/;

/** The setting the keys are on. */
const settingOn = (terminal: TestTerminal): string | undefined =>
  /^> +([a-z]\w*) /m.exec(terminal.text())?.[1];

/** Types another value for the setting the keys are on. */
async function changed(terminal: TestTerminal, key: string, value: string): Promise<void> {
  await shows(terminal, new RegExp(`^> +${key} `, 'm'));
  await press(terminal, 'e', EMPTY);
  await shows(terminal, new RegExp(`^${key}: _`, 'm'));
  await press(terminal, value, ENTER);
  await shows(terminal, new RegExp(`^> +${key} .*not saved yet`, 'm'));
}

describe('a config.json with wrong settings', () => {
  it(
    'opens Setup at the first of them, leads on to the next, and the engine starts when all are right',
    inScene(async (scene) => {
      configured(scene, { ...GOOD, telegramToken: SECRET, pase: '9/5m', http: { port: 1 } });
      const terminal = atTerminal(scene);
      await shows(terminal, STOPPED);
      await shows(terminal, /^> +pase +set, hidden +! there is no setting/m);
      expect(terminal.text()).toMatch(/! No engine runs\. 3 things are wrong; Setup \(6\) names each\./);
      expect(terminal.text()).toMatch(/telegramToken +set, hidden +! does not look/);

      await press(terminal, 'e', EMPTY, ENTER, 's');
      await changed(terminal, 'telegramToken', '123456:ABC');
      await press(terminal, 's');
      await changed(terminal, 'http', '127.0.0.1:0');
      expect(JSON.parse(readFileSync(configOf(scene), 'utf8'))).toHaveProperty('pase');
      await press(terminal, 's');
      await shows(terminal, RUNS);
      await shows(terminal, /The engine runs with the new settings\./);
      expect(JSON.parse(readFileSync(configOf(scene), 'utf8'))).toEqual({
        ...GOOD,
        telegramToken: '123456:ABC',
        http: '127.0.0.1:0',
      });
      expect(statSync(configOf(scene)).mode & 0o777).toBe(0o600);
      expect(terminal.written()).not.toContain(SECRET);
      expect(await scene.json(['status'])).toMatchObject({ state: 'running' });
      await press(terminal, 'q', 'y');
      expect(await terminal.exited).toBe(0);
    }, WITHOUT),
  );

  it(
    'left as it is, ends with 78 and the sentences of the start, and is not touched',
    inScene(async (scene) => {
      configured(scene, { ...GOOD, pace: 'often' });
      const terminal = atTerminal(scene);
      await shows(terminal, /^> +pace +often +! must be calls per time/m);
      await press(terminal, '1');
      await shows(terminal, /\[1 Watch\][\s\S]*none runs yet: Setup \(6\) says why/);
      await press(terminal, 'q');
      expect(await terminal.exited).toBe(78);
      await terminal.until(({ screen }) => screen() === 'normal');
      await shows(terminal, /A setting is wrong:[\s\S]*pace in [\s\S]*must be calls/);
      expect(readFileSync(configOf(scene), 'utf8')).toBe(JSON.stringify({ ...GOOD, pace: 'often' }));
    }, WITHOUT),
  );

  it(
    'mended in another window, counts when one looks again',
    inScene(async (scene) => {
      configured(scene, { ...GOOD, pace: 'often' });
      const terminal = atTerminal(scene);
      await shows(terminal, STOPPED);
      await press(terminal, 's');
      await shows(terminal, /Still wrong: see the lines with an exclamation mark/);
      configured(scene, { ...GOOD, pace: '50/5m' });
      await press(terminal, 'r');
      await shows(terminal, RUNS);
    }, WITHOUT),
  );

  it(
    'that names a port somebody has: another port mends it',
    inScene(async (scene) => {
      const blocker = createServer();
      await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
      scene.atEnd(() => blocker.close());
      const { port } = blocker.address() as { port: number };
      configured(scene, { ...GOOD, http: `127.0.0.1:${port}` });
      const terminal = atTerminal(scene);
      await shows(terminal, STOPPED);
      await shows(terminal, new RegExp(`No engine runs: .*${port}`));
      await press(terminal, '\u001B[C', 'G');
      await shows(terminal, /^> +allAreas /m);
      // One key at a time: where the screen is slow, the next would come before this one is seen.
      for (let on = settingOn(terminal); on !== 'http'; on = settingOn(terminal)) {
        await press(terminal, 'k');
        await terminal.until(() => settingOn(terminal) !== on, 20_000);
      }
      await changed(terminal, 'http', '127.0.0.1:0');
      await press(terminal, 's');
      await shows(terminal, RUNS);
    }, WITHOUT),
  );
});

describe('a config.json that is no JSON', () => {
  it(
    'stays until one says so, and is then kept beside the new one',
    inScene(async (scene) => {
      const broken = `{ "telegramToken": "${SECRET}" "pace": "9/5m" }`;
      configured(scene, broken);
      const terminal = atTerminal(scene);
      await shows(terminal, /is no readable JSON \(syntax error in line\s+1 column \d+\)/);
      await press(terminal, 's');
      await shows(terminal, /config\.json cannot be read\. Begin a new one\?/);
      await press(terminal, 'n');
      await shows(terminal, /config\.json stays as it is\./);
      expect(readFileSync(configOf(scene), 'utf8')).toBe(broken);

      await press(terminal, 's', 'y');
      await shows(terminal, /The old file is kept as/);
      const [aside = ''] = readdirSync(scene.dataDir).filter((name) => name.startsWith('config.json.'));
      expect(readFileSync(join(scene.dataDir, aside), 'utf8')).toBe(broken);
      expect(statSync(join(scene.dataDir, aside)).mode & 0o077).toBe(0);
      await press(terminal, 's');
      await shows(terminal, RUNS);
      expect(terminal.written()).not.toContain(SECRET);
    }),
  );
});

describe('what cannot be mended in Setup', () => {
  it(
    'ends with 78: a wrong variable, though config.json is wrong too; and anything where there is no screen',
    inScene(async (scene) => {
      configured(scene, { redis: 'off', smtpTls: 'perhaps' });
      const terminal = atTerminal(scene, { VACCINE_WATCH_PACE: 'often' });
      expect(await terminal.exited).toBe(78);
      expect(terminal.text()).toContain('2 settings are wrong:');
      const dumb = atTerminal(scene, { TERM: 'dumb' });
      expect(await dumb.exited).toBe(78);
      for (const args of [[], ['run']]) {
        const ended = await scene.run(args);
        expect([ended.code, ended.stdout]).toEqual([78, '']);
        expect(ended.stderr).toContain('smtpTls in ');
      }
    }),
  );
});
