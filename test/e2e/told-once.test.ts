// The real thing, from the bytes CoWIN answers to messages other people's servers took: everyone who wants a slot is
// told once, sees it go, and is left in peace otherwise. The steps follow each other on one engine's data directory.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { DeliveryView } from '../../src/core/snapshot.ts';
import { mailText } from '../../src/demo/mail-text.ts';
import { sessionId } from '../support/cowin-bodies.ts';
import {
  aDistrict,
  aSlot,
  type CowinStub,
  SLOT_DATE,
  SLOT_DAY,
  startCowinStub,
} from '../support/cowin-stub.ts';
import {
  openScene,
  PATH_WITH_REDIS,
  PATIENCE_MS,
  type Program,
  pause,
  type Scene,
  until,
} from '../support/program.ts';
import type { Receivers } from '../support/receivers.ts';
import { mailHeaders } from '../support/smtp-catcher.ts';
import { signatureOf } from '../support/webhook-receiver.ts';
import { openWholeScene } from '../support/whole-scene.ts';
import { startXServer, X_KEYS, type XServer } from '../support/x-server.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

const BBMP = 294;
/** Long enough for ten polls: whatever was to come would have come. */
const QUIET_MS = 700;

let scene: Scene;
let cowin: CowinStub;
let mail: Receivers['mail'];
let telegram: Receivers['telegram'];
let webhook: Receivers['webhook'];
let engine: Program;
let secret: string;
let publicScene: Scene;
let x: XServer;

beforeAll(async () => {
  const whole = await openWholeScene({ PATH: PATH_WITH_REDIS });
  ({ scene, cowin } = whole);
  ({ mail, telegram, webhook } = whole.to);
  await beginPublicScene();
});

/** A second engine that posts on X. Posts gather for 20 s, so it begins here and is looked at in the end. */
async function beginPublicScene(): Promise<void> {
  const stub = await startCowinStub();
  x = await startXServer();
  publicScene = openScene({
    VACCINE_WATCH_COWIN_URL: stub.url,
    VACCINE_WATCH_X_API_KEY: X_KEYS.apiKey,
    VACCINE_WATCH_X_API_SECRET: X_KEYS.apiSecret,
    VACCINE_WATCH_X_ACCESS_TOKEN: X_KEYS.accessToken,
    VACCINE_WATCH_X_ACCESS_SECRET: X_KEYS.accessSecret,
    VACCINE_WATCH_X_API: x.url,
  });
  for (const server of [stub, x]) publicScene.atEnd(server.close);
  stub.set(BBMP, aDistrict(aSlot(1, 0), aSlot(2, 0)));
  await publicScene.run(['subscribers', 'add', '--x', '--district', '294']);
  await publicScene.engine();
  await stub.polled(BBMP);
  stub.set(BBMP, aDistrict(aSlot(1, 12), aSlot(2, 0)));
  await stub.polled(BBMP);
  stub.set(BBMP, aDistrict(aSlot(1, 12), aSlot(2, 6, { min_age_limit: 45, max_age_limit: undefined })));
}
afterAll(async () => {
  await publicScene?.close();
  await scene?.close();
});

const told = () => ({
  mails: mail.mails.length,
  messages: telegram.messages().length,
  calls: webhook.calls.length,
});

