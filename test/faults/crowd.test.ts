// FAULTS 18, the short form: 2,000 people in one district, 20 slots there in one answer. What a hundred thousand cost is
// watched by the long form and by `npm run bench -- --only crowd`; nothing is timed here.
// | shown elsewhere | by |
// | --- | --- |
// | all openings of an answer in one message; small districts before large | store/deliveries/fan-out |
// | nobody who polls, looks or sends waits for a fan-out | engine/recorder, bench crowd and fan-out |
import { describe, expect, it, vi } from 'vitest';
import { residentMb } from '../bench/process.ts';
import { judge } from '../harness/verdict.ts';
import { inScene, PATIENCE_MS, until } from '../support/program.ts';
import { CROWDED, gatherCrowd, messagesEach, OTHERS } from './crowd-play.ts';

vi.setConfig({ testTimeout: 3 * PATIENCE_MS });

const PEOPLE = 2_000;
const SLOTS = 20;
/** Slots a Telegram message has room for. */
const TELEGRAM_SLOTS = 12;
const [OTHER] = OTHERS as [number];

describe('FAULTS 18', () => {
  it(
    'a crowd is told of 20 slots at once: one message each, memory bounded, other areas polled and told meanwhile',
    inScene(async (scene) => {
      const { people, providers, ledger, openAll, openIn, due, settled } = await gatherCrowd(
        scene,
        PEOPLE,
        SLOTS,
      );
      const { heard } = providers.webhook;
      const byWebhook = people.filter(
        ({ channel, to }) => channel === 'webhook' && to.startsWith('/crowd'),
      ).length;
      const engine = await scene.engine();
      for (const district of [CROWDED, ...OTHERS]) await providers.cowin.polled(district);
      const beforeMb = residentMb(engine.pid);
      let mostMb = beforeMb;
      const looking = setInterval(() => {
        mostMb = Math.max(mostMb, residentMb(engine.pid));
      }, 100);
      try {
        openAll();
        await until(() => heard.length > 0, 'somebody of the crowd to be told');
        openIn(OTHER);
        await until(
          () => heard.some(({ path }) => path === `/other/${OTHER}`),
          'the other district to be told',
        );
        expect(heard.length, 'the crowd is not all told yet').toBeLessThan(PEOPLE / 2);
        await Promise.all(OTHERS.map((district) => providers.cowin.polled(district, 3)));
        // A message each at least; to ask the database all the time would hold up the servers of this process.
        await until(
          () => heard.length > byWebhook,
          () => `${heard.length} told`,
          2 * PATIENCE_MS,
        );
        await settled(PATIENCE_MS);
      } finally {
        clearInterval(looking);
      }
      const accepted = ledger.read();
      const verdict = judge(due(), accepted);
      process.stdout.write(`  ${verdict.line}\n`);
      expect(verdict).toMatchObject({ clean: true });
      for (const [whom, messages] of messagesEach(accepted)) {
        expect(messages, whom).toBe(whom.startsWith('telegram') ? Math.ceil(SLOTS / TELEGRAM_SLOTS) : 1);
      }
      // A message a recipient would be tens of megabytes, were they all made at once.
      expect(mostMb - beforeMb).toBeLessThan(60);
      expect((await engine.stop()).code).toBe(0);
    }),
  );
});
