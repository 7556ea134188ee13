// People who sign up with the commands, from asking for a code to their last alert: at the engine of their own data
// directory, and from another machine's at a server. The codes come by mail and by webhook, as they would to anybody.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { mailText } from '../../src/demo/mail-text.ts';
import { aDistrict, aSlot, type CowinStub } from '../support/cowin-stub.ts';
import { deadPort } from '../support/loopback-http.ts';
import {
  type Ended,
  inScene,
  openScene,
  PATIENCE_MS,
  type Program,
  type Scene,
  until,
} from '../support/program.ts';
import type { Receivers } from '../support/receivers.ts';
import { signatureOf } from '../support/webhook-receiver.ts';
import { openWholeScene, placeForPage } from '../support/whole-scene.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

const BBMP = 294;
const ANITA = ['--email', 'Anita@Example.org'];
const HERE = [...ANITA, '--state', 'karnataka', '--district', 'bbmp'];

let cowin: CowinStub;
let receivers: Receivers;
/** The operator's data directory, whose engine serves everybody. */
let operator: Scene;
let engine: Program;
/** Somebody else's, with no engine. */
let guest: Scene;
let server: readonly string[];

beforeAll(async () => {
  ({ scene: operator, cowin, to: receivers } = await openWholeScene());
  guest = openScene();
  cowin.set(BBMP, aDistrict(aSlot(1, 0)));
  const { url, env } = await placeForPage();
  server = ['--server', url];
  engine = await operator.engine({ ...env, VACCINE_WATCH_PUBLIC_URL: url });
});
afterAll(async () => {
  await guest?.close();
  await operator?.close();
});

async function done(scene: Scene, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await scene.run(args);
  expect([code, stderr], args.join(' ')).toEqual([0, '']);
  return stdout;
}

async function refused(scene: Scene, code: number, ...args: string[]): Promise<string> {
  const ended: Ended = await scene.run(args);
  expect([ended.code, ended.stdout], `${args.join(' ')}: ${ended.stderr}`).toEqual([code, '']);
  return ended.stderr;
}

/** Mails to an address, as their text. */
const mailsTo = (address: string) =>
  receivers.mail.mails.filter(({ to }) => to.includes(address)).map(({ raw }) => mailText(raw));

/** The newest code in the mailbox, once there are so many mails. */
async function codeIn(address: string, mails: number): Promise<string> {
  const text = await until(() => mailsTo(address)[mails - 1], `mail ${mails} to the mailbox`);
  return /\b\d{6}\b/.exec(text)?.[0] ?? '';
}

/** The code in a mailbox that gets alerts too. */
async function codeAmongAlerts(address: string): Promise<string> {
  const isCode = (text: string) => text.includes('is your code');
  const text = await until(() => mailsTo(address).find(isCode), 'the code');
  return /\b\d{6}\b/.exec(text)?.[0] ?? '';
}

