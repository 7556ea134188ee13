import { describe, expect, it } from 'vitest';
import { createTroubleWatch } from '../../src/poll/trouble.ts';

/** What is said after these endings, one a second, of areas in turn. */
function said(endings: readonly string[], areas = 5) {
  const watch = createTroubleWatch(() => areas);
  endings.forEach((failure, at) => {
    watch.ended(`a${at % areas}`, failure, at * 1000);
  });
  return watch.current();
}

const good = (count: number): string[] => Array(count).fill('');

describe('trouble', () => {
  it('none while polls go well, nor for one that fails now and then', () => {
    expect(said(good(20))).toBeNull();
    expect(said([...good(20), 'reset', ...good(3), 'timeout', ...good(2)])).toBeNull();
  });

  it('a source that never answered is in trouble with its first failure', () => {
    expect(said(['connect'])).toEqual({ why: 'connect', sinceMs: 0 });
  });

  it('begins when most polls fail, counts from the first of them, and ends when most go well', () => {
    expect(said([...good(20), ...Array(4).fill('status-403')])).toBeNull();
    const bad = [...good(20), ...Array(5).fill('status-403')];
    expect(said(bad)).toEqual({ why: 'status-403', sinceMs: 20_000 });
    expect(said([...bad, ...Array(100).fill('status-403')])).toEqual({ why: 'status-403', sinceMs: 20_000 });
    expect(said([...bad, ...good(8)])).toBeNull();
  });

  it('names the failure most polls end with', () => {
    expect(said(['timeout', 'reset', 'timeout', 'timeout', 'reset'])?.why).toBe('timeout');
  });

  it('drift: three unreadable answers in a row, of three areas where there are so many', () => {
    const drift = Array(3).fill('envelope');
    expect(said([...good(20), ...drift])).toEqual({ why: 'envelope', sinceMs: 20_000 });
    expect(said([...good(20), ...drift.slice(1)])).toBeNull();
    expect(said([...good(20), 'envelope', '', 'envelope', '', 'envelope'])).toBeNull();
    expect(said([...good(20), ...drift], 1)?.why).toBe('envelope');
    expect(said([...good(20), ...drift], 2)?.why).toBe('envelope');
  });

  it('one area that drifts among many that do not is no drift of the source', () => {
    const watch = createTroubleWatch(() => 5);
    for (let at = 0; at < 30; at++)
      watch.ended(at % 2 === 0 ? 'odd' : `a${at}`, at % 2 === 0 ? 'envelope' : '', at);
    expect(watch.current()).toBeNull();
  });
});
