// Switches the terminal's line wrapping off while the screen is up: should a terminal take a letter for wider than
// we do, its line is cut at the edge and does not push down everything below.
import { useStdout } from 'ink';
import { useLayoutEffect } from 'react';

const WRAP_OFF = '\u001B[?7l';
const WRAP_ON = '\u001B[?7h';

/** Undone by unmounting, which Ink also does when a signal or a fault ends the process. */
export function useNoWrap(): void {
  const { stdout } = useStdout();
  useLayoutEffect(() => {
    stdout.write(WRAP_OFF);
    return () => void stdout.write(WRAP_ON);
  }, [stdout]);
}