describe('at the engine of one’s own data directory', () => {
  it('register, verify, an alert, unsubscribe: each says what to type next', async () => {
    const asked = await done(operator, 'register', ...HERE, '--dose', '1', '--age', '30');
    expect(asked).toContain('A code is on its way to anita@example.org. It is valid for 10 min.');
    expect(asked).toContain('It confirms: BBMP, Karnataka: dose 1, age 30.');
    expect(asked).toContain('verify --email anita@example.org --code 123456');
    expect(await operator.json<unknown[]>(['subscribers', 'list'])).toEqual([]);
    const code = await codeIn('anita@example.org', 1);

    const wrong = code === '000000' ? '000001' : '000000';
    expect(await refused(operator, 1, 'verify', ...ANITA, '--code', wrong)).toContain('ask for a new code');
    const confirmed = await done(operator, 'verify', ...ANITA, '--code', code);
    expect(confirmed).toContain(
      'Confirmed: anita@example.org is told of\n  BBMP, Karnataka: dose 1, age 30\n',
    );
    expect(confirmed).toContain('unsubscribe --email anita@example.org');
    expect(await operator.json(['subscribers', 'list'])).toMatchObject([
      { address: 'anita@example.org', origin: 'command', verifiedAtMs: expect.any(Number) },
    ]);
    expect(await refused(operator, 1, 'verify', ...ANITA, '--code', code)).toContain('was used already');

    await cowin.polled(BBMP);
    cowin.set(BBMP, aDistrict(aSlot(1, 12)));
    expect(await until(() => mailsTo('anita@example.org')[1], 'the alert')).toContain('BBMP');
  });

  it('ends one’s alerts by a code, also those the operator added', async () => {
    await done(operator, 'subscribers', 'add', '--email', 'meera@example.org', '--district', '294');
    const MEERA = ['--email', 'meera@example.org'];
    const asked = await done(operator, 'unsubscribe', ...MEERA);
    expect(asked).toContain('unsubscribe --email meera@example.org --code 123456');
    const code = await codeAmongAlerts('meera@example.org');
    const ended = await done(operator, 'unsubscribe', ...MEERA, '--code', code);
    expect(ended).toBe(
      'Done: meera@example.org gets no more alerts. To get them again: vaccine-watch register\n',
    );
    expect(await operator.json(['subscribers', 'list', '--search', 'meera'])).toMatchObject([
      { state: 'gone' },
    ]);
  });

  it('is told to keep the key with a backup, and to put it back', async () => {
    const copy = join(operator.folder, 'copy.db');
    expect(await done(operator, 'backup', copy)).toContain(`Keep ${join(operator.dataDir, 'key')} too`);
    const elsewhere = openScene();
    const said = await done(elsewhere, 'restore', copy);
    expect(said).toContain(`put it back at ${join(elsewhere.dataDir, 'key')} before the engine runs`);
    await elsewhere.close();
  });

  it('asks too soon: is told to look, and for how long', async () => {
    expect(await refused(operator, 1, 'unsubscribe', ...ANITA)).toMatch(
      /less than a minute ago.*ask again in/,
    );
  });

  it('types something wrong: is told before anything is sent', async () => {
    const known = receivers.mail.mails.length;
    const said = await refused(operator, 64, 'register', ...ANITA, '--district', 'Xyzzypur', '--dose', '3');
    expect(said).toMatch(/There is no district “Xyzzypur”\. Nearest: .*\(\d+\)/);
    expect(said).toContain('The dose is 1 or 2');
    expect(
      await refused(operator, 64, 'register', ...ANITA, '--district', 'bbmp', '--state', 'Atlantis'),
    ).toContain('There is no state “Atlantis”');
    expect(await refused(operator, 64, 'verify', ...ANITA, '--code', '12345')).toContain('six digits');
    expect(await refused(operator, 64, 'verify', '--code', '123456')).toContain(
      'one of --email and --webhook',
    );
    expect(await refused(operator, 64, 'register', '--district', 'bbmp')).toContain(
      'one of --email and --webhook',
    );
    expect(receivers.mail.mails).toHaveLength(known);
  });

  it(
    'without an engine: is told how to start one, or to name a server; nothing is made',
    inScene(async (scene) => {
      const said = await refused(scene, 69, 'register', ...HERE);
      expect(said).toContain('vaccine-watch run');
      expect(said).toContain('--server https://');
      expect(await refused(scene, 69, 'unsubscribe', ...ANITA)).toContain('--server https://');
    }),
  );

  it(
    'whose engine has no mail: is told that no code can be sent',
    inScene(async (scene) => {
      await scene.engine();
      expect(await refused(scene, 69, 'register', ...HERE)).toContain('the operator has not set up mail');
    }),
  );

  it(
    'whose engine takes nobody new: is told so, and can still end what there is',
    inScene(async (scene) => {
      await scene.engine({ ...receivers.env, VACCINE_WATCH_SIGN_UP: 'closed' });
      expect(await refused(scene, 1, 'register', ...HERE)).toContain('Sign-up is closed here');
      expect(await done(scene, 'unsubscribe', '--email', 'closed@example.org')).toContain(
        'A code is on its way',
      );
    }),
  );
});

