// What the screen says, as text: no terminal needed.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AreaState } from '../../src/core/snapshot.ts';
import { fitColumns, gapOf } from '../../tui/kit/columns.ts';
import {
  briefCountText,
  countText,
  latencyText,
  rateText,
  recentMean,
  shareText,
  sizeText,
} from '../../tui/kit/figures.ts';
import { clampOffset, listTitle } from '../../tui/kit/list.ts';
import { plain } from '../../tui/kit/plain.ts';
import { sparkline } from '../../tui/kit/sparkline.ts';
import { areasColumns } from '../../tui/screens/areas/rows.ts';
import { channelRow, channelsLine, offText } from '../../tui/screens/watch/channel-rows.ts';
import { FEED_COLUMNS, feedRow, shortDate } from '../../tui/screens/watch/feed-rows.ts';
import { answersLine, paceLine, slotsLine, sourceLine } from '../../tui/screens/watch/lines.ts';
import { area, busySnapshot, channel, feedItem, NOW_MS, quietSnapshot } from '../support/snapshots.ts';
import { HOSTILE_NAMES } from './scenes.ts';

const texts = (row: { cells: readonly { text: string }[] }) => row.cells.map((cell) => cell.text);

describe('plain text', () => {
  it('keeps names of every script as they are', () => {
    for (const name of ['PHC Malleswaram', 'आरोग', 'ಮಂಗಳೂರು', '東京クリニック', 'Café 💉', 'São'])
      expect(plain(name)).toBe(name);
  });

  it.each(HOSTILE_NAMES)('takes the harm out of %j', (name) => {
    expect(plain(name)).not.toMatch(
      /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202A-\u202E\u2066-\u2069\u200B\u200F\uFEFF]/u,
    );
    expect(plain(name)).toContain('PHC');
  });

  it('lets no text whatever bring a control character or more than a line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => {
        const made = plain(text);
        expect(made).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
        expect(made.isWellFormed()).toBe(true);
        expect(made.length).toBeLessThanOrEqual(800);
      }),
    );
  });

  it('shows joined emoji one by one, and Indian conjuncts apart: all terminals count those alike', () => {
    expect(plain('👨‍👩‍👧')).toBe('👨👩👧');
    expect(plain('👍🏽')).toBe('👍');
    expect(plain('क्षेत्र')).toBe('क्\u200Cषेत्\u200Cर');
  });
});

describe('figures', () => {
  it('read well at every size', () => {
    expect([0, 999, 1000, 1_284_331].map(countText)).toEqual(['0', '999', '1,000', '1,284,331']);
    expect([999_999, 1_284_331].map(briefCountText)).toEqual(['999,999', '1.28 M']);
    expect([0, 0.3, 9.54, 12.34, 99.94, 946.6, 2000].map(rateText)).toEqual([
      '0',
      '0.30',
      '9.54',
      '12.3',
      '100',
      '947',
      '2,000',
    ]);
    expect([null, 3.44, 9.97, 41.7, 999.7, 1820, 120_000].map(latencyText)).toEqual([
      '–',
      '3.4 ms',
      '10 ms',
      '42 ms',
      '1.0 s',
      '1.8 s',
      '120 s',
    ]);
    expect([0, 14_230_000, 3_482_000_000].map(sizeText)).toEqual(['0.0 MB', '14.2 MB', '3.48 GB']);
  });

  it('call a share 100 % only when it is all', () => {
    expect(shareText(999, 1000)).toBe('99 %');
    expect(shareText(1000, 1000)).toBe('100 %');
    expect(shareText(0, 0)).toBe('–');
  });

  it('average the last seconds, also when there are few', () => {
    expect(recentMean([], 10)).toBe(0);
    expect(recentMean([9, 1, 2, 3], 3)).toBe(2);
    expect(recentMean([4], 10)).toBe(4);
  });
});