describe('a slot of district 294 opens', () => {
  it('subscribers are added by command, before any engine runs', async () => {
    const added = await scene.run([
      ...['subscribers', 'add', '--email', 'a@example.org', '--district', '294', '--min', '1'],
    ]);
    expect(added).toMatchObject({ code: 0, stdout: expect.stringContaining('email a@example.org (active)') });
    expect(added.stdout).toContain('BBMP, Karnataka');
    expect(added.stderr).toContain('vaccine-watch run');
    const [chat, hook] = await Promise.all([
      scene.run(['subscribers', 'add', '--telegram', '42', '--district', '294']),
      scene.json<{ secret: string }>([
        ...['subscribers', 'add', '--webhook', webhook.urlOf('/slots'), '--district', '294'],
      ]),
    ]);
    expect(chat.code).toBe(0);
    secret = hook.secret;
    expect(secret.length).toBeGreaterThan(20);
  });

  it('nobody is told of a session without doses', async () => {
    cowin.set(BBMP, aDistrict(aSlot(1, 0)));
    engine = await scene.engine();
    expect(engine.lines().find(({ event }) => event === 'ready')).toMatchObject({
      areas: 1,
      channels: expect.arrayContaining(['telegram', 'email', 'webhook']),
      dedupe: 'redis-unix',
    });
    await cowin.polled(BBMP, 3);
    await pause(300);
    expect(told()).toEqual({ mails: 0, messages: 0, calls: 0 });
    expect(cowin.calls.every(({ district }) => district === '294')).toBe(true);
  });

  it('one mail, one Telegram message and one webhook call arrive within 2 s of the poll that saw it', async () => {
    cowin.set(BBMP, aDistrict(aSlot(1, 12)));
    await until(
      () => mail.mails[0] && telegram.messages()[0] && webhook.calls[0],
      'a message on every channel',
    );
    const seenMs = cowin.firstGivenMs(BBMP);
    const arrivedMs = [mail.mails[0]?.atMs, telegram.messages()[0]?.atMs, webhook.calls[0]?.atMs];
    for (const atMs of arrivedMs) expect((atMs ?? Number.NaN) - seenMs).toBeLessThan(2_000);
    expect(mail.mails[0]?.to).toEqual(['a@example.org']);
    expect(telegram.messages()[0]?.chatId).toBe('42');
  });

  it('mail and message hold all a person needs to act: where, when, what, for whom, how many, the fee, the way to book', () => {
    const raw = mail.mails[0]?.raw ?? '';
    for (const text of [mailText(raw), telegram.messages()[0]?.text ?? '']) {
      expect(text).toContain('Lakeside Health Centre');
      expect(text).toContain('560011');
      expect(text).toContain(SLOT_DAY);
      expect(text).toContain('COVISHIELD');
      expect(text).toContain('18–44');
      expect(text).toContain('dose 1: 12 left');
      expect(text).toContain('free');
      expect(text).toContain('https://selfregistration.cowin.gov.in');
      expect(text).toMatch(/\d\d:\d\d:\d\d IST/);
      expect(text).toContain('BBMP, Karnataka');
      expect(text).not.toContain('dose 2');
    }
    expect(mailHeaders(raw).get('subject')).toMatch(/^12 doses: COVISHIELD dose 1, 18–44, BBMP, /);
    expect(mailHeaders(raw).get('from')).toContain('alerts@example.net');
    expect(mailHeaders(raw).get('list-unsubscribe')).toContain('mailto:alerts@example.net');
    expect(telegram.messages()[0]?.markup).toBe('HTML');
  });

  it('the webhook call is signed with the secret its owner was given, and says the same as data', () => {
    const call = webhook.calls[0];
    expect(call?.path).toBe('/slots');
    expect(call?.signature).toBe(signatureOf(call?.body ?? '', secret));
    expect(call?.payload).toMatchObject({
      type: 'slot.opened',
      id: call?.id,
      slots: [
        {
          sessionId: sessionId(1),
          dose: '1',
          capacity: 12,
          pincode: '560011',
          date: SLOT_DATE,
          vaccine: 'COVISHIELD',
          ageMin: 18,
          ageMax: 44,
          feeType: 'free',
          closedAt: null,
          centre: { name: 'Lakeside Health Centre' },
        },
      ],
    });
  });

  it('nothing more comes while it stays open: not when the doses move a little, not when empty sessions appear', async () => {
    cowin.set(BBMP, aDistrict(aSlot(1, 20), aSlot(2, 0), aSlot(3, 0)));
    await cowin.polled(BBMP, 3);
    cowin.set(BBMP, aDistrict(aSlot(3, 0), aSlot(1, 11)));
    await cowin.polled(BBMP, 3);
    await pause(QUIET_MS);
    expect(told()).toEqual({ mails: 1, messages: 1, calls: 1 });
    expect(telegram.edits()).toBe(0);
  });

  it('nothing is sent again after the engine is killed and started anew', async () => {
    await engine.kill();
    cowin.set(BBMP, aDistrict(aSlot(1, 11)));
    engine = await scene.engine();
    await cowin.polled(BBMP, 5);
    await pause(QUIET_MS);
    expect(told()).toEqual({ mails: 1, messages: 1, calls: 1 });
    expect(await statesOf()).toEqual(['sent', 'sent', 'sent']);
  });
});

