// A whole conversation through a server this project did not write: from /start over the buttons to an alert of the
// real sender, /why, and /stop. Store, self-service and sender are those of the engine.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../support/dispatch-rig.ts';
import { readTelegramHtml } from '../../support/telegram-html.ts';
import { type TelegramRig, telegramRig } from '../../support/telegram-rig.ts';
import {
  type ChatMessage,
  type Phone,
  startTelegramTestApi,
  type TestApi,
} from '../../support/telegram-test-api.ts';

const TOKEN = '123456:TEST';
const ASHA = 42;
const TO_ASHA = { channel: 'telegram', address: String(ASHA) } as const;

let api: TestApi;
let rig: TelegramRig;
let phone: Phone;

beforeEach(async () => {
  api = await startTelegramTestApi();
  rig = telegramRig(TOKEN, api.url);
  phone = api.phone(TOKEN, ASHA);
});
afterEach(async () => {
  await rig.stop();
  await api.close();
});

const textOf = ({ text }: ChatMessage) => readTelegramHtml(text).text;

/** Waits for a message of the bot that reads like this, new or edited. */
async function shown(part: string | RegExp): Promise<ChatMessage> {
  const fits = (message: ChatMessage) =>
    typeof part === 'string' ? textOf(message).includes(part) : part.test(textOf(message));
  const find = () => phone.messages().findLast(fits);
  await eventually(() => find() !== undefined, `a message with ${part}`);
  return find() as ChatMessage;
}

async function write(text: string, answer: string | RegExp): Promise<ChatMessage> {
  await phone.write(text);
  return shown(answer);
}

async function press(label: string, answer: string | RegExp): Promise<ChatMessage> {
  await phone.press(label);
  return shown(answer);
}

const wishes = async () =>
  (await rig.self.find(TO_ASHA))?.subscriptions.map(
    ({ areaId, pincode, dose, ageYears, vaccine, fee, minCapacity, paused }) => ({
      place: areaId ?? pincode,
      dose,
      ageYears,
      vaccine,
      fee,
      minCapacity,
      paused,
    }),
  );

