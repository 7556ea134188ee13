// Whether a process still lives, for what it left behind under its number. A number may have been given to another
// process since, so "alive" is a reason for care and no proof.

/** False also for what can be no process: 0, negative, NaN. */
export function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
