// Memory of the whole program: every district polled at full speed, 50,000 people in the database, nobody at a screen.
// Every minute each district's answer is another (2 % of its sessions), so that openings are owed and sent all the time.
import { setTimeout as sleep } from 'node:timers/promises';
import type { World } from '../bench-world.ts';
import { startRunning } from '../engine.ts';
import { growth, median, type Sample, slopePerHour } from '../numbers.ts';
import type { BenchOptions } from '../options.ts';
import { person } from '../people.ts';
import { residentMb } from '../process.ts';
import { type RedisFigures, redisFigures } from '../servers/redis.ts';
import { startTelegramStub } from '../servers/telegram.ts';

export interface MemoryFigures {
  readonly people: number;
  readonly minutes: number;
  /** MB of a million bytes, of the program's process. */
  readonly mostMb: number;
  readonly medianMb: number;
  /** How much more the last third held than the middle third, by their medians; null: too short to say. */
  readonly growthMb: number | null;
  /** Over the last two thirds. */
  readonly slopeMbPerHour: number;
  readonly redis: Pick<RedisFigures, 'usedMb' | 'residentMb'>;
  readonly callsPerS: number;
  readonly openings: number;
  readonly samplesMb: readonly number[];
}

const PEOPLE = 50_000;
const SAMPLES = 240;

export async function measureMemory(
  world: World,
  options: BenchOptions,
  say: (what: string) => void,
): Promise<MemoryFigures> {
  say(`memory: ${PEOPLE} people, ${Math.round(options.memoryMs / 1000)} s`);
  const telegram = await startTelegramStub();
  const stopTelegram = world.atEnd(telegram.stop);
  const engine = await startRunning(world, {
    cowinUrl: world.nginx.url('minutes'),
    pace: 'unlimited',
    allAreas: true,
    telegramUrl: telegram.url,
    people: crowd(world),
    // As many threads as it takes for itself.
    core: 'any',
  });
  const calls = await world.nginx.requests();
  const startedMs = performance.now();
  const values: Sample[] = [];
  // Looked at from outside only: what asking costs must not be what is measured.
  for (const endMs = startedMs + options.memoryMs; performance.now() < endMs; ) {
    await sleep(Math.max(200, options.memoryMs / SAMPLES));
    values.push({ atMs: performance.now() - startedMs, value: residentMb(engine.pid) });
  }
  const seconds = (performance.now() - startedMs) / 1000;
  const callsPerS = ((await world.nginx.requests()) - calls) / seconds;
  const redis = await redisFigures(engine.redisSocket);
  const { openings } = await engine.status();
  await engine.stop();
  await stopTelegram();
  const mb = values.map(({ value }) => value);
  return {
    people: PEOPLE,
    minutes: options.memoryMs / 60_000,
    mostMb: Math.max(...mb),
    medianMb: median(mb),
    growthMb: growth(mb),
    slopeMbPerHour: slopePerHour(values.slice(Math.floor(values.length / 3))),
    redis,
    callsPerS,
    openings,
    samplesMb: mb.map((value) => Math.round(value * 10) / 10),
  };
}

/** As people are: the first districts have far more of them than the last, and half of them want something special. */
function crowd(world: World) {
  const { areas } = world.source;
  const weights = areas.map((_, index) => 1 / (index + 1));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const people = areas.flatMap(({ id }, index) =>
    Array.from({ length: Math.ceil((PEOPLE * (weights[index] as number)) / whole) }, () => id),
  );
  return people.slice(0, PEOPLE).map((areaId, chat) =>
    person(chat, areaId, {
      dose: chat % 4 === 0 ? '1' : null,
      ageYears: chat % 2 === 0 ? 50 : 30,
      minCapacity: chat % 3 === 0 ? 10 : 1,
    }),
  );
}
