// FAULTS 8: the clock on the wall jumps by an hour and by a day, both ways; midnight in India; hosts elsewhere.
// | also shown by | what |
// | --- | --- |
// | test/store/deliveries/outbox.test.ts | a retry, a resend and a cool-down written down before a jump of a day |
// | test/store/deliveries/quiet.test.ts | quiet hours through a jump back and on again |
// | test/store/people/standing.test.ts | a pause made by a wrong clock is not endless |
// | test/core/ist.test.ts | the day in India at any instant |
import { describe, expect, it, vi } from 'vitest';
import { addDays, istDateOf } from '../../src/core/ist.ts';
import { mailText } from '../../src/demo/mail-text.ts';
import { eyesOn } from '../harness/eyes.ts';
import { DISTRICTS, onStage, type Stage } from '../harness/stage.ts';
import { everybodyTold } from '../harness/told.ts';
import { PATIENCE_MS, pause, until } from '../support/program.ts';
import { wallOf } from './clocks/wall.ts';

vi.setConfig({ testTimeout: 4 * PATIENCE_MS });

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The pace of the stage's engine. */
const CALLS_A_SECOND = 20;

/** Calls a second that reached the source, over so long (ms). */
async function callsASecond({ providers }: Stage, forMs: number): Promise<number> {
  const before = providers.cowin.calls.length;
  const fromMs = performance.now();
  await pause(forMs);
  return ((providers.cowin.calls.length - before) * 1000) / (performance.now() - fromMs);
}

function openerOf({ script }: Stage): () => void {
  let next = 1;
  return () => script.setAll(new Map(DISTRICTS.map(() => [next++, 20])));
}

describe.concurrent('FAULTS 8', () => {
  it(
    'clock jumps of an hour and a day, both ways: polled as before, everybody told once',
    onStage(
      async (stage) => {
        const wall = wallOf(stage.scene);
        const engine = await stage.scene.engine(wall.env);
        await stage.polled();
        const open = openerOf(stage);
        for (const aheadMs of [HOUR_MS, 0, -HOUR_MS, DAY_MS, -DAY_MS, 0]) {
          wall.ahead(aheadMs);
          // An interval that moved with the clock would end all calls for an hour, or let them all out at once.
          const rate = await callsASecond(stage, 1_500);
          expect(rate, `ahead by ${aheadMs} ms`).toBeGreaterThan(CALLS_A_SECOND * 0.2);
          expect(rate, `ahead by ${aheadMs} ms`).toBeLessThan(CALLS_A_SECOND * 1.3);
          open();
          await everybodyTold(stage);
        }
        await stage.settled();
        expect(stage.verdict()).toMatchObject({ clean: true });
        expect((await engine.stop()).code).toBe(0);
      },
      { slots: 24 },
    ),
  );

  it.each([
    ['an hour ahead', HOUR_MS],
    ['a day ahead', DAY_MS],
    ['an hour back', -HOUR_MS],
    ['a day back', -DAY_MS],
  ])('no retry stranded, nothing expired: %s, while what is owed waits', (_, aheadMs) =>
    onStage(
      async (stage) => {
        const { providers, scene, script, settled, states } = stage;
        const wall = wallOf(scene);
        await scene.engine(wall.env);
        await stage.polled();
        providers.webhook.always({ status: 503, body: 'later' });
        script.setAll(new Map(DISTRICTS.map((_district, at) => [at + 1, 20])));
        await until(() => providers.webhook.heard.length > 3 && (states().pending ?? 0) > 3, 'some to wait');
        wall.ahead(aheadMs);
        // Longer than the rest between two looks at what is too late to help.
        await pause(5_500);
        providers.webhook.always(undefined);
        await everybodyTold(stage, 90_000);
        await settled(90_000);
        expect(states().expired ?? 0).toBe(0);
        expect(stage.verdict()).toMatchObject({ clean: true });
      },
      { slots: 8 },
    )(),
  );

  it(
    'a clock three days ahead, set right again: what it took for past is open as before, and nobody is told again',
    onStage(
      async (stage) => {
        const wall = wallOf(stage.scene);
        await stage.scene.engine(wall.env);
        const eyes = await eyesOn(stage.scene);
        const open = openerOf(stage);
        open();
        await everybodyTold(stage);
        await eyes.sees('what is open', ({ slotsOpen }) => slotsOpen === 4);
        wall.ahead(3 * DAY_MS);
        await eyes.sees('that all is past', ({ slotsOpen }) => slotsOpen === 0);
        wall.ahead(0);
        await eyes.sees('what is open after all', ({ slotsOpen }) => slotsOpen === 4);
        open();
        await everybodyTold(stage);
        await eyes.sees('what is open now', ({ slotsOpen }) => slotsOpen === 8);
        await stage.settled();
        expect(stage.verdict()).toMatchObject({ clean: true });
      },
      { slots: 8 },
    ),
  );

  it.each(['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Asia/Kolkata'])(
    'midnight IST on a host in %s: the week that is asked for rolls once, and everybody is told once',
    (TZ) =>
      onStage(
        async (stage) => {
          const { providers, scene } = stage;
          const wall = wallOf(scene);
          const open = openerOf(stage);
          wall.midnightIn(3 * HOUR_MS);
          const before = istDateOf(wall.nowMs());
          await scene.engine({ ...wall.env, TZ });
          open();
          await everybodyTold(stage);
          wall.midnightIn(2_000);
          expect(istDateOf(wall.nowMs())).toBe(before);
          await until(() => istDateOf(wall.nowMs()) !== before, 'midnight');
          await pause(1_000);
          open();
          await everybodyTold(stage);
          await stage.settled();
          const asked = providers.cowin.calls.map(({ date }) => date.split('-').reverse().join('-'));
          const rolls = asked.filter((date, at) => at > 0 && date !== asked[at - 1]);
          expect(asked[0]).toBe(before);
          expect(rolls).toEqual([addDays(before, 1)]);
          expect(stage.verdict()).toMatchObject({ clean: true });
        },
        { slots: 8 },
      )(),
  );

  it(
    'one-time codes: one that a jump made too old, or that is of a time to come, is asked for again and works',
    onStage(
      async (stage) => {
        const { providers, scene } = stage;
        const wall = wallOf(scene);
        await scene.engine(wall.env);
        const who = ['--email', 'nila@example.org'];
        const mails = () => providers.mail.mails.filter(({ to }) => to.includes('nila@example.org'));
        const ask = async (count: number): Promise<string> => {
          const asked = await scene.run(['register', ...who, '--state', 'Karnataka', '--district', 'BBMP']);
          expect(asked.code, asked.stderr).toBe(0);
          const mail = await until(() => mails()[count - 1], 'the code');
          return /\b\d{6}\b/.exec(mailText(mail.raw))?.[0] ?? '';
        };
        const verify = async (code: string) => (await scene.run(['verify', ...who, '--code', code])).code;
        const first = await ask(1);
        wall.ahead(HOUR_MS);
        expect(await verify(first)).toBe(1);
        const second = await ask(2);
        wall.ahead(0);
        // It is of a time that has not come: as good as too old.
        expect(await verify(second)).toBe(1);
        wall.ahead(2 * HOUR_MS);
        const third = await ask(3);
        expect(await verify(third)).toBe(0);
        expect(await verify(third)).toBe(1);
      },
      { slots: 4, people: [] },
    ),
  );
});
