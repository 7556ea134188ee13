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
   * Rejects with `ControlError` 'failed': why the other one did not start.
   */
  restart(start: StartEngine): Promise<void>;
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

  async function replace(by: StartEngine): Promise<void> {
    if (stopped) return;
    for (const follower of followers) follower(null);
    await end();
    try {
      await begin(by);
    } catch (error) {
      const why = sentenceOf(error);
      const again = await begin(lastGood).then(
        () => 'The engine runs with the settings it had before.',
        (second: unknown) => `The engine does not run: ${sentenceOf(second)}`,
      );
      throw new ControlError('failed', `${why} ${again}`);
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
    restart: (by) => inTurn(() => replace(by)),
    stop() {
      stopped = true;
      return inTurn(end);
    },
  };
}

/** Why an engine did not start, for a person. @throws whatever is no failure to start, but a bug */
function sentenceOf(error: unknown): string {
  if (error instanceof ConfigError) return error.problems.join(' ');
  if (error instanceof Failure || error instanceof StoreError || error instanceof ControlError)
    return error.message;
  throw error;
}
