// An opening in words, for the page of a place and for its feed. Plain text; each encodes it.
import { dayText } from '../core/ist.ts';
import type { PastOpening } from '../core/past-opening.ts';
import { count, doseText, line, sessionFacts, shortDayText, whereText } from '../core/text/parts.ts';

/** `12 doses of COVISHIELD, dose 1, Sat 8 May: Apollo Clinic` */
export function openingTitle({ session, dose, peakCapacity }: PastOpening): string {
  const what = `${count(peakCapacity, 'dose')} of ${line(session.vaccine, 40)}, ${doseText(dose)}`;
  return `${what}, ${shortDayText(session.date)}: ${line(session.centre.name, 120) || 'centre without a name'}`;
}

/** `12th Main Road, South, BBMP, 560011` */
export function whereOf({ session }: PastOpening): string {
  return whereText(session.centre);
}

/** `Sun 9 May 2021 · COVISHIELD · 18–44 · free · 09:00 AM–11:00 AM` */
export function factsText({ session }: PastOpening): string {
  return [dayText(session.date), ...sessionFacts(session)].join(' · ');
}
