// What people may do with their own alerts, on the store: `core/self-service.ts` for the Telegram conversation, the page
// and the API alike. Who somebody is was settled before they come here; what they may have is settled here.
import { type AreaId, pinAreaId } from '../../core/area.ts';
import { DAY_MS } from '../../core/ist.ts';
import { mismatch } from '../../core/match.ts';
import { LONGEST_PAUSE_MS } from '../../core/pause.ts';
import {
  type Person,
  type SelfService,
  WHY_EXAMPLES,
  type WhyFate,
  type WhySubscription,
} from '../../core/self-service.ts';
import type { AreaState } from '../../core/snapshot.ts';
import type { Source } from '../../core/source.ts';
import type { Place, Subscription } from '../../core/subscription.ts';
import type { Links } from '../../store/people/links.ts';
import type { Fate } from '../../store/slots/history.ts';
import type { Store } from '../../store/store.ts';
import { patience } from '../patience.ts';
import { type SelfServiceNowOptions, selfServiceNow } from './self-service-now.ts';

/** What the poller knows of an area. */
export type AreaHealth = Pick<AreaState, 'lastGoodMs' | 'intervalMs' | 'failure'>;

export interface SelfServiceOptions extends SelfServiceNowOptions {
  readonly store: Store;
  readonly links: Pick<Links, 'find'>;
  readonly source: Pick<Source, 'id'>;
  /** Undefined for an area that is not polled. */
  readonly areaHealth: (areaId: AreaId) => AreaHealth | undefined;
  /** Called after anything changed of who is told of what. */
  readonly onChange: () => void;
}

/** Doses looked at to answer why; a district opens far fewer in a day. */
const WHY_LIMIT = 1_000;
const PAUSED_WHY = 'paused by themselves';

/** @throws StoreError from every method, when the database refuses; while it is locked, only after some seconds */
export function localSelfService(options: SelfServiceOptions): SelfService {
  const { store, links, source, clock, areaHealth, onChange } = options;
  const { subscribers, history } = store;
  const now = selfServiceNow(options);
  const patiently = patience(clock);

  async function change<T>(work: () => T): Promise<T> {
    const after = await patiently(work);
    if (after !== undefined && after !== false) onChange();
    return after;
  }

  function whyOf(person: Person, subscription: Subscription): WhySubscription {
    const polled = areaOf(subscription, source);
    const health = polled === undefined ? undefined : areaHealth(polled);
    const fates = history
      .fates(person.id, { place: subscription, sinceMs: clock.wallMs() - DAY_MS, limit: WHY_LIMIT })
      .map((one) => ({ opening: one.opening, fate: fateOf(subscription, one) }));
    const counts: Partial<Record<WhyFate, number>> = {};
    for (const { fate } of fates) counts[fate] = (counts[fate] ?? 0) + 1;
    return {
      subscription,
      lastGoodMs: health?.lastGoodMs ?? null,
      intervalMs: health?.intervalMs ?? null,
      failure: health?.failure ?? '',
      counts,
      newest: fates.slice(0, WHY_EXAMPLES),
    };
  }

  return {
    find: (to) => patiently(() => now.find(to)),
    findByLink: (token) =>
      patiently(() => {
        const id = links.find(token);
        return id === undefined ? undefined : subscribers.find({ id });
      }),
    async subscribe(wish) {
      const answer = await patiently(() => now.subscribe(wish));
      if (answer.ok) onChange();
      return answer;
    },
    changeFilters: (id, subscriptionId, filters) =>
      change(() => subscribers.changeFilters(id, subscriptionId, filters, clock.wallMs())),
    pauseSubscription: (id, subscriptionId) =>
      change(() => subscribers.pauseSubscription(id, subscriptionId, clock.wallMs())),
    resumeSubscription: (id, subscriptionId) =>
      change(() => subscribers.resumeSubscription(id, subscriptionId)),
    removeSubscription: (id, subscriptionId) =>
      change(() => subscribers.removeSubscription(id, subscriptionId, clock.wallMs())),
    pauseArea: (id, areaId) => change(() => subscribers.pauseArea(id, areaId, clock.wallMs())),
    pause: (id, untilMs) =>
      change(() => {
        const endsMs = untilMs === null ? null : Math.min(untilMs, clock.wallMs() + LONGEST_PAUSE_MS);
        return subscribers.pause(id, PAUSED_WHY, endsMs);
      }),
    resume: (id) => change(() => subscribers.resume(id)),
    setQuiet: (id, quiet) => change(() => subscribers.setQuiet(id, quiet, clock.wallMs())),
    unsubscribe: (id) => change(() => now.unsubscribe(id)),
    move: (id, address) => change(() => subscribers.move(id, address, clock.wallMs())),
    forget: (id) => change(() => subscribers.remove(id) !== undefined),
    why: (id) =>
      patiently(() => {
        const person = subscribers.find({ id });
        return person?.subscriptions.map((subscription) => whyOf(person, subscription));
      }),
  };
}

/** The area that is polled for a place; undefined for everywhere, for which none is. */
function areaOf({ areaId, pincode }: Place, source: Pick<Source, 'id'>): AreaId | undefined {
  if (areaId !== null) return areaId;
  return pincode === null ? undefined : pinAreaId(source.id, pincode);
}

/** It was offered as it stood at its peak. What suits them and was never owed was over before they asked. */
function fateOf(subscription: Subscription, { opening, state }: Fate): WhyFate {
  const { session, dose, peakCapacity } = opening;
  return mismatch(subscription, { session, dose, capacity: peakCapacity }) ?? state ?? 'before';
}
