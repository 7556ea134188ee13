// The page as the built program serves it: somebody signs up on it, is told of a slot, and leaves by the link in the
// mail. And what an operator reads who gave it a place where it cannot be served.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { mailText } from '../../src/demo/mail-text.ts';
import { aDistrict, aSlot, type CowinStub } from '../support/cowin-stub.ts';
import { PATIENCE_MS, type Program, type Scene, until } from '../support/program.ts';
import type { Receivers } from '../support/receivers.ts';
import { mailHeaders } from '../support/smtp-catcher.ts';
import { openWholeScene, placeForPage } from '../support/whole-scene.ts';
import { clientOf } from '../web/client.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

const BBMP = 294;
const ADDRESS = 'anita@example.org';
let scene: Scene;
let cowin: CowinStub;
let to: Receivers;
let engine: Program;
let url: string;

beforeAll(async () => {
  ({ scene, cowin, to } = await openWholeScene());
  const page = await placeForPage();
  url = page.url;
  engine = await scene.engine({ ...page.env, VACCINE_WATCH_PUBLIC_URL: url });
});
afterAll(() => scene?.close());

describe('the page of a running engine', () => {
  it('is named where the engine says that it is ready, with its style and its script', async () => {
    expect((await engine.event('ready')).page).toBe(`${url}/`);
    const client = clientOf(url);
    const { text } = await client.get('/');
    const files = [...text.matchAll(/(?:href|src)="(\/assets\/[^"]*)"/g)].map(([, path]) => path ?? '');
    expect(files).toHaveLength(3);
    for (const file of files) expect((await client.get(file)).status).toBe(200);
    expect((await client.get('/api/v1/openapi.json')).status).toBe(200);
  });

  it('signs somebody up, who is told of the next slot and can see it in the feed', async () => {
    const client = clientOf(url);
    await client.form('/sign-up', { district: 'BBMP', email: ADDRESS });
    const mail = await until(() => to.mail.mails[0], 'a mail with a code');
    const code = /\b\d{6}\b/.exec(mailText(mail.raw))?.[0] ?? '';
    const done = await client.form('/verify', { email: ADDRESS, code });
    expect(done.text).toContain('BBMP, Karnataka');
    expect(done.text).toMatch(/is polled\s+(every \d|several times a second)/);
    cowin.set(BBMP, aDistrict(aSlot(1, 12)));
    await until(() => to.mail.mails[1], 'an alert');
    expect((await client.get('/feed/cowin:294.atom')).text).toContain('<entry>');
  });

  it('knows why, and when the place was last looked at', async () => {
    const alert = to.mail.mails[1]?.raw ?? '';
    const link = /\/m\/[\w-]+/.exec(mailText(alert))?.[0] ?? '';
    const text = await until(async () => {
      const page = await clientOf(url).get(link);
      return page.text.includes('Last looked at') && page.text;
    }, 'a look at the place');
    expect(text).toContain('You were told of every one');
  });

  it('ends the alerts by one POST to the link of the mail', async () => {
    const list = mailHeaders(to.mail.mails[1]?.raw ?? '').get('list-unsubscribe') ?? '';
    const path = new URL(/<(http[^>]+)>/.exec(list)?.[1] ?? url).pathname;
    expect((await clientOf(url).form(path, { 'List-Unsubscribe': 'One-Click' })).status).toBe(200);
    const [person] = await scene.json<{ state: string }[]>(['subscribers', 'list']);
    expect(person?.state).not.toBe('active');
  });

  it('leaves no address and no link in the log, and ends with the engine', async () => {
    const kept = new Promise<void>((resolve) => {
      // A browser that stays connected.
      void fetch(`${url}/healthz`).then(() => resolve());
    });
    await kept;
    const { code, stdout } = await engine.stop();
    expect(code).toBe(0);
    expect(stdout).not.toMatch(/anita|\/m\/|\/u\//i);
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  });
});

describe('a page that cannot be served', () => {
  it.each([
    [
      'a port another program has',
      () => new URL(cowin.url).host,
      69,
      'Another program listens at 127.0.0.1:',
    ],
    ['an address of another machine', () => '192.0.2.1:8080', 78, 'this machine has no such address'],
  ])('%s ends the engine with a sentence', async (_, place, exitCode, sentence) => {
    const { code, stderr } = await scene.run(['run'], { VACCINE_WATCH_HTTP: place() });
    expect([code, stderr]).toEqual([exitCode, expect.stringContaining(sentence)]);
    expect(stderr).toContain('VACCINE_WATCH_HTTP');
  });
});
