// Finding a district from what people type. The places are real; the list is a small part of CoWIN's.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Area } from '../../src/core/area.ts';
import { plainWords } from '../../src/core/area-names.ts';
import { findArea, findRegions, searchAreas } from '../../src/core/area-search.ts';
import { editDistance } from '../../src/core/edit-distance.ts';
import { districtAreas, readCowinAreas } from '../../src/sources/cowin/areas.ts';

const areas = districtAreas(readCowinAreas());
const label = (area: Area) => `${area.name}, ${area.region}`;

function found(text: string, region?: string): string {
  const finding = findArea(areas, text, region);
  return finding.kind === 'found' ? label(finding.area) : finding.kind;
}

describe('search', () => {
  it('shows all of Bangalore for `bangalore`, before what only sounds like it', () => {
    const names = searchAreas(areas, 'bangalore', 10).map((area) => area.name);
    expect(names.slice(0, 3).sort()).toEqual(['BBMP', 'Bangalore Rural', 'Bangalore Urban']);
  });

  it('shows the very district first, then others that hold the word', () => {
    expect(searchAreas(areas, 'ahmedabad', 2).map((area) => area.name)).toEqual([
      'Ahmedabad',
      'Ahmedabad Corporation',
    ]);
  });

  it('shows the districts of a state for its name, in another spelling too', () => {
    for (const text of ['Odisha', 'orissa', 'odissha']) {
      const regions = searchAreas(areas, text, 30).map((area) => area.region);
      expect(regions).toHaveLength(30);
      expect(new Set(regions), text).toEqual(new Set(['Odisha']));
    }
  });

  it('does not show what is spelt otherwise when something is spelt so', () => {
    expect(searchAreas(areas, 'jaipur', 9).map((area) => area.name)).toEqual(['Jaipur I', 'Jaipur II']);
  });

  it('keeps to the limit, and finds nothing for nothing', () => {
    expect(searchAreas(areas, 'a', 3)).toHaveLength(3);
    for (const text of ['', '  ', '…', '560011', 'qqqqqqqq']) expect(searchAreas(areas, text, 3)).toEqual([]);
  });
});

describe('the one district meant', () => {
  it.each<[string, string]>([
    ['294', 'BBMP, Karnataka'],
    ['0294', 'BBMP, Karnataka'],
    [' cowin:294 ', 'BBMP, Karnataka'],
    ['COWIN:294', 'BBMP, Karnataka'],
    ['4', 'Krishna, Andhra Pradesh'],
    ['bbmp', 'BBMP, Karnataka'],
    ['BBMP, Karnataka', 'BBMP, Karnataka'],
    ['Bengaluru urban', 'Bangalore Urban, Karnataka'],
    ['urban bangalore', 'Bangalore Urban, Karnataka'],
    ['bangalore u', 'Bangalore Urban, Karnataka'],
    ['thiruvanantapuram', 'Thiruvananthapuram, Kerala'],
    ['Trivandrum', 'Thiruvananthapuram, Kerala'],
    ['warangal(urban)', 'Warangal(Urban), Telangana'],
    ['warangal urban', 'Warangal(Urban), Telangana'],
    ['allahabad', 'Prayagraj, Uttar Pradesh'],
    ['gurugram', 'Gurgaon, Haryana'],
    ['kalaburagi', 'Gulbarga, Karnataka'],
    ['belagavi', 'Belgaum, Karnataka'],
    ['mysuru', 'Mysore, Karnataka'],
    ['kochi', 'Ernakulam, Kerala'],
    ['calicut', 'Kozhikode, Kerala'],
    ['Pondicherry', 'Puducherry, Puducherry'],
    ['poona', 'Pune, Maharashtra'],
    ['bombay', 'Mumbai, Maharashtra'],
    ['calcutta', 'Kolkata, West Bengal'],
    ['madras', 'Chennai, Tamil Nadu'],
    ['vizag', 'Visakhapatnam, Andhra Pradesh'],
    ['banaras', 'Varanasi, Uttar Pradesh'],
    ['noida', 'Gautam Buddha Nagar, Uttar Pradesh'],
    ['lahaul & spiti', 'Lahaul Spiti, Himachal Pradesh'],
    ['kolkatta', 'Kolkata, West Bengal'],
    ['kolkatta west bengal', 'Kolkata, West Bengal'],
    ['hamirpoor himachal', 'Hamirpur, Himachal Pradesh'],
    ['chenani', 'Chennai, Tamil Nadu'],
    ['hydrabad', 'Hyderabad, Telangana'],
    ['aurangabad bihar', 'Aurangabad, Bihar'],
    ['hamirpur, UP', 'Hamirpur, Uttar Pradesh'],
    ['puri', 'Puri, Odisha'],
  ])('%s -> %s', (text, expected) => {
    expect(found(text)).toBe(expected);
  });

  it('is narrowed by the state', () => {
    expect(found('aurangabad', 'Maharashtra')).toBe('Aurangabad, Maharashtra');
    expect(found('bijapur', 'karnataka')).toBe('Vijayapura, Karnataka');
    expect(found('bijapur', 'Chhatisgarh')).toBe('Bijapur, Chhattisgarh');
    expect(found('pratapgarh', 'up')).toBe('Pratapgarh, Uttar Pradesh');
  });
});

