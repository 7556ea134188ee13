// The part of self-service that one-time codes are for, on the store: done at once, so that it can be one transaction
// with whatever else its caller does there. Whom to wake after a change is the caller's to say.
import type { Clock } from '../../clock.ts';
import type { SelfServiceNow, SubscribeRefusal } from '../../core/self-service.ts';
import type { SignUpRules } from '../../store/people/adding.ts';
import type { Store } from '../../store/store.ts';

export interface SelfServiceNowOptions {
  readonly store: Pick<Store, 'subscribers'>;
  readonly clock: Clock;
  readonly rules: SignUpRules;
}

/** @throws StoreError from every method, when the database refuses or is locked */
export function selfServiceNow({ store, clock, rules }: SelfServiceNowOptions): SelfServiceNow {
  const { subscribers } = store;
  return {
    find: ({ channel, address }) => subscribers.find({ channel, address }),
    subscribe(wish) {
      const done = subscribers.subscribe(wish, rules, clock.wallMs());
      if (typeof done === 'string') return { ok: false, why: done, message: refusal(done, rules) };
      return { ok: true, ...done, crowd: subscribers.crowd(wish.place) };
    },
    unsubscribe: (id) => subscribers.unsubscribe(id, clock.wallMs()),
  };
}

function refusal(why: SubscribeRefusal, { maxSubscriptions }: SignUpRules): string {
  switch (why) {
    case 'closed':
      return 'Nobody new can sign up here at the moment: whoever runs this service has closed it for now. Please try again later.';
    case 'blocked':
      return 'Whoever runs this service has blocked this recipient, so it gets no alerts. Only they can change that.';
    case 'too-many':
      return `You have ${maxSubscriptions} subscriptions, and more are not given to one person here. Change or remove one of them first.`;
  }
}
