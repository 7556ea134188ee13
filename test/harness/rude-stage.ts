// A stage whose source stands behind a rude door, and an engine that is watched while it is: what it says of itself,
// second by second, and what memory it took at its height.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { connectControl, type RemoteControl } from '../../src/control/client.ts';
import type { EngineSnapshot } from '../../src/core/snapshot.ts';
import { type Program, until } from '../support/program.ts';
import { dueIn } from './oracle.ts';
import { type HarnessPerson, wantsAll } from './people.ts';
import { type RudeSource, startRudeSource } from './rude-source.ts';
import { slotsToldIn } from './slots.ts';
import { DISTRICTS, onStage, type Stage, type StageOptions } from './stage.ts';

export interface WatchedEngine {
  readonly program: Program;
  readonly control: RemoteControl;
  /** What it said last. */
  now(): EngineSnapshot;
  /** Resolves with the first word of it, from now on, that `fits`. */
  says(fits: (snapshot: EngineSnapshot) => unknown, what: string, withinMs?: number): Promise<EngineSnapshot>;
  /** Begins to measure: what it takes now counts as nothing. */
  measure(): void;
  /** How much more memory it took at its height, since `measure` (MB). */
  peakMb(): number;
  /** SIGTERM; fails when it does not end with 0. */
  stop(): Promise<void>;
}

/** Whatever opens in a district is told to three, on three channels; twelve in all. */
const EVERYBODY: readonly HarnessPerson[] = DISTRICTS.flatMap((district) => [
  wantsAll('telegram', String(district), district),
  wantsAll('email', `people-of-${district}@example.org`, district),
  wantsAll('webhook', `/people-of/${district}`, district),
]);

export interface RudeStage extends Stage {
  readonly source: RudeSource;
  /** Starts the engine and attaches to it. @param pace default 20 calls a second */
  watched(pace?: string, env?: Readonly<Record<string, string>>): Promise<WatchedEngine>;
  /** How often anybody was told that a slot is gone. */
  toldGone(): number;
  /** Opens the next slot of these districts (default: all). Gives its number. */
  open(...districts: readonly number[]): number;
  /** Resolves when everybody who wants a slot was told of it. */
  told(slot: number, withinMs?: number): Promise<void>;
  /** The source is well again: all are told of all, once, and the engine ends in good order. */
  endsWell(engine: WatchedEngine): Promise<void>;
}

/** Within this the source is asked again, whatever wait it asked for that a test waits out (ms). */
const PAUSE_OVER_MS = 60_000;

/** A test on such a stage, by default with 120 slots and twelve who want all; everything it started ends with it. */
export function onRudeStage(
  play: (stage: RudeStage) => Promise<void>,
  options: StageOptions = {},
): () => Promise<void> {
  return onStage(
    async (stage) => {
      const { scene, providers, script, ledger, people } = stage;
      const source = await startRudeSource(providers.cowin.url);
      scene.atEnd(source.close);
      Object.assign(scene.env, { VACCINE_WATCH_COWIN_URL: source.url });
      const edits = () => providers.telegram.messages.reduce((sum, { edits }) => sum + edits, 0);
      const opened = new Set<number>();
      await play({
        ...stage,
        source,
        open(...districts) {
          const within = districts.length === 0 ? DISTRICTS : districts;
          const slot = script.slots.find(
            ({ number, district }) => within.includes(district) && !opened.has(number),
          );
          if (slot === undefined) throw new Error('all slots of the script were opened');
          opened.add(slot.number);
          script.set(slot.number, 20);
          return slot.number;
        },
        async told(slot, withinMs) {
          const due = dueIn(
            people,
            script.history().filter((said) => said.slot.number === slot),
          );
          const heard = () => ledger.read().filter(({ text }) => slotsToldIn(text).includes(slot)).length;
          await until(
            () => heard() >= due.size,
            () => `${due.size} wanted to hear of slot ${slot}, ${heard()} did`,
            withinMs,
          );
        },
        async endsWell(engine) {
          source.well();
          await stage.polled(3, PAUSE_OVER_MS);
          await stage.settled();
          expect(stage.verdict()).toMatchObject({ clean: true });
          await engine.stop();
        },
        toldGone: () =>
          edits() + providers.webhook.heard.filter(({ body }) => body.includes('"slot.closed"')).length,
        async watched(pace = '1200/1m', env = {}) {
          const program = scene.start(['--pace', pace, 'run'], env);
          await program.event('ready');
          const control = await connectControl(join(scene.dataDir, 'control.sock'));
          scene.atEnd(control.close);
          return watch(program, control);
        },
      });
    },
    { people: EVERYBODY, slots: 120, ...options },
  );
}

async function watch(program: Program, control: RemoteControl): Promise<WatchedEngine> {
  let last = await control.status();
  control.watch((snapshot) => {
    last = snapshot;
  });
  let beforeKb = 0;
  return {
    program,
    control,
    now: () => last,
    says(fits, what, withinMs) {
      return until(
        () => (fits(last) ? last : undefined),
        () => `${what}; it says ${JSON.stringify({ ...last, areas: last.areas.slice(0, 4), feed: [] })}`,
        withinMs,
      );
    },
    measure() {
      // The kernel forgets the height so far.
      writeFileSync(`/proc/${program.pid}/clear_refs`, '5');
      beforeKb = memoryKb(program.pid, 'VmRSS');
    },
    peakMb: () => Math.round((memoryKb(program.pid, 'VmHWM') - beforeKb) / 1024),
    async stop() {
      control.close();
      const { code, stderr } = await program.stop();
      if (code !== 0 || stderr !== '') throw new Error(`it ended with ${code}: ${stderr}`);
    },
  };
}

function memoryKb(pid: number, name: 'VmRSS' | 'VmHWM'): number {
  const line = readFileSync(`/proc/${pid}/status`, 'utf8')
    .split('\n')
    .find((one) => one.startsWith(`${name}:`));
  return Number(/\d+/.exec(line ?? '')?.[0]);
}
