// Thousands of people in a database before the program starts: by its own store, because an import of so many takes
// longer than what is to be seen.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { NewSubscription } from '../../src/core/records.ts';
import type { Source } from '../../src/core/source.ts';
import { product } from '../bench/product.ts';
import type { HarnessPerson } from './people.ts';

/** Subscriptions added in one transaction. */
const CHUNK = 5_000;

/** @param webhookUrl before the path that the ledger names somebody by */
export async function addPeople(
  dataDir: string,
  source: Source,
  people: readonly HarnessPerson[],
  webhookUrl: string,
): Promise<void> {
  const { openStore } = await product('store/store');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const store = openStore(join(dataDir, 'vaccine-watch.db'), source);
  try {
    const all = people.flatMap((person) => subscriptionsOf(person, webhookUrl));
    for (let from = 0; from < all.length; from += CHUNK) {
      store.subscribers.addAll(all.slice(from, from + CHUNK), Date.now());
    }
  } finally {
    store.close();
  }
}

function subscriptionsOf(
  { channel, to, wishes }: HarnessPerson,
  webhookUrl: string,
): readonly NewSubscription[] {
  return wishes.map(({ district, pincode = null, dose, age, vaccine, fee, min }) => ({
    channel,
    address: channel === 'webhook' ? `${webhookUrl}${to}` : to,
    place: { areaId: district === null ? null : `cowin:${district}`, pincode },
    filters: { dose, ageYears: age, vaccine, fee, minCapacity: min },
  }));
}
