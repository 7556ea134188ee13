// FAULTS 13: text that would do harm, from the source, from people and from the settings, followed to every place where
// somebody reads it. The whole program; mails are read by postal-mime, markup by parse5, the screen by an emulator.
//
// | point | shown by |
// | --- | --- |
// | each sequence by itself, what may stay, time in proportion | test/core/safe-text.test.ts; `npm run fuzz` |
// | each medium's encoding by itself | test/core/text/, test/core/csv.test.ts, test/web/atom.test.ts |
// | what people type on the page comes back encoded | test/web/abuse.test.ts |
// | every screen, dialog and question | test/tui/whole/hostile.test.ts |
// | a server named with `--server` | test/commands/remote.test.ts |
// | all else | here |
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { describe, expect, it, vi } from 'vitest';
import { readCsv } from '../../src/core/csv.ts';
import { everywhere } from '../harness/channels.ts';
import { HARM, harmIn, textsIn } from '../harness/harm.ts';
import { readMarkup } from '../harness/markup.ts';
import { wantsAll } from '../harness/people.ts';
import { xEnv } from '../harness/providers.ts';
import { onStage, type Stage } from '../harness/stage.ts';
import { aCentre, calendarBody, sessionId } from '../support/cowin-bodies.ts';
import { aSlot } from '../support/cowin-stub.ts';
import { deadPort } from '../support/loopback-http.ts';
import { inScene, LAUNCHER, PATIENCE_MS, until } from '../support/program.ts';
import { readTelegramHtml } from '../support/telegram-html.ts';
import { openTerminal } from '../support/terminal.ts';
import { ready, TABS, visit } from '../tui/tour.ts';

vi.setConfig({ testTimeout: 6 * PATIENCE_MS });

const METRICS_TOKEN = 'a-token-for-figures';
const BBMP = 294;
const TEXTS = Object.values(HARM);

/** A centre whose every text does one kind of harm; the last one's do all. */
function hostileCentres(capacity: number): Uint8Array {
  const centres = [...TEXTS, TEXTS.join(' ')].map((harm, index) => {
    const name = (field: string) => `${field}${index} ${harm} end`;
    const session = aSlot(index + 1, capacity, {
      session_id: sessionId(index + 1),
      vaccine: name('VAX'),
      slots: [name('09:00AM'), harm],
    });
    return aCentre([session], {
      center_id: 100_000 + index,
      name: name('Kendra'),
      address: name('Road'),
      block_name: name('Block'),
      district_name: name('District'),
      state_name: name('State'),
      vaccine_fees: [{ vaccine: name('VAX'), fee: harm }],
      fee_type: 'Paid',
      from: harm,
      to: harm,
    });
  });
  return calendarBody(...centres);
}

/** Addresses a spreadsheet would run. */
const FORMULAS = ['=cmd@example.org', '+1@example.org', '-1@example.org'];
const PEOPLE = [
  ...everywhere('telegram'),
  ...everywhere('email'),
  ...everywhere('webhook'),
  ...FORMULAS.map((address) => wantsAll('email', address, BBMP)),
  wantsAll('telegram', '-8100', BBMP),
];

const MAIL_HEADERS = [
  'from',
  'to',
  'subject',
  'message-id',
  'date',
  'mime-version',
  'content-type',
  'auto-submitted',
  'list-unsubscribe',
  'list-unsubscribe-post',
];
const MAIL_TAGS = 'html head meta title body div p a strong br ul li'.split(' ');

async function expectMailClean(raw: string): Promise<void> {
  const bytes = Buffer.from(raw, 'latin1');
  const head = raw.slice(0, raw.indexOf('\r\n\r\n'));
  // Folded lines of printable ASCII, and nothing else.
  expect(/[^\t\r\n -~]|\r(?!\n)|(?<!\r)\n/.exec(head)).toBeNull();
  const mail = await PostalMime.parse(bytes);
  const names = mail.headers.map(({ key }) => key);
  expect([...names].sort()).toEqual([...new Set(names)].sort());
  expect(names.filter((name) => !MAIL_HEADERS.includes(name))).toEqual([]);
  for (const { value } of mail.headers) expect(harmIn(value)).toBeUndefined();
  expect(mail.to).toHaveLength(1);
  expect(harmIn((mail.text ?? '').replaceAll('\r\n', '\n'))).toBeUndefined();
  const { tags, attributes, text, code } = readMarkup(mail.html ?? '');
  expect([...tags].filter((tag) => !MAIL_TAGS.includes(tag))).toEqual([]);
  expect(code).toEqual([]);
  expect(harmIn(text)).toBeUndefined();
  for (const { name, value } of attributes) {
    expect(['lang', 'charset', 'name', 'content', 'style', 'href']).toContain(name);
    if (name === 'href')
      expect(value).toMatch(/^(https:\/\/(selfregistration\.cowin\.gov\.in|slots\.example\.org)\/|mailto:)/);
  }
}

