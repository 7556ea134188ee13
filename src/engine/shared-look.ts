// One look at a time, shared by whoever asks meanwhile and for a little while after: for looks that cost others work.

/**
 * @param keptMs how long a result answers for another look
 * @returns asks `look` unless it is under way or was just done; a look that failed is not kept
 */
export function sharedLook<T>(
  look: () => Promise<T>,
  keptMs: number,
  clock: { monotonicMs(): number },
): () => Promise<T> {
  let underWay: Promise<T> | undefined;
  let last: { readonly result: T; readonly atMs: number } | undefined;

  async function lookAnew(): Promise<T> {
    try {
      const result = await look();
      last = { result, atMs: clock.monotonicMs() };
      return result;
    } finally {
      underWay = undefined;
    }
  }

  return () => {
    if (last !== undefined && clock.monotonicMs() - last.atMs < keptMs) return Promise.resolve(last.result);
    underWay ??= lookAnew();
    return underWay;
  };
}
