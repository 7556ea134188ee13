// People and places as the API shows them, in the words of its own description (`data/openapi.json`). An address is
// never among them: who asks knows it, or has no need to.
import type { Area } from '../../core/area.ts';
import { areaText } from '../../core/area.ts';
import type { Person } from '../../core/self-service.ts';
import type { Subscription } from '../../core/subscription.ts';
import { wishText } from '../../core/text/wish.ts';
import { areaNameIn, type Site, urlTo } from '../site.ts';

export function areaView(site: Site, area: Area) {
  return {
    id: area.id,
    name: area.name,
    state: area.region,
    text: areaText(area),
    feedUrl: urlTo(site, `/feed/${area.id}.atom`),
  };
}

export function subscriptionView(site: Site, subscription: Subscription) {
  const { id, areaId, pincode, dose, ageYears, vaccine, fee, minCapacity, paused, createdAtMs } =
    subscription;
  return {
    id,
    text: wishText(subscription, areaNameIn(site)),
    areaId,
    pincode,
    dose,
    age: ageYears,
    vaccine,
    fee,
    min: minCapacity,
    paused,
    createdAt: new Date(createdAtMs).toISOString(),
  };
}

/** Everything somebody may know of their own alerts. */
export function personView(site: Site, person: Person) {
  const { channel, state, resumesAtMs, quiet, subscriptions } = person;
  return {
    channel,
    /** `ended`: nothing is sent, and what was wished for is kept. */
    state: state === 'gone' ? ('ended' as const) : state,
    resumesAt: resumesAtMs === null ? null : new Date(resumesAtMs).toISOString(),
    quiet: quiet === null ? null : { from: quiet.fromHour, to: quiet.toHour },
    subscriptions: subscriptions.map((subscription) => subscriptionView(site, subscription)),
  };
}
