// The screens Setup and Log of the real program on a real terminal: the guide of the first start with a mail server,
// settings changed and refused, and the log of an engine followed.
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { inScene, LAUNCHER, PATIENCE_MS, type Scene } from '../support/program.ts';
import { startSmtpCatcher } from '../support/smtp-catcher.ts';
import { openTerminal, type TestTerminal } from '../support/terminal.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

const ENTER = '\r';
const ESC = '\u001B';
const DOWN = '\u001B[B';
const RIGHT = '\u001B[C';
const SAVE = '\u0013';
const EMPTY = '\u0015';
const PASSWORD = 'h0rse-battery';

async function screen(scene: Scene, columns = 80, rows = 24): Promise<TestTerminal> {
  const terminal = openTerminal({
    file: process.execPath,
    args: [LAUNCHER, '--data-dir', scene.dataDir],
    columns,
    rows,
    env: scene.env,
  });
  scene.atEnd(terminal.close);
  // Who waits for the engine can do nothing but leave.
  await shows(terminal, /1 Watch/);
  return terminal;
}

async function shows(terminal: TestTerminal, sight: RegExp): Promise<void> {
  await terminal.until(({ text }) => sight.test(text()), 20_000);
}

async function press(terminal: TestTerminal, keys: string, sight: RegExp): Promise<void> {
  terminal.type(keys);
  await shows(terminal, sight);
}

/** Takes out what stands in the field, and then types: all at once it would be taken for pasted text. */
async function retyped(terminal: TestTerminal, text: string, sight: RegExp): Promise<void> {
  await press(terminal, EMPTY, /^>? ?\S[^_]* _$/m);
  await press(terminal, text, sight);
}

const configOf = ({ dataDir }: Scene): string => join(dataDir, 'config.json');

describe('the first start', () => {
  it(
    'leads from nothing to a mail that arrives, in four steps, at 80×24',
    inScene(
      async (scene) => {
        const mail = await startSmtpCatcher({ login: { user: 'ops', pass: PASSWORD } });
        scene.atEnd(mail.close);
        const terminal = await screen(scene);
        await shows(terminal, /Step 1 of 4: an area/);

        await press(terminal, ENTER, /^District: _/m);
        await press(terminal, `bang${ENTER}`, /! It may be several: Bangalore Rural, Karnataka;/);
        await press(terminal, `${EMPTY}bbmp${ENTER}`, /1 Area {8}done {5}BBMP, Karnataka/);

        await press(terminal, `${DOWN}${ENTER}`, /^> SMTP address {2}_/m);
        await press(terminal, SAVE, /! Needed: smtps:/);
        await press(terminal, `ftp://x${ENTER}nobody${SAVE}`, /! is no smtp:\/\/ or smtps:\/\/ address\./);
        expect(terminal.text()).toMatch(/! must be an address such as/);
        // The keys are where the first of them is wrong.
        await retyped(
          terminal,
          `smtp://ops:${PASSWORD}@127.0.0.1:${mail.port}`,
          /^> SMTP address {2}\*{20}/m,
        );
        terminal.type(DOWN);
        await shows(terminal, /^> Sender/m);
        await retyped(terminal, 'alerts@example.org', /> Sender +alerts@example\.org_/);
        await press(terminal, SAVE, /y: start it anew now/);
        await press(terminal, 'y', /^email: ok$/m);
        expect(statSync(configOf(scene)).mode & 0o777).toBe(0o600);

        await press(terminal, ENTER, /2 Channel {5}done {5}E-mail is ready/);
        await press(terminal, ENTER, /Told by +Telegram {2}\[E-mail\] {2}Webhook/);
        await press(terminal, `${DOWN}me@@x${SAVE}`, /! This is not an e-mail address/);
        expect(terminal.text()).toMatch(/District +BBMP, Karnataka/);
        await retyped(terminal, 'me@example.org', /address +me@example\.org_/);
        await press(terminal, SAVE, /^To me@example\.org by email\.$/m);

        await press(terminal, ENTER, /email accepted the test message/);
        expect(mail.mails.map(({ to }) => to)).toEqual([['me@example.org']]);
        await press(terminal, ENTER, /^That is all$/m);
        expect(terminal.text().match(/ done /g)).toHaveLength(4);
        await press(terminal, ENTER, /\[1 Watch\]/);
        expect(terminal.written()).not.toContain(PASSWORD);
        const people = await scene.json<{ address: string }[]>(['subscribers', 'list']);
        expect(people.map(({ address }) => address)).toEqual(['me@example.org']);
      },
      { VACCINE_WATCH_SMTP_TLS: 'off' },
    ),
  );

  it(
    'lets every step be skipped, and is there again where it was left',
    inScene(async (scene) => {
      const terminal = await screen(scene, 60, 16);
      await press(terminal, 's', /Step 2 of 4/);
      await press(terminal, 'ss', /Step 4 of 4/);
      await shows(terminal, /There is nobody to send it to yet: b goes back/);
      await press(terminal, 's', /Left out: area, channel, subscriber, test alert/);
      await press(terminal, 'bb', /Step 3 of 4/);
      await press(terminal, ESC, /^> Checks /m);
      await press(terminal, '5', /\[5 Log\]/);
      await press(terminal, '6', /^> Checks /m);
      await press(terminal, 'w', /Step 3 of 4/);
      await press(terminal, '2', /\[2 Areas\]/);
      await press(terminal, ':setup guide\r', /Step 3 of 4/);
    }),
  );
});

