// What a part asks the engine for while it is shown: at once, every so often, and when it is told to. An error is a
// sentence; a late answer never takes the place of a newer one.
import { type DependencyList, useEffect, useRef, useState } from 'react';

export interface Asked<T> {
  /** The newest answer; until the first what was known before, or undefined. It stays while the next one is awaited or refused. */
  readonly value: T | undefined;
  /** Why the last try failed; empty when it did not. */
  readonly refusal: string;
  /** The first answer is awaited, or one that was asked for with `again`. */
  readonly busy: boolean;
  /** Asks once more, now. */
  again(): void;
}

interface State<T> {
  readonly value: T | undefined;
  readonly refusal: string;
  readonly busy: boolean;
}

/**
 * @param everyMs from an answer to the next question; null: asks once @param deps asks anew when one of them changes
 * @param known what stands there until the first answer (default: nothing)
 */
export function useAsked<T>(
  ask: () => Promise<T>,
  everyMs: number | null,
  deps: DependencyList,
  known?: T,
): Asked<T> {
  const [state, setState] = useState<State<T>>({ value: known, refusal: '', busy: true });
  const [turn, setTurn] = useState(0);
  const newest = useRef(ask);
  newest.current = ask;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the caller says what it depends on
  useEffect(() => {
    let over = false;
    let timer: NodeJS.Timeout | undefined;
    const put = (change: Partial<State<T>>): void => {
      if (!over) setState((now) => ({ ...now, ...change }));
    };
    const next = (): void => {
      // Within a promise, so that also a fault in `ask` itself is a sentence.
      Promise.resolve()
        .then(() => newest.current())
        .then(
          (value) => put({ value, refusal: '', busy: false }),
          (error: unknown) => put({ refusal: sentenceOf(error), busy: false }),
        )
        .finally(() => {
          if (!over && everyMs !== null) timer = setTimeout(next, everyMs);
        });
    };
    // An answer that comes by itself every so often is no news worth drawing twice.
    put({ busy: true });
    next();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [...deps, everyMs, turn]);
  return { ...state, again: () => setTurn((now) => now + 1) };
}

/** What an error says, for a person. */
export function sentenceOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text === '' ? 'The engine refused.' : text;
}
