// Waiting until everybody was told: by the oracle and the ledger alone, whatever the program believes.
import { until } from '../support/program.ts';
import { dueIn } from './oracle.ts';
import type { Stage } from './stage.ts';
import { judge } from './verdict.ts';

/** Resolves when nobody is missing. Fails after `withinMs` (default 30 s), and names who is. */
export async function everybodyTold(stage: Stage, withinMs = 30_000): Promise<void> {
  const { people, script, ledger } = stage;
  const missing = () => judge(dueIn(people, script.history()), ledger.read()).missing;
  await until(
    () => missing().length === 0,
    () => `not told: ${missing().join(', ')}; ${JSON.stringify(stage.states())}`,
    withinMs,
  );
}
