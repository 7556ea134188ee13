// What is known of a long list of which only some pages were asked for: the pages, and which answer each came with.
// Pure. Answers may come late and out of order; an older one never takes the place of a newer.

/** Lines asked for at once. */
export const PAGE_ROWS = 100;
/** Pages kept beyond the ones in view, on either side. */
const KEPT_BEYOND = 3;

interface Page<T> {
  readonly items: readonly T[];
  /** The number of the question it answers; later questions have greater numbers. */
  readonly asked: number;
  /** To be asked for again; shown until then. */
  readonly old: boolean;
}

export interface Pages<T> {
  /** What the pages are of: they are of one search each. */
  readonly search: string;
  /** How many there are in all; null before the first answer. */
  readonly total: number | null;
  /** The question that `total` answers. */
  readonly totalAsked: number;
  readonly pages: ReadonlyMap<number, Page<T>>;
}

/** Lines in view, from 0. */
export interface View {
  readonly first: number;
  readonly rows: number;
}

export interface PageAnswer<T> {
  readonly search: string;
  readonly page: number;
  readonly asked: number;
  readonly total: number;
  readonly items: readonly T[];
}

export function noPages(search: string): Pages<never> {
  return { search, total: null, totalAsked: 0, pages: new Map() };
}

/** The line at a place; undefined while it is not known, or when there is none. */
export function lineAt<T>({ pages }: Pages<T>, at: number): T | undefined {
  return pages.get(Math.floor(at / PAGE_ROWS))?.items[at % PAGE_ROWS];
}

/**
 * Pages to ask for: those in view that are missing or old, then their neighbours where nothing is known of them, so that
 * asking again asks for what one sees alone. Of a list not known yet: the ones in view.
 */
export function wantedPages<T>({ total, pages }: Pages<T>, view: View): readonly number[] {
  const [from, to] = pagesIn(view, total);
  const last = total === null ? to : lastPage(total);
  const inView = Array.from({ length: to - from + 1 }, (_, at) => from + at);
  const beside = total === null ? [] : [from - 1, to + 1];
  return [
    ...inView.filter((page) => page <= last && (pages.get(page)?.old ?? true)),
    ...beside.filter((page) => page >= 0 && page <= last && !pages.has(page)),
  ];
}

/** The pages after an answer to what is looked for now. */
export function answered<T>(known: Pages<T>, answer: PageAnswer<T>, view: View): Pages<T> {
  const before: Pages<T> = known.search === answer.search ? known : noPages(answer.search);
  const there = before.pages.get(answer.page);
  if (there !== undefined && there.asked > answer.asked) return before;
  const isNewest = answer.asked > before.totalAsked;
  const total = isNewest ? answer.total : before.total;
  // More or fewer lines: every other page may begin elsewhere.
  const moved = isNewest && before.total !== null && before.total !== answer.total;
  const pages = new Map(moved ? agedAll(before.pages, answer.asked) : before.pages);
  const isOld = before.total !== null && !isNewest && before.total !== answer.total;
  pages.set(answer.page, { items: answer.items, asked: answer.asked, old: isOld });
  const [from, to] = pagesIn(view, total);
  for (const page of pages.keys())
    if (page < from - KEPT_BEYOND || page > to + KEPT_BEYOND) pages.delete(page);
  return { search: answer.search, total, totalAsked: Math.max(answer.asked, before.totalAsked), pages };
}

/** Everything is to be asked for again. @param asked of questions up to this number */
export function aged<T>(known: Pages<T>, asked: number): Pages<T> {
  return { ...known, pages: agedAll(known.pages, asked) };
}

function agedAll<T>(pages: Pages<T>['pages'], asked: number): Pages<T>['pages'] {
  return new Map([...pages].map(([at, page]) => [at, page.asked <= asked ? { ...page, old: true } : page]));
}

/** The pages in view, the last one where the list has become shorter than that. */
function pagesIn({ first, rows }: View, total: number | null): readonly [from: number, to: number] {
  const most = total === null ? Number.POSITIVE_INFINITY : lastPage(total);
  const pageOf = (line: number): number => Math.min(most, Math.floor(Math.max(0, line) / PAGE_ROWS));
  return [pageOf(first), Math.max(pageOf(first), pageOf(first + rows - 1))];
}

function lastPage(total: number): number {
  return Math.max(0, Math.ceil(total / PAGE_ROWS) - 1);
}
