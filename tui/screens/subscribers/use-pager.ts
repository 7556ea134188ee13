// A pager for as long as a screen is shown.
import { useEffect, useState, useSyncExternalStore } from 'react';
import { type AskPage, createPager, type Pager, type PagerState } from './pager.ts';
import type { View } from './pages.ts';

/** What is looked at is asked for again this often (ms), for changes nobody tells of. */
const AGAIN_MS = 1_500;

export interface Paged<Search, T> extends PagerState<T> {
  readonly pager: Pick<Pager<Search, T>, 'again' | 'line'>;
}

/** @param ask the first one is kept, and must go on working @param isShown while it is not, nothing is asked again */
export function usePager<Search, T>(
  ask: AskPage<Search, T>,
  isShown: boolean,
): PagerState<T> & { readonly pager: Pager<Search, T> } {
  const [pager] = useState(() => createPager(ask));
  const state = useSyncExternalStore(pager.subscribe, pager.get);
  useEffect(() => () => pager.stop(), [pager]);
  useEffect(() => {
    if (!isShown) return;
    const timer = setInterval(() => pager.again(), AGAIN_MS);
    return () => clearInterval(timer);
  }, [pager, isShown]);
  return { ...state, pager };
}

/** Asks for what is looked at, and again when `changes` is another value. */
export function useLook<Search, T>(
  pager: Pager<Search, T>,
  search: Search,
  { first, rows }: View,
  changes: string,
): void {
  const key = JSON.stringify(search);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a search is the same when it reads the same
  useEffect(() => pager.look(search, { first, rows }), [pager, key, first, rows]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the change itself is what counts
  useEffect(() => pager.again(), [pager, changes]);
}
