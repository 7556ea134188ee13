// FAULTS 4: CoWIN refuses. The long form waits for the breaker's probe and counts sockets over 100,000 refusals.
//
// | shown elsewhere | by |
// | --- | --- |
// | halving, recovery, breaker and probe by the millisecond | test/poll/pace.test.ts |
// | every Retry-After by itself | test/poll/retry-after.test.ts |
// | an area that alone is refused rests | test/poll/plan.test.ts |
// | a refusal's body is read, or its socket given up | test/poll/fetch.test.ts |
import { describe, expect, it, vi } from 'vitest';
import type { Rudeness } from '../harness/rude-source.ts';
import { onRudeStage } from '../harness/rude-stage.ts';
import { redirectLoop, refuses, refusesForEver } from '../harness/rudeness.ts';
import { DISTRICTS } from '../harness/stage.ts';
import { PATIENCE_MS } from '../support/program.ts';

vi.setConfig({ testTimeout: 4 * PATIENCE_MS });

const [BROKEN = 0, ...OTHERS] = DISTRICTS;

const REFUSALS: readonly (readonly [string, string, Rudeness])[] = [
  ['403 with a page', 'status-403', refuses('403 Forbidden')],
  ['403 with a page without end', 'status-403', refusesForEver],
  ['401', 'status-401', refuses('401 Unauthorized')],
  ['429 with Retry-After: 1', 'status-429', refuses('429 Too Many Requests', 'retry-after: 1')],
  ['500', 'status-5xx', refuses('500 Internal Server Error')],
  ['a redirect to itself', 'redirect', redirectLoop],
];

/** Header, and what is made of it (s). Negative means the default; nothing means more than 15 min. */
const RETRY_AFTERS: readonly (readonly [string, string, number])[] = [
  ['seconds', '20', 20],
  ['absurd', '99999999999999999999', 900],
  ['negative', '-5', 30],
];

describe('FAULTS 4', () => {
  it.concurrent(
    '403, 401, 429, 5xx and redirects from one district close nothing, and the others go on being told',
    onRudeStage(async ({ source, watched, polled, open, told, settled, toldGone, verdict }) => {
      const engine = await watched('2400/1m');
      await polled();
      for (const slot of [open(BROKEN), open(...OTHERS)]) await told(slot);
      for (const [, why, rudeness] of REFUSALS) {
        const before = engine.now().polls.failed[why] ?? 0;
        source.rude(rudeness, BROKEN);
        const missed = open(BROKEN);
        await engine.says(({ polls }) => (polls.failed[why] ?? 0) >= before + 2, `${why} twice`);
        await told(open(...OTHERS));
        const { areas, closings } = engine.now();
        expect(areas.find(({ id }) => id === `cowin:${BROKEN}`)).toMatchObject({
          failure: why,
          errors: { lastWhy: why },
        });
        expect([closings, toldGone()]).toEqual([0, 0]);
        source.well();
        await told(missed);
      }
      await settled();
      expect(verdict()).toMatchObject({ clean: true });
      await engine.stop();
    }),
  );

  it.concurrent(
    '403 for one district for ever: the others have the pace, and the one is asked again and told of when it is well',
    onRudeStage(async ({ providers, source, watched, polled, open, told, endsWell }) => {
      const engine = await watched();
      await polled();
      source.rude(refuses('403 Forbidden'), BROKEN);
      const missed = open(BROKEN);
      // Three refusals in, it rests for four seconds; asked with the others, it would keep the pace at a quarter.
      await engine.says(({ polls }) => (polls.failed['status-403'] ?? 0) >= 3, 'three refusals', 60_000);
      await engine.says(
        ({ pace }) => (pace.allowedPerS as number) > 0.6 * (pace.settingPerS as number),
        'most of the pace',
        60_000,
      );
      const asked = providers.cowin.calls.length;
      await told(open(...OTHERS));
      await engine.says(() => providers.cowin.calls.length > asked + 20, 'others asked');
      expect(engine.now().source.state).toBe('ok');
      source.well();
      await told(missed, 60_000);
      await endsWell(engine);
    }),
  );

  it.concurrent(
    '429 with Retry-After: nothing is asked for that time, within bounds, and nothing is lost',
    onRudeStage(async ({ source, watched, polled, open, told, endsWell }) => {
      for (const [, header, waitS] of RETRY_AFTERS) {
        const engine = await watched();
        await polled();
        source.rude(refuses('429 Too Many Requests', `retry-after: ${header}`), BROKEN);
        const { pace, atMs } = await engine.says(({ pace }) => pace.waitsUntilMs !== null, 'it waits');
        const saidS = ((pace.waitsUntilMs as number) - atMs) / 1000;
        expect(saidS).toBeGreaterThan(waitS - 4);
        expect(saidS).toBeLessThanOrEqual(waitS);
        source.well();
        open();
        await engine.stop();
      }
      const engine = await watched();
      await told(open());
      await endsWell(engine);
    }),
  );

  it.concurrent(
    '403 from everywhere: the pace slows, the breaker opens, what is open stays open',
    onRudeStage(async ({ scene, source, watched, polled, open, told, toldGone, endsWell }) => {
      const engine = await watched('2400/1m');
      await polled();
      await told(open());
      source.rude(refuses('403 Forbidden'));
      open();
      const refused = await engine.says(({ pace }) => pace.breaker === 'open', 'the breaker is open');
      expect(refused.pace.allowedPerS).toBeLessThanOrEqual(20);
      const {
        source: health,
        hints,
        slotsOpen,
        closings,
      } = await engine.says(({ source }) => source.state === 'refused', 'the source refuses');
      expect(hints).toContain(health.detail);
      expect(health.detail).toContain('one probe a minute until it answers');
      expect([slotsOpen, closings, toldGone()]).toEqual([1, 0, 0]);
      const { stdout } = await scene.run(['status']);
      expect(stdout).toMatch(/source +CoWIN refused: CoWIN refuses since .+: forbidden \(403\)/);
      expect(stdout).toMatch(/polls +\d+ calls, \d+ unchanged, \d+ failed \(\d+ status-403\)/);
      const asked = source.rudeCalls();
      // Nothing goes out before the probe.
      await new Promise((resolve) => setTimeout(resolve, 1500));
      expect(source.rudeCalls()).toBe(asked);
      await engine.stop();
      source.well();
      const again = await watched();
      await endsWell(again);
    }),
  );
});
