// Ending a long-running command: the first signal asks for an orderly stop, the second ends the process at once.

export interface StopSignal {
  /** Resolves with what asked us to stop. */
  readonly asked: Promise<'signal' | 'closed'>;
  /** Takes the handlers away again. */
  release(): void;
}

/**
 * Waits for SIGTERM, SIGINT or SIGHUP, or for standard output to be closed by its reader (EPIPE).
 * @param endNow called on the second signal
 */
export function stopSignal(stdout: NodeJS.WriteStream, endNow: () => void): StopSignal {
  let askedOnce = false;
  let settle: (why: 'signal' | 'closed') => void;
  const asked = new Promise<'signal' | 'closed'>((resolve) => {
    settle = resolve;
  });
  const onSignal = () => {
    if (askedOnce) endNow();
    askedOnce = true;
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
      for (const signal of signals) process.off(signal, onSignal);
      stdout.off('error', onStdoutError);
    },
  };
}
