// FAULTS 7 in its long form: thousands of openings and closings, beyond the cool-down, which no switch shortens.
import { statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { note } from '../harness/record.ts';
import { onRudeStage } from '../harness/rude-stage.ts';
import { alternating } from '../harness/rudeness.ts';
import { slotsToldIn } from '../harness/slots.ts';
import { DISTRICTS } from '../harness/stage.ts';
import { until } from '../support/program.ts';

const [BROKEN = 0, ...OTHERS] = DISTRICTS;
/** As the design has it: per recipient and session. */
const COOL_DOWN_MS = 10 * 60_000;
const FLAPS_FOR_MS = 1.3 * COOL_DOWN_MS;
/** The harness's clock and the program's are one, but each looks at it when it gets to it. */
const TOLERANCE_MS = 2_000;

describe('FAULTS 7', () => {
  it(
    'flapping for longer than the cool-down: at most one alert for each slot and cool-down, others told all the while',
    onRudeStage(
      async ({ script, source, ledger, people, database, watched, polled, open, told, settled, verdict }) => {
        const engine = await watched();
        await polled();
        const shut = script.bodyOf(BROKEN);
        const slots = [open(BROKEN), open(BROKEN), open(BROKEN)];
        source.rude(alternating(script.bodyOf(BROKEN), shut), BROKEN);
        for (const slot of slots) await told(slot);
        const startedMs = performance.now();
        const mb: number[] = [];
        for (let minute = 1; performance.now() < startedMs + FLAPS_FOR_MS; minute++) {
          const nextMs = startedMs + minute * 60_000;
          await until(() => performance.now() > nextMs, 'another minute', 70_000);
          await told(open(...OTHERS));
          mb.push(engine.now().rssMb);
        }
        const { openings, closings } = engine.now();
        note(
          `flapped ${openings} times open, ${closings} times shut; resident ${mb.join(' ')} MB; ` +
            `database ${Math.round(statSync(database).size / 1024)} KB`,
        );
        expect(openings).toBeGreaterThan(1000);
        script.setAll(new Map(slots.map((slot) => [slot, 0])));
        source.well();
        await polled();
        await settled();
        let again = 0;
        for (const { channel, to } of people) {
          for (const slot of slots) {
            const times = ledger
              .read()
              .filter(
                (one) => one.channel === channel && one.to === to && slotsToldIn(one.text).includes(slot),
              )
              .map(({ atMs }) => atMs);
            again += Math.max(0, times.length - 1);
            times.slice(1).forEach((atMs, at) => {
              expect(atMs - (times[at] as number)).toBeGreaterThan(COOL_DOWN_MS - TOLERANCE_MS);
            });
          }
        }
        note(`told again after the cool-down: ${again}`);
        // One cool-down fits into the time, so each of three people may have heard of each of three slots twice.
        expect(again).toBeLessThanOrEqual(9);
        expect(verdict(again)).toMatchObject({ clean: true });
        await engine.stop();
      },
    ),
  );
});
