// The people of the demo: who they are and what they asked for. A handful of districts, all four channels, and
// filters of every kind, so that the verdict has something to be wrong about.
import type { Filters } from '../core/subscription.ts';
import { NO_FILTERS } from '../core/subscription.ts';

export interface DemoWish {
  /** CoWIN's number of a district. */
  readonly district: number;
  readonly filters: Filters;
}

export interface DemoSubscriber {
  readonly channel: 'telegram' | 'email' | 'webhook';
  /** Chat id, e-mail address, or path of the webhook. */
  readonly recipient: string;
  readonly wishes: readonly DemoWish[];
}

const BBMP = 294;
const BANGALORE_URBAN = 265;
const MUMBAI = 395;
const PUNE = 363;
const CHENNAI = 571;
const HYDERABAD = 581;
const NEW_DELHI = 140;
const ERNAKULAM = 307;

function wish(district: number, filters: Partial<Filters> = {}): DemoWish {
  return { district, filters: { ...NO_FILTERS, ...filters } };
}

export const DEMO_SUBSCRIBERS: readonly DemoSubscriber[] = [
  { channel: 'telegram', recipient: '1001', wishes: [wish(BBMP)] },
  { channel: 'telegram', recipient: '1002', wishes: [wish(MUMBAI, { ageYears: 30, minCapacity: 5 })] },
  {
    channel: 'telegram',
    recipient: '1003',
    wishes: [wish(BBMP, { dose: '1' }), wish(BANGALORE_URBAN, { dose: '1' })],
  },
  {
    channel: 'telegram',
    recipient: '1004',
    wishes: [wish(CHENNAI, { vaccine: 'COVAXIN' }), wish(NEW_DELHI)],
  },
  { channel: 'email', recipient: 'asha@example.org', wishes: [wish(BBMP, { ageYears: 50, fee: 'free' })] },
  { channel: 'email', recipient: 'ravi@example.org', wishes: [wish(PUNE), wish(MUMBAI, { fee: 'paid' })] },
  { channel: 'email', recipient: 'meena@example.org', wishes: [wish(HYDERABAD, { dose: '2' })] },
  { channel: 'email', recipient: 'john@example.org', wishes: [wish(ERNAKULAM, { minCapacity: 10 })] },
  // Two wishes that overlap: what both want is owed once.
  {
    channel: 'webhook',
    recipient: '/clinic',
    wishes: [wish(BBMP, { minCapacity: 25 }), wish(BBMP, { vaccine: 'COVISHIELD' })],
  },
  { channel: 'webhook', recipient: '/news', wishes: [wish(MUMBAI), wish(NEW_DELHI), wish(HYDERABAD)] },
  { channel: 'webhook', recipient: '/relay', wishes: [wish(PUNE, { minCapacity: 50 }), wish(CHENNAI)] },
  {
    channel: 'webhook',
    recipient: '/kochi',
    wishes: [wish(ERNAKULAM), wish(BANGALORE_URBAN, { ageYears: 16 })],
  },
];

/** The districts somebody asked for. */
export function demoDistricts(subscribers: readonly DemoSubscriber[]): number[] {
  return [...new Set(subscribers.flatMap(({ wishes }) => wishes.map(({ district }) => district)))];
}
