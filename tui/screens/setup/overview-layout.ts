// How the room of the overview is shared: the list the keys are in gets what it needs first. Pure.

export type Pane = 'checks' | 'settings';

export interface OverviewLayout {
  readonly beside: boolean;
  readonly checksWidth: number;
  readonly settingsWidth: number;
  /** Lines of each list below its heading. */
  readonly checksRows: number;
  readonly settingsRows: number;
  /** Lines for what is said of the chosen one. */
  readonly detailRows: number;
}

/** From here on the two lists stand side by side. */
const BESIDE_WIDTH = 150;
const ROOMY_HEIGHT = 30;
const GUTTER = 3;
/** What the other list keeps at least where there is room, of all lines. */
const LEAST_SHARE = 0.35;

export function overviewLayout(
  width: number,
  height: number,
  counts: Readonly<Record<Pane, number>>,
  focus: Pane,
): OverviewLayout {
  const detailRows = height >= ROOMY_HEIGHT ? 6 : height >= 18 ? 4 : 3;
  if (width >= BESIDE_WIDTH) {
    const rows = Math.max(1, height - detailRows - 2);
    const checksWidth = Math.floor((width - GUTTER) * 0.42);
    const settingsWidth = width - GUTTER - checksWidth;
    return { beside: true, checksWidth, settingsWidth, checksRows: rows, settingsRows: rows, detailRows };
  }
  const roomy = height >= ROOMY_HEIGHT ? 1 : 0;
  const room = Math.max(2, height - detailRows - 3 - roomy);
  const other: Pane = focus === 'checks' ? 'settings' : 'checks';
  const least = roomy === 0 ? 1 : Math.floor(room * LEAST_SHARE);
  const most = room - Math.min(least, counts[other]);
  const mine = Math.max(1, Math.min(Math.max(1, counts[focus]), most));
  const rest = Math.max(1, room - mine);
  const rows = focus === 'checks' ? [mine, rest] : [Math.min(rest, Math.max(1, counts.checks)), 0];
  const checksRows = rows[0] ?? 1;
  return {
    beside: false,
    checksWidth: width,
    settingsWidth: width,
    checksRows,
    settingsRows: room - checksRows,
    detailRows,
  };
}
