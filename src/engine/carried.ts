// The engine a screen carries inside, which can be started under the screen, and anew. Whatever goes wrong on the way
// ends in a sentence, leaves an engine running if any can, and can be tried again.
import { ConfigError } from '../config.ts';
import { type Control, ControlError } from '../control/control.ts';
import { Failure } from '../failure.ts';
import type { Engine } from '../main.ts';
import { StoreError } from '../store/errors.ts';

export type StartEngine = () => Promise<Engine>;

/** What stands in for an engine while none runs. @param why in sentences, at least one */
export type StandIn = (why: readonly string[]) => Control;

export interface CarriedEngine {
  /** Of the first engine, or what stood in for it; `follow` tells of those after it. */
  readonly control: Control;
  /** Whether an engine ever ran. */
  ran(): boolean;
  /** Calls back with null when another engine is being started, then with its control or what stands in for it. */
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

/**
 * Rejects as `prepare` and the start do.
 * @param prepare as of `restart`; or why there is nothing to start yet: the first `restart` starts the first engine
 */
export async function carryEngine(
  prepare: (() => StartEngine) | readonly string[],
  standIn: StandIn,
): Promise<CarriedEngine> {
  const { promise: failed, reject: fail } = Promise.withResolvers<never>();
  failed.catch(() => undefined);
  const followers = new Set<(control: Control | null) => void>();
  let engine: Engine | undefined;
  let lastGood: StartEngine | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  let stopped = false;

  async function begin(by: StartEngine): Promise<Engine> {
    const next = await by();
    next.failed.catch(fail);
    lastGood = by;
    engine = next;
    show(next.control);
    return next;
  }

  function show(control: Control | null): void {
    for (const follower of followers) follower(control);
  }

  async function end(): Promise<void> {
    const last = engine;
    engine = undefined;
    await last?.stop();
  }

  /** Why an engine did not start, for a person. A bug ends the program, as it would at its start. */
  function reasonsOf(error: unknown): readonly string[] {
    const known = knownReasons(error);
    if (known !== undefined) return known;
    fail(error);
    return ['The program met a fault of its own.'];
  }

  /** No engine runs, and one sees why. */
  function standStill(reasons: readonly string[]): string {
    show(standIn(reasons));
    return 'No engine runs now.';
  }

  /** One like the last that ran. Resolves with what runs now. */
  async function goBack(reasons: readonly string[]): Promise<string> {
    if (lastGood === undefined) return standStill(reasons);
    return begin(lastGood).then(
      () => 'The engine runs with the settings it had before.',
      (second: unknown) => `${standStill(reasonsOf(second))} ${reasonsOf(second).join(' ')}`,
    );
  }

  async function replace(prepare: () => StartEngine): Promise<void> {
    if (stopped) return;
    let by: StartEngine;
    try {
      by = prepare();
    } catch (error) {
      const reasons = reasonsOf(error);
      const now = engine === undefined ? standStill(reasons) : 'The engine goes on as before.';
      throw new ControlError('failed', `${reasons.join(' ')} ${now}`);
    }
    show(null);
    await end();
    try {
      await begin(by);
    } catch (error) {
      const reasons = reasonsOf(error);
      throw new ControlError('failed', `${reasons.join(' ')} ${await goBack(reasons)}`);
    }
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  }

  const control = typeof prepare === 'function' ? (await begin(prepare())).control : standIn(prepare);
  return {
    control,
    ran: () => lastGood !== undefined,
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

/** What went wrong, in sentences; undefined: a bug. */
export function knownReasons(error: unknown): readonly string[] | undefined {
  if (error instanceof ConfigError) return error.problems;
  const known = error instanceof Failure || error instanceof StoreError || error instanceof ControlError;
  return known ? [error.message] : undefined;
}
