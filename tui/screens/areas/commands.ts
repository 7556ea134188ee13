// The commands behind `:` that are about areas; they find one by its name, its id, or in spite of a slip.
import { type Area, areaText } from '../../../src/core/area.ts';
import { findArea, searchAreas } from '../../../src/core/area-search.ts';
import type { AreaState } from '../../../src/core/snapshot.ts';
import type { Command, CommandContext } from '../../screen-contract.ts';
import { areaActs } from './area-acts.ts';

const TAKES = 'AREA';
const SUGGESTIONS = 8;

export const AREA_COMMANDS: readonly Command[] = [
  command('area', 'look closely at an area', async (area, { go }) =>
    go({ screen: 'Areas', areaId: area.id }),
  ),
  command('poll', 'poll an area with the next call', (area, at) =>
    areaActs(at.control, at.say).pollNow(area),
  ),
  command('pause-area', 'leave an area alone until it is resumed', (area, at) =>
    areaActs(at.control, at.say).pause(area),
  ),
  command('resume-area', 'poll a paused area again', (area, at) => areaActs(at.control, at.say).resume(area)),
];

function command(
  name: string,
  does: string,
  act: (area: Area, at: CommandContext) => Promise<void>,
): Command {
  return {
    name,
    takes: TAKES,
    does,
    complete: (typed, { snapshot }) => completions(snapshot.areas, typed),
    run: (rest, at) => act(areaMeant(at.snapshot.areas, rest), at),
  };
}

/** Polled areas that fit what is typed, best first. */
export function completions(areas: readonly AreaState[], typed: string): readonly string[] {
  const known = areas.map(asArea);
  const found = typed.trim() === '' ? known.slice(0, SUGGESTIONS) : searchAreas(known, typed, SUGGESTIONS);
  return found.map(areaText);
}

/** @throws Error with the sentence that says why none is meant */
export function areaMeant(areas: readonly AreaState[], text: string): Area {
  if (text === '') throw new Error('Say which area: its name or its id.');
  const known = areas.map(asArea);
  const exact = known.find((area) => areaText(area) === text);
  const found = exact === undefined ? findArea(known, text) : { kind: 'found' as const, area: exact };
  if (found.kind === 'found') return found.area;
  if (found.kind === 'ambiguous')
    throw new Error(`“${text}” may be ${found.areas.slice(0, 3).map(areaText).join(', or ')}.`);
  const near = found.nearest.slice(0, 3).map(areaText).join(', ');
  throw new Error(`No polled area is called “${text}”${near === '' ? '' : `; near it: ${near}`}.`);
}

function asArea({ id, name, region }: AreaState): Area {
  return { id, sourceId: id.split(':')[0] ?? '', name, region };
}