describe('a config.json that cannot be written', () => {
  it(
    'is said in a sentence when a secret is saved; nothing typed is lost, and it is saved once that is mended',
    inScene(
      async (scene) => {
        mkdirSync(scene.dataDir, { recursive: true, mode: 0o700 });
        // The name leaves no room for that of the new file beside it: refused to everybody, whoever they are.
        const real = join(scene.dataDir, `${'x'.repeat(245)}.json`);
        writeFileSync(real, '{"pace":"50/5m"}');
        symlinkSync(real, configOf(scene));
        const terminal = await screen(scene);
        await press(terminal, 's', /Step 2 of 4/);
        await press(terminal, `${DOWN}${ENTER}`, /^> SMTP address {2}_/m);
        await press(terminal, `smtp://ops:${PASSWORD}@127.0.0.1:9`, /^> SMTP address {2}\*{20}/m);
        await press(terminal, DOWN, /^> Sender/m);
        await press(terminal, 'alerts@example.org', /> Sender +alerts@example\.org_/);
        await press(
          terminal,
          SAVE,
          /config\.json\s+cannot\s+be\s+written\s+\(ENAMETOOLONG\);\s+nothing\s+was\s+changed\./,
        );
        expect(terminal.text()).toMatch(/^ {2}SMTP address {2}\*{20}/m);
        expect(terminal.text()).toMatch(/^> Sender +alerts@example\.org_$/m);
        expect(readFileSync(real, 'utf8')).toBe('{"pace":"50/5m"}');
        expect(readdirSync(scene.dataDir).filter((name) => name.includes('.new-'))).toEqual([]);

        rmSync(configOf(scene));
        renameSync(real, configOf(scene));
        await press(terminal, SAVE, /y: start it anew now/);
        expect(JSON.parse(readFileSync(configOf(scene), 'utf8'))).toEqual({
          pace: '50/5m',
          smtpUrl: `smtp://ops:${PASSWORD}@127.0.0.1:9`,
          mailFrom: 'alerts@example.org',
        });
        expect(statSync(configOf(scene)).mode & 0o777).toBe(0o600);
        expect(terminal.written()).not.toContain(PASSWORD);
      },
      { VACCINE_WATCH_SMTP_TLS: 'off', VACCINE_WATCH_PACE: undefined },
    ),
  );
});

