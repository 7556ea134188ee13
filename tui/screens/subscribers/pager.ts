// Asks for the pages of a list that are looked at, and keeps them. A few questions at a time: while one types or
// scrolls fast, what nobody looks at any more is not asked for at all.
import { sentenceOf } from '../../kit/asked.ts';
import { aged, answered, lineAt, noPages, PAGE_ROWS, type Pages, type View, wantedPages } from './pages.ts';

/** Questions under way at once: one for what is looked at now, and one that may be of a moment ago. */
const MOST_ASKS = 2;

export interface PagerState<T> {
  readonly pages: Pages<T>;
  /** Why the last question failed; empty when it did not. */
  readonly refusal: string;
}

export interface Pager<Search, T> {
  /** Says what is looked at; asks for what is missing of it. */
  look(search: Search, view: View): void;
  /** Asks again for what is looked at: something may have changed. */
  again(): void;
  line(at: number): T | undefined;
  subscribe(onChange: () => void): () => void;
  get(): PagerState<T>;
  /** No more questions, no more changes. */
  stop(): void;
}

export type AskPage<Search, T> = (
  search: Search,
  offset: number,
  limit: number,
) => Promise<{ readonly total: number; readonly items: readonly T[] }>;

export function createPager<Search, T>(ask: AskPage<Search, T>): Pager<Search, T> {
  let state: PagerState<T> = { pages: noPages(''), refusal: '' };
  let looked: { readonly search: Search; readonly key: string; readonly view: View } | undefined;
  let asks = 0;
  let stopped = false;
  /** Questions under way, by search and page, with their numbers. */
  const underWay = new Map<string, number>();
  /** Refused since something was looked at or asked again: not asked in vain over and over. */
  let refused = false;
  const listeners = new Set<() => void>();

  function show(next: PagerState<T>): void {
    state = next;
    for (const listener of listeners) listener();
  }

  function go(): void {
    if (looked === undefined || refused || stopped) return;
    const { search, key, view } = looked;
    const known: Pages<T> = state.pages.search === key ? state.pages : noPages(key);
    for (const page of wantedPages(known, view)) {
      if (underWay.size >= MOST_ASKS) return;
      if (!underWay.has(`${page} ${key}`)) void put(search, key, page);
    }
  }

  async function put(search: Search, key: string, page: number): Promise<void> {
    asks += 1;
    const asked = asks;
    const name = `${page} ${key}`;
    underWay.set(name, asked);
    try {
      const answer = await ask(search, page * PAGE_ROWS, PAGE_ROWS);
      underWay.delete(name);
      if (!stopped && looked?.key === key) {
        const found = answered(state.pages, { search: key, page, asked, ...answer }, looked.view);
        show({ pages: againSince >= asked ? aged(found, againSince) : found, refusal: '' });
      }
    } catch (error) {
      underWay.delete(name);
      if (!stopped && looked?.key === key) {
        refused = true;
        show({ ...state, refusal: sentenceOf(error) });
      }
    }
    go();
  }

  /** Answers to questions up to this number were asked before somebody said that something changed. */
  let againSince = 0;

  return {
    look(search, view) {
      const key = JSON.stringify(search);
      if (looked?.key !== key) refused = false;
      looked = { search, key, view };
      go();
    },
    again() {
      refused = false;
      againSince = asks;
      state = { ...state, pages: aged(state.pages, asks) };
      go();
    },
    line: (at) => lineAt(state.pages, at),
    subscribe(onChange) {
      listeners.add(onChange);
      return () => void listeners.delete(onChange);
    },
    get: () => state,
    stop() {
      stopped = true;
      listeners.clear();
    },
  };
}
