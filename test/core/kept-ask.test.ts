// What a code is to confirm, written down and read back: the same comes back, and nothing else comes in.
import { describe, expect, it } from 'vitest';
import { askOf, type KeptAsk, keptOf, textOf } from '../../src/core/kept-ask.ts';
import type { Ask } from '../../src/core/sign-up.ts';

const to = { channel: 'email', address: 'anita@example.org' } as const;
const ASK: Ask = {
  purpose: 'subscribe',
  wish: {
    ...to,
    place: { areaId: 'cowin:294', pincode: '560011' },
    filters: { dose: '2', ageYears: 45, vaccine: 'SPUTNIK V', fee: 'paid', minCapacity: 10 },
    others: 'keep',
    origin: 'page',
  },
};
const KEPT = keptOf(ASK) as KeptAsk & { readonly purpose: 'subscribe' };

describe('an ask that is kept', () => {
  it('comes back as it was, without the address', () => {
    const { channel: _channel, address: _address, ...rest } = ASK.wish;
    expect(askOf(textOf(KEPT))).toEqual({ purpose: 'subscribe', ...rest });
    expect(textOf(KEPT)).not.toContain('anita');
    const loose = keptOf({
      purpose: 'subscribe',
      wish: {
        ...to,
        place: { areaId: null, pincode: '560011' },
        filters: { dose: null, ageYears: null, vaccine: null, fee: null, minCapacity: 1 },
        others: 'replace',
      },
    });
    expect(askOf(textOf(loose))).toEqual(loose);
    for (const purpose of ['unsubscribe', 'manage'] as const) {
      expect(askOf(textOf(keptOf({ purpose, to })))).toEqual({ purpose });
    }
  });

  const { place, filters } = KEPT;
  it.each<[string, unknown]>([
    ['no JSON', undefined],
    ['no object', [KEPT]],
    ['another purpose', { ...KEPT, purpose: 'rule' }],
    ['nowhere', { ...KEPT, place: undefined }],
    ['everywhere', { ...KEPT, place: { areaId: null, pincode: null } }],
    ['an area that is no text', { ...KEPT, place: { ...place, areaId: 294 } }],
    ['an area without end', { ...KEPT, place: { ...place, areaId: 'x'.repeat(201) } }],
    ['a pincode of letters', { ...KEPT, place: { ...place, pincode: '56001a' } }],
    ['no filters', { ...KEPT, filters: null }],
    ['a dose there is not', { ...KEPT, filters: { ...filters, dose: '3' } }],
    ['a dose left out', { ...KEPT, filters: { ...filters, dose: undefined } }],
    ['an age of text', { ...KEPT, filters: { ...filters, ageYears: '45' } }],
    ['an age below none', { ...KEPT, filters: { ...filters, ageYears: -1 } }],
    ['a vaccine that is none', { ...KEPT, filters: { ...filters, vaccine: '' } }],
    ['a fee there is not', { ...KEPT, filters: { ...filters, fee: 'cheap' } }],
    ['a capacity between', { ...KEPT, filters: { ...filters, minCapacity: 2 } }],
    ['others dropped', { ...KEPT, others: 'drop' }],
    ['from the moon', { ...KEPT, origin: 'moon' }],
  ])('is none when it holds %s', (_what, value) => {
    expect(askOf(value === undefined ? '{' : JSON.stringify(value))).toBeUndefined();
  });
});