function expectTextsClean(where: string, json: string): void {
  // A line end stands escaped in JSON, and is as harmless as its text.
  expect(harmIn(json), where).toBeUndefined();
  for (const text of textsIn(JSON.parse(json))) expect(harmIn(text), where).toBeUndefined();
}

async function told({ ledger }: Stage): Promise<void> {
  const telling = ['telegram', 'email', 'webhook', 'twitter'] as const;
  await until(
    () => telling.every((channel) => ledger.read().some((one) => one.channel === channel)),
    'a message on every channel',
    60_000,
  );
}

describe('FAULTS 13', () => {
  it.concurrent(
    'names of centres, addresses, vaccines, times: nothing raw in a mail, a Telegram message, a post, a webhook, the log, what commands print, figures, page, feed, screen',
    onStage(
      async (stage) => {
        const { scene, providers, ledger } = stage;
        const port = await deadPort();
        providers.cowin.set(BBMP, hostileCentres(0));
        const engine = await scene.engine({
          VACCINE_WATCH_HTTP: `127.0.0.1:${port}`,
          VACCINE_WATCH_PUBLIC_URL: 'https://slots.example.org',
          VACCINE_WATCH_METRICS_TOKEN: METRICS_TOKEN,
        });
        await providers.cowin.polled(BBMP);
        providers.cowin.set(BBMP, hostileCentres(20));
        await told(stage);
        await stage.settled(60_000);
        // Every centre was read, whatever it is called.
        const calls = ledger.read().filter(({ channel }) => channel === 'webhook');
        const seen = new Set(
          calls.flatMap(({ text }) => [...text.matchAll(/Kendra(\d+)/g)].map(([name]) => name)),
        );
        expect(seen.size).toBe(TEXTS.length + 1);

        expect(providers.mail.mails.length).toBeGreaterThan(3);
        for (const { raw } of providers.mail.mails) await expectMailClean(raw);
        for (const { text } of providers.telegram.messages) {
          expect(harmIn(text)).toBeUndefined();
          expect(readTelegramHtml(text).text.length).toBeLessThanOrEqual(4096);
        }
        for (const { text } of calls) expectTextsClean('webhook', text);
        for (const text of providers.x.posts) {
          expect(harmIn(text)).toBeUndefined();
          expect(text).not.toMatch(/https?:|@\w|\w\.example/);
        }

        for (const args of [['status'], ['deliveries'], ['subscribers', 'list'], ['doctor']]) {
          const plain = await scene.run(args);
          expect(harmIn(plain.stdout + plain.stderr), args.join(' ')).toBeUndefined();
          const json = await scene.run([...args, '--json']);
          expectTextsClean(args.join(' '), json.stdout);
        }
        const page = async (path: string) => {
          const headers = { authorization: `Bearer ${METRICS_TOKEN}` };
          const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
          expect([path, answer.status]).toEqual([path, 200]);
          return answer.text();
        };
        const area = await page('/area/cowin:294');
        const read = readMarkup(area);
        expect(area).toContain('Kendra');
        expect(read.code).toEqual([]);
        expect(harmIn(read.text)).toBeUndefined();
        expect(read.tags.has('img')).toBe(false);
        const feed = await page('/feed/cowin:294.atom');
        expect(feed).toContain('Kendra');
        expect(harmIn(feed)).toBeUndefined();
        const elements = new Set([...feed.matchAll(/<\/?([a-zA-Z]+)/g)].map(([, name]) => name));
        const atom = 'feed id title updated author name link entry published content'.split(' ');
        expect([...elements].filter((name) => !atom.includes(name ?? ''))).toEqual([]);
        expect(feed.replace(/&(amp|lt|gt|quot);/g, '')).not.toContain('&');
        expect(harmIn(await page('/metrics'))).toBeUndefined();

        const terminal = openTerminal({
          file: process.execPath,
          args: [LAUNCHER, '--data-dir', scene.dataDir],
          columns: 120,
          rows: 40,
          env: scene.env,
        });
        scene.atEnd(() => terminal.close());
        await ready(terminal);
        for (const [, tab] of TABS) await visit(terminal, tab);
        expect([terminal.titles, terminal.copied, terminal.outside()]).toEqual([[], [], '']);
        const written = terminal.written();
        expect(written).not.toContain('\u001B]');
        expect(/[\u0080-\u009F\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/.exec(written)).toBeNull();

        const ended = await engine.stop();
        expect(ended.code).toBe(0);
        for (const line of ended.stdout.trim().split('\n')) expectTextsClean('log', line);
        expect(ended.stderr).toBe('');
      },
      { people: PEOPLE, slots: 0, env: ({ x }) => xEnv(x) },
    ),
  );

  it.concurrent(
    'names and words of people in Telegram: answers Telegram takes, nothing raw in the log; addresses that are formulas run in no export',
    onStage(
      async (stage) => {
        const { scene, providers } = stage;
        const engine = await scene.engine();
        await until(
          () => providers.telegram.heard.some(({ path }) => path.endsWith('/getUpdates')),
          'reading',
        );
        for (const [index, harm] of [...TEXTS, TEXTS.join(' ').slice(0, 4_000)].entries()) {
          const from = {
            id: 9_100 + index,
            is_bot: false,
            first_name: harm,
            last_name: harm,
            username: harm,
          };
          const chat = { id: 9_100 + index, type: 'private', first_name: harm, title: harm };
          providers.telegram.write(9_100 + index, `/subscribe ${harm}`, { from, chat });
        }
        const answered = () => new Set(providers.telegram.messages.map(({ chatId }) => chatId));
        await until(
          () => answered().size >= TEXTS.length + 1,
          () => `answers: ${answered().size}`,
          60_000,
        );
        for (const { text, buttons } of providers.telegram.messages) {
          expect(harmIn(text)).toBeUndefined();
          readTelegramHtml(text);
          for (const label of Object.keys(buttons)) expect(harmIn(label)).toBeUndefined();
        }
        const file = join(scene.folder, 'people.csv');
        const exported = await scene.run(['subscribers', 'export', '--csv']);
        expect(exported.code).toBe(0);
        writeFileSync(file, exported.stdout);
        const csv = readCsv(readFileSync(file, 'utf8'));
        const cells = csv.ok ? csv.rows.flatMap((row) => row.cells) : [];
        expect(cells.length).toBeGreaterThan(50);
        expect(cells.filter((cell) => /^[=+\-@\t\r\n＝＋－＠]/.test(cell))).toEqual([]);
        for (const address of FORMULAS) expect(cells).toContain(`'${address}`);
        for (const cell of cells) expect(harmIn(cell)).toBeUndefined();
        const ended = await engine.stop();
        for (const line of ended.stdout.trim().split('\n')) expectTextsClean('log', line);
        expect(ended.stdout).not.toMatch(/evil|OWNED|Very long/);
      },
      { people: PEOPLE, slots: 0 },
    ),
  );

  it.concurrent(
    'settings, arguments and names of files: what is wrong is said without a raw control character',
    inScene(async (scene) => {
      const all = TEXTS.filter((text) => !text.includes('\0'))
        .join(' ')
        .toWellFormed()
        .slice(0, 600);
      const runs: readonly (readonly [readonly string[], Record<string, string>])[] = [
        [['run'], { VACCINE_WATCH_COWIN_URL: all }],
        [['run'], { VACCINE_WATCH_PACE: all }],
        [
          ['run'],
          {
            VACCINE_WATCH_MAIL_FROM: `Slots ${all} <a@example.org>`,
            VACCINE_WATCH_SMTP_URL: 'smtp://127.0.0.1:9',
          },
        ],
        [['run'], { VACCINE_WATCH_HTTP: all, VACCINE_WATCH_PUBLIC_URL: all }],
        [['run'], { VACCINE_WATCH_USER_AGENT: all, VACCINE_WATCH_PACE: 'x' }],
        [['run'], { [`VACCINE_WATCH_${'\u009B'}2J${'\u202E'}`]: '1', VACCINE_WATCH_PACE: 'x' }],
        [['run'], { VACCINE_WATCH_DKIM_KEY_FILE: `/nowhere/${all}`, VACCINE_WATCH_DKIM_SELECTOR: 's' }],
        [['subscribers', 'add', '--email', all, '--district', all], {}],
        [['subscribers', 'import', join(scene.folder, all.replaceAll('/', ''))], {}],
        [['restore', join(scene.folder, all.replaceAll('/', ''))], {}],
        [['areas', all], {}],
        [[all], {}],
        [['run', `--${all}`], {}],
        [['--data-dir', join(scene.folder, 'file', all), 'run'], {}],
        [['register', '--email', 'a@example.org', '--district', 'bbmp', '--server', `http://${all}`], {}],
      ];
      writeFileSync(join(scene.folder, 'file'), '');
      for (const [args, env] of runs) {
        const { stdout, stderr } = await scene.run(args, env);
        expect(stdout + stderr, args.join(' ')).not.toBe('');
        expect(harmIn(stdout + stderr), `${args[0]} ${Object.keys(env)}`).toBeUndefined();
      }
      // As whom we mail is read by everybody who gets one.
      for (const harm of ['\0', '\u009B2J', '\u202E']) {
        const config = { mailFrom: `Slots ${harm} <a@example.org>`, smtpUrl: 'smtp://127.0.0.1:9' };
        mkdirSync(scene.dataDir, { recursive: true });
        writeFileSync(join(scene.dataDir, 'config.json'), JSON.stringify(config));
        const { code, stderr } = await scene.run(['run']);
        expect([code, harmIn(stderr)], JSON.stringify(harm)).toEqual([78, undefined]);
        expect(stderr).toContain('must be an address such as');
      }
    }),
  );
});
