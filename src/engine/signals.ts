// Ending a long-running command: the first signal asks for an orderly stop, the second ends the process at once.
// One wish to stop may come as several signals: a supervisor signals the whole group, and a launcher passes on its own.

/** Signals this soon after the first are the same wish (ms). */
const SAME_WISH_MS = 500;

export interface StopSignal {
  /** Resolves with what asked us to stop. */
  readonly asked: Promise<'signal' | 'closed'>;
  /** Takes the handlers away again. */
  release(): void;
}

/** Does work that heeds the signals until its very end: also while it stops, one of them must not cut it off. */
export async function heedingSignals<T>(
  stdout: NodeJS.WriteStream,
  endNow: () => void,
  work: (stop: StopSignal) => Promise<T>,
): Promise<T> {
  const stop = stopSignal(stdout, endNow);
  try {
    return await work(stop);
  } finally {
    stop.release();
  }
}

/**
 * Waits for SIGTERM, SIGINT or SIGHUP, or for standard output to be closed by its reader (EPIPE).
 * @param endNow called when a signal comes again, half a second or more after the first
 */
export function stopSignal(stdout: NodeJS.WriteStream, endNow: () => void): StopSignal {
  let insisting = false;
  let timer: NodeJS.Timeout | undefined;
  let settle: (why: 'signal' | 'closed') => void;
  const asked = new Promise<'signal' | 'closed'>((resolve) => {
    settle = resolve;
  });
  const onSignal = () => {
    if (insisting) endNow();
    timer ??= setTimeout(() => {
      insisting = true;
    }, SAME_WISH_MS).unref();
    settle('signal');
  };
  // Whoever read our lines has gone: there is nobody to tell, so stop in order rather than crash.
  const onStdoutError = () => settle('closed');
  const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  stdout.on('error', onStdoutError);
  return {
    asked,
    release() {
      clearTimeout(timer);
      for (const signal of signals) process.off(signal, onSignal);
      stdout.off('error', onStdoutError);
    },
  };
}
