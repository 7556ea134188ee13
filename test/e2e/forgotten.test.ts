// The right to be forgotten, end to end: people come in every way there is, are told of a slot, and go. From then on
// nothing on the disk, in Redis or in the log leads back to them, but for keyed hashes (SECURITY.md says which).
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { mailText } from '../../src/demo/mail-text.ts';
import { redisContent } from '../harness/redis-content.ts';
import { aDistrict, aSlot, type CowinStub, startCowinStub } from '../support/cowin-stub.ts';
import { deadPort } from '../support/loopback-http.ts';
import {
  openScene,
  PATH_WITH_REDIS,
  PATIENCE_MS,
  type Program,
  pause,
  type Scene,
  until,
} from '../support/program.ts';
import { type Receivers, startReceivers } from '../support/receivers.ts';
import { mailHeaders, type SmtpCatcher, startSmtpCatcher } from '../support/smtp-catcher.ts';
import type { Phone } from '../support/telegram-test-api.ts';
import { type Trace, tracesIn, tracesUnder } from '../support/traces.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

const BBMP = 294;
const QUIET_MS = 700;
/** Where people see the page; its port is that of a proxy, which says from where they come. */
const PUBLIC_URL = 'https://slots.example.org';
/** The address of the one who signs up on the page. */
const NETWORK = '203.0.113.77';

/** In Telegram; on the page, as she types it; by the operator; by the operator, and blocked. */
const CHAT = 7_712_345_678;
const PAGE = 'Zofia.Quartz+Slots@Example.ORG';
const ADDED = 'wiktor.jaspis@example.net';
const BLOCKED = 'hexa.onyx@example.com';
/** What would give each away; of an address the part nobody else has. */
const WORDS = [String(CHAT), 'zofia.quartz', 'wiktor.jaspis', 'hexa.onyx'];

let scene: Scene;
let cowin: CowinStub;
let receivers: Receivers;
let mail: SmtpCatcher;
let engine: Program;
let phone: Phone;
let port: number;
/** What all engines of this scene have said. */
const said: string[] = [];

beforeAll(async () => {
  cowin = await startCowinStub();
  receivers = await startReceivers();
  mail = await startSmtpCatcher();
  port = await deadPort();
  scene = openScene({
    PATH: PATH_WITH_REDIS,
    VACCINE_WATCH_COWIN_URL: cowin.url,
    ...receivers.env,
    VACCINE_WATCH_SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
    VACCINE_WATCH_HTTP: `127.0.0.1:${port}`,
    VACCINE_WATCH_PUBLIC_URL: PUBLIC_URL,
    VACCINE_WATCH_HTTP_PROXIES: '1',
  });
  for (const server of [cowin, receivers, mail]) scene.atEnd(server.close);
  phone = receivers.telegram.phone('123456:TEST', CHAT);
  cowin.set(BBMP, aDistrict(aSlot(1, 0)));
  engine = await scene.engine();
});
afterAll(() => scene?.close());

