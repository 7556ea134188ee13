// FAULTS 20: secrets that would be known again anywhere, sent through every error that can be provoked from outside: each
// provider refuses, fails and echoes what it was sent, settings are wrong, the engine meets a fault of its own. Then all it
// ever said, showed and kept is searched, in many spellings.
//
// | point | shown by |
// | --- | --- |
// | each channel by itself, however a call ends | test/bots/ |
// | a wrong secret in the settings is not repeated | test/e2e/bad-input.test.ts |
// | redaction by field, in the log and on the Log screen | test/log.test.ts, test/engine/events.test.ts |
// | the password of a Redis | test/store/redis/redis-server.test.ts, test/store/redis/seen.test.ts |
// | what is said of a fault of our own | test/failure.test.ts |
// | nothing left of who was forgotten | test/e2e/forgotten.test.ts |
// | all else | here |
import { generateKeyPairSync } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, vi } from 'vitest';
import { mailText } from '../../src/demo/mail-text.ts';
import { everywhere, openAll } from '../harness/channels.ts';
import { type HarnessPerson, wantsAll } from '../harness/people.ts';
import { xEnv } from '../harness/providers.ts';
import { redisContent } from '../harness/redis-content.ts';
import { onStage, type Stage } from '../harness/stage.ts';
import { deadPort, type Heard } from '../support/loopback-http.ts';
import { LAUNCHER, PATIENCE_MS, processesNaming, until } from '../support/program.ts';
import { TELEGRAM_TOKEN, telegramRefusal } from '../support/telegram-server.ts';
import { openTerminal } from '../support/terminal.ts';
import { tracesIn, tracesUnder } from '../support/traces.ts';
import { X_KEYS } from '../support/x-server.ts';
import { ready, TABS, visit } from '../tui/tour.ts';

vi.setConfig({ testTimeout: 6 * PATIENCE_MS });

const SMTP_PASSWORD = 'CANARY-smtp-password';
const METRICS_TOKEN = 'CANARY-metrics-token';
const PERSON = 'quetzal.person@example.org';
const CHAT = '7712345678';
const HOOK = '/quetzal-hook';
const SIGNER = 'quetzal.signer@example.org';
const PEOPLE: readonly HarnessPerson[] = [
  wantsAll('email', PERSON, 294),
  wantsAll('telegram', CHAT, 294),
  wantsAll('webhook', HOOK, 294),
  ...everywhere('telegram'),
];
const ADDRESSES = ['quetzal', CHAT];
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const DKIM_PEM = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
/** A line of the key, as it stands in the file. */
const DKIM_LINE = DKIM_PEM.split('\n')[5] ?? '';
const SETTINGS_SECRETS = [
  TELEGRAM_TOKEN.split(':')[1] ?? '',
  SMTP_PASSWORD,
  METRICS_TOKEN,
  ...Object.values(X_KEYS),
  DKIM_LINE,
];

/** An answer that repeats whatever it was asked. */
const echo = (status: number, { path, headers, body }: Heard) => ({
  status,
  body: { title: 'no', detail: JSON.stringify({ path, headers, body }) },
});

/** A code among other digits is none. */
function codeIn(text: string, code: string): boolean {
  return new RegExp(`(?<!\\d)${code}(?!\\d)`).test(text);
}

/** Every way a provider can fail, one after the other, each echoing secrets where it has words. */
async function provokeAll(stage: Stage): Promise<void> {
  const { telegram, x, webhook, mail, cowin } = stage.providers;
  const words = `${TELEGRAM_TOKEN} ${SMTP_PASSWORD} ${X_KEYS.apiSecret} <${PERSON}> ${CHAT}`;
  telegram.planFor(
    '/sendMessage',
    telegramRefusal(400, `Bad Request: ${words}`),
    telegramRefusal(403, `Forbidden: ${words}`),
    { status: 502, body: `<html>${words}` },
    {
      status: 307,
      body: words,
      headers: { location: `http://127.0.0.1:9/bot${TELEGRAM_TOKEN}/sendMessage` },
    },
    'reset',
    telegramRefusal(429, words, { retry_after: 1 }),
  );
  const auth: Heard = {
    method: '',
    path: words,
    headers: { authorization: X_KEYS.accessToken },
    body: '',
    atMs: 0,
  };
  x.planFor('/2/tweets', echo(400, auth), echo(503, auth), 'reset', echo(429, auth), echo(403, auth));
  webhook.plan(echo(500, auth), 'reset', {
    status: 302,
    body: words,
    headers: { location: `http://x/${words.replaceAll(' ', '')}` },
  });
  mail.fail('mail', `451 4.3.0 ${words}`, 'drop', `421 4.3.2 ${words}`);
  mail.failFor(PERSON, 'rcpt', `450 4.7.1 ${words}`);
  mail.failFor(PERSON, 'dot', `554 5.6.0 ${words}`);
  cowin.set(363, { status: 403, body: `<html>${words}` });
}

