// How the lines of the screen "Watch" are shared out. Pure. It depends on the room and on what is set up, not on what
// happens, so that nothing moves while a person reads.

/** From here on areas and feed stand side by side. */
const SIDE_BY_SIDE_COLUMNS = 150;
/** From here on blank lines part the sections. */
const ROOMY_LINES = 30;
/** Below this there is one graph of one line, and the channels are one line. */
const SMALL_LINES = 19;
/** Below this only what can be unwell has a line of its own. */
const ALL_STATE_LINES = 8;
const FEWEST_STATE_LINES = 6;

/** Graphs there are, at most. */
export const GRAPHS = 8;
/** Of one graph, with its heading; the second row of graphs comes only where all can be this high. */
const LOW_GRAPH_LINES = 3;
const GOOD_GRAPH_LINES = 5;
const HIGH_GRAPH_LINES = 10;
/** A minute of seconds, each a column wide; narrower graphs take two seconds together. */
const WIDE_GRAPH_COLUMNS = 57;
const NARROW_GRAPH_COLUMNS = 30;
const MOST_GRAPHS_ABREAST = 4;
export const GRAPH_GUTTER = 3;

/** Between areas and feed when they stand side by side. */
export const LISTS_GUTTER = 4;
/** The feed has more columns than the areas. */
const AREAS_SHARE = 0.45;
/** Lists one above the other: fewer lines than this are the feed's alone. */
const TWO_LISTS_LINES = 14;
const WORST_AREAS = 5;

export interface WatchLayout {
  readonly stateLines: number;
  /** Blank lines between sections. */
  readonly gap: 0 | 1;
  /** Graphs abreast, rows of them, and the size of each with its heading; `rows` 0: one line instead. */
  readonly graphs: {
    readonly abreast: number;
    readonly rows: number;
    readonly width: number;
    readonly height: number;
  };
  readonly sideBySide: boolean;
  /** Lines below the heading; 0: no table of areas. */
  readonly areaRows: number;
  readonly areasWidth: number;
  readonly feedRows: number;
  readonly feedWidth: number;
  /** Lines of channels below the heading; 0: all in one line. */
  readonly channelRows: number;
}

/** @param channels how many are set up */
export function watchLayout(width: number, height: number, channels: number): WatchLayout {
  const small = height < SMALL_LINES;
  const gap = height >= ROOMY_LINES ? 1 : 0;
  const sideBySide = width >= SIDE_BY_SIDE_COLUMNS;
  const stateLines = small ? FEWEST_STATE_LINES : ALL_STATE_LINES;
  const channelRows = small ? 0 : Math.max(1, channels);
  const free = height - stateLines - 3 * gap - (1 + channelRows);
  const graphs = graphsIn(width, small ? 0 : Math.max(LOW_GRAPH_LINES, Math.floor(free / 2)));
  const lists = free - (small ? 1 : graphs.rows * graphs.height);
  const areasWidth = sideBySide ? Math.floor((width - LISTS_GUTTER) * AREAS_SHARE) : width;
  const stacked = !sideBySide && lists >= TWO_LISTS_LINES;
  const areaRows = sideBySide ? lists - 1 : stacked ? WORST_AREAS : 0;
  return {
    stateLines,
    gap,
    graphs,
    sideBySide,
    areaRows,
    areasWidth,
    feedRows: stacked ? lists - areaRows - 2 : lists - 1,
    feedWidth: sideBySide ? width - LISTS_GUTTER - areasWidth : width,
    channelRows,
  };
}

/** As many graphs abreast as have a column for every second; at 80 columns two smaller ones. */
function graphsIn(width: number, lines: number): WatchLayout['graphs'] {
  const fitting = (columns: number) => Math.floor((width + GRAPH_GUTTER) / (columns + GRAPH_GUTTER));
  const wide = Math.min(MOST_GRAPHS_ABREAST, fitting(WIDE_GRAPH_COLUMNS));
  const abreast = Math.max(1, wide, Math.min(2, fitting(NARROW_GRAPH_COLUMNS)));
  const most = Math.ceil(GRAPHS / abreast);
  const rows = lines === 0 ? 0 : Math.max(1, Math.min(most, Math.floor(lines / GOOD_GRAPH_LINES)));
  return {
    abreast,
    rows,
    width: Math.floor((width - GRAPH_GUTTER * (abreast - 1)) / abreast),
    height: rows === 0 ? 0 : Math.min(HIGH_GRAPH_LINES, Math.floor(lines / rows)),
  };
}
