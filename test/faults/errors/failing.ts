// The test's end of failing-sqlite.mjs and failing-redis.mjs: which calls shall fail in an engine, and what came of it.
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Env, Scene } from '../../support/program.ts';

export interface Order {
  /** `write`: what changes something, begins such a transaction, or commits it. `read`: what only looks. */
  readonly kind: 'write' | 'read' | 'any';
  /** The first that fails, counted from when the order was given; from 1. */
  readonly from: number;
  /**
   * As better-sqlite3 names it: `SQLITE_BUSY`, `SQLITE_IOERR_WRITE`. Of Redis: `refused`, `closed`, `timeout`, or
   * `answer-lost`: done, and nobody heard.
   */
  readonly code: string;
  /** For so many calls, or for so long after the first (ms). */
  readonly lasts: { readonly calls: number } | { readonly forMs: number };
}

export interface Done {
  /** Calls of the order's kind that came. */
  readonly seen: number;
  readonly refused: number;
}

export interface Failing {
  /** For the engine; in other programs of the scene nothing fails. */
  readonly env: Env;
  /** In place of what was ordered before. */
  order(order: Order): void;
  lift(): void;
  /** What became of the last order. */
  done(): Done;
}

export const failingSqlite = (scene: Scene): Failing => failing(scene, 'failing-sqlite.mjs');
export const failingRedis = (scene: Scene): Failing => failing(scene, 'failing-redis.mjs');

function failing({ folder }: Scene, preload: string): Failing {
  const file = join(folder, 'orders.json');
  let id = 0;
  return {
    env: {
      NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, preload)).href}`,
      VACCINE_WATCH_TEST_ORDERS: file,
    },
    order({ lasts, ...order }) {
      id += 1;
      writeFileSync(`${file}.next`, JSON.stringify({ id, ...order, ...lasts }));
      renameSync(`${file}.next`, file);
    },
    lift: () => rmSync(file, { force: true }),
    done() {
      try {
        const done = JSON.parse(readFileSync(`${file}.done`, 'utf8')) as Done & { readonly id: number };
        if (done.id === id) return done;
      } catch {
        // Nothing came yet, or it is being written.
      }
      return { seen: 0, refused: 0 };
    },
  };
}