describe('a sparkline', () => {
  it('is as wide as asked, newest at the right, highest value highest', () => {
    expect(sparkline([0, 1, 4, 8], 4)).toBe('▁▂▅█');
    expect(sparkline([8], 3)).toBe('  █');
    expect(sparkline([9, 0, 0], 2)).toBe('▁▁');
    expect(sparkline([], 2)).toBe('  ');
    expect(sparkline([1], 0)).toBe('');
  });

  it('shows a call that was made, however small beside the highest', () => {
    expect(sparkline([1, 100_000], 2)).toBe('▂█');
  });
});

describe('columns', () => {
  it('fill the width exactly, at any width from 60 on', () => {
    fc.assert(
      fc.property(fc.integer({ min: 60, max: 400 }), (width) => {
        for (const columns of [FEED_COLUMNS, areasColumns(width, 'age')]) {
          const widths = fitColumns(columns, width);
          const shown = widths.filter((one) => one > 0);
          const used = shown.reduce((sum, one) => sum + one, 0) + gapOf(width) * (shown.length - 1);
          expect(used).toBe(width);
        }
      }),
    );
  });

  it('leave out what a narrow table has no room for', () => {
    const shownAt = (width: number) =>
      FEED_COLUMNS.filter((_, index) => fitColumns(FEED_COLUMNS, width)[index] !== 0).map((one) => one.title);
    expect(shownAt(60)).not.toContain('Vaccine');
    expect(shownAt(80)).toContain('Dose');
    expect(shownAt(80)).not.toContain('Owed');
    expect(shownAt(120)).toContain('Owed');
  });
});

describe('a list that is longer than its room', () => {
  it('says which of its lines are shown, and stays within them', () => {
    expect([clampOffset(-3, 10, 4), clampOffset(9, 10, 4), clampOffset(5, 3, 4)]).toEqual([0, 6, 0]);
    expect(listTitle('Areas', 6, 4, 10)).toBe('Areas 7–10 of 10');
    expect(listTitle('Areas', 752, 4, 756)).toBe('Areas 753–756/756');
    expect(listTitle('Areas', 0, 4, 3)).toBe('Areas 3');
    expect(listTitle('Areas', 0, 4, 0)).toBe('Areas');
  });
});

describe('the feed', () => {
  it('tells an opening with its doses and a closing with how long it was open', () => {
    expect(texts(feedRow(feedItem(), '0'))).toEqual([
      '14:03:17',
      'opened',
      'PHC Malleswaram',
      'BBMP',
      '560003',
      '9 May',
      'COVAXIN',
      '18-44',
      '1',
      '12 doses',
      '4',
    ]);
    const closed = feedRow(feedItem({ kind: 'closed', lastedMs: 150_000, pincode: '' }), '0');
    expect(texts(closed)).toContain('2 min 30 s');
    expect(texts(closed)[4]).toBe('–');
  });

  it('shows a date that is none as it came', () => {
    expect(shortDate('2021-05-08')).toBe('8 May');
    expect(shortDate('soon')).toBe('soon');
  });
});

describe('channels', () => {
  const email = channel('email', {
    state: 'on',
    pending: 3,
    sending: 2,
    rejected: 1,
    expired: 6,
    unknown: 2,
  });

  it('fold what has no column of its own into one that has', () => {
    const narrow = texts(channelRow(email, 70));
    const usual = texts(channelRow(email, 80));
    const wide = texts(channelRow(email, 200));
    expect([narrow[2], narrow[6]]).toEqual(['5', '9']);
    expect([usual[2], usual[6], usual[7]]).toEqual(['5', '3', '6']);
    expect([wide[2], wide[3], wide[6], wide[7]]).toEqual(['3', '2', '3', '6']);
  });

  it('fit one line where there is no room for a table', () => {
    expect(channelsLine([email, channel('twitter')])).toBe('email on, 5 queued');
    expect(channelsLine([channel('email')])).toBe('none is set up, so nobody can be told');
    expect(offText([email, channel('twitter'), channel('webhook')])).toBe('off: X, webhook');
  });
});

