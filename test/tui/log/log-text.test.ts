// What the screen Log holds, shows and follows, as values.
import { describe, expect, it } from 'vitest';
import { type EngineEvent, EVENTS_KEPT } from '../../../src/core/events.ts';
import { wrapped } from '../../../tui/kit/wrapped.ts';
import { fitting, nextLevel, pieces } from '../../../tui/screens/log/event-filter.ts';
import { NO_EVENTS, withPage } from '../../../tui/screens/log/event-window.ts';
import { cameMeanwhile, type LogPlace, movedTo, shownAt } from '../../../tui/screens/log/log-place.ts';
import {
  emptyText,
  fieldsOf,
  followText,
  logTitle,
  momentText,
  unknownText,
} from '../../../tui/screens/log/log-rows.ts';

const event = (seq: number, more: Partial<EngineEvent> = {}): EngineEvent => ({
  seq,
  atMs: 1_620_460_000_000 + seq * 1000,
  level: 'info',
  event: 'poll.answered',
  fields: `area=cowin:${seq}`,
  ...more,
});
const run = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => event(from + at));

describe('the events that are held', () => {
  it('are added to, in order and never twice', () => {
    const first = withPage(NO_EVENTS, { events: run(1, 3), lastSeq: 3 });
    const second = withPage(first, { events: run(3, 5), lastSeq: 5 });
    expect(second.events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
  });

  it('are the very same when nothing came, so that nothing is drawn', () => {
    const first = withPage(NO_EVENTS, { events: run(1, 3), lastSeq: 3 });
    expect(withPage(first, { events: [], lastSeq: 3 })).toBe(first);
  });

  it('are never more than the newest 2,000', () => {
    const full = withPage(NO_EVENTS, { events: run(1, 5_000), lastSeq: 5_000 });
    expect(full.events).toHaveLength(EVENTS_KEPT);
    const more = withPage(full, { events: run(5_001, 5_010), lastSeq: 5_010 });
    expect(more.events).toHaveLength(EVENTS_KEPT);
    expect(more.events.at(-1)?.seq).toBe(5_010);
  });

  it('begin anew with an engine that began anew', () => {
    const old = withPage(NO_EVENTS, { events: run(1, 50), lastSeq: 50 });
    expect(withPage(old, { events: [], lastSeq: 4 })).toEqual(NO_EVENTS);
  });
});

describe('the filter', () => {
  const events = [
    event(1, { level: 'debug' }),
    event(2, { level: 'warn', event: 'pace.breaker-open', fields: 'why=status-403 areas=4' }),
    event(3, { level: 'error', event: 'channel.stopped', fields: 'channel=telegram' }),
  ];
  const seqs = (filter: Parameters<typeof fitting>[1]) => fitting(events, filter).map(({ seq }) => seq);

  it('goes by least level, name and fields, whatever the case', () => {
    expect(seqs({ level: 'debug', text: '' })).toEqual([1, 2, 3]);
    expect(seqs({ level: 'warn', text: '' })).toEqual([2, 3]);
    expect(seqs({ level: 'debug', text: 'STATUS-4' })).toEqual([2]);
    expect(seqs({ level: 'error', text: 'pace' })).toEqual([]);
  });

  it('takes every letter as it is: nothing typed is a pattern', () => {
    for (const text of ['.*', '(', '[', '\\', 'a{2', '^', '/', '-', '💉('])
      expect(seqs({ level: 'debug', text })).toEqual(text === '-' ? [2] : []);
  });

  it('steps from everything to what is grave, to what is broken, and round again', () => {
    expect(nextLevel('debug')).toBe('warn');
    expect(nextLevel('warn')).toBe('error');
    expect(nextLevel('error')).toBe('debug');
  });

  it('marks what was searched for, every time it stands there', () => {
    expect(pieces('Why=why', 'why')).toEqual([
      { text: 'Why', marked: true },
      { text: '=', marked: false },
      { text: 'why', marked: true },
    ]);
    expect(pieces('none', 'x')).toEqual([{ text: 'none', marked: false }]);
    expect(pieces('', 'x')).toEqual([{ text: '', marked: false }]);
  });
});

describe('the reader’s place', () => {
  const press = (place: LogPlace, events: EngineEvent[], input: string, key = {}) =>
    movedTo(place, events, 10, input, key) as LogPlace;

  it('is the end until something is scrolled, and then stays at its event', () => {
    expect(shownAt(null, run(1, 30), 10)).toEqual({ cursor: 29, top: 20 });
    const up = press(null, run(1, 30), 'k');
    expect(shownAt(up, run(1, 30), 10)).toEqual({ cursor: 28, top: 20 });
    expect(shownAt(up, run(1, 90), 10)).toEqual({ cursor: 28, top: 20 });
    expect(cameMeanwhile(up, run(1, 90))).toBe(60);
    expect(cameMeanwhile(null, run(1, 90))).toBe(0);
  });

  it('stays at its event when older ones are forgotten, and at the oldest when it is forgotten itself', () => {
    const up = press(null, run(1, 30), '', { pageUp: true });
    expect(shownAt(up, run(11, 50), 10)).toEqual({ cursor: 9, top: 9 });
    expect(shownAt(up, run(40, 90), 10)).toEqual({ cursor: 0, top: 0 });
  });

  it('follows again with G, End, or by reaching the last event', () => {
    const up = press(null, run(1, 30), 'k');
    expect(press(up, run(1, 40), 'G')).toBeNull();
    expect(press(up, run(1, 30), 'j')).toBeNull();
    expect(press(up, run(1, 40), 'j')).not.toBeNull();
  });

  it('counts what came since following ended, however often the cursor moved', () => {
    const up = press(null, run(1, 30), 'k');
    const further = press(up, run(1, 35), 'k');
    expect(cameMeanwhile(further, run(1, 35))).toBe(5);
  });

  it('knows an empty log', () => {
    expect(shownAt(null, [], 10)).toEqual({ cursor: -1, top: 0 });
    expect(press(null, [], 'k')).toBeNull();
    expect(movedTo(null, [], 10, 'x', {})).toBeUndefined();
  });
});

describe('the words of the log', () => {
  const NOW = Date.parse('2021-05-08T08:33:22Z');

  it('say when, in India, with the day where it is another', () => {
    expect(momentText(NOW, NOW)).toBe('14:03:22');
    expect(momentText(NOW, NOW + 86_400_000)).toBe('8 May 14:03:22');
  });

  it('say what is shown of how much, and what it is filtered by', () => {
    const all = { top: 1980, rows: 20, fitting: 2000, held: 2000 };
    expect(logTitle(all, { level: 'debug', text: '' })).toBe('Log 1,981–2,000 of 2,000');
    expect(logTitle({ ...all, top: 0, fitting: 3 }, { level: 'warn', text: 'pace' })).toBe(
      'Log 3 · 2,000 in all · warn and worse · with “pace”',
    );
    expect(logTitle({ ...all, top: 0, fitting: 3 }, { level: 'error', text: '' })).toMatch(/errors only$/);
  });

  it('say whether the end is followed', () => {
    expect(followText(true, 0)).toBe('follows the end');
    expect(followText(false, 0)).toBe('stands still; G follows');
    expect(followText(false, 1204)).toBe('1,204 came meanwhile; G follows');
  });

  it('say why there is nothing, and what changes that', () => {
    expect(emptyText(0, { level: 'error', text: 'x' })).toBe('Nothing has happened yet.');
    expect(emptyText(40, { level: 'error', text: 'x' })).toBe(
      'None of 40 events fits; / changes the text, l the level.',
    );
  });

  it('take fields apart, whatever stands in a value', () => {
    const of = (fields: string) => fieldsOf(event(1, { fields })).map(({ name, value }) => [name, value]);
    expect(of('why=status-403 areas=4')).toEqual([
      ['why', 'status-403'],
      ['areas', '4'],
    ]);
    expect(of('data.text="a b=c \\" d" n=1')).toEqual([
      ['data.text', '"a b=c \\" d"'],
      ['n', '1'],
    ]);
    expect(of('loose words then=1 and more')).toEqual([
      ['', 'loose words'],
      ['then', '1 and more'],
    ]);
    expect(of('')).toEqual([]);
    expect(of('cut="never ended')).toEqual([['cut', '"never ended']]);
  });
});

describe('a long text', () => {
  it('is broken between words, and within those that are too long', () => {
    expect(wrapped('one two three', 8)).toEqual(['one two', 'three']);
    expect(wrapped('abcdefghij k', 4)).toEqual(['abcd', 'efgh', 'ij k']);
    expect(wrapped('', 4)).toEqual(['']);
    expect(wrapped('東京都港区', 4)).toEqual(['東京', '都港', '区']);
  });

  it('is safe and whole, however long', () => {
    const text = `\u001B]0;owned\u0007${'long'.repeat(500)}\u202E`;
    const lines = wrapped(text, 50);
    expect(lines.join('')).toBe(`]0;owned${'long'.repeat(500)}`);
    expect(wrapped(`a\u001Bb\r\nc`, 20)).toEqual(['a b c']);
  });
});

it('an engine that cannot be asked is not waited for', () => {
  expect(unknownText('')).toBe('Waiting for the events …');
  expect(unknownText('the connection to the engine is gone')).toBe('What happened is not known.');
});
