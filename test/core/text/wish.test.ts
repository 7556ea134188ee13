// A wish in words.
import { describe, expect, it } from 'vitest';
import { NO_FILTERS } from '../../../src/core/subscription.ts';
import { filterTexts, placeText, wishText } from '../../../src/core/text/wish.ts';

const name = (id: string) => (id === 'cowin:294' ? 'BBMP, Karnataka' : id);
const place = (areaId: string | null, pincode: string | null = null) => ({ areaId, pincode });

describe('a wish in words', () => {
  it('names its place', () => {
    expect(placeText(place('cowin:294'), name)).toBe('BBMP, Karnataka');
    expect(placeText(place('cowin:294', '560011'), name)).toBe('BBMP, Karnataka, pincode 560011');
    expect(placeText(place(null, '560011'), name)).toBe('pincode 560011');
    expect(placeText(place(null), name)).toBe('every polled area');
  });

  it('says what is asked for beside it, and nothing of what is not', () => {
    const all = { dose: '1', ageYears: 0, vaccine: 'COVAXIN', fee: 'free', minCapacity: 5 } as const;
    expect(filterTexts(all)).toEqual(['dose 1', 'age 0', 'COVAXIN', 'free', 'at least 5 doses']);
    expect(wishText({ ...place('cowin:294'), ...all }, name)).toBe(
      'BBMP, Karnataka: dose 1, age 0, COVAXIN, free, at least 5 doses',
    );
    expect(wishText({ ...place('cowin:294'), ...NO_FILTERS }, name)).toBe('BBMP, Karnataka');
  });

  it('is one line, whatever a place or a vaccine is called', () => {
    const odd = { ...NO_FILTERS, vaccine: `A\nB${'x'.repeat(200)}` };
    expect(wishText({ ...place('odd'), ...odd }, () => `Two\nlines ${'y'.repeat(300)}`)).not.toContain('\n');
    expect(wishText({ ...place('odd'), ...odd }, () => `Two\nlines ${'y'.repeat(300)}`).length).toBeLessThan(
      190,
    );
  });
});
