// What the screen says, as text: no terminal needed.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areaRow, areasByInterest } from '../../tui/area-rows.ts';
import { channelRow, channelsLine, offText } from '../../tui/channel-rows.ts';
import { fitColumns, gapOf } from '../../tui/columns.ts';
import { FEED_COLUMNS, feedRow, shortDate } from '../../tui/feed-rows.ts';
import {
  briefCountText,
  countText,
  latencyText,
  rateText,
  recentMean,
  shareText,
  sizeText,
} from '../../tui/figures.ts';
import { clampOffset, isTooSmall, layoutFor, listTitle } from '../../tui/layout.ts';
import { answersLine, dedupeLine, hintLines, paceLine, slotsLine, sourceLine } from '../../tui/lines.ts';
import { plain } from '../../tui/plain.ts';
import { sparkline } from '../../tui/sparkline.ts';
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
        const widths = fitColumns(FEED_COLUMNS, width);
        const shown = widths.filter((one) => one > 0);
        const used = shown.reduce((sum, one) => sum + one, 0) + gapOf(width) * (shown.length - 1);
        expect(used).toBe(width);
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

describe('the layout', () => {
  it('uses every row of every terminal that is large enough, and no more', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 60, max: 300 }),
        fc.integer({ min: 16, max: 100 }),
        fc.integer({ min: 0, max: 800 }),
        fc.integer({ min: 0, max: 4 }),
        (columns, rows, areas, channels) => {
          const layout = layoutFor(columns, rows, { areas, channels });
          const gaps = layout.roomy ? (layout.sideBySide ? 3 : 4) : 0;
          const top = layout.roomy ? 8 : 7;
          const lists = layout.sideBySide ? layout.areaRows + 1 : layout.areaRows + layout.feedRows + 2;
          expect(top + gaps + lists + layout.channelRows + 1 + layout.hintRows + 1).toBe(rows);
          expect(layout.areaRows).toBeGreaterThan(0);
          expect(layout.feedRows).toBeGreaterThan(0);
        },
      ),
    );
  });

  it('knows when there is too little room', () => {
    expect([isTooSmall(60, 16), isTooSmall(59, 16), isTooSmall(60, 15)]).toEqual([false, true, true]);
  });

  it('keeps a scrolled list within its lines', () => {
    expect([clampOffset(-3, 10, 4), clampOffset(9, 10, 4), clampOffset(5, 3, 4)]).toEqual([0, 6, 0]);
    expect(listTitle('Areas', 6, 4, 10)).toBe('Areas 7–10 of 10');
    expect(listTitle('Areas', 0, 4, 3)).toBe('Areas 3');
    expect(listTitle('Areas', 0, 4, 0)).toBe('Areas');
  });
});

describe('areas', () => {
  it('stand with open slots first, then what fails, then by people', () => {
    const areas = [
      area('Quiet', { subscribers: 50 }),
      area('Failing', { failure: 'refused (403)' }),
      area('Open', { slotsOpen: 1 }),
      area('Busy', { subscribers: 90 }),
      area('Also busy', { subscribers: 90 }),
    ];
    expect(areasByInterest(areas).map(({ name }) => name)).toEqual([
      'Open',
      'Failing',
      'Also busy',
      'Busy',
      'Quiet',
    ]);
  });

  it('say how fresh they are, and why not', () => {
    expect(texts(areaRow(area('BBMP', { slotsOpen: 9 }), NOW_MS))).toEqual([
      'BBMP, Karnataka',
      '1',
      '30 s',
      '12 s',
      '9',
      'ok',
    ]);
    expect(texts(areaRow(area('Patna', { region: '', intervalMs: null, lastGoodMs: null }), NOW_MS))).toEqual(
      ['Patna', '1', 'as it can', 'never', '·', 'waiting'],
    );
    expect(texts(areaRow(area('Alwar', { failure: 'no answer' }), NOW_MS)).at(-1)).toBe('no answer');
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
    const narrow = texts(channelRow(email, 80));
    const wide = texts(channelRow(email, 200));
    expect([narrow[2], narrow[6]]).toEqual(['5', '9']);
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
      text: '0/s of 0.30/s allowed · breaker closed · set to 90/5m',
    });
    expect(pace({ allowedPerS: 0.15 }).state).toBe('slowed');
    expect(pace({ breaker: 'open', waitsUntilMs: NOW_MS + 30_000 })).toMatchObject({
      state: 'stopped',
      text: '0/s of 0.30/s allowed · next call in 30 s · breaker open · set to 90/5m',
    });
    expect(pace({ breaker: 'probing' }).state).toBe('probing');
    expect(pace({}, 'paused').state).toBe('paused');
    expect(pace({ allowedPerS: null, settingPerS: null, setting: 'unlimited' })).toMatchObject({
      state: 'ok',
      text: '0/s of no limit · breaker closed · set to unlimited',
    });
  });

  it('sum up answers, dedupe and slots', () => {
    expect(answersLine(quietSnapshot()).text).toBe('no call made yet');
    expect(answersLine(busySnapshot())).toMatchObject({
      state: '91 % same',
      text: 'p50 3.4 ms p99 42 ms · 1.28 M calls · 3.48 GB · 4,747 failed · 3 rows unusable',
    });
    expect(dedupeLine(quietSnapshot()).text).toBe(
      'in-process · no redis-server on PATH; apt-get install redis-server',
    );
    expect(slotsLine(quietSnapshot({ subscribers: { active: 1, paused: 0, gone: 0 } })).text).toBe(
      '0 opened, 0 closed · 1 subscriber',
    );
  });

  it('put what the screen itself must say before the hints of the engine', () => {
    const paused = quietSnapshot({ state: 'paused' });
    const said = hintLines(paused, { lost: false, stalled: true, refusal: 'Could not resume: no.' });
    expect(said.map(({ text }) => text.slice(0, 20))).toEqual([
      'No news from the eng',
      'Could not resume: no',
      'Polling is paused: n',
      'No subscriber yet: v',
    ]);
    expect(hintLines(paused, { lost: true, stalled: true, refusal: '' })[0]?.text).toBe(
      'The engine is gone. These are its last figures, of 14:03:22 IST. q leaves.',
    );
  });
});
