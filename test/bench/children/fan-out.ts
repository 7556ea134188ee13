// One opening that is owed to very many, recorded as the program does it: the recorder on the store, on disk. Each time
// in a new database. Everything runs in this thread, as it does in the program, so a long step is a blocked event loop.
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../../src/clock.ts';
import { istDateOf } from '../../../src/core/ist.ts';
import { oneCentreBody } from '../bodies/one-centre.ts';
import { person } from '../people.ts';
import { product } from '../product.ts';
import { finish, planFromArgs } from './meter.ts';

export interface FanOutPlan {
  readonly folder: string;
  readonly people: number;
  readonly rounds: number;
}

export interface FanOutRound {
  /** From the news to the last delivery committed (ms). */
  readonly recordedMs: number;
  /** Longest time the thread was not free (ms). */
  readonly longestStepMs: number;
  readonly owed: number;
}

const plan = planFromArgs<FanOutPlan>();
const { openStore } = await product('store/store');
const { createRecorder } = await product('engine/recorder');
const { cowinSource } = await product('sources/cowin/index');
const source = cowinSource();
const [area] = source.areas;
if (area === undefined) throw new Error('the source has no areas');

async function oneRound(): Promise<FanOutRound> {
  const store = openStore(join(mkdtempSync(join(plan.folder, 'store-')), 'vaccine-watch.db'), source);
  const { id } = area as NonNullable<typeof area>;
  store.subscribers.addAll(
    Array.from({ length: plan.people }, (_, chat) => person(chat, id)),
    Date.now(),
  );
  const { promise: done, resolve } = Promise.withResolvers<void>();
  const recorder = createRecorder({
    store,
    source,
    clock: systemClock,
    log: () => undefined,
    onFeed: () => undefined,
    // Called after every step; the counts are kept, so asking for them costs next to nothing.
    onOwed: () => {
      if (store.outbox.counts('telegram').pending >= plan.people) resolve();
    },
    onBug: (error) => {
      throw error;
    },
  });
  const today = istDateOf(Date.now());
  const body = oneCentreBody({ id: 1, name: 'One', state: 'One' }, 1, today, true);
  const answer = source.parse(body, source.target(id, today));
  if (!answer.ok) throw new Error('the body cannot be read');
  const loop = watchLoop();
  const startedMs = performance.now();
  const taken = recorder.take({
    areaId: id,
    answeredAtMs: Date.now(),
    sessions: answer.sessions,
    absent: [],
  });
  await done;
  const recordedMs = performance.now() - startedMs;
  const longestStepMs = loop.stop();
  if ((await taken) !== 'recorded') throw new Error('the store refused');
  const owed = store.outbox.counts('telegram').pending;
  recorder.stop();
  store.close();
  if (owed !== plan.people) throw new Error(`${owed} deliveries are owed, not ${plan.people}`);
  return { recordedMs, longestStepMs, owed };
}

/** Takes every turn of the event loop; `stop` returns the longest time between two (ms). */
function watchLoop(): { stop(): number } {
  let longestMs = 0;
  let lastMs = performance.now();
  let next: NodeJS.Immediate;
  function turn(): void {
    const nowMs = performance.now();
    longestMs = Math.max(longestMs, nowMs - lastMs);
    lastMs = nowMs;
    next = setImmediate(turn);
  }
  next = setImmediate(turn);
  return {
    stop() {
      clearImmediate(next);
      return Math.max(longestMs, performance.now() - lastMs);
    },
  };
}

// The first is the warm-up.
await oneRound();
const rounds: FanOutRound[] = [];
for (let round = 0; round < plan.rounds; round++) rounds.push(await oneRound());
finish(rounds);
