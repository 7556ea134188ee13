// One person as lines: how they stand, what they are told of. Pure.
import { minuteText, timeText } from '../../../src/core/ist.ts';
import { quietText } from '../../../src/core/quiet.ts';
import type { SubscriberWithSubscriptions, Subscription } from '../../../src/core/subscription.ts';
import { originText, stateText } from '../../../src/core/text/subscriber.ts';
import { type AreaNamer, filterTexts, placeText } from '../../../src/core/text/wish.ts';
import type { Column, TableRow } from '../../kit/columns.ts';
import { plural } from '../../kit/figures.ts';
import { plain } from '../../kit/plain.ts';
import { nameOf } from './acts.ts';
import { type Marks, markText } from './rows.ts';

/** The title stands over the mark and the place. */
export const SUBSCRIPTION_TITLE_SPAN = 2;

export const SUBSCRIPTION_COLUMNS: readonly Column[] = [
  { title: 'Mark', width: 2 },
  { title: 'Place', width: 24, share: 1 },
  { title: 'Wants', width: 20, share: 2 },
  { title: 'State', width: 6 },
  { title: 'Since', width: 16, from: 72 },
];

/** A fact about a person, with its name: `['From', 'page, verified 8 May 14:03 IST']`. */
export type Fact = readonly [name: string, text: string];

export function personTitle(person: SubscriberWithSubscriptions): string {
  return plain(nameOf(person));
}

export function personFacts(person: SubscriberWithSubscriptions): readonly Fact[] {
  const { createdAtMs, verifiedAtMs, lastAlertAtMs, failures, quiet } = person;
  const verified = verifiedAtMs === null ? '' : ` ${minuteText(verifiedAtMs)}`;
  const last = lastAlertAtMs === null ? 'never' : timeText(lastAlertAtMs, true);
  const since = lastAlertAtMs === null ? '' : 'since then ';
  const failed = failures === 0 ? '' : `; ${since}${plural(failures, 'send')} in a row failed`;
  return [
    ['State', plain(stateText({ ...person, quiet: null }))],
    ['Quiet', quiet === null ? 'at no hours' : quietText(quiet)],
    ['From', `${originText(person)}${verified}; here since ${minuteText(createdAtMs)}`],
    ['Last alert', `${last}${failed}`],
  ];
}

export function subscriptionRow(subscription: Subscription, marks: Marks, areaName: AreaNamer): TableRow {
  const wants = filterTexts(subscription);
  return {
    key: `${subscription.id}`,
    cells: [
      { text: markText(marks) },
      { text: plain(placeText(subscription, areaName)) },
      wants.length === 0 ? { text: 'whatever opens', tone: 'quiet' } : { text: plain(wants.join(', ')) },
      subscription.paused ? { text: 'paused', tone: 'warn' } : { text: 'on' },
      { text: minuteText(subscription.createdAtMs), tone: 'quiet' },
    ],
  };
}
