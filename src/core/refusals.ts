// How a database that refuses to be written is told of. Another process's lock is waited out without a word for some
// seconds: most are over before anybody could do anything about them. Any other refusal is told at once, and what was
// told is over with the first write that succeeds. Pure: the time comes in.

/** A lock that lasts no longer than this is not worth a word (ms). */
export const LOCK_UNNOTICED_MS = 4_000;

export interface Refusals {
  /**
   * One more write was refused. True: it is to be told of, and was not yet.
   * @param code of the store: `busy` is another process's lock
   * @param nowMs monotonic
   */
  refused(code: string, sentence: string, nowMs: number): boolean;
  /** A write went through. True: what was told is over. */
  accepted(): boolean;
  /** What is told now: why nothing can be written, in a sentence; empty when there is nothing to tell. */
  told(): string;
}

export function createRefusals(): Refusals {
  let sinceMs: number | undefined;
  let told = '';
  return {
    refused(code, sentence, nowMs) {
      sinceMs ??= nowMs;
      if (code === 'busy' && told === '' && nowMs - sinceMs <= LOCK_UNNOTICED_MS) return false;
      const isNews = told === '';
      told = sentence;
      return isNews;
    },
    accepted() {
      const wasTold = told !== '';
      sinceMs = undefined;
      told = '';
      return wasTold;
    },
    told: () => told,
  };
}
