// What people get wrong, and what they read then: a sentence that says how to mend it, and an exit code a script can
// act on. No secret is ever repeated.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, vi } from 'vitest';
import { type Env, inScene, PATIENCE_MS, type Scene } from '../support/program.ts';
import { startTelegramServer, TELEGRAM_TOKEN } from '../support/telegram-server.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

const PUBLIC_COWIN = 'https://cdn-api.co-vin.in/api';

/** Runs a command line that must be refused: nothing on standard output. */
async function refused(scene: Scene, args: readonly string[], code: number, env?: Env): Promise<string> {
  const ended = await scene.run(args, env);
  expect([ended.code, ended.stdout], `${args.join(' ')}: ${ended.stderr}`).toEqual([code, '']);
  expect(ended.stderr).not.toMatch(/^ +at /m);
  return ended.stderr;
}

const add = (...words: string[]) => ['subscribers', 'add', ...words];
const TO = ['--email', 'a@example.org'];

describe('a subscription that cannot be', () => {
  it.concurrent(
    'an unknown district is refused with the nearest names and their numbers',
    inScene(async (scene) => {
      const said = await refused(scene, add(...TO, '--district', 'Xyzzypur'), 64);
      expect(said).toMatch(/^There is no district “Xyzzypur”\. Nearest: .*Mirzapur, Uttar Pradesh \(677\)/);
    }),
  );

  it.concurrent(
    'a district that exists in two states is refused with both',
    inScene(async (scene) => {
      const said = await refused(scene, add(...TO, '--district', 'Aurangabad'), 64);
      expect(said).toContain('Aurangabad, Bihar (77); Aurangabad, Maharashtra (397)');
      expect(said).toContain('add the state');
    }),
  );

  it.concurrent(
    'a malformed e-mail address, and everything else that is wrong with it, in one go; the address is not repeated',
    inScene(async (scene) => {
      const said = await refused(
        scene,
        add(
          '--email',
          'canary@@example.org',
          '--district',
          '294',
          '--dose',
          '3',
          '--min',
          '7',
          '--age',
          'old',
        ),
        64,
      );
      expect(said).toContain('This is not an e-mail address: write it like name@example.org.');
      expect(said).toContain('The dose is 1 or 2');
      expect(said).toContain('one of 1, 5, 10, 25, 50');
      expect(said).toContain('The age is in whole years');
      expect(said).not.toContain('canary');
      expect((await scene.json<unknown[]>(['subscribers', 'list'])).length).toBe(0);
    }),
  );

  it.concurrent(
    'nobody to tell, a webhook that is no address, a chat that is none',
    inScene(async (scene) => {
      expect(await refused(scene, add('--district', '294'), 64)).toContain('Nobody to tell');
      expect(await refused(scene, add('--webhook', 'nowhere', '--district', '294'), 64)).toContain(
        'This is not a web address',
      );
      expect(await refused(scene, add('--telegram', 'me', '--district', '294'), 64)).toContain(
        'This is not a Telegram chat',
      );
    }),
  );
});

describe('a command line that cannot be', () => {
  it.concurrent(
    'unknown options, commands, choices and times are refused with 64 and the way to help',
    inScene(async (scene) => {
      expect(await refused(scene, ['run', '--fast'], 64)).toContain("unknown option '--fast'");
      expect(await refused(scene, ['runn'], 64)).toMatch(/unknown command 'runn'[\s\S]*vaccine-watch --help/);
      expect(await refused(scene, ['deliveries', '--state', 'lost'], 64)).toContain(
        'Allowed choices are pending',
      );
      expect(await refused(scene, ['demo', '--for', 'ever'], 64)).toContain('30s, 2m or 1h');
      expect(await refused(scene, ['subscribers', 'pause'], 64)).toContain('Say who');
    }),
  );

  it.concurrent(
    'a subscriber who is not there, a backup that is not there, an engine that does not run',
    inScene(async (scene) => {
      expect(await refused(scene, ['subscribers', 'remove', '7'], 1)).toContain('subscribers list');
      expect(await refused(scene, ['restore', join(scene.folder, 'none.db')], 1)).toContain(
        'cannot be opened',
      );
      expect(await refused(scene, ['status'], 69)).toContain('vaccine-watch run');
    }),
  );
});

