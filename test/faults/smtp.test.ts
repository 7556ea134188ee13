// FAULTS 10: the mail server puts off, refuses, or goes away at every step of a session. The whole program, people on
// every channel; whatever the mail server does, the others are told meanwhile.
//
// | point | shown by |
// | --- | --- |
// | what each reply means at each step; TLS in every way | test/bots/email.test.ts |
// | once after each reply that is not yet a yes; the same Message-ID and Date in a copy | test/alert/dispatch.test.ts |
// | mended without a restart | test/alert/unwell.test.ts |
// | who was put off is told after the minute | smtp.long.ts |
// | all else | here |
import { describe, expect, it, vi } from 'vitest';
import { channelState, deliveriesOn, everywhere, openAll, othersTold } from '../harness/channels.ts';
import { wantsAll } from '../harness/people.ts';
import { onStage, type Stage } from '../harness/stage.ts';
import { PATIENCE_MS, until } from '../support/program.ts';
import type { SmtpHazard, SmtpStep } from '../support/smtp-catcher.ts';

vi.setConfig({ testTimeout: 6 * PATIENCE_MS });

const PEOPLE = [...everywhere('telegram'), ...everywhere('email'), ...everywhere('webhook')];
const FIRST = 'reader1@example.org';

const mailsTo = ({ ledger }: Stage, address: string) =>
  ledger.read().filter(({ channel, to }) => channel === 'email' && to === address);

