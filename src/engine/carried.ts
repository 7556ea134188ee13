// The engine a screen carries inside, which can be started anew under the screen. Whatever goes wrong on the way ends in
// a sentence, leaves an engine running if any can, and can be tried again.
import { ConfigError } from '../config.ts';
import { type Control, ControlError } from '../control/control.ts';
import { Failure } from '../failure.ts';
import type { Engine } from '../main.ts';
import { StoreError } from '../store/errors.ts';

export type StartEngine = () => Promise<Engine>;

export interface CarriedEngine {
  /** Of the first engine; `follow` tells of those after it. */
  readonly control: Control;
  /** Calls back with null when the engine stops to be started anew, and with the control of the next one. */
  follow(onEngine: (control: Control | null) => void): () => void;
  /** Rejects when an engine met a bug. Never resolves. */
  readonly failed: Promise<never>;
  /**
   * Stops the engine and starts another; when that one cannot start, one like the last that ran. One restart at a time.
   * Rejects with `ControlError` 'failed': why the other one did not start, and what runs now.
   * @param prepare reads the settings; when they are wrong, the engine that runs is not stopped for them
   */
  restart(prepare: () => StartEngine): Promise<void>;
  /** After a restart that is under way. Safe to call twice. */
  stop(): Promise<void>;
}

/** Rejects as `start` does. */
export async function carryEngine(start: StartEngine): Promise<CarriedEngine> {
  const { promise: failed, reject: fail } = Promise.withResolvers<never>();
  failed.catch(() => undefined);
  const followers = new Set<(control: Control | null) => void>();
  let engine: Engine | undefined;
  let lastGood = start;
  let turn: Promise<unknown> = Promise.resolve();
  let stopped = false;

  async function begin(by: StartEngine): Promise<Engine> {
    const next = await by();
    next.failed.catch(fail);
    lastGood = by;
    engine = next;
    for (const follower of followers) follower(next.control);
    return next;
  }

  async function end(): Promise<void> {
    const last = engine;
    engine = undefined;
    await last?.stop();
  }

  /** Why an engine did not start, for a person. A bug ends the program, as it would at its start. */
  function reasonOf(error: unknown): string {
    if (error instanceof ConfigError) return error.problems.join(' ');
    const known = error instanceof Failure || error instanceof StoreError || error instanceof ControlError;
    if (known) return error.message;
    fail(error);
    return 'The program met a fault of its own.';
  }

  async function replace(prepare: () => StartEngine): Promise<void> {
    if (stopped) return;
    let by: StartEngine;
    try {
      by = prepare();
    } catch (error) {
      throw new ControlError('failed', `${reasonOf(error)} The engine goes on as before.`);
    }
    for (const follower of followers) follower(null);
    await end();
    try {
      await begin(by);
    } catch (error) {
      const now = await begin(lastGood).then(
        () => 'The engine runs with the settings it had before.',
        (second: unknown) => `The engine does not run now: ${reasonOf(second)}`,
      );
      throw new ControlError('failed', `${reasonOf(error)} ${now}`);
    }
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  }

  const first = await begin(start);
  return {
    control: first.control,
    follow(onEngine) {
      followers.add(onEngine);
      return () => void followers.delete(onEngine);
    },
    failed,
    restart: (prepare) => inTurn(() => replace(prepare)),
    stop() {
      stopped = true;
      return inTurn(end);
    },
  };
}