describe('the slot goes', () => {
  it('the Telegram message is struck through with how long it was open, and the webhook hears slot.closed', async () => {
    cowin.set(BBMP, aDistrict(aSlot(1, 0)));
    await until(() => telegram.edits() > 0 && webhook.calls[1], 'an edit and a slot.closed');
    expect(telegram.edits()).toBe(1);
    expect(telegram.messages()[0]?.text).toMatch(/<s>dose 1: 12 left<\/s> gone, was open (\d+ min )?\d+ s/);
    expect(telegram.messages()[0]?.text).toContain('Gone: BBMP, Karnataka');
    const call = webhook.calls[1];
    expect(call?.signature).toBe(signatureOf(call?.body ?? '', secret));
    expect(call?.payload).toMatchObject({
      type: 'slot.closed',
      slots: [{ sessionId: sessionId(1), dose: '1' }],
    });
    expect(call?.payload.slots[0]?.openForSeconds).toBeGreaterThanOrEqual(1);
    expect(call?.payload.slots[0]?.closedAt).toMatch(/Z$/);
    expect(call?.id).not.toBe(webhook.calls[0]?.id);
  });

  it('nobody is written to a second time because of it', async () => {
    await cowin.polled(BBMP, 5);
    await pause(QUIET_MS);
    expect(told()).toEqual({ mails: 1, messages: 1, calls: 2 });
    expect(telegram.edits()).toBe(1);
  });
});

describe('the slot opens again within ten minutes', () => {
  it('nobody is told at once; what they are owed waits, and is listed so', async () => {
    cowin.set(BBMP, aDistrict(aSlot(1, 30)));
    await cowin.polled(BBMP, 5);
    await until(async () => (await statesOf()).length === 6, 'three more deliveries');
    await pause(QUIET_MS);
    expect(told()).toEqual({ mails: 1, messages: 1, calls: 2 });
    expect(await statesOf()).toEqual(['pending', 'pending', 'pending', 'sent', 'sent', 'sent']);
  });

  it('it is a different slot that comes through meanwhile', async () => {
    cowin.set(
      BBMP,
      aDistrict(
        aSlot(1, 30),
        aSlot(7, 5, { vaccine: 'COVAXIN', min_age_limit: 45, max_age_limit: undefined }),
      ),
    );
    await until(() => mail.mails[1] && telegram.messages()[1] && webhook.calls[2], 'news on every channel');
    for (const text of [mailText(mail.mails[1]?.raw ?? ''), telegram.messages()[1]?.text ?? '']) {
      expect(text).toContain('COVAXIN');
      expect(text).toContain('45+');
      expect(text).not.toContain('30 left');
    }
    expect(webhook.calls[2]?.payload.slots.map((slot) => slot.sessionId)).toEqual([sessionId(7)]);
  });

  it('the engine ends with 0 when asked to', async () => {
    expect(await engine.stop()).toMatchObject({ code: 0, stderr: '' });
    expect(engine.lines().at(-1)).toMatchObject({ event: 'stopped' });
  });
});

async function statesOf(): Promise<string[]> {
  const deliveries = await scene.json<DeliveryView[]>(['deliveries']);
  return deliveries.map(({ state }) => state).sort();
}

describe('on X', () => {
  it('slots that open within 20 s are one public post, without a link', async () => {
    await until(() => x.posts[0], 'a post', 30_000);
    await pause(QUIET_MS);
    expect(x.posts).toHaveLength(1);
    expect(x.posts[0]).toMatch(/^18 doses open #Karnataka #BBMP\n/);
    expect(x.posts[0]).toContain('560011');
    expect(x.posts[0]).toContain('COVISHIELD 18–44 free Lakeside Health Centre, dose 1: 12 left');
    expect(x.posts[0]).toContain('45+ free Lakeside Health Centre, dose 1: 6 left');
    expect(x.posts[0]).not.toMatch(/https?:/);
  });
});
