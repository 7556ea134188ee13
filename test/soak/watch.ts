// Looks at the program all through a soak: at its memory once a second, at everything else every ten.
import { appendFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineSnapshot } from '../../src/core/snapshot.ts';
import { median } from '../bench/numbers.ts';
import { residentMb } from '../bench/process.ts';
import type { SoakEngine } from './engine.ts';
import { descriptorsOf } from './proc.ts';
import { CSV_HEAD, csvLine, type Sample } from './sample.ts';
import type { SoakSource } from './source.ts';

const EVERY_S = 10;

/** @param csv where each sample goes at once @throws Error when the program ends meanwhile */
export async function watch(
  engine: SoakEngine,
  source: SoakSource,
  forMs: number,
  csv: string,
): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  const startedMs = performance.now();
  let code: number | undefined;
  void engine.ended.then((value) => {
    code = value;
  });
  writeFileSync(csv, CSV_HEAD);
  const goodAge = createGoodAge();
  let rssMb: number[] = [];
  for (let second = 1; second * 1000 <= forMs; second++) {
    await sleep(Math.max(0, startedMs + second * 1000 - performance.now()));
    if (code !== undefined) throw new Error(`the program ended by itself after ${second} s (code ${code})`);
    rssMb.push(residentMb(engine.pid));
    if (second % EVERY_S !== 0) continue;
    const sample = {
      ...(await look(engine, source, goodAge, (performance.now() - startedMs) / 1000)),
      rssMb: rounded(median(rssMb)),
    };
    samples.push(sample);
    appendFileSync(csv, csvLine(sample));
    rssMb = [];
  }
  return samples;
}

/** How long ago the last good answer had moved (s), by our own clock: the program's jumps from midnight to midnight. */
export function createGoodAge(): (lastGoodMs: number | null, atS: number) => number | null {
  let known: number | null = null;
  let movedAtS = 0;
  return (lastGoodMs, atS) => {
    if (lastGoodMs !== known) {
      known = lastGoodMs;
      movedAtS = atS;
    }
    return known === null ? null : atS - movedAtS;
  };
}

async function look(
  engine: SoakEngine,
  source: SoakSource,
  goodAge: ReturnType<typeof createGoodAge>,
  atS: number,
): Promise<Omit<Sample, 'rssMb'>> {
  const descriptors = descriptorsOf(engine.pid);
  const [snapshot, { answers }, redisMb] = await Promise.all([
    engine.control.status(),
    source.look(),
    engine.redisMb(),
  ]);
  const left = engine.left();
  const total = (of: (channel: EngineSnapshot['channels'][number]) => number) =>
    snapshot.channels.reduce((sum, channel) => sum + of(channel), 0);
  return {
    atS: rounded(atS),
    residentMb: roundedOrNull(left.residentMb),
    allocatedMb: roundedOrNull(left.allocatedMb),
    heapMb: roundedOrNull(left.heapMb),
    codeMb: roundedOrNull(left.codeMb),
    descriptors: descriptors.all,
    sockets: descriptors.sockets,
    loopP99Ms: rounded(snapshot.loopP99Ms),
    owed: total(({ pending, sending }) => pending + sending),
    calls: snapshot.polls.calls,
    answers,
    sent: total(({ sent }) => sent),
    redisMb: rounded(redisMb),
    redisOk: snapshot.dedupe.state === 'ok' ? 1 : 0,
    lastGoodS: roundedOrNull(goodAge(snapshot.source.lastGoodMs, atS)),
  };
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

function roundedOrNull(value: number | null): number | null {
  return value === null ? null : rounded(value);
}
