// FAULTS 5 in its long form: not one district is broken but all of them at once, 48 of them at the pace of a server of
// one's own, so that as many bodies are under way together as ever can be.
import { describe, expect, it } from 'vitest';
import { wantsAll } from '../harness/people.ts';
import { note } from '../harness/record.ts';
import type { Rudeness } from '../harness/rude-source.ts';
import { onRudeStage } from '../harness/rude-stage.ts';
import { bomb, pours, saysPacked, stallsHalfWay } from '../harness/rudeness.ts';
import { DISTRICTS } from '../harness/stage.ts';

const MANY = [...DISTRICTS, ...Array.from({ length: 44 }, (_, at) => 301 + at)];
const MOST_PEAK_MB = 50;

describe('FAULTS 5', () => {
  it(
    'all districts at once: large bodies, bombs, half bodies; no heap peak over 50 MB, and all is made good',
    onRudeStage(
      async ({ source, watched, polled, open, told, toldGone, endsWell }) => {
        const engine = await watched('12000/1m');
        await polled();
        await told(open());
        const hazards: readonly (readonly [string, Rudeness])[] = [
          ['1.9 MB each', pours(1_900_000, true)],
          ['200 MB each', pours(200_000_000, false)],
          ['a bomb each', await bomb()],
          ['brackets each', saysPacked('['.repeat(1_900_000))],
          ['half a body each', stallsHalfWay],
        ];
        const peaks: string[] = [];
        for (const [name, rudeness] of hazards) {
          engine.measure();
          const asked = source.rudeCalls();
          source.rude(rudeness);
          open();
          // After a few it steps back: what is under way by then is all there is together.
          await engine.says(({ source }) => source.state !== 'ok', `trouble by ${name}`, 60_000);
          expect(source.rudeCalls()).toBeGreaterThan(asked + 3);
          const peakMb = engine.peakMb();
          peaks.push(`${name} ${peakMb}`);
          expect(peakMb, name).toBeLessThan(MOST_PEAK_MB);
          expect([engine.now().closings, toldGone()]).toEqual([0, 0]);
          source.well();
          await engine.says(({ source }) => source.state === 'ok', `well after ${name}`, 120_000);
        }
        note(`peaks (MB over before): ${peaks.join(', ')}`);
        await endsWell(engine);
      },
      { people: MANY.map((district) => wantsAll('telegram', String(district), district)) },
    ),
  );
});
