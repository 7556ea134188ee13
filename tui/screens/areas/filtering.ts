// Which areas a text typed over the list leaves standing: every word of it in the name, the state or the id. Pure.
import { plainWords } from '../../../src/core/area-names.ts';
import type { AreaState } from '../../../src/core/snapshot.ts';

/** No name of a place is longer; more would only cost time. */
const CAP = 80;

/** All of them, in their order, where nothing is typed. Accents, signs and capitals do not matter. */
export function filterAreas(areas: readonly AreaState[], text: string): readonly AreaState[] {
  const typed = plainWords(text.slice(0, CAP));
  if (typed === '') return areas;
  const words = typed.split(' ');
  return areas.filter((area) => {
    const stands = plainWords(`${area.name} ${area.region} ${area.id}`);
    return words.every((word) => stands.includes(word));
  });
}