describe('a pace over the public limit', () => {
  it.concurrent(
    'is refused for every host of CoWIN, however it is written, and no setting lifts it',
    inScene(async (scene) => {
      const hosts = [
        PUBLIC_COWIN,
        'https://CDN-API.CO-VIN.IN/api',
        'https://cdn-api.co-vin.in./api',
        'http://somebody@api.cowin.gov.in:8080/api',
        'https://ｃdn-api.co-vin.in/api',
      ];
      for (const [index, host] of hosts.entries()) {
        const env = { VACCINE_WATCH_COWIN_URL: host };
        const pace = ['101/5m', '2000/1s', 'unlimited'][index % 3] as string;
        const said = await refused(scene, ['--pace', pace, 'run'], 78, env);
        expect(said).toContain("above the 100 calls per 5 minutes that CoWIN's public API allows");
        expect(said).toContain('100/5m or less');
      }
      const byEnvironment = { VACCINE_WATCH_COWIN_URL: PUBLIC_COWIN, VACCINE_WATCH_PACE: '2/1s' };
      expect(await refused(scene, ['run'], 78, byEnvironment)).toContain('VACCINE_WATCH_PACE (2/1s)');
    }),
  );

  it.concurrent(
    'is allowed for a server of your own',
    inScene(async (scene) => {
      const engine = scene.start(['--pace', 'unlimited', 'run']);
      expect(await engine.event('ready')).toMatchObject({ pace: 'unlimited' });
      expect((await engine.stop()).code).toBe(0);
    }),
  );
});

describe('a data directory that cannot be used', () => {
  it.concurrent(
    'one that cannot be written is refused with 78 and a way out',
    inScene(async (scene) => {
      writeFileSync(join(scene.folder, 'file'), '');
      const under = ['--data-dir', join(scene.folder, 'file', 'data')];
      for (const command of [['run'], ['subscribers', 'list'], add(...TO, '--district', '294')]) {
        const said = await refused(scene, [...under, ...command], 78);
        expect(said).toContain('cannot be written (ENOTDIR); name another with --data-dir');
      }
    }),
  );

  it.concurrent(
    'a damaged database is left exactly as it is, and the way back is named',
    inScene(async (scene) => {
      mkdirSync(scene.dataDir);
      const path = join(scene.dataDir, 'vaccine-watch.db');
      const garbage = Buffer.from('This is no database.\n'.repeat(500));
      writeFileSync(path, garbage);
      for (const command of [['run'], ['subscribers', 'list']]) {
        const said = await refused(scene, command, 1);
        expect(said).toContain('is damaged');
        expect(said).toContain(
          'It was left as it is; put a backup in its place: vaccine-watch restore <backup>',
        );
      }
      expect(readFileSync(path)).toEqual(garbage);
      expect(readdirSync(scene.dataDir).filter((name) => name.startsWith('vaccine-watch.db'))).toEqual([
        'vaccine-watch.db',
      ]);
      const doctor = await scene.run(['doctor']);
      expect(doctor.code).toBe(69);
      expect(doctor.stdout).toMatch(/^SQLite +failed .*is damaged/m);
    }),
  );

  it.concurrent(
    'a database cut short is refused, and served again after restore',
    inScene(async (scene) => {
      await scene.run(add(...TO, '--district', '294'));
      const copy = join(scene.folder, 'copy.db');
      expect((await scene.run(['backup', copy])).code).toBe(0);
      const path = join(scene.dataDir, 'vaccine-watch.db');
      writeFileSync(path, readFileSync(path).subarray(0, 10_000));
      expect(await refused(scene, ['run'], 1)).toContain('is damaged');
      expect(await scene.run(['restore', copy])).toMatchObject({ code: 0, stderr: '' });
      expect(await scene.json(['subscribers', 'list'])).toMatchObject([{ address: 'a@example.org' }]);
    }),
  );

  it.concurrent(
    'restore while an engine runs is refused as a second engine would be, and says to stop it',
    inScene(async (scene) => {
      await scene.run(add(...TO, '--district', '294'));
      const copy = join(scene.folder, 'copy.db');
      expect((await scene.run(['backup', copy])).code).toBe(0);
      const engine = await scene.engine();
      expect(await refused(scene, ['restore', copy], 75)).toContain('stop it before restoring');
      await engine.stop();
      expect((await scene.run(['restore', copy])).code).toBe(0);
    }),
  );

  it.concurrent(
    'a database of a newer version is refused and left alone',
    inScene(async (scene) => {
      await scene.run(add(...TO, '--district', '294'));
      const path = join(scene.dataDir, 'vaccine-watch.db');
      const database = new Database(path);
      database.pragma('user_version = 999');
      database.close();
      copyFileSync(path, join(scene.folder, 'before.db'));
      for (const command of [['run'], ['subscribers', 'list']]) {
        expect(await refused(scene, command, 1)).toMatch(/newer/);
      }
      expect(readFileSync(path)).toEqual(readFileSync(join(scene.folder, 'before.db')));
    }),
  );
});

