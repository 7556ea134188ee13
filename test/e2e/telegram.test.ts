// Somebody signs up in Telegram with the program as it is built, is alerted, and leaves: over a crash of the engine, and
// without a word of theirs in its log.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { aDistrict, aSlot, type CowinStub } from '../support/cowin-stub.ts';
import { PATIENCE_MS, type Program, type Scene, until } from '../support/program.ts';
import type { Receivers } from '../support/receivers.ts';
import { readTelegramHtml } from '../support/telegram-html.ts';
import type { Phone } from '../support/telegram-test-api.ts';
import { openWholeScene } from '../support/whole-scene.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

const BBMP = 294;
const ASHA = 424_242;

let scene: Scene;
let cowin: CowinStub;
let to: Receivers;
let engine: Program;
let phone: Phone;

beforeAll(async () => {
  ({ scene, cowin, to } = await openWholeScene());
  engine = await scene.engine();
  phone = to.telegram.phone('123456:TEST', ASHA);
});
afterAll(() => scene?.close());

async function shown(part: string): Promise<string> {
  const find = () =>
    phone
      .messages()
      .map(({ text }) => readTelegramHtml(text).text)
      .findLast((text) => text.includes(part));
  await until(find, part);
  return find() ?? '';
}

describe('in Telegram', () => {
  it('somebody subscribes by themselves, and is told of what is open', async () => {
    cowin.set(BBMP, aDistrict(aSlot(1, 12)));
    await phone.write('/start');
    await shown('I watch CoWIN');
    await phone.write('bbmp');
    await shown('Which dose?');
    await phone.press('Dose 1');
    await shown('How old');
    await phone.press('That is all');
    expect(await shown('Alerts are on: BBMP, Karnataka')).toMatch(/BBMP is checked (?:every|several times)/);
    expect(await shown('12 doses open: BBMP, Karnataka')).toContain('dose 1: 12 left');
    const { stdout } = await scene.run(['subscribers', 'list', '--json']);
    expect(JSON.parse(stdout)).toMatchObject([
      { channel: 'telegram', address: String(ASHA), origin: 'telegram' },
    ]);
  });

  it('they go on with the same buttons after the engine was killed', async () => {
    await engine.kill();
    await phone.press('Pause BBMP');
    engine = await scene.engine();
    await shown('Paused: BBMP');
    await phone.write('/why');
    expect(await shown('Opened in the last day: 1. You were told of every one.')).toMatch(/BBMP.*\(paused\)/);
  });

  it('they leave, and nobody is left', async () => {
    await phone.write('/stop');
    await shown('End all alerts and be forgotten?');
    await phone.press('Yes, forget me');
    await shown('nothing about you is kept here');
    const { stdout } = await scene.run(['subscribers', 'list', '--json']);
    expect(JSON.parse(stdout)).toEqual([]);
    const { stdout: log, stderr } = await engine.stop();
    expect(log + stderr).not.toMatch(new RegExp(`${ASHA}|123456:TEST`));
  });
});
