// Finds the area a person means: by id, by part of a name, by another spelling, in spite of a slip or two.
// It never guesses between two places: what fits several areas equally well is given back as a question.
import type { Area } from './area.ts';
import { editDistance } from './edit-distance.ts';

export type AreaFinding =
  | { readonly kind: 'found'; readonly area: Area }
  /** Several fit equally well; the state, or the id, decides. */
  | { readonly kind: 'ambiguous'; readonly areas: readonly Area[] }
  /** `nearest` may be empty. */
  | { readonly kind: 'unknown'; readonly nearest: readonly Area[] };

/**
 * How well an area fits, best first. `words`, `beginnings`: every word asked for is a word of the area, or begins one.
 * `region`: only the state's name fits. `slips`, `region-slips`: not without slips.
 */
type Fit = 'id' | 'exact' | 'words' | 'beginnings' | 'part' | 'region' | 'slips' | 'region-slips';

/** Among areas found by slips the fewest come first, whether the name or the state was meant. */
const RANK: Readonly<Record<Fit, number>> = {
  id: 0,
  exact: 1,
  words: 2,
  beginnings: 3,
  part: 4,
  region: 5,
  slips: 6,
  'region-slips': 6,
};

interface Hit {
  readonly area: Area;
  readonly fit: Fit;
  readonly slips: number;
}

const NEAREST = 5;
/** With fewer letters than this a part of a name is chance. */
const LEAST_PART_CHARS = 3;

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

/** The areas that fit, best first, at most `limit`. No text: no areas. */
export function searchAreas(areas: readonly Area[], text: string, limit: number): readonly Area[] {
  return ranked(areas, text)
    .slice(0, limit)
    .map((hit) => hit.area);
}

/**
 * The one area a text means. A name that fits without slips goes before one with slips, a whole name before a part
 * of one. @param regionText narrows to the regions it names (see `findRegions`)
 */
export function findArea(areas: readonly Area[], text: string, regionText?: string): AreaFinding {
  const within = regionText === undefined ? areas : inRegions(areas, findRegions(areas, regionText));
  const hits = ranked(within, text);
  const best = hits[0];
  if (best === undefined) {
    const elsewhere = within === areas ? [] : searchAreas(areas, text, NEAREST);
    return { kind: 'unknown', nearest: elsewhere.length > 0 ? elsewhere : nearestAreas(within, text) };
  }
  // Taking a place for another is worse than asking: more slips than this only make a suggestion.
  if (best.slips > trustedSlips(plainWords(text))) {
    return { kind: 'unknown', nearest: hits.slice(0, NEAREST).map((hit) => hit.area) };
  }
  const equals = hits.filter((hit) => hit.fit === best.fit && hit.slips === best.slips);
  return equals.length === 1
    ? { kind: 'found', area: best.area }
    : { kind: 'ambiguous', areas: equals.map((hit) => hit.area) };
}

/** The regions a text names: whole names first, then beginnings, then with slips. Empty: none. */
export function findRegions(areas: readonly Area[], text: string): readonly string[] {
  const asked = joined(plainWords(text));
  if (asked === '') return [];
  const regions = new Map<string, readonly string[]>();
  for (const area of areas) {
    if (area.region !== '')
      regions.set(area.region, [area.region, ...(area.regionAlso ?? [])].map(plainWords));
  }
  const where = (fits: (name: string) => boolean) =>
    [...regions].filter(([, names]) => names.some((name) => fits(joined(name)))).map(([region]) => region);
  const exact = where((name) => name === asked);
  if (exact.length > 0) return exact;
  const begins = asked.length < LEAST_PART_CHARS ? [] : where((name) => name.startsWith(asked));
  if (begins.length > 0) return begins;
  const limit = trustedSlips(asked);
  return limit === 0 ? [] : where((name) => editDistance(asked, name, limit) <= limit);
}

function inRegions(areas: readonly Area[], regions: readonly string[]): readonly Area[] {
  return areas.filter((area) => regions.includes(area.region));
}

function ranked(areas: readonly Area[], text: string): readonly Hit[] {
  const byId = areas.filter((area) => hasId(area, text.trim()));
  if (byId.length > 0) return byId.map((area) => ({ area, fit: 'id', slips: 0 }));
  const asked = plainWords(text);
  if (asked === '') return [];
  return areas.flatMap((area) => fitOf(area, asked) ?? []).sort(better);
}

