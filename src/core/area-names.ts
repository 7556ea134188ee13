// Names of places as they are compared: plain words, and without spaces. Nothing here ranks or chooses.
import type { Area } from './area.ts';

/** Lower case words without accents and signs: `Warangal(Urban)` -> `warangal urban`. `&` is read as `and`. */
export function plainWords(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/(?<=\p{Script=Latin})\p{M}+/gu, '')
    .toLowerCase()
    .replaceAll('&', ' and ')
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .trim();
}

/** `Yamuna Nagar` and `Yamunanagar` are one name. */
export function joined(words: string): string {
  return words.replaceAll(' ', '');
}

/** An area's names as plain words. */
export interface AreaNames {
  readonly names: readonly string[];
  readonly regions: readonly string[];
  /** The names, alone and followed by the region, without spaces. */
  readonly whole: readonly string[];
  readonly nameWords: readonly string[];
  readonly regionWords: readonly string[];
}

/** Areas never change, and a person typing searches them at every key. */
const namesKnown = new WeakMap<Area, AreaNames>();

export function namesOf(area: Area): AreaNames {
  const known = namesKnown.get(area);
  if (known !== undefined) return known;
  const names = [area.name, ...(area.also ?? [])].map(plainWords);
  const regions = [area.region, ...(area.regionAlso ?? [])].map(plainWords);
  const made: AreaNames = {
    names,
    regions,
    whole: [...names, ...names.flatMap((name) => regions.map((region) => name + region))].map(joined),
    nameWords: names.flatMap((name) => name.split(' ')),
    regionWords: regions.flatMap((region) => region.split(' ')),
  };
  namesKnown.set(area, made);
  return made;
}
