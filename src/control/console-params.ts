// The parameters of what only the console asks: a page of people, one subscription, the switches of areas, channels and
// deliveries, figures, events and settings. As `params.ts`: fresh values, and nothing that was not asked for.
import type { AreaId } from '../core/area.ts';
import { EVENT_LEVELS, EVENTS_KEPT, type EventQuery } from '../core/events.ts';
import type { SubscriberSearch } from '../core/records.ts';
import type { ChannelName, Filters } from '../core/subscription.ts';
import { THROUGHPUT_RANGES, type ThroughputRange } from '../core/throughput.ts';
import { channel, given, id, object, oneOf, refuse, text, whole, yesOrNo } from './checks.ts';
import { filtersOf, subscriberQueryOf } from './params.ts';
import type { Json } from './wire.ts';

/** More settings at once than there are. */
const CHANGES_CAP = 100;
/** A page of a search, which comes with its whole subscriptions while somebody types. */
const PAGE_CAP = 500;

/** Throws `ControlError` 'invalid', as all functions here. */
export function subscriberSearchOf(params: Json): SubscriberSearch {
  const { afterId: _, limit: __, ...query } = subscriberQueryOf(params);
  return {
    ...query,
    offset: whole(params.offset, 'offset', 0, Number.MAX_SAFE_INTEGER),
    limit: whole(params.limit, 'limit', 1, PAGE_CAP),
  };
}

/** A subscriber's id and that of one of their subscriptions. */
export function subscriptionRefOf(params: Json): readonly [id: number, subscriptionId: number] {
  return [id(params.id, 'id'), id(params.subscriptionId, 'subscriptionId')];
}

export function filtersIn(params: Json): Filters {
  return filtersOf(params.filters);
}

export function areaIdOf(params: Json): AreaId {
  return text(params.areaId, 'areaId');
}

export function channelOf(params: Json): ChannelName {
  return channel(params.channel);
}

/** The call that another one is about. */
export function callIdOf(params: Json): number {
  return id(params.call, 'call');
}

export function deliveryIdOf(params: Json): number {
  return id(params.id, 'id');
}

/** Absent is no. */
export function mayArriveTwiceOf({ mayArriveTwice = false }: Json): boolean {
  return yesOrNo(mayArriveTwice, 'mayArriveTwice');
}

export function throughputRangeOf(params: Json): ThroughputRange {
  return oneOf(params.range, 'range', THROUGHPUT_RANGES);
}

/** Texts by name; an empty one takes a setting out. */
export function settingChangesOf(params: Json): Readonly<Record<string, string>> {
  const changes = Object.entries(object(params.changes, 'changes'));
  if (changes.length > CHANGES_CAP) refuse('changes', `at most ${CHANGES_CAP} settings`);
  return Object.fromEntries(
    changes.map(([key, value]) => [key, value === '' ? '' : text(value, `changes.${key.slice(0, 60)}`)]),
  );
}

export function eventQueryOf(params: Json): EventQuery {
  return given<EventQuery>(params, {
    afterSeq: id,
    level: (value, field) => oneOf(value, field, EVENT_LEVELS),
    text,
    limit: (value, field) => whole(value, field, 1, EVENTS_KEPT),
  });
}