describe('FAULTS 20', () => {
  it(
    'through every failure of every provider, wrong links and codes, backup, doctor, the screen and a fault of our own: found nowhere',
    onStage(
      async (stage) => {
        const { scene, providers, polled } = stage;
        const said: string[] = [];
        const run = async (...args: string[]) => {
          const { code, stdout, stderr } = await scene.run(args);
          said.push(stdout, stderr);
          return code;
        };
        const port = await deadPort();
        writeFileSync(join(scene.folder, 'dkim.pem'), DKIM_PEM, { mode: 0o600 });
        Object.assign(scene.env, {
          VACCINE_WATCH_HTTP: `127.0.0.1:${port}`,
          VACCINE_WATCH_PUBLIC_URL: 'https://slots.example.org',
          VACCINE_WATCH_METRICS_TOKEN: METRICS_TOKEN,
          VACCINE_WATCH_DKIM_SELECTOR: 'slots',
          VACCINE_WATCH_DKIM_KEY_FILE: join(scene.folder, 'dkim.pem'),
        });
        const engine = await scene.engine();
        const page = async (path: string, init?: RequestInit) => {
          const answer = await fetch(`http://127.0.0.1:${port}${path}`, init);
          const text = await answer.text();
          return { status: answer.status, text };
        };
        const post = (path: string, body: object) =>
          page(path, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
          });

        // A code, tried wrong and then right; the links of the mails that follow.
        expect((await post('/api/v1/register', { email: SIGNER, district: 'BBMP' })).status).toBe(202);
        const mailed = () =>
          providers.mail.mails.filter(({ to }) => to.includes(SIGNER)).map(({ raw }) => mailText(raw));
        const code = await until(() => /^\d{6}$/m.exec(mailed()[0] ?? '')?.[0], 'the code');
        const wrong = await post('/api/v1/verify', {
          email: SIGNER,
          code: code === '111111' ? '222222' : '111111',
        });
        expect(wrong.status).toBeGreaterThanOrEqual(400);
        said.push(wrong.text);
        const right = await post('/api/v1/verify', { email: SIGNER, code });
        const { token } = JSON.parse(right.text) as { token: string };
        expect(token).toMatch(/^[\w-]{20,}$/);
        const people = new Database(stage.database, { readonly: true });
        const secret = String(
          people.prepare("SELECT secret FROM subscribers WHERE channel = 'webhook'").pluck().get(),
        );
        people.close();
        expect(secret).toMatch(/^[0-9a-f]{32,}$/);

        await polled();
        await provokeAll(stage);
        openAll(stage);
        await until(
          () => providers.x.heard.filter(({ path }) => path === '/2/tweets').length > 0,
          'posts',
          60_000,
        );
        for (const path of [
          `/m/${token}x`,
          `/u/${token.slice(1)}`,
          `/m/${'A'.repeat(40)}`,
          '/nowhere',
          `/feed/${token}.atom`,
        ])
          said.push((await page(path)).text);
        const bearer = (value: string) => ({ headers: { authorization: `Bearer ${value}` } });
        const figures = await page('/metrics', bearer(METRICS_TOKEN));
        expect([figures.status, figures.text]).toEqual([200, expect.stringContaining('vaccine_watch_')]);
        expect(tracesIn('the figures', figures.text, ADDRESSES)).toEqual([]);
        const unread = await page('/metrics', bearer(`${METRICS_TOKEN}x`));
        expect(unread.status).toBe(401);
        said.push(
          figures.text,
          unread.text,
          (await page('/healthz')).text,
          (await page('/feed/cowin:294.atom')).text,
        );
        said.push((await page('/api/v1/subscriptions', bearer(`${token}x`))).text);
        // What a provider says is repeated nowhere, whoever asks.
        providers.mail.fail('auth', `535 5.7.8 ${SMTP_PASSWORD}`);
        await run('doctor');
        await run('doctor', '--json');
        await run('status');
        await run('status', '--json');
        providers.telegram.planFor('/sendMessage', telegramRefusal(401, `Unauthorized ${TELEGRAM_TOKEN}`));
        providers.mail.fail('mail', `550 5.7.1 ${SMTP_PASSWORD}`);
        await run('test-alert', '--telegram', '1');
        await run('test-alert', '--email', 'somebody@example.org');
        await run('test-alert', '--webhook', `${providers.webhook.url}/tried`);
        expect(await run('backup', '/nowhere/at/all/copy.db')).not.toBe(0);
        expect(await run('backup', join(scene.folder, 'copy.db'))).toBe(0);
        expect(await run('restore', join(scene.folder, 'copy.db'))).not.toBe(0);
        expect(await run('run')).toBe(75);

        const terminal = openTerminal({
          file: process.execPath,
          args: [LAUNCHER, '--data-dir', scene.dataDir],
          columns: 160,
          rows: 45,
          env: scene.env,
        });
        scene.atEnd(() => terminal.close());
        await ready(terminal);
        for (const [, tab] of TABS) await visit(terminal, tab);

        const secrets = [...SETTINGS_SECRETS, secret, token];
        // Those who help us are told nothing of it.
        const helpers = processesNaming(join(scene.dataDir, 'redis')).filter((pid) => pid !== engine.pid);
        expect(helpers.length).toBeGreaterThan(0);
        for (const pid of helpers) {
          const given =
            readFileSync(`/proc/${pid}/environ`, 'latin1') + readFileSync(`/proc/${pid}/cmdline`, 'latin1');
          expect(tracesIn('a helper', given, secrets)).toEqual([]);
        }
        expect(tracesIn('Redis', await redisContent(scene.dataDir), [...secrets, ...ADDRESSES])).toEqual([]);
        expect(tracesIn('the screen', terminal.written(), secrets)).toEqual([]);
        expect(codeIn(terminal.written(), code)).toBe(false);

        // A fault of our own: what the database says is not what anybody of us wrote.
        const db = new Database(stage.database);
        db.prepare('UPDATE sessions SET times = ?').run(`${PERSON} ${TELEGRAM_TOKEN} ${SMTP_PASSWORD}`);
        db.close();
        // Who joins is told of what is open, as the database has it.
        await run('subscribers', 'add', '--webhook', `${providers.webhook.url}/joins`, '--district', '294');
        const crashed = await engine.ended;
        expect([crashed.code, crashed.stderr]).toEqual([
          1,
          expect.stringMatching(/met a fault of its own: SyntaxError.*\n +at /),
        ]);
        said.push(crashed.stdout, crashed.stderr);
        expect(crashed.stdout).toContain('delivery.unsent');

        const all = said.join('\n');
        expect(tracesIn('what was said', all, secrets)).toEqual([]);
        expect(codeIn(all, code)).toBe(false);
        const log = `${crashed.stdout}${crashed.stderr}`;
        expect(tracesIn('the log', log, ADDRESSES)).toEqual([]);
        // The journal too: nobody emptied it after a crash.
        const files = readdirSync(scene.dataDir).filter((name) => name.startsWith('vaccine-watch.db'));
        const kept = files.map((name) => readFileSync(join(scene.dataDir, name), 'latin1')).join('\n');
        expect([codeIn(kept, code), kept.includes('quetzal.signer')]).toEqual([false, true]);
        // Addresses and the keys of webhooks stand in the database, as SECURITY.md says; nothing else does.
        expect(
          tracesUnder(scene.dataDir, [METRICS_TOKEN, ...Object.values(X_KEYS), DKIM_LINE, token]),
        ).toEqual([]);
      },
      {
        people: PEOPLE,
        slots: 4,
        mailServer: { login: { user: 'me', pass: SMTP_PASSWORD } },
        env: (providers) => ({
          ...xEnv(providers.x),
          VACCINE_WATCH_SMTP_URL: `smtp://me:${SMTP_PASSWORD}@127.0.0.1:${providers.mail.port}`,
        }),
      },
    ),
  );
});
