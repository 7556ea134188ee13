// How the rows of a terminal are shared out. Pure. It depends on the terminal and on what is set up, not on what
// happens, so that nothing moves while a person reads.

export const LEAST_COLUMNS = 60;
export const LEAST_ROWS = 16;

/** From here on areas and feed stand side by side. */
const SIDE_BY_SIDE_COLUMNS = 150;
/** From here on blank lines part the sections, and the engine's own figures have a line. */
const ROOMY_ROWS = 30;
/** Below this the channels are one line. */
const CHANNEL_TABLE_ROWS = 22;
/** Header, source, pace, calls, answers, dedupe, slots. */
const TOP_ROWS = 7;

export interface Layout {
  readonly roomy: boolean;
  readonly sideBySide: boolean;
  /** Lines of areas and of the feed below their headings. */
  readonly areaRows: number;
  readonly feedRows: number;
  /** Lines of channels below the heading; 0: all channels in one line. */
  readonly channelRows: number;
  readonly hintRows: number;
}

export function isTooSmall(columns: number, rows: number): boolean {
  return columns < LEAST_COLUMNS || rows < LEAST_ROWS;
}

/** `areas` and `channels`: how many there are to show. */
export function layoutFor(
  columns: number,
  rows: number,
  counts: { readonly areas: number; readonly channels: number },
): Layout {
  const roomy = rows >= ROOMY_ROWS;
  const sideBySide = columns >= SIDE_BY_SIDE_COLUMNS;
  const channelRows = rows < CHANNEL_TABLE_ROWS ? 0 : Math.max(1, counts.channels);
  const hintRows = roomy ? 3 : 1;
  const gaps = roomy ? (sideBySide ? 3 : 4) : 0;
  const top = TOP_ROWS + (roomy ? 1 : 0);
  const keys = 1;
  const free = rows - top - gaps - (1 + channelRows) - hintRows - keys;
  if (sideBySide) return { roomy, sideBySide, areaRows: free - 1, feedRows: free - 1, channelRows, hintRows };
  const lists = free - 2;
  const areaRows = Math.max(1, Math.min(counts.areas, Math.floor(lists / 2)));
  return { roomy, sideBySide, areaRows, feedRows: lists - areaRows, channelRows, hintRows };
}

/** The first line shown of a list, kept within it. */
export function clampOffset(offset: number, count: number, rows: number): number {
  return Math.max(0, Math.min(offset, count - rows));
}

/** `Areas 1–4 of 14`, `Areas 1–4/756`; the count alone when all are shown. */
export function listTitle(name: string, offset: number, rows: number, count: number): string {
  if (count <= rows) return count === 0 ? name : `${name} ${count}`;
  return `${name} ${offset + 1}–${Math.min(offset + rows, count)}${count < 100 ? ' of ' : '/'}${count}`;
}