function better(a: Hit, b: Hit): number {
  return (
    RANK[a.fit] - RANK[b.fit] ||
    a.slips - b.slips ||
    Number(a.fit === 'region-slips') - Number(b.fit === 'region-slips') ||
    a.area.name.localeCompare(b.area.name, 'en')
  );
}

/** `cowin:294`, `294` and `0294` are the same id. */
function hasId(area: Area, text: string): boolean {
  if (area.id === text.toLowerCase()) return true;
  return /^\d+$/.test(text) && area.id === `${area.sourceId}:${text.replace(/^0+(?=\d)/, '')}`;
}

function fitOf(area: Area, asked: string): Hit | undefined {
  const names = [area.name, ...(area.also ?? [])].map(plainWords);
  const regions = [area.region, ...(area.regionAlso ?? [])].map(plainWords);
  const hit = (fit: Fit, slips = 0): Hit => ({ area, fit, slips });

  const whole = [...names, ...names.flatMap((name) => regions.map((region) => `${name} ${region}`))];
  const askedJoined = joined(asked);
  if (whole.some((name) => joined(name) === askedJoined)) return hit('exact');

  const askedWords = asked.split(' ');
  const nameWords = names.flatMap((name) => name.split(' '));
  const regionWords = regions.flatMap((region) => region.split(' '));
  const all = [...nameWords, ...regionWords];
  // Every word must fit, and at least one of them the name itself; otherwise it is the region that was typed.
  const every = (fits: (asked: string, word: string) => boolean): 'name' | 'region' | undefined => {
    const fitsOne = (words: readonly string[]) => (word: string) => words.some((other) => fits(word, other));
    if (!askedWords.every(fitsOne(all))) return undefined;
    return askedWords.some(fitsOne(nameWords)) ? 'name' : 'region';
  };
  const words = every((word, other) => word === other);
  if (words === 'name') return hit('words');
  const beginnings = every((word, other) => other.startsWith(word));
  if (beginnings === 'name') return hit('beginnings');
  if (askedJoined.length >= LEAST_PART_CHARS && names.some((name) => joined(name).includes(askedJoined))) {
    return hit('part');
  }
  if (words === 'region' || beginnings === 'region') return hit('region');

  const slips = slipsBetween(askedWords, askedJoined, names, nameWords);
  if (slips !== undefined) return hit('slips', slips);
  const regionSlips = slipsBetween(askedWords, askedJoined, regions, regionWords);
  return regionSlips === undefined ? undefined : hit('region-slips', regionSlips);
}

/** Fewest slips between what was asked and the names: word by word, or as a whole without spaces. */
function slipsBetween(
  askedWords: readonly string[],
  askedJoined: string,
  names: readonly string[],
  words: readonly string[],
): number | undefined {
  let sum = 0;
  for (const asked of askedWords) {
    const limit = searchedSlips(asked);
    const least = Math.min(...words.map((word) => editDistance(asked, word, limit)));
    sum = least > limit ? Number.POSITIVE_INFINITY : sum + least;
  }
  const limit = searchedSlips(askedJoined);
  const whole = Math.min(...names.map((name) => editDistance(askedJoined, joined(name), limit)));
  const least = Math.min(sum, whole > limit ? Number.POSITIVE_INFINITY : whole);
  return Number.isFinite(least) ? least : undefined;
}

/** The areas whose names are least far from a text, without those that share nothing with it. */
function nearestAreas(areas: readonly Area[], text: string): readonly Area[] {
  const asked = joined(plainWords(text));
  const limit = Math.floor(asked.length / 2);
  return areas
    .map((area) => {
      const names = [area.name, ...(area.also ?? [])].map((name) => joined(plainWords(name)));
      return { area, distance: Math.min(...names.map((name) => editDistance(asked, name, limit))) };
    })
    .filter((near) => near.distance <= limit)
    .sort((a, b) => a.distance - b.distance || a.area.name.localeCompare(b.area.name, 'en'))
    .slice(0, NEAREST)
    .map((near) => near.area);
}

function joined(words: string): string {
  return words.replaceAll(' ', '');
}

/** Slips at which a word is still shown among the results. */
function searchedSlips(word: string): number {
  if (word.length < 4) return 0;
  return word.length < 6 ? 1 : word.length < 10 ? 2 : 3;
}

/** Slips at which it is taken without asking. */
function trustedSlips(text: string): number {
  return text.length < 5 ? 0 : text.length < 10 ? 1 : 2;
}
