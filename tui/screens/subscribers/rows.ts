// Subscribers as lines of a table. Pure. Addresses are the operator's to see, and nobody else's.
import { type Area, areaText } from '../../../src/core/area.ts';
import { istDateOf, minuteText } from '../../../src/core/ist.ts';
import { channelText, type SubscriberWithSubscriptions } from '../../../src/core/subscription.ts';
import { originText, stateText, subscriptionText } from '../../../src/core/text/subscriber.ts';
import type { AreaNamer } from '../../../src/core/text/wish.ts';
import type { Column, TableRow, Tone } from '../../kit/columns.ts';
import { countText } from '../../kit/figures.ts';
import { plain } from '../../kit/plain.ts';

/** The title stands over the mark, the id, the channel and the address. */
export const SUBSCRIBER_TITLE_SPAN = 4;

export const SUBSCRIBER_COLUMNS: readonly Column[] = [
  { title: 'Mark', width: 2 },
  { title: 'Id', width: 6, align: 'right' },
  { title: 'Channel', width: 8 },
  { title: 'Address', width: 19, share: 2 },
  { title: 'State', width: 12, share: 1 },
  { title: 'From', width: 20, from: 120 },
  { title: 'Last', width: 6, align: 'right', from: 66 },
  { title: 'Fails', width: 5, align: 'right' },
  { title: 'Subscriptions', width: 13, share: 3, from: 78 },
];

/** Signs at the beginning of a line: `>` where the keys are, and one for a line that was picked. */
export interface Marks {
  readonly isHere: boolean;
  readonly isPicked: boolean;
  /** What stands for picked. */
  readonly picked: string;
}

export function markText({ isHere, isPicked, picked }: Marks): string {
  return `${isHere ? '>' : ' '}${isPicked ? picked : ' '}`;
}

/** The name of an area, or its id where nobody knows it. */
export function areaNamer(source: { area(id: string): Area | undefined }): AreaNamer {
  return (id) => {
    const area = source.area(id);
    return area === undefined ? id : areaText(area);
  };
}

/** A line of the list; undefined: not known yet. */
export function subscriberRow(
  person: SubscriberWithSubscriptions | undefined,
  at: number,
  marks: Marks,
  nowMs: number,
  areaName: AreaNamer,
): TableRow {
  if (person === undefined)
    return { key: `${at}`, cells: [{ text: markText(marks) }, { text: '…', tone: 'quiet' }] };
  const { id, channel, address, failures, lastAlertAtMs, subscriptions } = person;
  const wishes = subscriptions.map((one) => subscriptionText(one, areaName)).join('; ');
  return {
    key: `${at}`,
    cells: [
      { text: markText(marks) },
      { text: String(id) },
      { text: channelText(channel) },
      { text: plain(address) },
      cell(plain(stateText(person)), stateTone(person)),
      { text: originText(person) },
      lastAlertAtMs === null
        ? { text: 'never', tone: 'quiet' }
        : { text: briefTimeText(lastAlertAtMs, nowMs) },
      failures === 0 ? { text: '·', tone: 'quiet' } : { text: countText(failures), tone: 'warn' },
      subscriptions.length === 0 ? { text: 'none', tone: 'quiet' } : { text: plain(wishes) },
    ],
  };
}

export function stateTone({ state }: Pick<SubscriberWithSubscriptions, 'state'>): Tone | undefined {
  return state === 'active' ? undefined : state === 'paused' ? 'warn' : 'quiet';
}

function cell(text: string, tone: Tone | undefined): { readonly text: string; readonly tone?: Tone } {
  return tone === undefined ? { text } : { text, tone };
}

/** `14:03` today, else `8 May` (IST). */
export function briefTimeText(atMs: number, nowMs: number): string {
  const [day, month, time] = minuteText(atMs).split(' ');
  return istDateOf(atMs) === istDateOf(nowMs) ? `${time}` : `${day} ${month}`;
}
