// Deliveries as lines of a table, and one of them whole. Pure.
import { durationText, timeText } from '../../../src/core/ist.ts';
import type { ChannelState, DeliveryView } from '../../../src/core/snapshot.ts';
import { channelText } from '../../../src/core/subscription.ts';
import { doseText } from '../../../src/core/text/parts.ts';
import type { AreaNamer } from '../../../src/core/text/wish.ts';
import type { Column, TableRow, Tone } from '../../kit/columns.ts';
import { plain } from '../../kit/plain.ts';
import { briefWhy, stateWords, whyText } from './texts.ts';

/** The title stands over the mark and the time. */
export const DELIVERY_TITLE_SPAN = 2;

const STATE_TONES: Readonly<Partial<Record<DeliveryView['state'], Tone>>> = {
  sent: 'good',
  gone: 'warn',
  rejected: 'bad',
  unknown: 'warn',
  expired: 'quiet',
};

/** @param withRecipient false where all are of one person */
export function deliveryColumns(withRecipient: boolean): readonly Column[] {
  return [
    { title: 'Mark', width: 1 },
    { title: 'Owed', width: 15 },
    ...(withRecipient ? [{ title: 'To', width: 17, share: 2 }] : []),
    { title: 'Slot', width: 15, share: 3 },
    { title: 'Date', width: 10, from: 110 },
    { title: 'Vaccine', width: 10, from: 125 },
    { title: 'Dose', width: 4, from: 100 },
    { title: 'State', width: 8 },
    { title: 'Why', width: 16, share: 2, from: 78 },
  ];
}

/** @param channels as they stand now, for what waits because of one */
export function deliveryRow(
  delivery: DeliveryView,
  isHere: boolean,
  withRecipient: boolean,
  channels: readonly ChannelState[] = [],
): TableRow {
  const { id, createdAtMs, channel, address, centreName, date, vaccine, dose, state } = delivery;
  const tone = STATE_TONES[state];
  return {
    key: `${id}`,
    cells: [
      { text: isHere ? '>' : ' ' },
      { text: timeText(createdAtMs, true).replace(/ IST$/, '') },
      ...(withRecipient ? [{ text: plain(`${channelText(channel)} ${address}`) }] : []),
      { text: plain(centreName) },
      { text: plain(date) },
      { text: plain(vaccine) },
      { text: plain(dose) },
      tone === undefined ? { text: state } : { text: state, tone },
      {
        text: plain(
          briefWhy(
            delivery,
            channels.find(({ name }) => name === channel),
          ),
        ),
        tone: 'quiet',
      },
    ],
  };
}

/** Everything that is known of one, name by name. */
export function deliveryFacts(
  delivery: DeliveryView,
  areaName: AreaNamer,
): readonly (readonly [name: string, text: string])[] {
  const { state, why, attempts, createdAtMs, settledAtMs } = delivery;
  const settled =
    settledAtMs === null
      ? 'not yet'
      : `${timeText(settledAtMs, true)}, ${durationText(settledAtMs - createdAtMs)} after it was owed`;
  return [
    ['State', `${state}: ${stateWords(state)}`],
    [
      'Why',
      why === ''
        ? 'nothing stands against it'
        : plain(whyText(why) === why ? why : `${whyText(why)} (${why})`),
    ],
    ['Attempts', String(attempts)],
    ['Owed', timeText(createdAtMs, true)],
    ['Settled', settled],
    [
      'To',
      plain(`${channelText(delivery.channel)} ${delivery.address} (subscriber ${delivery.subscriberId})`),
    ],
    ['Centre', plain(delivery.centreName)],
    ['Area', plain(areaName(delivery.areaId))],
    ['Slot', plain(`${delivery.date}, ${delivery.vaccine}, ${doseText(delivery.dose)}`)],
    ['Opening', plain(delivery.openingKey)],
  ];
}
