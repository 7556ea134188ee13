// One opening that 10,000 people are owed.
import type { World } from '../bench-world.ts';
import type { FanOutPlan, FanOutRound } from '../children/fan-out.ts';
import { type Spread, spread } from '../numbers.ts';
import type { BenchOptions } from '../options.ts';
import { runScript } from '../process.ts';
import { script } from './contenders.ts';

export interface FanOutFigures {
  readonly people: number;
  readonly recordedMs: Spread;
  readonly longestStepMs: Spread;
  readonly rounds: readonly FanOutRound[];
}

const PEOPLE = 10_000;

export async function measureFanOut(
  world: World,
  options: BenchOptions,
  say: (what: string) => void,
): Promise<FanOutFigures> {
  say(`fan-out: one opening, ${PEOPLE} people`);
  const plan: FanOutPlan = { folder: world.newFolder('fan-out'), people: PEOPLE, rounds: options.rounds };
  const rounds = await runScript<readonly FanOutRound[]>(script('client', 'fan-out.ts', plan));
  return {
    people: PEOPLE,
    recordedMs: spread(rounds.map(({ recordedMs }) => recordedMs)),
    longestStepMs: spread(rounds.map(({ longestStepMs }) => longestStepMs)),
    rounds,
  };
}
