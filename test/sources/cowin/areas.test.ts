// The shipped list of districts, and what an area id of CoWIN's stands for.
import { describe, expect, it } from 'vitest';
import { plainWords } from '../../../src/core/area-names.ts';
import { cowinPinArea, districtAreas, readCowinAreas } from '../../../src/sources/cowin/areas.ts';
import { cowinSource } from '../../../src/sources/cowin/index.ts';

const list = readCowinAreas();
const areas = districtAreas(list);

describe('the shipped list', () => {
  it('holds 756 districts in 37 states and union territories, each once', () => {
    expect(list.states).toHaveLength(37);
    expect(areas).toHaveLength(756);
    expect(new Set(areas.map((area) => area.id)).size).toBe(756);
    expect(new Set(list.states.map((state) => state.id)).size).toBe(37);
  });

  it('names each district once within its state', () => {
    expect(new Set(areas.map((area) => `${area.region}/${area.name}`)).size).toBe(756);
  });

  it('gives second names that are other than the first, and clean', () => {
    for (const area of areas) {
      const names = [area.name, ...(area.also ?? [])];
      expect(new Set(names.map((name) => plainWords(name))).size, area.name).toBe(names.length);
      for (const name of names) expect(name, area.id).toBe(name.trim().replace(/\s+/g, ' '));
    }
  });

  it('gives a second name to one district of a state only', () => {
    const seen = areas.flatMap((area) =>
      (area.also ?? []).map((name) => `${area.region}/${plainWords(name)}`),
    );
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('knows BBMP by its number', () => {
    expect(areas.find((area) => area.id === 'cowin:294')).toMatchObject({
      sourceId: 'cowin',
      name: 'BBMP',
      region: 'Karnataka',
    });
  });
});

describe('an area id', () => {
  const source = cowinSource({ areas: list });

  it('finds a listed district', () => {
    expect(source.area('cowin:571')?.name).toBe('Chennai');
  });

  it('finds a pincode, though none is listed', () => {
    expect(source.area('cowin:pin:560011')).toEqual({
      id: 'cowin:pin:560011',
      sourceId: 'cowin',
      name: 'Pincode 560011',
      region: '',
    });
    expect(source.area('cowin:pin:560011')).toEqual(cowinPinArea('560011'));
  });

  it.each(['cowin:9999', 'cowin:pin:056001', 'cowin:pin:', 'smart:294', '294', '', '__proto__'])(
    'is not ours: %s',
    (id) => {
      expect(source.area(id)).toBeUndefined();
    },
  );

  it.each(['', '56001', '5600111', '060011', '56001a', ' 560011'])('is no pincode: %j', (pincode) => {
    expect(cowinPinArea(pincode)).toBeUndefined();
  });
});
