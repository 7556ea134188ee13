// Notices that the other end of a thread hangs: it goes on saying something every moment as long as its event loop
// turns, and is given up when it has not for a while. Reckons in looks rather than in time, so that a machine that
// slept, or this end having been busy, is nobody's hanging.

/** Looks in a row at which nothing was heard since the one before. */
const LOOKS = 6;

export interface HangWatch {
  /** Something came from the other end. */
  heard(): void;
  stop(): void;
}

/** @param hangMs about how long the other end may be silent (ms) @param onHang called once */
export function startHangWatch(hangMs: number, onHang: () => void): HangWatch {
  let silent = 0;
  const looking = setInterval(() => {
    silent += 1;
    if (silent < LOOKS) return;
    clearInterval(looking);
    onHang();
  }, hangMs / LOOKS);
  looking.unref();
  return {
    heard() {
      silent = 0;
    },
    stop: () => clearInterval(looking),
  };
}
