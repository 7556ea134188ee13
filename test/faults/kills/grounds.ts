// Where kills are played: providers that outlive many runs of the program, and for each run a data directory as new,
// with the same people in it, a new script of slots and a ledger of its own.
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { openLedger, type SyncedLedger } from '../../harness/ledger.ts';
import { dueIn } from '../../harness/oracle.ts';
import { type HarnessPerson, importFileOf } from '../../harness/people.ts';
import { type Providers, startProviders } from '../../harness/providers.ts';
import { playSlots, type Slot, type SlotScript } from '../../harness/slots.ts';
import { judge, type Verdict } from '../../harness/verdict.ts';
import { PATH_WITH_REDIS, type Scene } from '../../support/program.ts';
import type { Ports } from './points.ts';

export interface Grounds {
  readonly scene: Scene;
  readonly providers: Providers;
  readonly ports: Ports;
  /** A data directory as new, an empty ledger, all slots closed. */
  fresh(): Round;
}

/** One run of the script, over as many starts of the program as it takes. */
export interface Round {
  readonly script: SlotScript;
  readonly ledger: SyncedLedger;
  /** How many messages the providers took so far. */
  accepted(): number;
  /** Everybody who is owed something was told, and nothing is pending or on its way. */
  settled(): boolean;
  integrity(): unknown;
  verdict(allowed: number): Verdict;
}

export async function openGrounds(
  scene: Scene,
  people: readonly HarnessPerson[],
  slots: readonly Slot[],
): Promise<Grounds> {
  let rounds = 0;
  let accepted = 0;
  let ledger = openLedger(join(scene.folder, 'ledger-0.jsonl'));
  scene.atEnd(() => ledger.close());
  const providers = await startProviders({
    accept(message) {
      ledger.accept(message);
      accepted += 1;
    },
    read: () => ledger.read(),
    close: () => undefined,
  });
  scene.atEnd(providers.close);
  // One polling thread: each kind of outside call is counted in one place.
  Object.assign(scene.env, { PATH: PATH_WITH_REDIS, VACCINE_WATCH_POLL_THREADS: '1', ...providers.env });
  const file = join(scene.folder, 'people.json');
  writeFileSync(file, importFileOf(people, providers.webhook.url));
  const imported = await scene.run(['subscribers', 'import', file]);
  if (imported.code !== 0) throw new Error(`the people could not be imported: ${imported.stderr}`);
  const template = join(scene.folder, 'template');
  cpSync(scene.dataDir, template, { recursive: true });
  const database = join(scene.dataDir, 'vaccine-watch.db');

  function owes(): boolean {
    const db = new Database(database, { readonly: true });
    try {
      const left = "SELECT count(*) FROM deliveries WHERE state IN ('pending', 'sending')";
      return [left, 'SELECT count(*) FROM fan_outs'].some((sql) => db.prepare(sql).pluck().get() !== 0);
    } finally {
      db.close();
    }
  }

  return {
    scene,
    providers,
    ports: {
      source: Number(new URL(providers.cowin.url).port),
      sends: [providers.telegram.port, providers.mail.port, providers.webhook.port, providers.x.port],
    },
    fresh() {
      rounds += 1;
      rmSync(scene.dataDir, { recursive: true, force: true });
      cpSync(template, scene.dataDir, { recursive: true });
      ledger.close();
      ledger = openLedger(join(scene.folder, `ledger-${rounds}.jsonl`));
      const mine = ledger;
      accepted = 0;
      const script = playSlots(slots, providers.cowin);
      const verdict = (allowed: number) => judge(dueIn(people, script.history()), mine.read(), allowed);
      return {
        script,
        ledger: mine,
        accepted: () => accepted,
        settled: () => !owes() && verdict(0).missing.length === 0,
        integrity() {
          const db = new Database(database, { readonly: true });
          try {
            return db.pragma('integrity_check', { simple: true });
          } finally {
            db.close();
          }
        },
        verdict,
      };
    },
  };
}
