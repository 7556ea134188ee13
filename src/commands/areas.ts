// `areas`: find a district by id or by part of its name, however it is spelt.
import { findRegions, searchAreas } from '../core/area-search.ts';
import { EXIT, Failure } from '../failure.ts';
import type { Context } from './context.ts';
import { tableText } from './table.ts';

export interface AreasOptions {
  readonly state?: string;
  readonly json?: boolean;
  readonly limit?: number;
}

/** Districts shown when a name is searched and no limit given. */
const FOUND_AT_MOST = 20;

/** Prints the districts found. @throws Failure (1) when there are none */
export function areasCommand(context: Context, words: readonly string[], options: AreasOptions): void {
  const { areas } = context.source;
  const states = options.state === undefined ? undefined : findRegions(areas, options.state);
  const inState = states === undefined ? areas : areas.filter(({ region }) => states.includes(region));
  const text = words.join(' ').trim();
  const found =
    text === ''
      ? inState.slice(0, options.limit)
      : searchAreas(inState, text, options.limit ?? FOUND_AT_MOST);
  if (options.json) {
    context.print(
      JSON.stringify(
        found.map(({ id, name, region }) => ({ id, name, region })),
        null,
        2,
      ),
    );
    return;
  }
  if (inState.length === 0) {
    throw new Failure(EXIT.failed, `No state is called anything like "${options.state}".`);
  }
  if (found.length === 0) {
    throw new Failure(
      EXIT.failed,
      `No district is called anything like "${text}"${states === undefined ? '' : ` in ${options.state}`}. Try a shorter part of its name.`,
    );
  }
  context.print(
    tableText(
      ['DISTRICT', 'NAME', 'STATE'],
      found.map((area) => [area.id.slice(area.id.indexOf(':') + 1), area.name, area.region]),
    ),
  );
}
