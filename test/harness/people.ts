// The people of a script and what they want, in the harness's own words; how they get into the program is its
// `subscribers import`, as an operator's would.
import type { Accepted } from './ledger.ts';

export interface HarnessWish {
  /** CoWIN's number; null: any, where a pincode says where. */
  readonly district: number | null;
  /** Within the district, or by itself; left out: anywhere in the district. */
  readonly pincode?: string;
  readonly dose: '1' | '2' | null;
  readonly age: number | null;
  readonly vaccine: string | null;
  readonly fee: 'free' | 'paid' | null;
  /** Least doses, one of the bands (1, 5, 10, 25, 50). */
  readonly min: number;
}

export interface HarnessPerson {
  readonly channel: Accepted['channel'];
  /** As the ledger names them. */
  readonly to: string;
  readonly wishes: readonly HarnessWish[];
}

const ANYTHING = { dose: null, age: null, vaccine: null, fee: null, min: 1 } as const;

/** Somebody who wants whatever opens in a district. */
export function wantsAll(channel: Accepted['channel'], to: string, district: number): HarnessPerson {
  return { channel, to, wishes: [{ ...ANYTHING, district }] };
}

/** People who differ in everything, on Telegram, mail and webhook in turn; the same for the same numbers. */
export function makePeople(count: number, districts: readonly number[]): readonly HarnessPerson[] {
  return Array.from({ length: count }, (_, index) => {
    const district = districts[index % districts.length] as number;
    const wish: HarnessWish = {
      district,
      dose: ([null, null, '1', '2'] as const)[Math.floor(index / 3) % 4] ?? null,
      age: ([null, null, 30, 60] as const)[Math.floor(index / 5) % 4] ?? null,
      vaccine: index % 11 === 7 ? 'COVAXIN' : null,
      fee: index % 13 === 5 ? 'free' : null,
      min: index % 17 === 3 ? 10 : 1,
    };
    const second = districts[(index + 1) % districts.length] as number;
    const wishes = index % 6 === 0 ? [wish, { ...ANYTHING, district: second }] : [wish];
    return { ...whoIs(index), wishes };
  });
}

function whoIs(index: number): Pick<HarnessPerson, 'channel' | 'to'> {
  const number = index + 1;
  if (index % 3 === 0) return { channel: 'telegram', to: String(1000 + number) };
  if (index % 3 === 1) return { channel: 'email', to: `person${number}@example.org` };
  return { channel: 'webhook', to: `/person/${number}` };
}

/** For `subscribers import`. @param webhookUrl before the path */
export function importFileOf(people: readonly HarnessPerson[], webhookUrl: string): string {
  return JSON.stringify(
    people.map(({ channel, to, wishes }) => ({
      channel,
      address: channel === 'webhook' ? `${webhookUrl}${to}` : to,
      subscriptions: wishes.map(({ district, pincode, dose, age, vaccine, fee, min }) => ({
        areaId: district === null ? null : `cowin:${district}`,
        pincode,
        dose,
        ageYears: age,
        vaccine,
        fee,
        minCapacity: min,
      })),
    })),
  );
}
