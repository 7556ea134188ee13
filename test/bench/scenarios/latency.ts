// From an answer that shows an open slot to the Telegram request that tells of it, through the whole program on an idle
// machine. Counted from just before the answer's bytes are written until the whole request has been read, by one clock:
// both servers live in this process, and what they take themselves is counted too.
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { World } from '../bench-world.ts';
import { type CentreRow, withCapacity } from '../bodies/district.ts';
import { bodyFile, readCentres } from '../bodies/write.ts';
import { startRunning } from '../engine.ts';
import { percentile } from '../numbers.ts';
import type { BenchOptions } from '../options.ts';
import { chatOf, person } from '../people.ts';
import { startCowinStub } from '../servers/cowin.ts';
import { startTelegramStub } from '../servers/telegram.ts';

export interface LatencyFigures {
  readonly openings: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly samplesMs: readonly number[];
}

/** Calls evenly spaced, few enough for the machine to be idle between them. */
const PACE = '200/1s';
/** Between two openings (ms): below Telegram's 28 messages a second, so that no limit of a provider is measured. */
const APART_MS = 40;
/** For the first sweeps, and for the last message (ms). */
const PATIENCE_MS = 30_000;

/** Every opening is in a district of its own, for one person of its own. */
export async function measureLatency(
  world: World,
  options: BenchOptions,
  say: (what: string) => void,
): Promise<LatencyFigures> {
  say(`latency: ${options.openings} openings`);
  const areas = world.source.areas.slice(0, options.openings);
  const districts = areas.map(({ id }) => Number(id.split(':')[1]));
  const cowin = await startCowinStub();
  const stopCowin = world.atEnd(cowin.stop);
  const telegram = await startTelegramStub();
  const stopTelegram = world.atEnd(telegram.stop);
  const toldMs = new Map<string, number>();
  telegram.onMessage((chat, atMs) => {
    if (!toldMs.has(chat)) toldMs.set(chat, atMs);
  });
  for (const district of districts) cowin.set(district, answerOf(world, district, false));
  const engine = await startRunning(world, {
    cowinUrl: cowin.url,
    pace: PACE,
    allAreas: false,
    telegramUrl: telegram.url,
    people: areas.map(({ id }, index) => person(index, id)),
    core: 'any',
  });
  await until(() => districts.every((district) => cowin.asked(district) >= 2), 'two calls of every district');

  for (const district of districts) {
    cowin.set(district, answerOf(world, district, true));
    await sleep(APART_MS);
  }
  await until(() => toldMs.size >= districts.length, 'a message for every opening');
  await engine.stop();
  await stopTelegram();
  const samplesMs = districts.map(
    (district, index) => (toldMs.get(chatOf(index)) ?? Number.NaN) - (cowin.givenMs(district) ?? Number.NaN),
  );
  await stopCowin();
  return {
    openings: samplesMs.length,
    p50Ms: percentile(samplesMs, 50),
    p99Ms: percentile(samplesMs, 99),
    maxMs: Math.max(...samplesMs),
    samplesMs,
  };
}

async function until(holds: () => boolean, what: string): Promise<void> {
  for (const endMs = performance.now() + PATIENCE_MS; !holds(); await sleep(10)) {
    if (performance.now() > endMs) throw new Error(`not within ${PATIENCE_MS} ms: ${what}`);
  }
}

/** A district's usual answer with everything booked out, or with its first session open. */
function answerOf(world: World, district: number, open: boolean): Buffer {
  const centres = readCentres(bodyFile(`${world.folder}/bodies`, 0, district)).map(
    (centre, index): CentreRow => ({
      ...centre,
      sessions: centre.sessions.map((session, place) =>
        withCapacity(session, open && index === 0 && place === 0 ? 20 : 0, 0),
      ),
    }),
  );
  return gzipSync(JSON.stringify({ centers: centres }));
}