describe('at a server, from another data directory', () => {
  const RAVI = ['--email', 'ravi@example.org'];

  it('register, verify, an alert with its links, unsubscribe by a code', async () => {
    const asked = await done(guest, 'register', ...RAVI, '--district', 'bbmp', '--min', '5', ...server);
    expect(asked).toContain(`verify --email ravi@example.org ${server.join(' ')} --code 123456`);
    const code = await codeIn('ravi@example.org', 1);
    const confirmed = await guest.json<{ purpose: string; manageUrl: string; subscriptions: unknown }>([
      ...['verify', ...RAVI, '--code', code, ...server],
    ]);
    expect(confirmed).toMatchObject({
      ok: true,
      purpose: 'subscribe',
      subscriptions: [{ text: 'BBMP, Karnataka: at least 5 doses', paused: false }],
      manageUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/m\/[\w-]+$/),
    });
    expect((await fetch(confirmed.manageUrl)).status).toBe(200);
    const alert = await until(() => mailsTo('ravi@example.org')[1], 'the alert of what is open');
    expect(alert).toContain(confirmed.manageUrl);
    expect(await operator.json(['subscribers', 'list', '--search', 'ravi'])).toMatchObject([
      { origin: 'api' },
    ]);
    // Whose data directory it is does not matter: nothing was made there.
    expect(existsSync(guest.dataDir)).toBe(false);
  });

  it('ends one’s alerts by a code', async () => {
    await done(operator, 'subscribers', 'add', '--email', 'leela@example.org', '--district', '294');
    const LEELA = ['--email', 'leela@example.org'];
    await done(guest, 'unsubscribe', ...LEELA, ...server);
    const code = await codeAmongAlerts('leela@example.org');
    const ended = await done(guest, 'unsubscribe', ...LEELA, '--code', code, ...server);
    expect(ended).toContain('Done: leela@example.org gets no more alerts.');
    expect(await operator.json(['subscribers', 'list', '--search', 'leela'])).toMatchObject([
      { state: 'gone' },
    ]);
  });

  it('types a district wrong: is told before the server is asked', async () => {
    const away = ['--server', `http://127.0.0.1:${await deadPort()}`];
    expect(await refused(guest, 64, 'register', ...RAVI, '--district', 'Xyzzypur', ...away)).toContain(
      'Nearest:',
    );
    expect(await refused(guest, 69, 'register', ...RAVI, '--district', 'bbmp', ...away)).toContain(
      'does not listen',
    );
  });

  it('types a wrong code, comes back too soon: the server’s words, and 1', async () => {
    expect(await refused(guest, 1, 'verify', ...RAVI, '--code', '000000', ...server)).toContain(
      'ask for a new code',
    );
    expect(await refused(guest, 1, 'unsubscribe', ...RAVI, ...server)).toMatch(/less than a minute ago/);
  });

  it('of another server: gets its code by webhook, then its key, then signed calls, and an end', async () => {
    const { webhook } = receivers;
    const HOOK = ['--webhook', webhook.urlOf('/hook')];
    const calls = () => webhook.calls.filter(({ path }) => path === '/hook');
    await done(guest, 'register', ...HOOK, '--district', '294', ...server);
    const call = await until(() => calls()[0], 'the code');
    const { type, code, validForS } = JSON.parse(call.body) as Record<string, unknown>;
    expect([type, validForS, call.signature]).toEqual(['sign-up.code', 600, 'undefined']);
    const said = await done(guest, 'verify', ...HOOK, '--code', String(code), ...server);
    const secret = /signing secret: ([0-9a-f]+) /.exec(said)?.[1] ?? '';
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    const alert = await until(() => calls()[1], 'the call of what is open');
    expect(alert.payload).toMatchObject({ type: 'slot.opened' });
    expect(alert.signature).toBe(signatureOf(alert.body, secret));
  });

  it('leaves neither address nor code in the log of the engine', async () => {
    const log = engine.stdout();
    for (const trace of ['anita', 'ravi', '/hook']) expect(log.toLowerCase()).not.toContain(trace);
    for (const address of ['anita@example.org', 'ravi@example.org'])
      expect(log).not.toContain(await codeIn(address, 1));
    expect((await engine.stop()).code).toBe(0);
  });
});
