// R6 as people live it: who joins is told at once of what is open, who leaves or rests is left in peace. The steps
// follow each other on one data directory, most of them while its engine runs.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { mailText } from '../../src/demo/mail-text.ts';
import { sessionId } from '../support/cowin-bodies.ts';
import { aDistrict, aSlot, type CowinStub } from '../support/cowin-stub.ts';
import { PATIENCE_MS, type Program, pause, type Scene, until } from '../support/program.ts';
import type { Receivers } from '../support/receivers.ts';
import { openWholeScene } from '../support/whole-scene.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

const BBMP = 294;
const PATNA = 97;
const QUIET_MS = 600;

let scene: Scene;
let cowin: CowinStub;
let to: Receivers;
let engine: Program;

beforeAll(async () => {
  ({ scene, cowin, to } = await openWholeScene());
  engine = await scene.engine();
});
afterAll(() => scene?.close());

const told = () => ({
  mails: to.mail.mails.length,
  messages: to.telegram.messages().length,
  calls: to.webhook.calls.length,
});

async function command(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await scene.run(['subscribers', ...args]);
  expect([code, stderr]).toEqual([0, '']);
  return stdout;
}

describe('while the engine runs', () => {
  it('nothing is polled as long as nobody subscribes', async () => {
    await pause(300);
    expect(cowin.calls).toEqual([]);
  });

  it('somebody who subscribes by command has their district polled without a restart, and is told of what is open', async () => {
    cowin.set(BBMP, aDistrict(aSlot(1, 12)));
    await command('add', '--email', 'a@example.org', '--district', 'BBMP', '--min', '1');
    await until(() => to.mail.mails[0], 'a mail');
    expect((to.mail.mails[0]?.atMs ?? Number.NaN) - cowin.firstGivenMs(BBMP)).toBeLessThan(2_000);
    expect(mailText(to.mail.mails[0]?.raw ?? '')).toContain('dose 1: 12 left');
  });

  it('somebody who joins later is told at once, alone, though nothing new opened', async () => {
    await cowin.polled(BBMP, 3);
    await command('add', '--webhook', to.webhook.urlOf('/a'), '--district', '294');
    await until(() => to.webhook.calls[0], 'a call', 2_000);
    await pause(QUIET_MS);
    expect(told()).toEqual({ mails: 1, messages: 0, calls: 1 });
  });

  it('who asked for something else is told nothing', async () => {
    await command('add', '--telegram', '41', '--district', '294', '--dose', '2');
    await command('add', '--telegram', '41', '--district', '294', '--min', '25');
    await cowin.polled(BBMP, 3);
    await pause(QUIET_MS);
    expect(told()).toEqual({ mails: 1, messages: 0, calls: 1 });
  });

  it('the same subscription given twice changes nothing', async () => {
    expect(await command('add', '--webhook', to.webhook.urlOf('/a'), '--district', '294')).toContain(
      'stood already',
    );
    await pause(QUIET_MS);
    expect(told()).toEqual({ mails: 1, messages: 0, calls: 1 });
  });

  it('who was removed or paused hears nothing of the next slot; the others do', async () => {
    await command('remove', '--email', 'a@example.org');
    await command('pause', '--webhook', to.webhook.urlOf('/a'));
    await command('add', '--telegram', '42', '--district', '294');
    await until(() => to.telegram.messages()[0], 'a message of what is open');
    cowin.set(BBMP, aDistrict(aSlot(1, 12), aSlot(2, 6)));
    await until(() => to.telegram.messages()[1], 'a message of the second slot');
    await pause(QUIET_MS);
    expect(told()).toEqual({ mails: 1, messages: 2, calls: 1 });
    expect(to.telegram.messages().map(({ chatId }) => chatId)).toEqual(['42', '42']);
    expect(to.telegram.messages()[1]?.text).toContain('dose 1: 6 left');
    expect(to.telegram.messages()[1]?.text).not.toContain('12 left');
  });

  it('who is resumed is told of what is open and was not told yet, and of what opens later', async () => {
    await command('resume', '--webhook', to.webhook.urlOf('/a'));
    await until(() => to.webhook.calls[1], 'a call about the second slot');
    cowin.set(BBMP, aDistrict(aSlot(1, 12), aSlot(2, 6), aSlot(3, 7)));
    await until(() => to.webhook.calls[2], 'a call about the third slot');
    expect(
      to.webhook.calls.map(({ payload }) => payload.slots.map((slot) => [slot.sessionId, slot.dose])),
    ).toEqual([[[sessionId(1), '1']], [[sessionId(2), '1']], [[sessionId(3), '1']]]);
    expect(to.mail.mails).toHaveLength(1);
  });

  it('a district nobody asked for so far is polled from the moment somebody does', async () => {
    cowin.set(PATNA, aDistrict(aSlot(9, 60)));
    expect(cowin.calls.some(({ district }) => district === '97')).toBe(false);
    await command('add', '--webhook', to.webhook.urlOf('/patna'), '--district', 'Patna', '--state', 'Bihar');
    await until(() => to.webhook.calls.find(({ path }) => path === '/patna'), 'a call of Patna');
  });

  it('a district whose last subscriber leaves is polled no more', async () => {
    await command('remove', '--webhook', to.webhook.urlOf('/patna'));
    await cowin.polled(BBMP, 2);
    const before = cowin.calls.filter(({ district }) => district === '97').length;
    await pause(QUIET_MS);
    expect(cowin.calls.filter(({ district }) => district === '97').length - before).toBeLessThanOrEqual(1);
  });
});

describe('while no engine runs', () => {
  it('who subscribes then is told when it starts; nobody else is told again', async () => {
    await until(() => to.telegram.messages()[2], 'the message of the third slot');
    expect((await engine.stop()).code).toBe(0);
    const before = told();
    const added = await scene.run(['subscribers', 'add', '--telegram', '44', '--district', '294']);
    expect(added.stderr).toContain('No engine runs in this data directory yet');
    await scene.engine();
    await until(() => to.telegram.messages()[before.messages], 'a message to the newcomer');
    await pause(QUIET_MS);
    expect(told()).toEqual({ ...before, messages: before.messages + 1 });
    const message = to.telegram.messages().at(-1);
    expect(message?.chatId).toBe('44');
    expect(message?.text).toContain('25 doses open');
  });
});
