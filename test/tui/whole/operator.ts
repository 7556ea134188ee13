// An operator's machine: a simulated CoWIN, a Telegram API, people in the database, and the built program at a terminal.
// Everything is real but the world outside; everything ends with the scene.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../../src/clock.ts';
import type { NewSubscription } from '../../../src/core/records.ts';
import { startSimulator } from '../../../src/demo/simulator.ts';
import { cowinSource } from '../../../src/sources/cowin/index.ts';
import { openStore } from '../../../src/store/store.ts';
import { chatOf, person } from '../../bench/people.ts';
import { startTelegramStub } from '../../bench/servers/telegram.ts';
import { type Env, LAUNCHER, openScene, type Program, type Scene } from '../../support/program.ts';
import { openTerminal, type TestTerminal } from '../../support/terminal.ts';

/** Delhi's districts, BBMP, Mumbai, Pune: who watches which is drawn in turn. */
const WATCHED = ['cowin:294', 'cowin:395', 'cowin:363', 'cowin:141', 'cowin:145', 'cowin:265'];

export interface OperatorOptions {
  /** How many are in the database before anything starts (default 60). */
  readonly people?: number;
  /** Others in the database. */
  readonly more?: readonly NewSubscription[];
  readonly openingsPerMinute?: number;
  readonly env?: Env;
}

export interface Size {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Env;
  /** As of `openTerminal`. */
  readonly spare?: number;
}

export interface Operator extends Scene {
  /** The program at a terminal; without arguments the screen. */
  terminal(size?: Size, args?: readonly string[]): TestTerminal;
  /** The engine without a screen, polling. */
  running(): Promise<Program>;
}

export async function startOperator(options: OperatorOptions = {}): Promise<Operator> {
  const source = cowinSource();
  const simulator = await startSimulator({
    areas: source.areas,
    clock: systemClock,
    openingsPerMinute: options.openingsPerMinute ?? 60,
    focus: WATCHED.map((id) => Number(id.slice('cowin:'.length))),
  });
  const telegram = await startTelegramStub();
  const scene = openScene({
    VACCINE_WATCH_COWIN_URL: simulator.url,
    VACCINE_WATCH_PACE: '20/1s',
    VACCINE_WATCH_REDIS: 'off',
    VACCINE_WATCH_TELEGRAM_TOKEN: '123456:TEST',
    VACCINE_WATCH_TELEGRAM_API: telegram.url,
    ...options.env,
  });
  scene.atEnd(simulator.close);
  scene.atEnd(telegram.stop);
  mkdirSync(scene.dataDir, { recursive: true, mode: 0o700 });
  const store = openStore(join(scene.dataDir, 'vaccine-watch.db'), source);
  const people = Array.from({ length: options.people ?? 60 }, (_, index) =>
    person(index, WATCHED[index % WATCHED.length] as string),
  );
  store.subscribers.addAll([...people, ...(options.more ?? [])], Date.now());
  store.close();

  return {
    ...scene,
    terminal({ columns = 80, rows = 24, env = {}, spare = 0 } = {}, args = []) {
      const terminal = openTerminal({
        file: process.execPath,
        args: [LAUNCHER, '--data-dir', scene.dataDir, ...args],
        columns,
        rows,
        spare,
        env: { ...scene.env, ...env },
      });
      scene.atEnd(async () => {
        terminal.close();
        await Promise.race([terminal.exited, sleep(5_000)]);
      });
      return terminal;
    },
    async running() {
      const engine = scene.start(['run']);
      await engine.event('ready');
      return engine;
    },
  };
}

/** The address of one of the people in the database, from 0. */
export const addressOf = chatOf;
