// What is written to standard error while a screen is shown, by Node or by a worker thread: on the same terminal it would
// stand in the middle of the picture, so it waits until the screen is gone, however it goes.

/** Characters kept at most; what comes after them is given up. */
const MOST = 65_536;

/** Holds back what is written; does nothing where standard error leads elsewhere. @returns how to let it out and go on */
export function holdStderr(stderr: NodeJS.WriteStream = process.stderr): () => void {
  if (!stderr.isTTY) return () => undefined;
  const write = stderr.write;
  let held = '';
  const release = (): void => {
    process.off('exit', release);
    stderr.write = write;
    if (held !== '') stderr.write(held);
    held = '';
  };
  stderr.write = (chunk: unknown, ...rest: readonly unknown[]): boolean => {
    held = `${held}${String(chunk)}`.slice(0, MOST);
    const done = rest.find((one) => typeof one === 'function') as (() => void) | undefined;
    if (done !== undefined) process.nextTick(done);
    return true;
  };
  process.on('exit', release);
  return release;
}
