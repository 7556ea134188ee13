// The day it is in India, worked out once a day and not once a call.
import type { Clock } from '../clock.ts';
import { addDays, type IstDate, istDateOf, istMidnightMs } from '../core/ist.ts';

export function createToday(clock: Clock): () => IstDate {
  let day = { date: istDateOf(clock.wallMs()), beginsMs: 0, endsMs: 0 };
  return () => {
    const now = clock.wallMs();
    if (now < day.beginsMs || now >= day.endsMs) {
      const date = istDateOf(now);
      day = { date, beginsMs: istMidnightMs(date), endsMs: istMidnightMs(addDays(date, 1)) };
    }
    return day.date;
  };
}
