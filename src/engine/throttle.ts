// Many wishes for the same work, done once: at once for the first, and at most once in a stretch of time for those that
// follow (an import of thousands of subscribers). The last wish is never lost.

export interface Throttled {
  /** The work is to be done. Returns at once. */
  ask(): void;
  /** Does nothing any more. */
  stop(): void;
}

/** @param work must not throw @param restMs least time between two runs (ms) */
export function throttle(work: () => void, restMs: number): Throttled {
  let timer: NodeJS.Timeout | undefined;
  let asked = false;
  let stopped = false;

  function run(): void {
    timer = undefined;
    if (stopped || !asked) return;
    asked = false;
    timer = setTimeout(run, restMs);
    work();
  }

  return {
    ask() {
      asked = true;
      if (timer === undefined) run();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
