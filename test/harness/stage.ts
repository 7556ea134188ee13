// One hazard, end to end: people in the database, a script of slots, every provider on loopback, the built program in
// a process of its own. A test breaks something, `settled` waits until nothing is owed, `verdict` says what came of it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { EngineSnapshot } from '../../src/core/snapshot.ts';
import { type Env, inScene, PATH_WITH_REDIS, type Scene, until } from '../support/program.ts';
import { openLedger, type SyncedLedger } from './ledger.ts';
import { dueIn } from './oracle.ts';
import { type HarnessPerson, importFileOf, makePeople } from './people.ts';
import { type Providers, startProviders } from './providers.ts';
import { recordVerdict } from './record.ts';
import { makeSlots, playSlots, type SlotScript } from './slots.ts';
import { judge, type Verdict } from './verdict.ts';

/** BBMP, Pune, Mumbai, Chennai. */
export const DISTRICTS: readonly number[] = [294, 363, 395, 571];

export interface StageOptions {
  /** Default: 24 who differ in everything (`makePeople`). */
  readonly people?: readonly HarnessPerson[];
  /** Default 12, spread over `DISTRICTS`. */
  readonly slots?: number;
  /** On top of what leads to the providers; Redis is on PATH. */
  readonly env?: Env | ((providers: Providers) => Env);
  /** What the mail server wants of who sends through it (default nothing). */
  readonly mailServer?: Parameters<typeof startProviders>[1];
}

export interface Stage {
  /** Starts and ends the program; its `engine()` polls 20 times a second and resolves when it is ready. */
  readonly scene: Scene;
  readonly providers: Providers;
  readonly script: SlotScript;
  readonly ledger: SyncedLedger;
  readonly people: readonly HarnessPerson[];
  /** The path of the program's database. */
  readonly database: string;
  /** What the running engine says of itself. */
  status(): Promise<EngineSnapshot>;
  /** Resolves when every district was asked again `times` times since the script last changed it. */
  polled(times?: number, withinMs?: number): Promise<void>;
  /** Resolves when nothing is pending or on its way any more. Fails after `withinMs` (default 30 s). */
  settled(withinMs?: number): Promise<void>;
  /** How many deliveries are in each state, read from the file. */
  states(): Readonly<Record<string, number>>;
  /** `ok`, or what SQLite finds wrong with the file. */
  integrity(): unknown;
  /**
   * Prints the verdict's line under the test's name.
   * @param allowed repetitions the hazard's row allows
   * @param among who is owed something (default: everybody): without those who refused, with the public of X
   */
  verdict(allowed?: number, among?: readonly HarnessPerson[]): Verdict;
}

/** A test on a stage of its own; everything it started ends with it. */
export function onStage(
  play: (stage: Stage) => Promise<void>,
  options: StageOptions = {},
): () => Promise<void> {
  return inScene(async (scene) => {
    const stage = await openStage(scene, options);
    await play(stage);
  });
}

async function openStage(scene: Scene, options: StageOptions): Promise<Stage> {
  const { people = makePeople(24, DISTRICTS), slots = 12, env = {}, mailServer } = options;
  const ledger = openLedger(join(scene.folder, 'ledger.jsonl'));
  scene.atEnd(ledger.close);
  const providers = await startProviders(ledger, mailServer);
  scene.atEnd(providers.close);
  const own = typeof env === 'function' ? env(providers) : env;
  Object.assign(scene.env, { PATH: PATH_WITH_REDIS, ...providers.env, ...own });
  const script = playSlots(makeSlots(slots, DISTRICTS), providers.cowin);
  const file = join(scene.folder, 'people.json');
  writeFileSync(file, importFileOf(people, providers.webhook.url));
  const imported = await scene.run(['subscribers', 'import', file]);
  if (imported.code !== 0) throw new Error(`the people could not be imported: ${imported.stderr}`);
  const database = join(scene.dataDir, 'vaccine-watch.db');

  /** Another connection, as a person with `sqlite3` would have. */
  function read<T>(look: (db: Database.Database) => T): T {
    const db = new Database(database, { readonly: true });
    try {
      return look(db);
    } finally {
      db.close();
    }
  }

  const states = (): Record<string, number> =>
    read((db) =>
      Object.fromEntries(
        db.prepare('SELECT state, count(*) FROM deliveries GROUP BY state').raw().all() as [string, number][],
      ),
    );

  /** Whether every opening's deliveries stand in the database. */
  const written = (): boolean =>
    read((db) => db.prepare('SELECT count(*) FROM fan_outs').pluck().get() === 0);

  return {
    scene,
    providers,
    script,
    ledger,
    people,
    database,
    status: () => scene.json<EngineSnapshot>(['status']),
    async polled(times = 3, withinMs) {
      for (const district of new Set(script.slots.map((slot) => slot.district)))
        await providers.cowin.polled(district, times, withinMs);
    },
    states,
    async settled(withinMs = 30_000) {
      await until(
        () => {
          const { pending = 0, sending = 0 } = states();
          return pending === 0 && sending === 0 && written();
        },
        () => `still owed: ${JSON.stringify(states())}`,
        withinMs,
      );
    },
    integrity: () => read((db) => db.pragma('integrity_check', { simple: true })),
    verdict(allowed = 0, among = people) {
      const verdict = judge(dueIn(among, script.history()), ledger.read(), allowed);
      process.stdout.write(`  ${verdict.line}\n`);
      const { due, missing, extra, copies } = verdict;
      recordVerdict({
        due,
        missing: missing.length,
        extra: extra.length,
        duplicated: copies,
        allowed,
      });
      return verdict;
    },
  };
}
