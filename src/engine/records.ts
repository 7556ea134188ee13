// The records of a data directory as the control interface offers them: the store's own words turned into answers
// and refusals a person can act on. Works with an engine around it, which is told of every change, or without.
import type { Clock } from '../clock.ts';
import { ControlError, type Records } from '../control/control.ts';
import type { SubscriberRef } from '../core/records.ts';
import type { Addressee, Person } from '../core/self-service.ts';
import type { DeliveryRefusal } from '../store/deliveries/second-thoughts.ts';
import { StoreError } from '../store/errors.ts';
import type { Store } from '../store/store.ts';
import { areaDetailOf } from './area-detail.ts';
import { patience } from './patience.ts';

const STILL_BLOCKED_TEXT =
  'You have blocked this recipient. To let them in again: vaccine-watch subscribers unblock, then resume.';

const NO_SUBSCRIPTION_TEXT = 'There is no such subscription of theirs any more.';

const REFUSED_TEXT: Readonly<Record<DeliveryRefusal, string>> = {
  none: 'There is no such delivery; what was owed to somebody who was removed is not touched.',
  sent: 'It was sent already, and nobody is told twice.',
  sending: 'It is on its way, and may have arrived: it cannot be called back, nor sent beside itself.',
  slot: 'The slot is gone, or its day is past: it would help nobody now.',
  paused: 'Its recipient is paused and told nothing; resume them first.',
  away: 'Its recipient is gone and told nothing; resume them first, and they are told what is open then.',
  unwanted: 'Its recipient asks for this no more.',
  arrived:
    'It may have arrived, so it may arrive twice when it is sent again, with all that stood in the same message. Say that you want that.',
};

function goneText({ stateWhy }: Person): string {
  return `They are gone (${stateWhy}) and told nothing, so there is nothing to pause.`;
}

export interface RecordsOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** Called after subscribers or subscriptions changed. */
  readonly onChange?: () => void;
}

/** @throws ControlError from every method: `not-found`, `invalid` for whom the operator blocked, or `failed` with what the database said */
export function localRecords({ store, clock, onChange }: RecordsOptions): Records {
  const patiently = patience(clock);

  async function answer<T>(work: () => T | Promise<T>): Promise<T> {
    try {
      return await patiently(work);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      throw new ControlError(error.code === 'blocked' ? 'invalid' : 'failed', error.message);
    }
  }

  function known<T>(found: T | undefined): T {
    if (found !== undefined) return found;
    throw new ControlError('not-found', 'There is no such subscriber; see: vaccine-watch subscribers list');
  }

  function change(ref: SubscriberRef, work: (id: number) => Person | undefined): Promise<Person> {
    return answer(() => {
      const after = known(work(known(store.subscribers.find(ref)).id));
      onChange?.();
      return after;
    });
  }

  /** A change of one subscription; nothing came back where there is none such. */
  function changeOf(id: number, work: () => Person | undefined): Promise<Person> {
    return change({ id }, () => {
      const person = work();
      if (person === undefined) throw new ControlError('not-found', NO_SUBSCRIPTION_TEXT);
      return person;
    });
  }

  function thinkAgain(work: () => DeliveryRefusal | null): Promise<void> {
    return answer(() => {
      const refusal = work();
      if (refusal !== null)
        throw new ControlError(refusal === 'none' ? 'not-found' : 'invalid', REFUSED_TEXT[refusal]);
      onChange?.();
    });
  }

  /** Whom a reference names; an address need not be anybody's. */
  function addresseeOf(ref: SubscriberRef): Addressee {
    return 'id' in ref ? known(store.subscribers.find(ref)) : ref;
  }

  return {
    addSubscription: (wish) =>
      answer(() => {
        const result = store.subscribers.add(wish, clock.wallMs());
        onChange?.();
        return result;
      }),
    listSubscribers: (query) => answer(() => store.subscribers.list(query)),
    pauseSubscriber: (ref) =>
      change(ref, (id) => {
        const person = store.subscribers.pause(id);
        if (person?.state === 'gone') throw new ControlError('invalid', goneText(person));
        return person;
      }),
    resumeSubscriber: (ref) =>
      change(ref, (id) => {
        const person = store.subscribers.resume(id);
        if (person?.state === 'gone') throw new ControlError('invalid', STILL_BLOCKED_TEXT);
        return person;
      }),
    searchSubscribers: (search) => answer(() => store.subscribers.search(search)),
    changeSubscription: (id, subscriptionId, filters) =>
      changeOf(id, () => store.subscribers.changeFilters(id, subscriptionId, filters, clock.wallMs())),
    pauseSubscription: (id, subscriptionId) =>
      changeOf(id, () => store.subscribers.pauseSubscription(id, subscriptionId, clock.wallMs())),
    resumeSubscription: (id, subscriptionId) =>
      changeOf(id, () => store.subscribers.resumeSubscription(id, subscriptionId)),
    removeSubscription: (id, subscriptionId) =>
      changeOf(id, () => store.subscribers.removeSubscription(id, subscriptionId, clock.wallMs())),
    removeSubscriber: (ref) => change(ref, (id) => store.subscribers.remove(id)),
    blockRecipient: (ref) =>
      answer(() => {
        const subscriber = store.subscribers.block(addresseeOf(ref), clock.wallMs()) ?? null;
        onChange?.();
        return { subscriber };
      }),
    unblockRecipient: (ref) => answer(() => ({ wasBlocked: store.subscribers.unblock(addresseeOf(ref)) })),
    listDeliveries: (query) => answer(() => store.deliveries.list(query)),
    retryDelivery: (id, mayArriveTwice = false) =>
      thinkAgain(() => store.secondThoughts.retry(id, mayArriveTwice, clock.wallMs())),
    dropDelivery: (id) => thinkAgain(() => store.secondThoughts.drop(id, clock.wallMs())),
    areaDetail: (areaId) => answer(() => areaDetailOf(store.areaHistory, clock, areaId)),
    backup: (path, copying) => answer(() => store.backup(path, copying)),
  };
}
