// What the screen Log holds, shows and follows, as values.
import { describe, expect, it } from 'vitest';
import { type EngineEvent, EVENTS_KEPT } from '../../../src/core/events.ts';
import { fitting, nextLevel, pieces } from '../../../tui/screens/log/event-filter.ts';
import { NO_EVENTS, withPage } from '../../../tui/screens/log/event-window.ts';
import { cameMeanwhile, type LogPlace, movedTo, shownAt } from '../../../tui/screens/log/log-place.ts';

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

  it('steps from level to level and round again', () => {
    expect(
      ['debug', 'info', 'warn', 'error'].map((level) => nextLevel(level as EngineEvent['level'])),
    ).toEqual(['info', 'warn', 'error', 'debug']);
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
