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
import { type Env, PATH_WITH_REDIS, type Scene } from '../../support/program.ts';
import type { Ports } from './points.ts';

export interface GroundsOptions {
  /** Settings on top of what leads to the providers (default none). */
  readonly env?: (providers: Providers) => Env;
  /** The ports to which a write is a `send` (default those of every channel). */
  readonly sends?: (providers: Providers) => readonly number[];
  /** Most messages that may arrive twice after one kill (default as FAULTS.md has it). */
  readonly twiceAKill?: number;
  /** What else is not as it must be at the end of a round, from its database (default nothing). */
  readonly look?: (db: Database.Database, providers: Providers) => readonly string[];
}

export interface Grounds {
  readonly scene: Scene;
  readonly providers: Providers;
  readonly ports: Ports;
  /** Most messages that may arrive twice after one kill; undefined: as FAULTS.md has it. */
  readonly twiceAKill: number | undefined;
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
  /** What else these grounds find wrong, once all is settled. */
  look(): readonly string[];
  verdict(allowed: number): Verdict;
}

export async function openGrounds(
  scene: Scene,
  people: readonly HarnessPerson[],
  slots: readonly Slot[],
  options: GroundsOptions = {},
): Promise<Grounds> {
  const { env, sends, twiceAKill, look } = options;
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
  Object.assign(scene.env, {
    PATH: PATH_WITH_REDIS,
    VACCINE_WATCH_POLL_THREADS: '1',
    ...providers.env,
    ...env?.(providers),
  });
  const file = join(scene.folder, 'people.json');
  writeFileSync(file, importFileOf(people, providers.webhook.url));
  const imported = await scene.run(['subscribers', 'import', file]);
  if (imported.code !== 0) throw new Error(`the people could not be imported: ${imported.stderr}`);
  const template = join(scene.folder, 'template');
  cpSync(scene.dataDir, template, { recursive: true });
  const database = join(scene.dataDir, 'vaccine-watch.db');

  /** Another connection, as a person with `sqlite3` would have. */
  function read<T>(what: (db: Database.Database) => T): T {
    const db = new Database(database, { readonly: true });
    try {
      return what(db);
    } finally {
      db.close();
    }
  }

  function owes(): boolean {
    const left = "SELECT count(*) FROM deliveries WHERE state IN ('pending', 'sending')";
    return read((db) =>
      [left, 'SELECT count(*) FROM fan_outs'].some((sql) => db.prepare(sql).pluck().get() !== 0),
    );
  }

  const { telegram, mail, webhook, x } = providers;
  return {
    scene,
    providers,
    ports: {
      source: Number(new URL(providers.cowin.url).port),
      sends: sends?.(providers) ?? [telegram.port, mail.port, webhook.port, x.port],
    },
    twiceAKill,
    fresh() {
      rounds += 1;
      rmSync(scene.dataDir, { recursive: true, force: true });
      cpSync(template, scene.dataDir, { recursive: true });
      ledger.close();
      ledger = openLedger(join(scene.folder, `ledger-${rounds}.jsonl`));
      const mine = ledger;
      accepted = 0;
      // What X published in an earlier round would be refused as said already.
      x.forget();
      const script = playSlots(slots, providers.cowin);
      const verdict = (allowed: number) => judge(dueIn(people, script.history()), mine.read(), allowed);
      return {
        script,
        ledger: mine,
        accepted: () => accepted,
        settled: () => verdict(0).missing.length === 0 && !owes(),
        integrity: () => read((db) => db.pragma('integrity_check', { simple: true })),
        look: () => read((db) => look?.(db, providers) ?? []),
        verdict,
      };
    },
  };
}