describe('a conversation on a phone', () => {
  it('goes from /start over buttons to an alert, /why, and /stop', async () => {
    const start = await write('/start', 'I watch CoWIN');
    expect(textOf(start).split('\n')).toHaveLength(3);
    expect(start.buttons).toEqual([['Choose a place']]);

    await press('Choose a place', 'Which state?');
    await press('Next ›', 'page 2 of 3');
    await press('Karnataka', 'Karnataka: which district?');
    await press('BBMP', 'Which dose?');
    await press('Dose 1', 'How old');
    await press('18–44', 'Which vaccine?');
    await press('COVISHIELD', 'Free or paid?');
    await press('Free', 'How many doses');
    const done = await press('5 or more', 'Alerts are on: BBMP, Karnataka');
    // Every press changed the one message.
    expect(done.messageId).toBe(phone.messages()[0]?.messageId);
    expect(textOf(done)).toContain('For dose 1 · age 18–44 · COVISHIELD · free · at least 5 doses.');
    expect(textOf(done)).toContain('BBMP is checked every 2 min 15 s.');
    expect(textOf(done)).toContain('Nobody else waits for it yet.');
    expect(await wishes()).toEqual([
      {
        place: 'cowin:294',
        dose: '1',
        ageYears: 18,
        vaccine: 'COVISHIELD',
        fee: 'free',
        minCapacity: 5,
        paused: false,
      },
    ]);
    expect(await rig.self.find(TO_ASHA)).toMatchObject({
      origin: 'telegram',
      verifiedAtMs: expect.any(Number),
    });

    rig.open(
      { sessionId: 's1' },
      { sessionId: 's2', vaccine: 'COVAXIN' },
      { sessionId: 's3', ageMinYears: 45, ageMaxYears: null },
    );
    const alert = await shown('12 doses open: BBMP');
    expect(alert.buttons).toEqual([['Book'], ['Pause BBMP', 'Stop']]);

    const why = await write('/why', 'Opened in the last day: 3. You were told of 1.');
    expect(textOf(why)).toContain(
      'Kept from you by your own filters: 1 for another age, 1 of another vaccine.',
    );
    expect(textOf(why)).toMatch(/Last checked \d+ s ago; it is checked every 2 min 15 s\./);
    expect(textOf(why)).toMatch(/Apollo Clinic, 560011: COVAXIN.* – another vaccine than yours/);

    rig.close('s1');
    const gone = await shown('Gone: BBMP');
    expect(gone.messageId).toBe(alert.messageId);
    expect(textOf(gone)).toMatch(/gone, was open \d+ s/);
    expect(gone.buttons).toEqual([['Pause BBMP', 'Stop']]);

    await write('/stop', 'End all alerts and be forgotten?');
    await press('Yes, forget me', 'nothing about you is kept here');
    expect(await rig.self.find(TO_ASHA)).toBeUndefined();
  });

  it('takes a district with mistakes, a pincode, a state, and says which are meant', async () => {
    await write('bangalor urbn', 'Bangalore Urban, Karnataka');
    await write('/subscribe 560 011', 'Pincode 560011');
    await write('/subscribe karnataka', 'Karnataka: which district?');
    const several = await write('/subscribe aurangabad', 'Which one?');
    expect(several.buttons).toEqual([['Aurangabad, Bihar'], ['Aurangabad, Maharashtra']]);
    await press('Aurangabad, Bihar', /^Aurangabad, Bihar\nWhich dose\?/);
    await press('That is all', 'Alerts are on: Aurangabad, Bihar');
    expect((await wishes())?.map(({ place }) => place)).toEqual(['cowin:77']);
    await write('qwrtzpsdf', 'I did not find that place.');
  });

  it('lets what is there be changed or added beside', async () => {
    await write('/subscribe bbmp', 'Which dose?');
    await press('That is all', 'Alerts are on');
    await write('/subscribe bbmp', /^BBMP, Karnataka\nWhich dose\?/);
    await press('Dose 2', 'So far: dose 2.');
    await press('That is all', 'You already have alerts for BBMP');
    await press('Add beside it', 'For dose 2.');
    expect((await wishes())?.map(({ dose }) => dose)).toEqual([null, '2']);
    await write('/subscribe bbmp', /^BBMP, Karnataka\nWhich dose\?/);
    await press('Dose 1', 'So far: dose 1.');
    await press('That is all', 'New: dose 1.');
    await press('Change it', 'For dose 1.');
    expect((await wishes())?.map(({ dose }) => dose)).toEqual(['1']);
  });

  it('lists, changes, pauses and removes each by itself', async () => {
    await write('/subscribe bbmp', 'Which dose?');
    await press('That is all', 'Alerts are on: BBMP');
    await write('/subscribe 560011', 'Pincode 560011');
    await press('That is all', 'Alerts are on: Pincode 560011');
    await write('/list', /1\. BBMP, Karnataka: every slot\n2\. Pincode 560011: every slot/);
    await press('1: change', 'What do you want to change?');
    await press('Vaccine', 'Which vaccine?');
    await press('COVAXIN', 'For COVAXIN.');
    await press('Pause', '1. BBMP, Karnataka: COVAXIN (paused)');
    await press('2: remove', 'Removed: Pincode 560011, every slot.');
    expect(await wishes()).toMatchObject([{ place: 'cowin:294', vaccine: 'COVAXIN', paused: true }]);
    await press('Put it back', 'Alerts are on: Pincode 560011');
    await write('/list', /1\. BBMP.*\n2\. Pincode/);
    await press('1: resume', '1. BBMP, Karnataka: COVAXIN\n');
    expect((await wishes())?.map(({ paused }) => paused)).toEqual([false, false]);
  });

  it('pauses for hours, until the morning, until resumed, and has quiet hours', async () => {
    await write('/pause', 'You have no alerts yet');
    await write('/subscribe bbmp', 'Which dose?');
    await press('That is all', 'Alerts are on');
    await write('/pause', 'Your alerts are on.');
    await press('Pause for 3 hours', /Paused until \d+ \w+ \d\d:\d\d IST/);
    const inHours = () => ((rig.store.subscribers.find(TO_ASHA)?.resumesAtMs ?? 0) - Date.now()) / 3_600_000;
    expect(inHours()).toBeCloseTo(3, 1);
    await phone.write('/pause 2 days');
    await eventually(() => inHours() > 47.9 && inHours() <= 48, 'paused for two days');
    await write('/pause for ever and a day', 'I did not understand for how long.');
    await press('Pause until I resume them', 'Paused until you /resume');
    expect(await rig.self.find(TO_ASHA)).toMatchObject({ state: 'paused', resumesAtMs: null });
    await press('Resume now', 'Your alerts are on again');
    expect(await rig.self.find(TO_ASHA)).toMatchObject({ state: 'active' });

    await write('/quiet 10pm-7am', 'Quiet from 22:00 to 07:00 IST');
    expect(await rig.self.find(TO_ASHA)).toMatchObject({ quiet: { fromHour: 22, toHour: 7 } });
    await write('/quiet 7-7', 'I did not understand these hours.');
    await press('23:00 to 06:00 IST', 'Quiet from 23:00 to 06:00 IST');
    await write('/quiet off', 'No quiet hours any more');
    expect(await rig.self.find(TO_ASHA)).toMatchObject({ quiet: null });
  });

  it('pauses an area and asks before it stops, from the buttons below an alert, which stays', async () => {
    await write('/subscribe bbmp', 'Which dose?');
    await press('That is all', 'Alerts are on');
    rig.open({ sessionId: 's1' });
    const alert = await shown('12 doses open');
    await press('Pause BBMP', 'Paused: BBMP');
    expect(await wishes()).toMatchObject([{ paused: true }]);
    await press('Stop', 'End all alerts and be forgotten?');
    await press('No', 'Nothing was changed.');
    expect(await rig.self.find(TO_ASHA)).toBeDefined();
    expect(phone.messages().find(({ messageId }) => messageId === alert.messageId)?.text).toBe(alert.text);
  });

  it('answers /help, /status, and what it does not know', async () => {
    const help = await write('/help', 'What I can do');
    for (const name of ['subscribe', 'list', 'pause', 'resume', 'quiet', 'why', 'status', 'stop']) {
      expect(help.text).toContain(`/${name}`);
    }
    await write('/status', 'You have no alerts yet');
    await write('/unsubscribe_me_now', 'I do not know this command.');
    await write('namaste', 'I watch CoWIN');
    await write('/subscribe bbmp', 'Which dose?');
    await press('That is all', 'Alerts are on');
    await write('status', /^Your alerts: on\nNo quiet hours\.\nNo alert was sent yet\./);
  });
});
