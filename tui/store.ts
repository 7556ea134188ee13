// What the screen knows: the engine it shows, the last snapshot, and whether the engine can be reached. The only place
// that watches; one engine may take the place of another under a screen that stays.
import type { Control } from '../src/control/control.ts';
import type { EngineSnapshot } from '../src/core/snapshot.ts';

export interface ScreenState<C extends Watched = Control> {
  /** The engine that is shown; the last one while another is being started. */
  readonly control: C;
  /** Undefined until the first one arrives. */
  readonly snapshot: EngineSnapshot | undefined;
  /** The connection to the engine is gone for good. */
  readonly lost: boolean;
  /** The engine is being started anew; another will come. */
  readonly restarting: boolean;
}

type Watched = Pick<Control, 'watch'>;

export interface ScreenStore<C extends Watched = Control> {
  /** The same object until something changes. */
  get(): ScreenState<C>;
  /** Shaped for `useSyncExternalStore`. */
  subscribe(onChange: () => void): () => void;
  /** Shows another engine from now on; null: it is being started, and the last figures stand until it is there. */
  replace(control: C | null): void;
  stop(): void;
}

/** `lost`: the person left after the engine could no longer be reached. */
export type ScreenEnd = 'left' | 'lost';

/** Watches from now on. `closed` resolves when an engine in another process can no longer be reached. */
export function screenStore<C extends Watched>(control: C, closed?: Promise<void>): ScreenStore<C> {
  const listeners = new Set<() => void>();
  let state: ScreenState<C> = { control, snapshot: undefined, lost: false, restarting: false };
  let stopped = false;
  const set = (next: Partial<ScreenState<C>>): void => {
    if (stopped) return;
    state = { ...state, ...next };
    for (const listener of [...listeners]) listener();
  };
  const watch = (of: C): (() => void) => of.watch((snapshot) => set({ snapshot }));
  let stopWatching = watch(control);
  void closed?.then(() => set({ lost: true }));
  return {
    get: () => state,
    subscribe(onChange) {
      listeners.add(onChange);
      return () => void listeners.delete(onChange);
    },
    replace(next) {
      if (stopped) return;
      stopWatching();
      stopWatching = () => undefined;
      if (next === null) return set({ restarting: true });
      set({ control: next, restarting: false });
      stopWatching = watch(next);
    },
    stop() {
      stopped = true;
      stopWatching();
    },
  };
}
