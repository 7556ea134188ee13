// Figures as lines of bars. Pure.

type Values = readonly (number | null)[];

export interface GraphRoom {
  /** Columns and lines. */
  readonly width: number;
  readonly height: number;
  /** Filling of one cell from below, from empty to full. */
  readonly bars: readonly string[];
}

/** The highest of all values; undefined when there is none. */
export function highestOf(values: Values): number | undefined {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? undefined : Math.max(...known);
}

/** The last value that is known. */
export function newestOf(values: Values): number | undefined {
  return values.findLast((value) => value !== null) ?? undefined;
}

/**
 * `height` lines of `width` columns, scaled from 0 to the highest value. Values beyond the width share a column, which
 * shows the highest of them; fewer get more columns each, and what is left over is blank on the left.
 */
export function graphRows(values: Values, { width, height, bars }: GraphRoom): readonly string[] {
  const columns = columnsOf(values, width);
  const highest = highestOf(columns) ?? 0;
  const full = bars.length - 1;
  const filled = columns.map((value) =>
    value === null
      ? 0
      : highest <= 0
        ? 1
        : Math.max(1, Math.ceil((Math.max(0, value) / highest) * full * height)),
  );
  return Array.from({ length: Math.max(0, height) }, (_, row) => {
    const below = (height - 1 - row) * full;
    return filled
      .map((cells) => bars[Math.max(0, Math.min(full, cells - below))] ?? ' ')
      .join('')
      .padStart(width);
  });
}

/** One value a column, at most `width`. */
function columnsOf(values: Values, width: number): Values {
  if (width <= 0 || values.length === 0) return [];
  const each = Math.floor(width / values.length);
  if (each >= 1) return values.flatMap((value) => Array.from({ length: each }, () => value));
  return Array.from({ length: width }, (_, column) => {
    const from = Math.floor((column * values.length) / width);
    const to = Math.floor(((column + 1) * values.length) / width);
    return highestOf(values.slice(from, to)) ?? null;
  });
}
