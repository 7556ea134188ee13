// Pincodes of the simulated country: every district owns a block of a hundred, under the prefix of its state,
// so that a pincode tells its district without building any.
import type { Area } from '../core/area.ts';

/** First two digits by state. States that share a prefix share its hundred blocks. */
const PREFIXES: Readonly<Record<string, number>> = {
  'Andaman and Nicobar Islands': 74,
  'Andhra Pradesh': 52,
  'Arunachal Pradesh': 79,
  Assam: 78,
  Bihar: 80,
  Chandigarh: 16,
  Chhattisgarh: 49,
  'Dadra and Nagar Haveli': 39,
  'Daman and Diu': 39,
  Delhi: 11,
  Goa: 40,
  Gujarat: 38,
  Haryana: 12,
  'Himachal Pradesh': 17,
  'Jammu and Kashmir': 18,
  Jharkhand: 82,
  Karnataka: 56,
  Kerala: 68,
  Ladakh: 19,
  Lakshadweep: 68,
  'Madhya Pradesh': 45,
  Maharashtra: 41,
  Manipur: 79,
  Meghalaya: 79,
  Mizoram: 79,
  Nagaland: 79,
  Odisha: 75,
  Puducherry: 60,
  Punjab: 14,
  Rajasthan: 30,
  Sikkim: 73,
  'Tamil Nadu': 62,
  Telangana: 50,
  Tripura: 79,
  'Uttar Pradesh': 22,
  Uttarakhand: 24,
  'West Bengal': 70,
};
const PREFIX_OF_OTHERS = 90;
const PER_DISTRICT = 100;

export interface Pincodes {
  /** The first pincode of a district's block. */
  firstOf(areaId: string): number;
  /** The district a pincode lies in; undefined when no district has it. */
  areaOf(pincode: number): string | undefined;
}

export function assignPincodes(areas: readonly Area[]): Pincodes {
  const blockOf = new Map<string, number>();
  const areaOfBlock = new Map<number, string>();
  for (const area of areas) {
    let block = (PREFIXES[area.region] ?? PREFIX_OF_OTHERS) * 100;
    while (areaOfBlock.has(block)) block++;
    areaOfBlock.set(block, area.id);
    blockOf.set(area.id, block);
  }
  return {
    firstOf: (areaId) => (blockOf.get(areaId) ?? PREFIX_OF_OTHERS * 100) * PER_DISTRICT + 1,
    areaOf: (pincode) => areaOfBlock.get(Math.floor(pincode / PER_DISTRICT)),
  };
}
