// Figures as people read them. Pure; every text has few enough characters for a column that does not move.

const SECOND_MS = 1000;

/** `1,284,331` */
export function countText(count: number): string {
  return Math.round(count)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `999,999`, then `1.28 M`. */
export function briefCountText(count: number): string {
  return count < 999_999.5 ? countText(count) : `${(count / 1e6).toFixed(2)} M`;
}

/** `947`, `9.5`, `0.30`, `0`: three digits that matter. */
export function rateText(perS: number): string {
  if (perS === 0) return '0';
  if (perS >= 99.5) return countText(perS);
  return perS >= 9.95 ? perS.toFixed(1) : perS.toFixed(2);
}

/** `3.4 ms`, `42 ms`, `1.8 s`; `–` for null. */
export function latencyText(ms: number | null): string {
  if (ms === null) return '–';
  if (ms < 9.95) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  return ms < 99_500 ? `${(ms / SECOND_MS).toFixed(1)} s` : `${Math.round(ms / SECOND_MS)} s`;
}

/** `14.2 MB`, `3.48 GB` */
export function sizeText(bytes: number): string {
  const mb = bytes / 1e6;
  return mb < 999.5 ? `${mb.toFixed(1)} MB` : `${(mb / 1000).toFixed(2)} GB`;
}

/** `92 %`; `–` when there is nothing to share. Rounded down, so that 100 % means all. */
export function shareText(part: number, whole: number): string {
  return whole === 0 ? '–' : `${Math.floor((100 * part) / whole)} %`;
}

/** The mean of the last `length` values; 0 of none. */
export function recentMean(values: readonly number[], length: number): number {
  const recent = values.slice(-length);
  return recent.length === 0 ? 0 : recent.reduce((sum, value) => sum + value, 0) / recent.length;
}

/** The sum of counts by reason. */
export function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** `1 slot`, `2 slots` */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}
