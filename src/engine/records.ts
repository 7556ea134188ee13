// The records of a data directory as the control interface offers them: the store's own words turned into answers
// and refusals a person can act on. Works with an engine around it, which is told of every change, or without.
import type { Clock } from '../clock.ts';
import { ControlError, type Records, type SubscriberRef } from '../control/control.ts';
import type { SubscriberWithSubscriptions } from '../core/subscription.ts';
import { StoreError } from '../store/errors.ts';
import type { Store } from '../store/store.ts';

/** How long a person waits while another process keeps the database locked (ms). */
const LOCKED_MS = 5_000;
const LOCKED_RETRY_MS = 100;

export interface RecordsOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** Called after subscribers or subscriptions changed. */
  readonly onChange?: () => void;
}

/** @throws ControlError from every method: `not-found`, or `failed` with what the database said */
export function localRecords({ store, clock, onChange }: RecordsOptions): Records {
  async function answer<T>(work: () => T | Promise<T>): Promise<T> {
    const lastTryMs = clock.monotonicMs() + LOCKED_MS;
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        if (error.code !== 'busy' || clock.monotonicMs() >= lastTryMs)
          throw new ControlError('failed', error.message);
        await clock.sleep(LOCKED_RETRY_MS);
      }
    }
  }

  function change(
    ref: SubscriberRef,
    work: (id: number) => SubscriberWithSubscriptions,
  ): Promise<SubscriberWithSubscriptions> {
    return answer(() => {
      const found = store.subscribers.find(ref);
      if (found === undefined) {
        throw new ControlError(
          'not-found',
          'There is no such subscriber; see: vaccine-watch subscribers list',
        );
      }
      const after = work(found.id);
      onChange?.();
      return after;
    });
  }

  return {
    addSubscription: (wish) =>
      answer(() => {
        const result = store.subscribers.add(wish, clock.wallMs());
        onChange?.();
        return result;
      }),
    listSubscribers: (query) => answer(() => store.subscribers.list(query)),
    pauseSubscriber: (ref) => change(ref, (id) => store.subscribers.pause(id)),
    resumeSubscriber: (ref) => change(ref, (id) => store.subscribers.resume(id)),
    removeSubscriber: (ref) => change(ref, (id) => store.subscribers.remove(id)),
    listDeliveries: (query) => answer(() => store.deliveries.list(query)),
    backup: (path) => answer(() => store.backup(path)),
  };
}
