// The answer to "why did I get no alert?", as words: what became of each opening for a person. Plain text; each medium
// encodes it. The fates are worded here and nowhere else.
import { timeText } from '../ist.ts';
import type { PastOpening } from '../past-opening.ts';
import type { WhyFate, WhySubscription } from '../self-service.ts';
import { ageText, doseText, line } from './parts.ts';

interface FateWords {
  /** `other`: kept away by a filter of the person's own. */
  readonly byFilter: boolean;
  /** After a number: `6 for another age`. */
  readonly many: string;
  /** After one opening: `for another age than yours`. */
  readonly one: string;
}

const FATES: Readonly<Record<WhyFate, FateWords>> = {
  sent: { byFilter: false, many: 'told to you', one: 'you were told' },
  unknown: { byFilter: false, many: 'sent, perhaps without arriving', one: 'sent; it may not have arrived' },
  pending: { byFilter: false, many: 'waiting for their turn', one: 'waits for its turn to be sent to you' },
  sending: { byFilter: false, many: 'being sent just now', one: 'is being sent to you now' },
  place: { byFilter: true, many: 'with another pincode', one: 'another pincode than yours' },
  dose: { byFilter: true, many: 'for the other dose', one: 'for the other dose' },
  age: { byFilter: true, many: 'for another age', one: 'for another age than yours' },
  vaccine: { byFilter: true, many: 'of another vaccine', one: 'another vaccine than yours' },
  fee: { byFilter: true, many: 'with another fee', one: 'another fee than you asked for' },
  capacity: {
    byFilter: true,
    many: 'with fewer doses than you asked for',
    one: 'fewer doses than you asked for',
  },
  before: { byFilter: false, many: 'gone before you asked', one: 'gone before you asked' },
  expired: {
    byFilter: false,
    many: 'gone or too old before their turn came',
    one: 'gone or too old before its turn came',
  },
  gone: { byFilter: false, many: 'that could not reach you', one: 'could not reach you' },
  rejected: { byFilter: false, many: 'refused by the messenger', one: 'the messenger refused the message' },
};

const ORDER = Object.keys(FATES) as readonly WhyFate[];

/** `you were told`, `for another age than yours` */
export function fateText(fate: WhyFate): string {
  return FATES[fate].one;
}

/** Doses that opened, over all fates. */
export function openedCount({ counts }: Pick<WhySubscription, 'counts'>): number {
  return ORDER.reduce((sum, fate) => sum + (counts[fate] ?? 0), 0);
}

/** What opened and what became of it, in one to three sentences. */
export function whySummary({ counts }: Pick<WhySubscription, 'counts'>): readonly string[] {
  const opened = openedCount({ counts });
  if (opened === 0) return ['Nothing opened there in the last day.'];
  const list = (isOfList: (words: FateWords) => boolean): string =>
    ORDER.filter((fate) => fate !== 'sent' && isOfList(FATES[fate]) && (counts[fate] ?? 0) > 0)
      .map((fate) => `${counts[fate]} ${FATES[fate].many}`)
      .join(', ');
  const filtered = list(({ byFilter }) => byFilter);
  const others = list(({ byFilter }) => !byFilter);
  return [
    `Opened in the last day: ${opened}. You were told of ${toldText(counts.sent ?? 0, opened)}.`,
    ...(filtered === '' ? [] : [`Kept from you by your own filters: ${filtered}.`]),
    ...(others === '' ? [] : [`The others: ${others}.`]),
  ];
}

function toldText(told: number, opened: number): string {
  if (told === 0) return 'none';
  return told === opened ? 'every one' : String(told);
}

/** `8 May 14:03:22 IST, Apollo Clinic, 560011: COVISHIELD, 18–44, dose 1, up to 12: for another age than yours` */
export function whyLine(opening: PastOpening, fate: WhyFate): string {
  const { session, dose, openedAtMs, peakCapacity } = opening;
  const { centre, vaccine, ageMinYears, ageMaxYears } = session;
  const where = [line(centre.name, 60) || 'Centre without a name', centre.pincode].filter(
    (part) => part !== '',
  );
  const what = [
    line(vaccine, 30),
    ageText(ageMinYears, ageMaxYears),
    doseText(dose),
    `up to ${peakCapacity}`,
  ];
  return `${timeText(openedAtMs, true)}, ${where.join(', ')}: ${what.join(', ')} – ${fateText(fate)}`;
}
