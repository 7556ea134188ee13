import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { twitterText, X_MAX_WEIGHT, xWeight } from '../../../src/core/text/twitter.ts';
import { alertOf, alertSlot } from '../../support/alerts.ts';

describe('the weight of a post', () => {
  it('counts as X counts', () => {
    expect(xWeight('abc – “x”')).toBe(9);
    expect(xWeight('日本')).toBe(4);
    expect(xWeight('हिन्दी')).toBe(6);
    expect(xWeight('😷')).toBe(2);
    expect(xWeight('₹…')).toBe(4);
    // One letter once its accent is joined to it.
    expect(xWeight('e\u0301')).toBe(1);
  });
});

describe('the public post', () => {
  it('reads pincode, date, vaccine, age group, fee, hashtags, centre, what is left of each dose, where to book', () => {
    const text = twitterText(alertOf(alertSlot(), alertSlot({ dose: '2', capacity: 3 })));
    expect(text).toBe(
      [
        '15 doses open #Karnataka #BBMP',
        '560011 Sat 8 May COVISHIELD 18–44 paid ₹780 Apollo Clinic, dose 1: 12 left, dose 2: 3 left',
        'Seen 8 May 14:03:22 IST. Book on CoWIN',
      ].join('\n'),
    );
  });

  it('says nothing of a fee that is not known, and leaves out where to book when room is short', () => {
    const unknown = alertSlot({ session: { feeType: 'unknown', feeInr: null } });
    expect(twitterText(alertOf(unknown))).toContain('18–44 Apollo Clinic, dose 1: 12 left\n');
    const texts = Array.from({ length: 120 }, (_, length) => {
      const centre = { id: '2', name: 'x'.repeat(60) };
      const slots = ['s1', 's2'].map((sessionId) => alertSlot({ session: { sessionId, centre } }));
      return twitterText({ ...alertOf(...slots), areaText: `${'A'.repeat(length % 50)}, Karnataka` });
    });
    expect(Math.max(...texts.map(xWeight))).toBeLessThanOrEqual(X_MAX_WEIGHT);
    expect(texts.some((text) => text.endsWith('Book on CoWIN'))).toBe(true);
    expect(texts.some((text) => text.endsWith('IST'))).toBe(true);
  });

  it('puts the slots of an area together and counts those left out', () => {
    const slots = Array.from({ length: 9 }, (_, index) =>
      alertSlot({ session: { sessionId: `s${index}`, centre: { id: `${index}`, name: `Clinic ${index}` } } }),
    );
    const text = twitterText(alertOf(...slots));
    const told = text.match(/Clinic/g)?.length ?? 0;
    expect(told).toBeGreaterThan(1);
    expect(text).toContain(`and ${9 - told} more`);
    expect(xWeight(text)).toBeLessThanOrEqual(X_MAX_WEIGHT);
  });

  it('reads the same when the slot was looked at again: X must recognise a second try', () => {
    const first = twitterText(alertOf());
    expect(twitterText(alertOf(alertSlot({ seenAtMs: alertSlot().seenAtMs + 9_000 })))).toBe(first);
  });

  it('links nothing, names nobody and stays within 280, whatever a hospital called itself', () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.constantFrom('apollo.com', 'https://evil.example/x', '@pm', '#spam $CASH', '国'.repeat(300), 'a。b'),
    );
    fc.assert(
      fc.property(fc.array(nasty, { minLength: 1, maxLength: 6 }), nasty, nasty, (names, vaccine, area) => {
        const slots = names.map((name, index) =>
          alertSlot({ session: { sessionId: `s${index}`, vaccine, centre: { id: `${index}`, name } } }),
        );
        const text = twitterText({ ...alertOf(...slots), areaText: area });
        expect(xWeight(text)).toBeLessThanOrEqual(X_MAX_WEIGHT);
        expect(text).not.toMatch(/[@$＠]|\p{L}\.\p{L}|:\/\//u);
        expect((text.match(/#/g) ?? []).length).toBeLessThanOrEqual(2);
      }),
      { numRuns: 200 },
    );
  });
});
