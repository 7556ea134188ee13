// How many calls a source may be asked in which time, as a person sets it. Pure: reading and comparing settings only;
// keeping to one is the work of `poll/pace`.

/** Calls per time; null calls: unlimited. */
export interface PaceSetting {
  /** As set: `90/5m`. */
  readonly text: string;
  readonly calls: number | null;
  readonly perMs: number;
}

/** The most a source's owner allows. */
export interface PaceCap {
  readonly calls: number;
  readonly perMs: number;
}

export const UNLIMITED_PACE: PaceSetting = { text: 'unlimited', calls: null, perMs: 1000 };

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };
const MOST_CALLS = 1_000_000;
const LONGEST_MS = 24 * 3_600_000;
/** Reads `90/5m`, `2000/1s`, `10/m`, `unlimited`. `problem` goes on a sentence that named the value: `must be …`. */
export function parsePace(text: string): PaceSetting | { readonly problem: string } {
  const trimmed = text.trim().toLowerCase();
  if (trimmed === 'unlimited') return UNLIMITED_PACE;
  const match = /^(\d{1,7})\s*\/\s*(\d{0,5})\s*([smh])$/.exec(trimmed);
  if (match === null) {
    return { problem: 'must be calls per time, such as 90/5m, 2000/1s or 10/m, or unlimited' };
  }
  const calls = Number(match[1]);
  const count = match[2] === '' ? 1 : Number(match[2]);
  const perMs = count * (UNIT_MS[match[3] as string] as number);
  if (calls < 1 || calls > MOST_CALLS) return { problem: `must allow between 1 and ${MOST_CALLS} calls` };
  if (perMs < 1000 || perMs > LONGEST_MS)
    return { problem: 'must count its calls over 1 second to 24 hours' };
  return { text: `${calls}/${count}${match[3]}`, calls, perMs };
}

/** Calls a second a setting allows; null: unlimited. */
export function callsPerSecond(setting: PaceSetting): number | null {
  return setting.calls === null ? null : (setting.calls / setting.perMs) * 1000;
}

/**
 * Whether a setting stays within what a source's owner allows. The rate alone decides: calls go out evenly spaced,
 * so a longer period hides no bigger burst.
 */
export function withinCap(setting: PaceSetting, cap: PaceCap): boolean {
  return setting.calls !== null && setting.calls * cap.perMs <= cap.calls * setting.perMs;
}
