// The storm: the program on one data directory under load, killed at random moments and started again at once, many
// times over, while slots go on opening, providers refuse now and then, and its Redis is killed, too.
// Everything random comes from one seed; what the machine makes of it does not repeat.
import { join } from 'node:path';
import { between, type Random, randomOf } from '../../../src/demo/random.ts';
import { makePeople } from '../../harness/people.ts';
import { makeSlots } from '../../harness/slots.ts';
import type { Verdict } from '../../harness/verdict.ts';
import { type Program, pause, processesNaming, type Scene, until } from '../../support/program.ts';
import { telegramRefusal } from '../../support/telegram-server.ts';
import { type Grounds, openGrounds, type Round } from './grounds.ts';
import { TWICE_A_KILL } from './sweep.ts';

export interface StormOptions {
  readonly kills: number;
  readonly seed: number;
  /** Default 240. */
  readonly people?: number;
}

export interface StormResult {
  readonly verdict: Verdict;
  /** Kills of the program. */
  readonly kills: number;
  /** Of them before it was ready. */
  readonly whileStarting: number;
  /** After it had sent something. */
  readonly whileSending: number;
  readonly redisKills: number;
  /** Requests that providers refused, dropped or delayed. */
  readonly hazards: number;
  /** How it ended after the last, orderly stop. */
  readonly exitCode: number | null;
  readonly integrity: unknown;
}

const DISTRICTS = [294, 363, 395, 571, 141, 142, 265, 276];
/** Slots opened for each kill on average, so that the load goes on to the end. */
const SLOTS_A_KILL = 2;
/** When a run is killed: as it starts, once it is ready, or while it sends, which comes more often than either. */
const MOMENTS = ['starting', 'ready', 'sending', 'sending', 'sending'] as const;
/** At most so long after that moment began (ms). */
const WITHIN_MS = 600;
/** With nothing to send, a run is killed all the same (ms). */
const IDLE_MS = 4_000;
/** Once in so many runs the Redis of the program is killed before it. */
const REDIS_KILLED = 12;
/** The whole of it must be looked at now and then, and at the end. */
const LOOK_EVERY = 25;
const END_MS = 15 * 60_000;

export async function storm(
  scene: Scene,
  options: StormOptions,
  say: (text: string) => void,
): Promise<StormResult> {
  const { kills, seed, people = 240 } = options;
  const slots = makeSlots(Math.max(40, kills * SLOTS_A_KILL), DISTRICTS);
  const grounds = await openGrounds(scene, makePeople(people, DISTRICTS), slots);
  const round = grounds.fresh();
  let allowed = SLOTS_A_KILL;
  const weather = startWeather(grounds, round, randomOf(seed, 'weather'), () => allowed);
  scene.atEnd(weather.stop);
  const random = randomOf(seed, 'kills');
  let whileStarting = 0;
  let whileSending = 0;
  let redisKills = 0;
  for (let kill = 1; kill <= kills; kill += 1) {
    const engine = start(scene);
    const moment = MOMENTS[between(random, 0, MOMENTS.length - 1)];
    const afterMs = between(random, 0, WITHIN_MS);
    const redis = between(random, 1, REDIS_KILLED) === 1;
    const before = round.accepted();
    if (moment !== 'starting') await engine.event('ready', 60_000);
    if (redis && moment !== 'starting') redisKills += killRedis(scene);
    if (moment === 'sending') await somethingSent(() => round.accepted() > before);
    await pause(afterMs);
    if (!engine.lines().some(({ event }) => event === 'ready')) whileStarting += 1;
    if (round.accepted() > before) whileSending += 1;
    const how = await engine.kill();
    // Ended by itself: the storm must not hide a crash.
    if (how.signal !== 'SIGKILL') throw new Error(`ended with ${how.code}: ${how.stdout}${how.stderr}`);
    allowed = (kill + 1) * SLOTS_A_KILL;
    if (kill % LOOK_EVERY === 0) {
      if (round.integrity() !== 'ok') throw new Error(`kill ${kill}: ${round.integrity()}`);
      say(`${kill} kills: ${round.accepted()} messages accepted, ${weather.opened()} slots open`);
    }
  }
  weather.stop();
  const last = start(scene);
  await until(
    round.settled,
    () => `all to be told: ${round.verdict(0).line} ${round.verdict(0).missing}`,
    END_MS,
  );
  await last.event('ready', END_MS);
  const { code } = await last.stop();
  return {
    verdict: round.verdict(TWICE_A_KILL * kills),
    kills,
    whileStarting,
    whileSending,
    redisKills,
    hazards: weather.hazards(),
    exitCode: code,
    integrity: round.integrity(),
  };
}