describe('FAULTS 10', () => {
  const ANSWERED: readonly (readonly [name: string, step: SmtpStep, reply: SmtpHazard, state: string])[] = [
    ['no-mailbox', 'rcpt', '550 5.1.1 unknown', 'gone'],
    ['no-more', 'rcpt', '554 5.1.0 no', 'gone'],
    ['full', 'rcpt', '552 5.2.2 full', 'pending'],
    ['grey', 'rcpt', '450 4.7.1 later', 'pending'],
    ['grey-data', 'data', '451 4.3.0 later', 'pending'],
    ['grey-dot', 'dot', '450 4.2.0 later', 'pending'],
    ['too-big', 'dot', '552 5.3.4 too big', 'rejected'],
    ['spam', 'dot', '554 5.6.0 spam', 'rejected'],
  ];
  const addressOf = (name: string) => `${name}@example.com`;

  it.concurrent(
    '450, 451, 550, 552, 554 at RCPT, DATA and after the dot: gone, put off or refused as each says, and nobody else with them',
    onStage(
      async (stage) => {
        const { scene, providers, polled } = stage;
        for (const [name, step, reply] of ANSWERED) {
          providers.mail.failFor(addressOf(name), step, ...Array<SmtpHazard>(9).fill(reply));
        }
        await scene.engine();
        await polled();
        stage.script.set(1, 20);
        const states = async () => {
          const all = await deliveriesOn(stage, 'email');
          return ANSWERED.map(([name]) => all.find(({ address }) => address === addressOf(name)));
        };
        const wanted = ANSWERED.map(([, , , state]) => state);
        await until(
          async () =>
            (await states()).every((found, index) => found?.state === wanted[index] && found?.why !== ''),
          'each as its reply says',
        );
        // Nobody is asked again at once.
        const connected = providers.mail.connected();
        await polled();
        expect(providers.mail.connected()).toBe(connected);
        const subscribers = await scene.json<readonly { address: string; state: string }[]>([
          'subscribers',
          'list',
        ]);
        const gone = subscribers.filter(({ state }) => state === 'gone').map(({ address }) => address);
        expect(gone.sort()).toEqual([addressOf('no-mailbox'), addressOf('no-more')].sort());
        expect(await channelState(stage, 'email')).toMatchObject({ state: 'on' });
        expect(stage.verdict(0, PEOPLE)).toMatchObject({ clean: true });
      },
      { people: [...PEOPLE, ...ANSWERED.map(([name]) => wantsAll('email', addressOf(name), 294))] },
    ),
  );

  it.concurrent(
    '421 and 451 for all, the line cut before MAIL and in the midst of DATA: nothing was sent, everybody is told once',
    onStage(
      async (stage) => {
        const { scene, providers, polled, settled } = stage;
        await scene.engine();
        await until(() => providers.mail.connected() > 0, 'the question whether all is well');
        await polled();
        providers.mail.fail('ehlo', 'drop');
        providers.mail.fail('mail', '421 4.3.2 busy', '451 4.3.0 later', 'drop');
        providers.mail.fail('data', 'drop');
        providers.mail.fail('content', 'drop');
        openAll(stage);
        await othersTold(stage, PEOPLE, 'email');
        await polled();
        await settled(60_000);
        expect(stage.verdict()).toMatchObject({ clean: true, copies: 0 });
      },
      { people: PEOPLE },
    ),
  );

  it.concurrent(
    'the line is lost after the dot: one copy more with the same Message-ID where the mail was taken, none where it was not, never a third',
    onStage(
      async (stage) => {
        const { scene, providers, polled, settled, states } = stage;
        await scene.engine();
        await polled();
        providers.mail.failFor(FIRST, 'dot', 'take-drop', 'take-drop', 'take-drop');
        providers.mail.failFor('reader2@example.org', 'dot', 'take-drop');
        providers.mail.failFor('reader3@example.org', 'dot', 'drop');
        stage.script.setAll(new Map([1, 2, 3, 4].map((number) => [number, 20])));
        await othersTold(stage, PEOPLE, 'email');
        await polled();
        await settled(90_000);
        for (const address of [FIRST, 'reader2@example.org']) {
          const [first, second, ...more] = mailsTo(stage, address);
          expect(more).toEqual([]);
          expect(first?.key).toMatch(/^<.+@.+>$/);
          expect(second?.key).toBe(first?.key);
        }
        expect(mailsTo(stage, 'reader3@example.org')).toHaveLength(1);
        expect(states().unknown).toBe(1);
        expect(stage.verdict(2)).toMatchObject({ clean: true, copies: 2 });
      },
      { people: PEOPLE },
    ),
  );

  it.concurrent(
    'AUTH 535: the channel stops and says which setting, the others go on; with the right password what was owed is told',
    onStage(
      async (stage) => {
        const { scene, providers, polled, settled } = stage;
        const at = `127.0.0.1:${providers.mail.port}`;
        const wrong = { VACCINE_WATCH_SMTP_URL: `smtp://me:CANARY-wrong@${at}` };
        const engine = await scene.engine(wrong);
        await polled();
        openAll(stage);
        await othersTold(stage, PEOPLE, 'email');
        const stopped = await until(async () => {
          const state = await channelState(stage, 'email');
          return state.state === 'stopped' && state;
        }, 'the channel stopped');
        expect(stopped.detail).toMatch(/user name or password.*VACCINE_WATCH_SMTP_URL/);
        const { hints } = await stage.status();
        expect(hints.join('\n')).toContain('VACCINE_WATCH_SMTP_URL');
        expect(providers.mail.mails).toEqual([]);
        const ended = await engine.stop();
        expect([ended.code, `${ended.stdout}${ended.stderr}`.includes('CANARY')]).toEqual([0, false]);
        await scene.engine({ VACCINE_WATCH_SMTP_URL: `smtp://me:right@${at}` });
        await polled();
        await settled();
        expect(stage.verdict()).toMatchObject({ clean: true });
      },
      { people: PEOPLE, mailServer: { login: { user: 'me', pass: 'right' } } },
    ),
  );

  it.concurrent(
    'no STARTTLS where it is required: not one mail in the clear, the channel stops and says so; told once it may go',
    onStage(
      async (stage) => {
        const { scene, providers, polled, settled } = stage;
        const engine = await scene.engine({ VACCINE_WATCH_SMTP_TLS: 'required' });
        await polled();
        openAll(stage);
        await othersTold(stage, PEOPLE, 'email');
        await until(
          async () => (await channelState(stage, 'email')).state === 'stopped',
          'the channel stopped',
        );
        expect((await channelState(stage, 'email')).detail).toMatch(/TLS/);
        expect(providers.mail.mails).toEqual([]);
        expect((await engine.stop()).code).toBe(0);
        await scene.engine();
        await polled();
        await settled();
        expect(stage.verdict()).toMatchObject({ clean: true });
      },
      { people: PEOPLE },
    ),
  );
});
