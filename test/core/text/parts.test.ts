import { describe, expect, it } from 'vitest';
import { ageText, feeText, goneText, line, timesText, whereText } from '../../../src/core/text/parts.ts';
import { alertSlot } from '../../support/alerts.ts';

describe('the wording of alerts', () => {
  it('says age groups as people do', () => {
    expect(ageText(18, 44)).toBe('18–44');
    expect(ageText(45, null)).toBe('45+');
    expect(ageText(0, null)).toBe('all ages');
    expect(ageText(12, 12)).toBe('12');
  });

  it('says what is known of the fee and no more', () => {
    expect(feeText('free', null)).toBe('free');
    expect(feeText('paid', '386.25')).toBe('paid, ₹386.25');
    expect(feeText('paid', null)).toBe('paid');
    expect(feeText('unknown', null)).toBe('fee not said');
  });

  it('says how long a slot was open, once it is gone', () => {
    expect(goneText({ openedAtMs: 0, closedAtMs: null })).toBeUndefined();
    expect(goneText({ openedAtMs: 0, closedAtMs: 150_000 })).toBe('gone, was open 2 min 30 s');
  });

  it('gives an address without gaps and without repeating itself', () => {
    const { centre } = alertSlot({ session: { centre: { address: '', block: 'BBMP' } } }).session;
    expect(whereText(centre)).toBe('BBMP, 560011');
  });

  it('makes one window of those that adjoin, and lists the others, a few at most', () => {
    expect(timesText(['09:00AM-11:00AM', '11:00AM-01:00PM', '01:00PM-03:00PM', '03:00PM-06:00PM'])).toBe(
      '09:00AM–06:00PM',
    );
    expect(timesText(['09:00AM-11:00AM', '11:00AM-12:00PM', '12:30PM-01:30PM'])).toBe(
      '09:00AM–12:00PM, 12:30PM-01:30PM',
    );
    // Noon is not midnight, and what comes first in the list is not what comes first in the day.
    expect(timesText(['10:00AM-12:00PM', '12:00AM-02:00AM'])).toBe('10:00AM-12:00PM, 12:00AM-02:00AM');
    expect(timesText(['11:00AM-01:00PM', '09:00AM-11:00AM'])).toBe('11:00AM-01:00PM, 09:00AM-11:00AM');
    expect(timesText(['FORENOON', 'FORENOON'])).toBe('FORENOON, FORENOON');
    expect(timesText(['a', 'b', 'c', 'd', 'e'])).toBe('a, b, c, and 2 more');
    expect(timesText([' ', ''])).toBe('');
  });

  it('cuts long text between characters', () => {
    expect(line('😷😷😷', 5)).toBe('😷😷…');
    expect(line(' a \n b ', 9)).toBe('a b');
    expect(line('abc', 3)).toBe('abc');
  });
});
