// 100,000 people in one district, and 200 openings there in one answer, while all other districts are polled. The
// deliveries take longer than anybody wants to wait for a bench, so this watches the beginning: how the program bears it.
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { World } from '../bench-world.ts';
import { oneCentreBody } from '../bodies/one-centre.ts';
import { type EngineSample, startRunning } from '../engine.ts';
import { growth, type Spread, spread } from '../numbers.ts';
import type { BenchOptions } from '../options.ts';
import { person } from '../people.ts';
import { startTelegramStub } from '../servers/telegram.ts';

export interface CrowdFigures {
  readonly people: number;
  readonly openings: number;
  readonly pace: string;
  /** How long was watched after the openings were recorded (s). */
  readonly watchedS: number;
  /** The main thread's event-loop delay, 99th percentile of each second (ms). */
  readonly loopP99Ms: Spread;
  readonly residentBeforeMb: number;
  readonly mostMb: number;
  /** How much more the last third held than the middle third, by their medians; null: too short to say. */
  readonly growthMb: number | null;
  /** Deliveries written in the time watched. */
  readonly deliveries: number;
  /** The longest that any other district had no good answer (s). */
  readonly oldestOtherS: number;
}

const PEOPLE = 100_000;
const OPENINGS = 200;
/** More than one sweep of the country a second. */
const PACE = '1000/1s';
const LOOK_MS = 1_000;
/** Until the openings are recorded (s). */
const PATIENCE_S = 30;

export async function measureCrowd(
  world: World,
  options: BenchOptions,
  say: (what: string) => void,
): Promise<CrowdFigures> {
  say(`crowd: ${PEOPLE} people, ${OPENINGS} openings at once, ${Math.round(options.crowdMs / 1000)} s`);
  const [area] = world.source.areas;
  if (area === undefined) throw new Error('the source has no areas');
  serve(world, area.id, false);
  const telegram = await startTelegramStub();
  const stopTelegram = world.atEnd(telegram.stop);
  const engine = await startRunning(world, {
    cowinUrl: world.nginx.url('crowd'),
    pace: PACE,
    allAreas: true,
    telegramUrl: telegram.url,
    people: Array.from({ length: PEOPLE }, (_, chat) => person(chat, area.id)),
    core: 'client',
  });

  const calm = (await engine.swept()).at(-1);
  serve(world, area.id, true);
  const before = calm?.snapshot.openings ?? 0;
  const samples: EngineSample[] = [];
  for (let watched = 0; watched < options.crowdMs / LOOK_MS; ) {
    const [sample] = await engine.watch(LOOK_MS, LOOK_MS);
    if (sample === undefined) break;
    // The second in which they are recorded counts already.
    samples.push(sample);
    if (sample.snapshot.openings >= before + OPENINGS) watched += 1;
    else if (samples.length > PATIENCE_S)
      throw new Error(`${OPENINGS} openings were not seen within ${PATIENCE_S} s`);
  }
  await engine.stop();
  await stopTelegram();
  const last = samples.at(-1)?.snapshot;
  return {
    people: PEOPLE,
    openings: OPENINGS,
    pace: PACE,
    watchedS: options.crowdMs / 1000,
    loopP99Ms: spread(samples.map(({ loopMs }) => loopMs)),
    residentBeforeMb: calm?.residentMb ?? 0,
    mostMb: Math.max(...samples.map(({ residentMb }) => residentMb)),
    growthMb: growth(samples.map(({ residentMb }) => residentMb)),
    deliveries:
      last?.channels.reduce((sum, { pending, sending, sent }) => sum + pending + sending + sent, 0) ?? 0,
    oldestOtherS: Math.max(...samples.map((sample) => oldestOther(sample, area.id))),
  };
}

/** Lays the district's answer where nginx finds it, in one step. */
function serve(world: World, areaId: string, open: boolean): void {
  const id = Number(areaId.split(':')[1]);
  const body = oneCentreBody({ id, name: 'Crowded', state: 'Crowded' }, OPENINGS, world.today, open);
  const file = join(world.folder, 'crowd', `${id}.json.gz`);
  writeFileSync(`${file}.new`, gzipSync(body));
  renameSync(`${file}.new`, file);
}

function oldestOther({ snapshot }: EngineSample, areaId: string): number {
  const others = snapshot.areas.filter(({ id }) => id !== areaId);
  return (
    Math.max(...others.map(({ lastGoodMs }) => snapshot.atMs - (lastGoodMs ?? snapshot.startedAtMs))) / 1000
  );
}
