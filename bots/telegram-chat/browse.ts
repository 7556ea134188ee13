// From a text or a list to a place: states by pages, their districts by pages, and what a text may have meant.
import { type Area, areaText } from '../../src/core/area.ts';
import { NO_FILTERS } from '../../src/core/subscription.ts';
import { bold } from '../../src/core/text/marked.ts';
import { formScreen } from './form.ts';
import { areasOf, findPlace, regionsOf } from './places.ts';
import { type Key, key, pageOf, rows, type Screen, screen } from './screen.ts';
import type { Turn } from './turn.ts';
import { oldButton, shortHelp } from './welcome.ts';

/** Two to a row: names of states are short. */
const STATES_A_PAGE = 16;
const DISTRICTS_A_PAGE = 8;
/** So many places a text may mean are shown. */
const SUGGESTED = 8;

export function statesScreen({ places }: Turn, page: number): Screen {
  const { items, keys, text } = pageOf(regionsOf(places), page, STATES_A_PAGE, (at) => ({
    do: 'states',
    page: at,
  }));
  const states = items.map(({ name, areaId }) => key(name, { do: 'districts', of: areaId, page: 0 }));
  return screen(
    [
      bold('Which state?'),
      ...(text === '' ? [] : [`Sorted by name, ${text}.`]),
      'Faster: write the district or the pincode, like /subscribe bbmp or /subscribe 560011.',
    ],
    ...rows(states, 2),
    keys,
  );
}

/** @param areaId any area of the state */
export function districtsScreen({ places }: Turn, areaId: string, page: number): Screen {
  const region = places.area(areaId)?.region ?? '';
  if (region === '') return oldButton();
  return regionScreen(areasOf(places, region), region, areaId, page);
}

function regionScreen(areas: readonly Area[], region: string, areaId: string, page: number): Screen {
  const { items, keys, text } = pageOf(areas, page, DISTRICTS_A_PAGE, (at) => ({
    do: 'districts',
    of: areaId,
    page: at,
  }));
  return screen(
    [bold(`${region}: which district?`), ...(text === '' ? [] : [`Sorted by name, ${text}.`])],
    ...rows(
      items.map(({ id, name }) => areaKey(id, name)),
      1,
    ),
    keys,
    [key('Another state', { do: 'states', page: 0 })],
  );
}

/** What follows a text after `/subscribe`, or one that was simply written. */
export function textScreen(turn: Turn, text: string): Screen {
  const { places } = turn;
  const finding = findPlace(places, text);
  switch (finding.kind) {
    case 'found':
      return formScreen(turn, finding.place);
    case 'states': {
      const regions = regionsOf(places).filter(({ name }) => finding.regions.includes(name));
      const [only] = regions;
      if (only !== undefined && regions.length === 1) return districtsScreen(turn, only.areaId, 0);
      const keys = regions.map(({ name, areaId }) => key(name, { do: 'districts', of: areaId, page: 0 }));
      return screen([bold('Which state?')], ...rows(keys, 2));
    }
    case 'several': {
      const shown = finding.areas.slice(0, SUGGESTED);
      const more = finding.areas.length - shown.length;
      return screen(
        [
          bold('Which one?'),
          ...(more > 0
            ? [`${more} more fit; write more of the name, or the state after it, to see them.`]
            : []),
        ],
        ...suggestions(shown),
      );
    }
    case 'unknown':
      if (finding.nearest.length === 0) return shortHelp();
      return screen(
        [
          bold('I did not find that place. Did you mean one of these?'),
          'A pincode of six digits will do as well.',
        ],
        ...suggestions(finding.nearest),
        [key('Choose from the list', { do: 'states', page: 0 })],
      );
  }
}

function suggestions(areas: readonly Area[]): readonly (readonly Key[])[] {
  return rows(
    areas.map((area) => areaKey(area.id, areaText(area))),
    1,
  );
}

function areaKey(areaId: string, label: string): Key {
  return key(label, { do: 'form', step: 'dose', choices: NO_FILTERS, place: { areaId } });
}
