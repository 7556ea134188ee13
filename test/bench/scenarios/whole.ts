// The whole program at full speed: everything `main` wires, SQLite and its main thread included, counted from outside:
// calls by nginx, CPU by the kernel.
import { setTimeout as sleep } from 'node:timers/promises';
import type { World } from '../bench-world.ts';
import { startRunning } from '../engine.ts';
import { type Spread, spread } from '../numbers.ts';
import type { BenchOptions } from '../options.ts';
import { person } from '../people.ts';
import { cpuSeconds } from '../process.ts';
import { startTelegramStub } from '../servers/telegram.ts';

export interface WholeRow {
  readonly scenario: 'same' | 'rush';
  readonly callsPerCpuS: Spread;
  readonly callsPerS: Spread;
  readonly residentMb: number;
  /** The main thread's event-loop delay, 99th percentile of each second (ms). */
  readonly loopP99Ms: Spread;
  /** From the start until every district's first answer, all of it news, was recorded (s). */
  readonly firstSweepS: Spread;
  /** The worst of the loop's seconds in that time (ms). */
  readonly firstSweepLoopMs: Spread;
}

interface Round {
  readonly callsPerCpuS: number;
  readonly callsPerS: number;
  readonly residentMb: number;
  readonly loopP99Ms: readonly number[];
  readonly firstSweepS: number;
  readonly firstSweepLoopMs: number;
}

/** How often the program is asked for its figures (ms); they are made once a second. */
const LOOK_MS = 1_000;

/** One person in every district, so that what opens is owed and sent. A quick run has no time for the rush. */
export async function measureWhole(
  world: World,
  options: BenchOptions,
  say: (what: string) => void,
): Promise<readonly WholeRow[]> {
  const scenarios = options.quick ? (['same'] as const) : (['same', 'rush'] as const);
  const rounds = { same: [] as Round[], rush: [] as Round[] };
  for (let round = 1; round <= options.rounds; round++) {
    for (const scenario of scenarios) {
      say(`round ${round} of ${options.rounds}: ${scenario}, the whole program`);
      rounds[scenario].push(await oneRound(world, options, scenario));
    }
  }
  return scenarios.map((scenario) => ({
    scenario,
    callsPerCpuS: spread(rounds[scenario].map(({ callsPerCpuS }) => callsPerCpuS)),
    callsPerS: spread(rounds[scenario].map(({ callsPerS }) => callsPerS)),
    residentMb: Math.max(...rounds[scenario].map(({ residentMb }) => residentMb)),
    loopP99Ms: spread(rounds[scenario].flatMap(({ loopP99Ms }) => loopP99Ms)),
    firstSweepS: spread(rounds[scenario].map(({ firstSweepS }) => firstSweepS)),
    firstSweepLoopMs: spread(rounds[scenario].map(({ firstSweepLoopMs }) => firstSweepLoopMs)),
  }));
}

async function oneRound(world: World, options: BenchOptions, scenario: 'same' | 'rush'): Promise<Round> {
  const telegram = await startTelegramStub();
  const stopTelegram = world.atEnd(telegram.stop);
  const engine = await startRunning(world, {
    cowinUrl: world.nginx.url(scenario),
    pace: 'unlimited',
    allAreas: true,
    telegramUrl: telegram.url,
    people: world.source.areas.map(({ id }, index) => person(index, id)),
    core: 'client',
  });
  const sweeping = await engine.swept();
  // The loop's delay is told by the second: the first second measured must not hold the sweep's last.
  await sleep(options.warmUpMs + LOOK_MS);
  const before = {
    calls: await world.nginx.requests(),
    cpuS: cpuSeconds(engine.pid),
    atMs: performance.now(),
  };
  // A second at least: the loop's delay is told by the second.
  const samples = await engine.watch(Math.max(options.measureMs, LOOK_MS), LOOK_MS);
  const calls = (await world.nginx.requests()) - before.calls;
  const cpuS = cpuSeconds(engine.pid) - before.cpuS;
  const wallS = (performance.now() - before.atMs) / 1000;
  const failed = samples.at(-1)?.snapshot.polls.failed ?? {};
  await engine.stop();
  await stopTelegram();
  if (Object.keys(failed).length > 0)
    throw new Error(`polls of the whole program failed: ${JSON.stringify(failed)}`);
  return {
    callsPerCpuS: calls / cpuS,
    callsPerS: calls / wallS,
    residentMb: Math.max(...samples.map(({ residentMb }) => residentMb)),
    loopP99Ms: samples.map(({ loopMs }) => loopMs),
    firstSweepS: (sweeping.at(-1)?.atMs ?? 0) / 1000,
    firstSweepLoopMs: Math.max(...sweeping.map(({ loopMs }) => loopMs)),
  };
}
