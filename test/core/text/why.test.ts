// The answer to "why did I get no alert?", as a person reads it.
import { describe, expect, it } from 'vitest';
import type { WhyFate } from '../../../src/core/self-service.ts';
import { fateText, openedCount, whyLine, whySummary } from '../../../src/core/text/why.ts';
import { alertSlot } from '../../support/alerts.ts';

const FATES: readonly WhyFate[] = [
  ...(['place', 'dose', 'age', 'vaccine', 'fee', 'capacity'] as const),
  ...(['pending', 'sending', 'sent', 'gone', 'rejected', 'expired', 'unknown', 'before'] as const),
];

describe('why somebody got the alerts they got', () => {
  it('says plainly when nothing opened', () => {
    expect(whySummary({ counts: {} })).toEqual(['Nothing opened there in the last day.']);
  });

  it('tells what their own filters kept from them apart from everything else', () => {
    expect(whySummary({ counts: { sent: 3, age: 6, vaccine: 1, expired: 2, before: 4 } })).toEqual([
      'Opened in the last day: 16. You were told of 3.',
      'Kept from you by your own filters: 6 for another age, 1 of another vaccine.',
      'The others: 4 gone before you asked, 2 gone or too old before their turn came.',
    ]);
    expect(whySummary({ counts: { dose: 2 } })[0]).toBe('Opened in the last day: 2. You were told of none.');
    expect(whySummary({ counts: { sent: 2 } })).toEqual([
      'Opened in the last day: 2. You were told of every one.',
    ]);
  });

  it('has words for whatever can become of an opening, and counts each', () => {
    const counts = Object.fromEntries(FATES.map((fate, at) => [fate, at + 1]));
    expect(openedCount({ counts })).toBe((FATES.length * (FATES.length + 1)) / 2);
    const said = whySummary({ counts }).join(' ');
    for (const [at, fate] of FATES.entries()) {
      expect(said).toMatch(new RegExp(`\\b${at + 1}\\b`));
      expect(fateText(fate)).not.toBe('');
    }
  });

  it('shows one opening in a line', () => {
    const opening = { ...alertSlot(), peakCapacity: 40 };
    expect(whyLine(opening, 'age')).toBe(
      '8 May 14:03:22 IST, Apollo Clinic, 560011: COVISHIELD, 18–44, dose 1, up to 40 – for another age than yours',
    );
    const bare = { ...alertSlot({ session: { centre: { name: '', pincode: '' } } }), peakCapacity: 1 };
    expect(whyLine(bare, 'sent')).toContain('IST, Centre without a name: ');
  });
});