describe('it asks rather than guesses', () => {
  const asked = (text: string) => {
    const finding = findArea(areas, text);
    return finding.kind === 'ambiguous' ? finding.areas.map(label).sort() : finding;
  };

  it.each<[string, readonly string[]]>([
    ['Aurangabad', ['Aurangabad, Bihar', 'Aurangabad, Maharashtra']],
    ['bilaspur', ['Bilaspur, Chhattisgarh', 'Bilaspur, Himachal Pradesh']],
    ['hamirpur', ['Hamirpur, Himachal Pradesh', 'Hamirpur, Uttar Pradesh']],
    ['pratapgarh', ['Pratapgarh, Rajasthan', 'Pratapgarh, Uttar Pradesh']],
    ['balrampur', ['Balarampur, Uttar Pradesh', 'Balrampur, Chhattisgarh']],
    ['bijapur', ['Bijapur, Chhattisgarh', 'Vijayapura, Karnataka']],
    ['bangalore', ['BBMP, Karnataka', 'Bangalore Rural, Karnataka', 'Bangalore Urban, Karnataka']],
    ['banglore', ['BBMP, Karnataka', 'Bangalore Rural, Karnataka', 'Bangalore Urban, Karnataka']],
    ['goa', ['North Goa, Goa', 'South Goa, Goa']],
    ['jaipur', ['Jaipur I, Rajasthan', 'Jaipur II, Rajasthan']],
    ['coochbehar', ['COOCHBEHAR, West Bengal', 'Cooch Behar, West Bengal']],
  ])('%s', (text, expected) => {
    expect(asked(text)).toEqual(expected);
  });

  it('only suggests what takes too many slips', () => {
    const finding = findArea(areas, 'benglaru');
    expect(finding.kind).toBe('unknown');
    expect(finding.kind === 'unknown' && finding.nearest.map((area) => area.name)).toContain('BBMP');
  });

  it('points to another state when the district is not in the one given', () => {
    const finding = findArea(areas, 'chennai', 'kerala');
    expect(finding).toMatchObject({ kind: 'unknown', nearest: [{ name: 'Chennai' }] });
  });

  it('names nobody where nothing is near', () => {
    expect(findArea(areas, 'zzzzzz')).toEqual({ kind: 'unknown', nearest: [] });
    expect(findArea(areas, '')).toEqual({ kind: 'unknown', nearest: [] });
    expect(findArea(areas, '99999')).toEqual({ kind: 'unknown', nearest: [] });
  });

  it('finds every district by its id, and by name and state together', () => {
    const byName = areas.filter((area) => found(`${area.name} ${area.region}`) !== label(area));
    expect(byName.map(label)).toEqual(['Cooch Behar, West Bengal', 'COOCHBEHAR, West Bengal']);
    for (const area of areas) expect(found(area.id)).toBe(label(area));
  });
});

describe('states', () => {
  it.each<[string, readonly string[]]>([
    ['Karnataka', ['Karnataka']],
    ['karnatka', ['Karnataka']],
    ['UP', ['Uttar Pradesh']],
    ['J&K', ['Jammu and Kashmir']],
    ['jammu & kashmir', ['Jammu and Kashmir']],
    ['uttar', ['Uttar Pradesh', 'Uttarakhand']],
    ['tamilnadu', ['Tamil Nadu']],
    ['Atlantis', []],
    ['', []],
  ])('%s', (text, expected) => {
    expect(findRegions(areas, text)).toEqual(expected);
  });
});

describe('words and slips', () => {
  it('reads names as plain words', () => {
    expect(plainWords('  YSR District, Kadapa (Cuddapah) ')).toBe('ysr district kadapa cuddapah');
    expect(plainWords('Karbi-Anglong')).toBe('karbi anglong');
    expect(plainWords('Chhatrapati Sambhājīnagar')).toBe('chhatrapati sambhajinagar');
    expect(plainWords('बेंगलुरु')).toBe('बेंगलुरु');
  });

  it.each<[string, string, number, number]>([
    ['pune', 'pune', 2, 0],
    ['pune', 'puna', 2, 1],
    ['pune', 'pun', 2, 1],
    ['pune', 'pnue', 2, 1],
    ['pune', 'poona', 2, 3],
    ['banglore', 'bangalore', 2, 1],
    ['delhi', 'goalpara', 2, 3],
    ['', 'ab', 2, 2],
  ])('%s and %s, up to %i: %i', (from, to, limit, slips) => {
    expect(editDistance(from, to, limit)).toBe(slips);
  });

  it('counts slips the same both ways, and never more than one per letter', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 });
    fc.assert(
      fc.property(word, word, (from, to) => {
        const slips = editDistance(from, to, 10);
        expect(slips).toBe(editDistance(to, from, 10));
        expect(slips).toBeLessThanOrEqual(Math.max(from.length, to.length));
        expect(slips).toBeGreaterThanOrEqual(Math.abs(from.length - to.length));
        expect(slips === 0).toBe(from === to);
        expect(editDistance(from, to, 1)).toBe(Math.min(slips, 2));
      }),
    );
  });

  it('is not to be held up: what is longer than any name of a place names none', () => {
    const slips = 'bangolorex '.repeat(7);
    for (const text of [
      `${slips}${slips}`,
      '\ufdfa'.repeat(80),
      'x '.repeat(1_000),
      'Karnataka'.repeat(20),
    ]) {
      expect(searchAreas(areas, text, 5)).toEqual([]);
      expect(findArea(areas, text)).toEqual({ kind: 'unknown', nearest: [] });
      expect(findRegions(areas, text)).toEqual([]);
    }
    const longest = areas.map(label).reduce((a, b) => (a.length >= b.length ? a : b));
    expect(found(longest)).toBe(longest);
  });

  it('never throws, whatever is typed', () => {
    const some = areas.slice(0, 60);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (text) => {
        searchAreas(some, text, 5);
        findArea(some, text, text);
      }),
    );
  });
});
