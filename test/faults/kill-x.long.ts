// FAULTS 1 and 11, the crash sweep on X, where posts gather for 20 s: SIGKILL before and after every write to X, every
// settle and every other transaction from the first opening on, until a run ends untouched; then the same while recovering.
//
// No copy is allowed, unlike on other channels: X itself refuses what it has published, and a post sent again reads the
// same. So a kill after X took a post, before the program heard of it, ends in a refusal that counts as sent.
import { describe, expect, it } from 'vitest';
import { note } from '../harness/record.ts';
import { inScene } from '../support/program.ts';
import { SIDES } from './kills/points.ts';
import { report } from './kills/report.ts';
import { type SweepResult, sweep } from './kills/sweep.ts';
import { openXGrounds, X_TOOK_IT, type XGrounds } from './kills/x-grounds.ts';

function reportOnX(name: string, result: SweepResult, { tally }: XGrounds): void {
  const { posts, refused, counted } = tally();
  note(
    `${name}: ${posts} posts, ${counted} counted as paid; ${refused} sent again and refused by X, which counts as sent`,
  );
  report(name, result, 0);
}

describe('FAULTS 1 on X', () => {
  for (const kind of ['owing', 'send', 'settle'] as const) {
    for (const side of SIDES) {
      it.concurrent(
        `SIGKILL ${side} every ${kind}, until a run ends untouched: the public sees each post once`,
        inScene(async (scene) => {
          const grounds = await openXGrounds(scene);
          reportOnX(`${kind} ${side}`, await sweep(grounds, kind, side), grounds);
          // Otherwise X was never asked to publish what it had.
          if (kind === X_TOOK_IT.kind && side === X_TOOK_IT.side)
            expect(grounds.tally().refused).toBeGreaterThan(0);
        }),
      );
    }
  }

  for (const kind of ['send', 'settle'] as const) {
    it.concurrent(
      `SIGKILL before every ${kind} of the start after a kill, until a run ends untouched`,
      inScene(async (scene) => {
        const grounds = await openXGrounds(scene);
        const result = await sweep(grounds, kind, 'before', [X_TOOK_IT]);
        reportOnX(`${kind} before, while recovering`, result, grounds);
      }),
    );
  }
});