async function somethingSent(sent: () => boolean): Promise<void> {
  const endMs = performance.now() + IDLE_MS;
  while (!sent() && performance.now() < endMs) await pause(5);
}

function start(scene: Scene): Program {
  return scene.start(['--pace', '1200/1m', 'run']);
}

/** Ends the redis-server of the running program; returns how many there were. */
function killRedis(scene: Scene): number {
  const servers = processesNaming(`unixsocket:${join(scene.dataDir, 'redis')}`);
  for (const pid of servers) process.kill(pid, 'SIGKILL');
  return servers.length;
}

interface Weather {
  opened(): number;
  hazards(): number;
  stop(): void;
}

/**
 * Opens slots and makes providers misbehave, both at random, until stopped. What a provider refuses it did not take, and
 * it says so: one that leaves it open twice running is owed no third message (R5), which would not be the kills' doing.
 * @param allowed how many slots may be open by now: a slow machine must not have all of them open before the kills
 */
function startWeather(
  { providers }: Grounds,
  { script }: Round,
  random: Random,
  allowed: () => number,
): Weather {
  let opened = 0;
  let hazards = 0;
  let timer: NodeJS.Timeout | undefined;
  const restored = new Set<NodeJS.Timeout>();

  function openSome(): void {
    const some = script.slots.slice(opened, Math.min(opened + between(random, 1, 3), allowed()));
    opened += some.length;
    if (some.length > 0) script.setAll(new Map(some.map(({ number }) => [number, between(random, 10, 60)])));
  }

  function misbehave(): void {
    hazards += 1;
    const kinds = [
      () => providers.telegram.planFor('sendMessage', telegramRefusal(500, 'Internal Server Error')),
      () => providers.telegram.planFor('sendMessage', telegramRefusal(502, 'Bad Gateway')),
      () => providers.telegram.planFor('sendMessage', { delayMs: between(random, 50, 700) }),
      () => providers.webhook.plan({ status: 503 }),
      () => providers.webhook.plan({ status: 500 }),
      () => providers.webhook.plan({ delayMs: between(random, 50, 700) }),
      () => providers.mail.fail('mail', '451 4.3.0 later'),
      () => providers.mail.fail('rcpt', 'drop'),
      () => providers.mail.fail('data', '421 4.3.2 busy'),
      refuseADistrict,
    ];
    kinds[between(random, 0, kinds.length - 1)]?.();
  }

  /** The source refuses for a moment, then says what is true. */
  function refuseADistrict(): void {
    const district = DISTRICTS[between(random, 0, DISTRICTS.length - 1)] as number;
    providers.cowin.set(district, { status: 500, body: '<html>' });
    const later = setTimeout(() => {
      restored.delete(later);
      providers.cowin.set(district, script.bodyOf(district));
    }, 300);
    restored.add(later);
  }

  function turn(): void {
    openSome();
    if (random() < 0.6) misbehave();
    timer = setTimeout(turn, between(random, 300, 1_400));
  }
  turn();

  return {
    opened: () => opened,
    hazards: () => hazards,
    stop() {
      clearTimeout(timer);
      for (const later of restored) clearTimeout(later);
      restored.clear();
      for (const district of DISTRICTS) providers.cowin.set(district, script.bodyOf(district));
      providers.mail.mend();
    },
  };
}