describe('the lines above', () => {
  it('say in plain words what is not well with the source', () => {
    const source = { ...quietSnapshot().source, state: 'silent' as const, detail: 'no answer for 3 min' };
    expect(sourceLine(quietSnapshot({ source }))).toMatchObject({ state: 'silent', tone: 'bad' });
    expect(sourceLine(quietSnapshot({ source })).text).toContain('no answer for 3 min');
    expect(sourceLine(busySnapshot()).text).toContain('last good answer 0 s ago');
  });

  it('say when the pace is slowed, stopped, probing, paused or unlimited', () => {
    const base = quietSnapshot();
    const pace = (fields: Partial<typeof base.pace>, state: 'running' | 'paused' = 'running') =>
      paceLine({ ...base, state, pace: { ...base.pace, ...fields } });
    expect(pace({})).toMatchObject({
      state: 'ok',
      text: '0 of 0.30 calls/s (90/5m)',
    });
    expect(pace({ allowedPerS: 0.15 }).state).toBe('slowed');
    expect(pace({ breaker: 'open', waitsUntilMs: NOW_MS + 30_000 })).toMatchObject({
      state: 'stopped',
      text: '0 of 0.30 calls/s (90/5m) · next call in 30 s · breaker open',
    });
    expect(pace({ breaker: 'probing' }).state).toBe('probing');
    expect(pace({}, 'paused').state).toBe('paused');
    expect(pace({ allowedPerS: null, settingPerS: null, setting: 'unlimited' })).toMatchObject({
      state: 'ok',
      text: '0 calls/s, no limit',
    });
  });

  it('say how often the pace lets all areas be polled', () => {
    const base = quietSnapshot();
    const forty = (of: Partial<AreaState>, first: Partial<AreaState> = {}) =>
      Array.from({ length: 40 }, (_, index) =>
        area(`${index}`, { intervalMs: null, ...of, ...(index === 0 ? first : {}) }),
      );
    const said = (areas: readonly AreaState[], pace: Partial<typeof base.pace> = {}) =>
      paceLine({ ...base, areas, pace: { ...base.pace, ...pace } }).text;
    expect(said(forty({}))).toBe('0 of 0.30 calls/s (90/5m) · 40 areas: every 2 min 15 s');
    expect(said(forty({}, { subscribers: 9 }))).toContain('40 areas: every ~2 min 15 s');
    expect(said(forty({}), { allowedPerS: 0.15 })).toContain('40 areas: every 4 min 25 s');
    expect(said(forty({ intervalMs: 300_000 }))).toContain('40 areas: every 5 min');
    expect(said(forty({ intervalMs: 300_000 }, { intervalMs: 30_000 }))).toContain('every ~4 min 5 s');
    expect(said(forty({ intervalMs: 40 }, { intervalMs: 20 }))).toContain('40 areas: within a second');
    expect(said(forty({}).slice(0, 1), { allowedPerS: 2000 })).toContain('1 area: within a second');
    expect(said(forty({}), { allowedPerS: null })).toBe(
      '0 calls/s, no limit · 40 areas: as often as it answers',
    );
    expect(said(forty({}), { allowedPerS: 0 })).not.toContain('areas');
  });

  it('sum up answers and slots', () => {
    expect(answersLine(quietSnapshot()).text).toBe('no call made yet');
    expect(answersLine(busySnapshot())).toMatchObject({
      state: '91 % same',
      text: 'p50 3.4 ms p99 42 ms · 1.28 M calls · 3.48 GB · 4,747 failed, most: forbidden (403) · 3 rows unusable',
    });
    expect(slotsLine(quietSnapshot({ subscribers: { active: 1, paused: 0, gone: 0 } })).text).toBe(
      '0 opened, 0 closed · 1 subscriber',
    );
  });
});
