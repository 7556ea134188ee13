// How the rows of a terminal are shared out between the frame and the screen in it. Pure. It depends on the terminal
// alone, so that nothing moves while a person reads.

export const LEAST_COLUMNS = 60;
export const LEAST_ROWS = 16;
/** From here on there is room for more than one hint. */
const ROOMY_ROWS = 30;
/** Heading, tabs, keys. */
const FIXED_ROWS = 3;

export interface Room {
  /** Lines of the screen itself. */
  readonly bodyRows: number;
  /** Lines above the last one, for what is said and what is missing. */
  readonly hintRows: number;
}

export function isTooSmall(columns: number, rows: number): boolean {
  return columns < LEAST_COLUMNS || rows < LEAST_ROWS;
}

/** @param needs lines that something between the screen and the last line needs now */
export function roomIn(rows: number, needs = 0): Room {
  const hintRows = Math.max(rows >= ROOMY_ROWS ? 3 : 1, needs);
  return { bodyRows: rows - FIXED_ROWS - hintRows, hintRows };
}
