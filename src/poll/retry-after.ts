// Reads the `Retry-After` header of a refusal. Pure. Whatever a server writes there, the answer is a wait
// that a person would find sensible: never negative, never longer than a quarter of an hour.

/** The longest wait a server can ask of us (ms). A source that means more will refuse again. */
export const LONGEST_RETRY_AFTER_MS = 15 * 60_000;
/** The wait when the header cannot be understood (ms). */
export const DEFAULT_RETRY_AFTER_MS = 30_000;

/**
 * The wait in ms, or null without the header. Takes seconds and HTTP dates; a date that is past means now;
 * a negative or unreadable value means the default.
 * @param nowMs wall clock, for dates
 */
export function retryAfter(header: string | null, nowMs: number): number | null {
  if (header === null) return null;
  const text = header.trim();
  if (/^\d+(\.\d*)?$/.test(text)) return Math.min(Number(text) * 1000, LONGEST_RETRY_AFTER_MS);
  // A date has letters (`Fri, 07 May 2021 …`); Date.parse would also take `-5` for a year.
  const atMs = /^[A-Za-z]{3}/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(atMs)) return DEFAULT_RETRY_AFTER_MS;
  return Math.min(Math.max(0, atMs - nowMs), LONGEST_RETRY_AFTER_MS);
}
