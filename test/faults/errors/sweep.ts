// Errors instead of kills: one engine, one round after the other. In each a slot opens and the one before it closes,
// and meanwhile the Nth call of SQLite, or of Redis, fails; N grows from round to round until a round no longer comes that far.
import { expect } from 'vitest';
import { wantsAll } from '../../harness/people.ts';
import { DISTRICTS, onStage, type Stage } from '../../harness/stage.ts';
import { everybodyTold } from '../../harness/told.ts';
import type { Verdict } from '../../harness/verdict.ts';
import type { Scene } from '../../support/program.ts';
import { type Failing, failingSqlite, type Order } from './failing.ts';

/** Somebody on each channel for every district, so that every slot is owed three times. */
export const PEOPLE = DISTRICTS.flatMap((district) => [
  wantsAll('telegram', String(1000 + district), district),
  wantsAll('email', `person${district}@example.org`, district),
  wantsAll('webhook', `/person/${district}`, district),
]);

export interface SweepOptions {
  /** What fails (default SQLite). */
  readonly part?: (scene: Scene) => Failing;
  readonly kind: Order['kind'];
  readonly code: string;
  readonly lasts: Order['lasts'];
  /** The first N, and by how much it grows. */
  readonly from: number;
  readonly stride: number;
  /** Rounds at most. */
  readonly rounds: number;
}

export interface Swept {
  /** Rounds in which something was refused. */
  readonly points: number;
  readonly refused: number;
  /** How many calls of the kind a round makes, as the last showed. */
  readonly calls: number;
  readonly verdict: Verdict;
}

/** How long a round may take until everybody was told (ms). */
const ROUND_MS = 30_000;

/** Opens the next slot, closes the one before, and waits until everybody was told and nothing is owed. */
async function round(stage: Stage, number: number): Promise<void> {
  stage.script.setAll(new Map([[number, 20], ...(number > 1 ? ([[number - 1, 0]] as const) : [])]));
  await stage.polled(2);
  await everybodyTold(stage, ROUND_MS);
  await stage.settled(ROUND_MS);
}

/** A sweep as a test; `after` looks at what it found. */
export function sweeping(options: SweepOptions, after: (swept: Swept) => void): () => Promise<void> {
  return onStage(
    async (stage) => {
      const { part = failingSqlite, from, stride, rounds, ...order } = options;
      const calling = part(stage.scene);
      const engine = await stage.scene.engine(calling.env);
      let ended = false;
      void engine.ended.then(() => {
        ended = true;
      });
      await stage.polled();
      let points = 0;
      let refused = 0;
      let calls = 0;
      for (let at = 0; at < rounds; at++) {
        calling.order({ ...order, from: from + at * stride });
        await round(stage, at + 1);
        const done = calling.done();
        calling.lift();
        expect(ended, engine.stderr() + engine.stdout()).toBe(false);
        calls = done.seen;
        if (done.refused === 0) break;
        points += 1;
        refused += done.refused;
      }
      await stage.settled();
      expect(stage.integrity()).toBe('ok');
      after({ points, refused, calls, verdict: stage.verdict() });
      expect((await engine.stop()).code).toBe(0);
    },
    { people: PEOPLE, slots: options.rounds + 1 },
  );
}
