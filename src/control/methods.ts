// The methods that can be called over the control socket, by name: each checks its parameters and hands them to the
// `Control`. What is not listed here cannot be called. It decides nothing.
import type { Copying } from '../core/copying.ts';
import {
  areaIdOf,
  callIdOf,
  channelOf,
  deliveryIdOf,
  eventQueryOf,
  filtersIn,
  mayArriveTwiceOf,
  settingChangesOf,
  subscriberSearchOf,
  subscriptionRefOf,
  throughputRangeOf,
} from './console-params.ts';
import type { Control } from './control.ts';
import {
  addresseeOf,
  askOf,
  backupPathOf,
  deliveryQueryOf,
  subscriberQueryOf,
  subscriberRefOf,
  verifyOf,
  wishOf,
} from './params.ts';
import type { Json } from './wire.ts';

/** A call as its method sees it: when to give it up, and where to say how far it is. */
export type CallUnderWay = Required<Copying>;
export type Methods = Readonly<Record<string, (params: Json, call: CallUnderWay) => Promise<unknown>>>;

/** @param cancel gives up another call of the same connection, which then answers as what it stopped at */
export function methodsOf(control: Control, cancel: (callId: number) => void): Methods {
  return {
    cancel: async (params) => cancel(callIdOf(params)),
    status: () => control.status(),
    throughput: async (params) => control.throughput(throughputRangeOf(params)),
    events: async (params) => control.events(eventQueryOf(params)),
    examine: () => control.examine(),
    settings: () => control.settings(),
    saveSettings: async (params) => control.saveSettings(settingChangesOf(params)),
    pause: () => control.pause(),
    resume: () => control.resume(),
    pollNow: async (params) => control.pollNow(areaIdOf(params)),
    pauseArea: async (params) => control.pauseArea(areaIdOf(params)),
    resumeArea: async (params) => control.resumeArea(areaIdOf(params)),
    pauseChannel: async (params) => control.pauseChannel(channelOf(params)),
    resumeChannel: async (params) => control.resumeChannel(channelOf(params)),
    testAlert: async (params) => {
      const { channel, address } = addresseeOf(params);
      return control.testAlert(channel, address);
    },
    addSubscription: async (params) => control.addSubscription(wishOf(params)),
    listSubscribers: async (params) => control.listSubscribers(subscriberQueryOf(params)),
    searchSubscribers: async (params) => control.searchSubscribers(subscriberSearchOf(params)),
    pauseSubscriber: async (params) => control.pauseSubscriber(subscriberRefOf(params)),
    resumeSubscriber: async (params) => control.resumeSubscriber(subscriberRefOf(params)),
    removeSubscriber: async (params) => control.removeSubscriber(subscriberRefOf(params)),
    blockRecipient: async (params) => control.blockRecipient(subscriberRefOf(params)),
    unblockRecipient: async (params) => control.unblockRecipient(subscriberRefOf(params)),
    changeSubscription: async (params) =>
      control.changeSubscription(...subscriptionRefOf(params), filtersIn(params)),
    removeSubscription: async (params) => control.removeSubscription(...subscriptionRefOf(params)),
    pauseSubscription: async (params) => control.pauseSubscription(...subscriptionRefOf(params)),
    resumeSubscription: async (params) => control.resumeSubscription(...subscriptionRefOf(params)),
    listDeliveries: async (params) => control.listDeliveries(deliveryQueryOf(params)),
    retryDelivery: async (params) => control.retryDelivery(deliveryIdOf(params), mayArriveTwiceOf(params)),
    dropDelivery: async (params) => control.dropDelivery(deliveryIdOf(params)),
    areaDetail: async (params) => control.areaDetail(areaIdOf(params)),
    register: async (params) => control.register(askOf(params)),
    verify: async (params) => {
      const { to, code, only } = verifyOf(params);
      return control.verify(to, code, only);
    },
    backup: async (params, call) => control.backup(backupPathOf(params), call),
  };
}
