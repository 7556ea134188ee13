// Finds the area a person means: by id, by part of a name, by another spelling, in spite of a slip or two.
// It never guesses between two places: what fits several areas equally well is given back as a question.
import type { Area } from './area.ts';
import { joined, namesOf, plainWords } from './area-names.ts';
import { editDistance } from './edit-distance.ts';

export type AreaFinding =
  | { readonly kind: 'found'; readonly area: Area }
  /** Several fit equally well; the state, or the id, decides. */
  | { readonly kind: 'ambiguous'; readonly areas: readonly Area[] }
  /** `nearest` may be empty. */
  | { readonly kind: 'unknown'; readonly nearest: readonly Area[] };

/**
 * How well an area fits, best first. `words`, `beginnings`: every word asked for is a word of the area, or begins one.
 * `part`: it stands somewhere in the name. `region`: only the state's name fits. `slips`: not without slips.
 */
const FITS = ['id', 'exact', 'words', 'beginnings', 'part', 'region', 'slips', 'region-slips'] as const;
type Fit = (typeof FITS)[number];

interface Hit {
  readonly area: Area;
  readonly fit: Fit;
  readonly slips: number;
}

const NEAREST = 5;
/** With fewer letters than this a part of a name is chance. */
const LEAST_PART_CHARS = 3;
/** No name of a place with its state is longer; a longer text names none, and would only cost time. */
const NAME_MAX_CHARS = 80;

/** What is asked for, as plain words; empty for what can be no name. */
function askedWords(text: string): string {
  if (text.length > NAME_MAX_CHARS) return '';
  // One character may stand for many.
  const words = plainWords(text);
  return words.length > NAME_MAX_CHARS ? '' : words;
}

/** The areas that fit, best first, at most `limit`. No text: no areas. */
export function searchAreas(areas: readonly Area[], text: string, limit: number): readonly Area[] {
  return ranked(areas, text)
    .slice(0, limit)
    .map((hit) => hit.area);
}

/**
 * The one area a text means. A name that fits without slips goes before one with slips, a whole name before a part.
 * @param regionText narrows to the regions it names (see `findRegions`)
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
  const asked = joined(askedWords(text));
  if (asked === '') return [];
  const regions = new Map<string, readonly string[]>();
  for (const area of areas) {
    if (area.region !== '') regions.set(area.region, namesOf(area).regions);
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
  const asked = askedWords(text);
  if (asked === '') return [];
  // What is spelt right somewhere is not taken for a slip elsewhere.
  const spelt = areas.flatMap((area) => fitOf(area, asked) ?? []);
  const hits = spelt.length > 0 ? spelt : areas.flatMap((area) => slippedFit(area, asked) ?? []);
  return hits.sort(better);
}

/** The fewest slips come first, whether the name or the state was meant. */
function better(a: Hit, b: Hit): number {
  return (
    a.slips - b.slips ||
    FITS.indexOf(a.fit) - FITS.indexOf(b.fit) ||
    a.area.name.localeCompare(b.area.name, 'en')
  );
}

/** `cowin:294`, `294` and `0294` are the same id. */
function hasId(area: Area, text: string): boolean {
  if (area.id === text.toLowerCase()) return true;
  return /^\d+$/.test(text) && area.id === `${area.sourceId}:${text.replace(/^0+(?=\d)/, '')}`;
}

function fitOf(area: Area, asked: string): Hit | undefined {
  const { names, whole, nameWords, regionWords } = namesOf(area);
  const hit = (fit: Fit): Hit => ({ area, fit, slips: 0 });

  const askedJoined = joined(asked);
  if (whole.includes(askedJoined)) return hit('exact');

  const askedWords = asked.split(' ');
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
  return words === 'region' || beginnings === 'region' ? hit('region') : undefined;
}

/** The fewest slips, word by word or as a whole without spaces, with which an area fits. */
function slippedFit(area: Area, asked: string): Hit | undefined {
  const { whole, nameWords, regionWords } = namesOf(area);
  const askedJoined = joined(asked);
  let fit: Fit = 'region-slips';
  let sum = 0;
  for (const word of asked.split(' ')) {
    const inName = least(word, nameWords);
    const inRegion = least(word, regionWords);
    if (inName <= inRegion && Number.isFinite(inName)) fit = 'slips';
    sum += Math.min(inName, inRegion);
  }
  const inWhole = least(askedJoined, whole);
  if (inWhole <= sum) fit = 'slips';
  const slips = Math.min(sum, inWhole);
  return Number.isFinite(slips) ? { area, fit, slips } : undefined;
}

/** Slips to the nearest of several names, infinite when it is too far to be shown. */
function least(asked: string, names: readonly string[]): number {
  const limit = searchedSlips(asked);
  const slips = Math.min(...names.map((name) => editDistance(asked, name, limit)));
  return slips > limit ? Number.POSITIVE_INFINITY : slips;
}

/** The areas whose names are least far from a text, without those that share nothing with it. */
function nearestAreas(areas: readonly Area[], text: string): readonly Area[] {
  const asked = joined(askedWords(text));
  const limit = Math.floor(asked.length / 2);
  return areas
    .map((area) => {
      const distances = namesOf(area).names.map((name) => editDistance(asked, joined(name), limit));
      return { area, distance: Math.min(...distances) };
    })
    .filter((near) => near.distance <= limit)
    .sort((a, b) => a.distance - b.distance || a.area.name.localeCompare(b.area.name, 'en'))
    .slice(0, NEAREST)
    .map((near) => near.area);
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
