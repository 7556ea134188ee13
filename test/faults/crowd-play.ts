// A crowd in one district and many slots opening there in one answer, while other districts go on: what the short and
// the long form of FAULTS 18 share. The crowd is in the database before the program starts.
import { join } from 'node:path';
import type { EngineSnapshot } from '../../src/core/snapshot.ts';
import { product } from '../bench/product.ts';
import { addPeople } from '../harness/add-people.ts';
import { type Accepted, openLedger, type SyncedLedger } from '../harness/ledger.ts';
import { dueIn } from '../harness/oracle.ts';
import { type HarnessPerson, wantsAll } from '../harness/people.ts';
import { type Providers, startProviders } from '../harness/providers.ts';
import { makeSlots, playSlots, type SlotScript } from '../harness/slots.ts';
import { owedIn } from '../soak/engine.ts';
import { PATH_WITH_REDIS, type Scene, until } from '../support/program.ts';

/** Where the crowd is: BBMP. */
export const CROWDED = 294;
/** Pune, Mumbai, Chennai: a person each, by webhook. */
export const OTHERS: readonly number[] = [363, 395, 571];

export interface Crowd {
  readonly people: readonly HarnessPerson[];
  readonly providers: Providers;
  readonly ledger: SyncedLedger;
  /** The slots of the crowded district, then one of each other. */
  readonly script: SlotScript;
  /** Has every slot of the crowded district open in one answer. */
  openAll(): void;
  /** Has the slot of another district open. */
  openIn(district: number): void;
  /** What is owed by now. @param among whom, by `channel to` (default: everybody) */
  due(among?: { has(whom: string): boolean }): ReadonlySet<string>;
  status(): Promise<EngineSnapshot>;
  /** Resolves when nothing is owed any more. */
  settled(withinMs: number): Promise<void>;
}

/** @param people by webhook, but every 500th by Telegram and every 500th by mail, which take long each */
export async function gatherCrowd(scene: Scene, people: number, slots: number): Promise<Crowd> {
  const ledger = openLedger(join(scene.folder, 'ledger.jsonl'));
  scene.atEnd(ledger.close);
  const providers = await startProviders(ledger);
  scene.atEnd(providers.close);
  Object.assign(scene.env, { PATH: PATH_WITH_REDIS, ...providers.env });
  const crowd = [
    ...Array.from({ length: people }, (_, index) => member(index + 1)),
    ...OTHERS.map((district) => wantsAll('webhook', `/other/${district}`, district)),
  ];
  const { cowinSource } = await product('sources/cowin/index');
  await addPeople(scene.dataDir, cowinSource(), crowd, providers.webhook.url);
  const of = makeSlots(slots + OTHERS.length, [CROWDED]).map((slot, at) => ({
    ...slot,
    district: OTHERS[at - slots] ?? CROWDED,
  }));
  const script = playSlots(of, providers.cowin);
  const openAt = (district: number) =>
    script.setAll(new Map(of.filter((slot) => slot.district === district).map(({ number }) => [number, 20])));
  return {
    people: crowd,
    providers,
    ledger,
    script,
    openAll: () => openAt(CROWDED),
    openIn: openAt,
    due: (among) =>
      dueIn(
        crowd.filter(({ channel, to }) => among?.has(`${channel} ${to}`) ?? true),
        script.history(),
      ),
    status: () => scene.json<EngineSnapshot>(['status']),
    settled: (withinMs) => {
      const file = join(scene.dataDir, 'vaccine-watch.db');
      return until(
        () => owedIn(file) === 0,
        () => `${owedIn(file)} still owed`,
        withinMs,
      ).then(() => undefined);
    },
  };
}

function member(number: number): HarnessPerson {
  if (number % 500 === 1) return wantsAll('telegram', String(1_000_000 + number), CROWDED);
  if (number % 500 === 2) return wantsAll('email', `crowd${number}@example.org`, CROWDED);
  return wantsAll('webhook', `/crowd/${number}`, CROWDED);
}

/** How many messages each recipient got, by `channel to`. */
export function messagesEach(accepted: readonly Accepted[]): ReadonlyMap<string, number> {
  const each = new Map<string, number>();
  for (const { channel, to } of accepted) {
    const whom = `${channel} ${to}`;
    each.set(whom, (each.get(whom) ?? 0) + 1);
  }
  return each;
}
