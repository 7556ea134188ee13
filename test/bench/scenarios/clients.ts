// Clients compared: one after the other in every round, so that what disturbs the machine disturbs them all.
import type { World } from '../bench-world.ts';
import type { ClientFigures } from '../children/meter.ts';
import { type Spread, spread } from '../numbers.ts';
import type { BenchOptions } from '../options.ts';
import { CLIENT_LABELS, type ClientName, type Compared, contendersFor } from './contenders.ts';

/** One client in one scenario, over all rounds. */
export interface ClientRow {
  readonly scenario: Compared;
  readonly client: ClientName;
  readonly label: string;
  readonly callsPerCpuS: Spread;
  readonly callsPerS: Spread;
  /** Most of all rounds (MB); 0: not known. */
  readonly residentMb: number;
  readonly changedShare: number | null;
  /** CPU of its Redis for each second of its own; null: it has none. */
  readonly redisCpuShare: number | null;
  readonly rounds: readonly ClientFigures[];
}

/** @param say tells a person what is being measured */
export async function compareClients(
  world: World,
  options: BenchOptions,
  say: (what: string) => void,
): Promise<readonly ClientRow[]> {
  const contenders = contendersFor(world, options);
  const figures = contenders.map((): ClientFigures[] => []);
  for (let round = 1; round <= options.rounds; round++) {
    for (const [index, { scenario, client, measure }] of contenders.entries()) {
      say(`round ${round} of ${options.rounds}: ${scenario}, ${CLIENT_LABELS[client]}`);
      const found = await measure();
      if (found.failed > 0)
        throw new Error(`${found.failed} answers of "${client}" were no good ones (${scenario})`);
      figures[index]?.push(found);
    }
  }
  return contenders.map(({ scenario, client }, index) => rowOf(scenario, client, figures[index] ?? []));
}

function rowOf(scenario: Compared, client: ClientName, rounds: readonly ClientFigures[]): ClientRow {
  const known = rounds.flatMap(({ changedShare }) => changedShare ?? []);
  const redis = rounds.flatMap(({ redisCpuS, cpuS }) => (redisCpuS === null ? [] : redisCpuS / cpuS));
  return {
    scenario,
    client,
    label: CLIENT_LABELS[client],
    callsPerCpuS: spread(rounds.map(({ calls, cpuS }) => calls / cpuS)),
    callsPerS: spread(rounds.map(({ calls, wallS }) => calls / wallS)),
    residentMb: Math.max(...rounds.map(({ residentMb }) => residentMb)),
    changedShare: known.length === 0 ? null : spread(known).median,
    redisCpuShare: redis.length === 0 ? null : spread(redis).median,
    rounds,
  };
}
