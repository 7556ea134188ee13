// What the screen knows: the last snapshot, and whether the engine can still be reached. The only place that watches.
import type { Control } from '../src/control/control.ts';
import type { EngineSnapshot } from '../src/core/snapshot.ts';

export interface ScreenState {
  /** Undefined until the first one arrives. */
  readonly snapshot: EngineSnapshot | undefined;
  /** The connection to the engine is gone for good. */
  readonly lost: boolean;
}

export interface ScreenStore {
  get(): ScreenState;
  /** Shaped for `useSyncExternalStore`. */
  subscribe(onChange: () => void): () => void;
  stop(): void;
}

/** `lost`: the person left after the engine could no longer be reached. */
export type ScreenEnd = 'left' | 'lost';

/** Watches from now on. `closed` resolves when an engine in another process can no longer be reached. */
export function screenStore(control: Pick<Control, 'watch'>, closed?: Promise<void>): ScreenStore {
  const listeners = new Set<() => void>();
  let state: ScreenState = { snapshot: undefined, lost: false };
  let stopped = false;
  const set = (next: Partial<ScreenState>): void => {
    if (stopped) return;
    state = { ...state, ...next };
    for (const listener of [...listeners]) listener();
  };
  const stopWatching = control.watch((snapshot) => set({ snapshot }));
  void closed?.then(() => set({ lost: true }));
  return {
    get: () => state,
    subscribe(onChange) {
      listeners.add(onChange);
      return () => void listeners.delete(onChange);
    },
    stop() {
      stopped = true;
      stopWatching();
    },
  };
}