describe('a first start that was broken off', () => {
  it(
    'goes on where it was left: the channel stands, an area and somebody are missing',
    inScene(
      async (scene) => {
        mkdirSync(scene.dataDir, { recursive: true, mode: 0o700 });
        const content = { smtpUrl: 'smtp://127.0.0.1:9', mailFrom: 'alerts@example.org' };
        writeFileSync(configOf(scene), JSON.stringify(content));
        const terminal = await screen(scene);
        await shows(terminal, /1 Area {8}now[\s\S]*2 Channel {5}done {5}email is set up/);
        await press(terminal, '1', /Nobody subscribes yet, so nothing is polled\. On the screen: 3, then a/);
        await press(terminal, '3', /\[3 Subscribers\]/);
        await press(terminal, 'a', /Add a subscription/);
      },
      { VACCINE_WATCH_SMTP_TLS: 'off' },
    ),
  );
});

describe('the settings of an engine elsewhere', () => {
  it(
    'are changed together, refused with the reason beside each, and saved without a secret ever shown',
    inScene(
      async (scene) => {
        await scene.start(['run']).event('ready');
        const terminal = await screen(scene, 120, 40);
        await shows(terminal, /Step 1 of 4/);
        await press(terminal, ESC, /^> Checks .* ok/m);
        expect(terminal.text()).toMatch(/CoWIN +off +.*nobody subscribes/);
        await press(terminal, RIGHT, /^> Settings /m);
        await press(terminal, 'e', /VACCINE_WATCH_COWIN_URL says cowinUrl, and goes before config\.json/);

        await press(terminal, `${DOWN}${DOWN}e`, /^pace: _/m);
        await press(terminal, `fast${ENTER}`, /pace +fast +not saved yet/);
        await press(terminal, `${DOWN}${DOWN}${DOWN}${ENTER}`, /^telegramToken: _/m);
        await press(terminal, `no-token-at-all${ENTER}`, /telegramToken +typed, hidden/);
        await press(
          terminal,
          's',
          /telegramToken +typed, hidden +! not right +does not look like a bot token/,
        );
        expect(terminal.text()).toMatch(/pace +fast +! not right +must be calls per time/);

        // Nothing typed is lost by looking elsewhere.
        await press(terminal, '1', /\[1 Watch\]/);
        await press(terminal, '6', /^> +pace +fast/m);
        // The keys are where the first of them is wrong.
        await press(terminal, 'e', /^pace: fast_/m);
        await press(terminal, `${EMPTY}50/5m${ENTER}`, /pace +50\/5m +not saved yet/);
        await press(terminal, `${DOWN}${DOWN}${DOWN}u`, /telegramToken +not set/);
        await press(terminal, 's', /Saved\. Restart the engine/);
        expect(JSON.parse(readFileSync(configOf(scene), 'utf8'))).toEqual({ pace: '50/5m' });
        await shows(terminal, /pace +50\/5m +config\.json/);
        expect(terminal.written()).not.toContain('no-token-at-all');
      },
      { VACCINE_WATCH_PACE: undefined },
    ),
  );
});

describe('the log', () => {
  it(
    'follows an engine, stands still for a reader, filters, and shows one event whole',
    inScene(async (scene) => {
      await scene.engine();
      const terminal = await screen(scene);
      await press(terminal, '5', /^> \S+ +info +ready +version=/m);
      expect(terminal.text()).toMatch(/Log \d+ .*follows the end$/m);
      await press(terminal, 'g', /stands still; G follows/);
      // Somebody to poll for, where nothing answers.
      await scene.run(['subscribers', 'add', '--email', 'a@example.org', '--district', '294']);
      await shows(terminal, /[1-9]\d* came meanwhile; G follows/);
      await press(terminal, 'G', /follows the end/);

      await press(terminal, '/', /^Only events with: _/m);
      await press(terminal, 'RE', /with “RE”/);
      await press(terminal, `ady${ENTER}`, /Log 1 · \d+ in all · with “REady”/);
      await press(terminal, ENTER, /^version +\d+\.\d+/m);
      expect(terminal.text()).toMatch(/^pid +\d+$/m);
      await press(terminal, ENTER, /follows the end|stands still/);
      await press(terminal, 'l', /None of \d+ events fits; \/ changes the text, l the level\./);
      await press(terminal, ESC, /^> \S+ +info/m);
    }),
  );
});