describe('settings', () => {
  it.concurrent(
    'several wrong values in config.json and the environment are all reported at once, each with its place',
    inScene(async (scene) => {
      mkdirSync(scene.dataDir);
      const file = join(scene.dataDir, 'config.json');
      const content = {
        pace: 'fast',
        smtpTls: 'maybe',
        telegramToken: 'CANARY-token',
        colour: 'blue',
        redis: {},
      };
      writeFileSync(file, JSON.stringify(content));
      const said = await refused(scene, ['run'], 78, {
        VACCINE_WATCH_COWIN_URL: 'cowin',
        VACCINE_WATCH_WEBHOOK_ALLOW_LOCAL: 'yes',
      });
      expect(said).toContain('7 settings are wrong:');
      expect(said).toContain(`pace in ${file} ("fast") must be calls per time`);
      expect(said).toContain(`smtpTls in ${file} ("maybe") must be required or off`);
      expect(said).toContain(`telegramToken in ${file} does not look like a bot token`);
      expect(said).toContain('there is no setting called "colour"');
      expect(said).toContain('redis must be text');
      expect(said).toContain('VACCINE_WATCH_COWIN_URL ("cowin") is no http:// or https:// address');
      expect(said).toContain('VACCINE_WATCH_WEBHOOK_ALLOW_LOCAL ("yes") must be 1 or 0');
      expect(said).not.toContain('CANARY');
    }),
  );

  it.concurrent(
    'a config.json that is no JSON is named, and nothing of it is shown',
    inScene(async (scene) => {
      mkdirSync(scene.dataDir);
      writeFileSync(join(scene.dataDir, 'config.json'), '{ "telegramToken": "123456:CANARY" ');
      const said = await refused(scene, ['run'], 78);
      expect(said).toMatch(/config\.json is no readable JSON \(syntax error in line 1 column \d+\)/);
      expect(said).not.toContain('CANARY');
    }),
  );

  it.concurrent(
    'a wrong secret is refused without being repeated, wherever it stands',
    inScene(async (scene) => {
      const file = join(scene.folder, 'secret');
      writeFileSync(file, 'CANARY in a file\n');
      const said = await refused(scene, ['run'], 78, {
        VACCINE_WATCH_TELEGRAM_TOKEN: 'CANARY-token',
        VACCINE_WATCH_SMTP_URL: 'http://user:CANARY-password@example.org',
        VACCINE_WATCH_REDIS_FILE: file,
        VACCINE_WATCH_X_API_KEY: 'CANARY-x-key',
        VACCINE_WATCH_X_API_SECRET: 'CANARY-x-secret',
      });
      expect(said).toContain('VACCINE_WATCH_TELEGRAM_TOKEN does not look like a bot token');
      expect(said).toContain('VACCINE_WATCH_SMTP_URL is no smtp:// or smtps:// address');
      expect(said).toContain('VACCINE_WATCH_REDIS_FILE must be a socket path');
      expect(said).toContain(
        'X needs four keys; missing: VACCINE_WATCH_X_ACCESS_TOKEN, VACCINE_WATCH_X_ACCESS_SECRET',
      );
      expect(said).not.toContain('CANARY');
    }),
  );

  it.concurrent(
    'a secret may stand in a file; one that cannot be read, or stands there and in the environment too, is refused',
    inScene(async (scene) => {
      const telegram = await startTelegramServer();
      scene.atEnd(telegram.close);
      const file = join(scene.folder, 'token');
      writeFileSync(file, `${TELEGRAM_TOKEN}\n`);
      const env = { VACCINE_WATCH_TELEGRAM_TOKEN_FILE: file, VACCINE_WATCH_TELEGRAM_API: telegram.url };
      expect((await scene.run(['doctor'], env)).stdout).toMatch(
        /^telegram +ok +Telegram knows the bot as @test_bot/m,
      );
      const both = await refused(scene, ['run'], 78, { ...env, VACCINE_WATCH_TELEGRAM_TOKEN: '1:CANARY' });
      expect(both).toContain(
        'VACCINE_WATCH_TELEGRAM_TOKEN and VACCINE_WATCH_TELEGRAM_TOKEN_FILE are both set',
      );
      const none = { ...env, VACCINE_WATCH_TELEGRAM_TOKEN_FILE: join(scene.folder, 'nothing-there') };
      expect(await refused(scene, ['run'], 78, none)).toContain('cannot be read (ENOENT)');
      expect(both).not.toContain('CANARY');
    }),
  );

  it.concurrent(
    'a misspelt variable is pointed out, not silently ignored',
    inScene(async (scene) => {
      const engine = await scene.engine({ VACCINE_WATCH_TELEGRAM_TOKN: '123456:CANARY' });
      const { hints } = await engine.event('ready');
      expect(hints).toContainEqual(
        'VACCINE_WATCH_TELEGRAM_TOKN is set, but there is no such setting; it is ignored.',
      );
      expect(engine.stdout()).not.toContain('CANARY');
    }),
  );
});
