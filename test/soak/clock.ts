// The shifted clock of a soak: a file that the preloads read. It only ever goes forward, from one midnight in India to
// shortly before the next.
import { renameSync, writeFileSync } from 'node:fs';
import { addDays, type IstDate, istDateOf, istMidnightMs } from '../../src/core/ist.ts';

/** How long before midnight the clock is set (ms). */
const BEFORE_MS = 5_000;

export interface ShiftedClock {
  readonly file: string;
  /** Wall ms as the program has it. */
  nowMs(): number;
  /** The day in India, and that many days later. */
  day(later: number): IstDate;
  /** Sets the clock to shortly before midnight in India. */
  towardsMidnight(): void;
}

export function createShiftedClock(file: string): ShiftedClock {
  let shiftMs = 0;
  const nowMs = () => Date.now() + shiftMs;
  const day = (later: number) => addDays(istDateOf(nowMs()), later);
  const write = () => {
    // In one step, so that nobody reads half a number.
    writeFileSync(`${file}.new`, String(shiftMs));
    renameSync(`${file}.new`, file);
  };
  write();
  return {
    file,
    nowMs,
    day,
    towardsMidnight() {
      shiftMs += istMidnightMs(day(1)) - BEFORE_MS - nowMs();
      write();
    },
  };
}