/** A request as the proxy passes it on. */
function visit(path: string, body?: URLSearchParams | object): Promise<Response> {
  const form = body instanceof URLSearchParams;
  return fetch(`http://127.0.0.1:${port}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      'x-forwarded-for': NETWORK,
      'x-forwarded-proto': 'https',
      ...(body !== undefined && {
        'content-type': form ? 'application/x-www-form-urlencoded' : 'application/json',
      }),
    },
    ...(body !== undefined && { body: form ? body : JSON.stringify(body) }),
  });
}

const mailsTo = (address: string) =>
  mail.mails.filter(({ to }) => to.some((one) => one.toLowerCase() === address.toLowerCase()));

async function done(...args: string[]): Promise<void> {
  const { code, stderr } = await scene.run(args);
  expect(code, `${args.join(' ')}: ${stderr}`).toBe(0);
}

const redisTraces = async (words: readonly string[]): Promise<readonly Trace[]> =>
  tracesIn('Redis', await redisContent(scene.dataDir), words);

describe('three people, three ways in, and one who is not wanted', () => {
  let link: string;

  it('signs up in Telegram, on the page with a code, by the operator', async () => {
    await phone.write('/subscribe bbmp');
    await until(
      () => phone.messages().find(({ buttons }) => buttons.flat().includes('That is all')),
      'asked',
    );
    await phone.press('That is all');
    await until(() => phone.messages().find(({ text }) => text.includes('Alerts are on')), 'subscribed');

    const asked = await visit('/api/v1/register', { email: PAGE, district: 'BBMP', dose: '1' });
    expect(asked.status, await asked.text()).toBe(202);
    const letter = await until(() => mailsTo(PAGE)[0], 'the code');
    const code = /\b\d{6}\b/.exec(mailText(letter.raw))?.[0];
    const verified = await visit('/api/v1/verify', { email: PAGE, code });
    expect(verified.status, await verified.text()).toBe(200);

    for (const address of [ADDED, BLOCKED]) {
      await done('subscribers', 'add', '--email', address, '--district', '294');
    }
    await done('subscribers', 'block', '--email', BLOCKED);
    // Somebody who stays.
    await done('subscribers', 'add', '--webhook', receivers.webhook.urlOf('/stays'), '--district', '294');
  });

  it('is told of a slot, with links to their own page in the mail', async () => {
    // What fails is logged: here by a server that repeats addresses.
    mail.fail('mail', `451 4.3.0 <${PAGE}> later`, `451 4.3.0 <${ADDED}> later`);
    cowin.set(BBMP, aDistrict(aSlot(1, 12)));
    await until(() => phone.messages().find(({ text }) => text.includes('12 doses open')), 'the message');
    const [, alert] = await until(() => mailsTo(PAGE).length > 1 && mailsTo(PAGE), 'the mail by code');
    await until(() => mailsTo(ADDED)[0], 'the mail to who was added');
    const headers = mailHeaders(alert?.raw ?? '');
    expect(headers.get('list-unsubscribe')).toMatch(/^<https:\/\/slots\.example\.org\/u\/[\w-]+>$/);
    expect(headers.get('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    link = /https:\/\/slots\.example\.org(\/m\/[\w-]+)/.exec(mailText(alert?.raw ?? ''))?.[1] ?? '';
    expect((await visit(link)).status).toBe(200);
    expect(mailsTo(BLOCKED)).toEqual([]);
    expect(engine.lines().filter(({ event }) => event === 'delivery.unsent')).toHaveLength(2);
  });

  it('stands in the database until then, and nowhere in Redis or in the log', async () => {
    const found = tracesUnder(scene.dataDir, WORDS).map(({ spelling }) => spelling.split(',')[0]);
    expect([...new Set(found)].sort()).toEqual([...WORDS].sort());
    expect(await redisTraces([...WORDS, NETWORK])).toEqual([]);
    expect(tracesIn('the log', engine.stdout() + engine.stderr(), [...WORDS, NETWORK])).toEqual([]);
  });

  it('goes: /stop, “delete everything”, “subscribers remove”', async () => {
    await phone.write('/stop');
    await until(
      () => phone.messages().find(({ buttons }) => buttons.flat().includes('Yes, forget me')),
      'asked',
    );
    await phone.press('Yes, forget me');
    const forgotten = await until(() => visit(`${link}/forget`, new URLSearchParams()), 'the answer');
    expect(await forgotten.text()).toContain('Everything is deleted');
    await done('subscribers', 'remove', '--email', ADDED);
    await done('subscribers', 'remove', '--email', BLOCKED);
    await until(async () => {
      const left = await scene.json<readonly unknown[]>(['subscribers', 'list']);
      return left.length === 1;
    }, 'nobody left but the one who stays');
    expect((await visit(link)).status).toBe(404);
  });

  it('is in no file from then on, while the engine runs, nor in Redis or the log', async () => {
    const words = [...WORDS, NETWORK, link.slice(3)];
    await until(
      () => tracesUnder(scene.dataDir, words).length === 0,
      () => JSON.stringify(tracesUnder(scene.dataDir, words)),
    );
    expect(await redisTraces(words)).toEqual([]);
    expect(tracesIn('the log', engine.stdout() + engine.stderr(), words)).toEqual([]);
  });

  it('is told nothing more, and in no file after a restart, or once the database is packed', async () => {
    const told = () => [phone.messages().length, mail.mails.length];
    const before = told();
    const ended = await engine.stop();
    said.push(ended.stdout + ended.stderr);
    expect(tracesUnder(scene.dataDir, WORDS)).toEqual([]);
    const database = join(scene.dataDir, 'vaccine-watch.db');
    const sql = new Database(database);
    sql.exec('VACUUM');
    sql.close();
    expect(tracesUnder(scene.dataDir, WORDS)).toEqual([]);

    cowin.set(BBMP, aDistrict(aSlot(1, 12), aSlot(2, 30)));
    engine = await scene.engine();
    await until(() => receivers.webhook.calls.length === 2, 'the one who stays is told of the next slot');
    await pause(QUIET_MS);
    expect(told()).toEqual(before);
    expect(tracesUnder(scene.dataDir, WORDS)).toEqual([]);
    expect(await redisTraces(WORDS)).toEqual([]);
    said.push(engine.stdout() + engine.stderr());
    expect(tracesIn('the log', said.join(''), WORDS)).toEqual([]);
  });

  it('stays blocked, though nobody can read who', async () => {
    const again = await scene.run(['subscribers', 'add', '--email', BLOCKED, '--district', '294']);
    expect(again.code).not.toBe(0);
    expect(again.stderr).toContain('block');
    expect(tracesUnder(scene.dataDir, WORDS)).toEqual([]);
  });
});

describe('the search', () => {
  it('finds a word however it is spelt', () => {
    const word = 'zofia.quartz';
    const spelt = [
      `before ${word} after`,
      'ZOFIA.Quartz@example.org',
      Buffer.from(`a${word}@x`).toString('base64'),
      Buffer.from(`ab${word}@x`).toString('base64url'),
      Buffer.from(`abc${word}@x`).toString('base64'),
      Buffer.from(word).toString('hex'),
      Buffer.from(word, 'utf16le').toString('latin1'),
      [...word].map((character) => `%${character.charCodeAt(0).toString(16)}`).join(''),
    ];
    for (const text of spelt) expect(tracesIn('here', text, [word]), text).not.toEqual([]);
    const number = Buffer.alloc(8);
    number.writeBigInt64BE(BigInt(CHAT));
    expect(tracesIn('here', number, [String(CHAT)])).not.toEqual([]);
    expect(tracesIn('here', 'nothing of the kind', [word, String(CHAT)])).toEqual([]);
  });
});
