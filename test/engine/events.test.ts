// The events a screen shows: the newest of the log, without what the log itself would not say.
import { describe, expect, it } from 'vitest';
import { createEventRing } from '../../src/engine/events.ts';
import { type Log, SECRET_FIELDS, silentLog } from '../../src/log.ts';

function ring(least?: 'debug' | 'info', kept?: number) {
  let nowMs = 1_620_460_000_000;
  const events = createEventRing({ wallMs: () => nowMs++ }, least, kept);
  return { events, log: events.beside(silentLog) };
}

describe('the last events', () => {
  it('are kept with their fields as text, also where the log itself keeps nothing', () => {
    const { events, log } = ring();
    log('warn', 'poll.trouble', { why: 'status-403', areas: 4 });
    log('info', 'poll.recovered');
    expect(events.read({})).toEqual({
      events: [
        {
          seq: 1,
          atMs: 1_620_460_000_000,
          level: 'warn',
          event: 'poll.trouble',
          fields: 'why=status-403 areas=4',
        },
        { seq: 2, atMs: 1_620_460_000_001, level: 'info', event: 'poll.recovered', fields: '' },
      ],
      lastSeq: 2,
    });
  });

  it('are passed on to the log word for word', () => {
    const told: Parameters<Log>[] = [];
    const { events } = ring();
    const fields = { address: 'a@example.org' };
    events.beside((...entry) => told.push(entry))('debug', 'x', fields);
    expect(told).toEqual([['debug', 'x', fields]]);
  });

  it('are those from info on, unless the least is said to be lower', () => {
    const [usual, all] = [ring(), ring('debug')];
    for (const { log } of [usual, all]) log('debug', 'web.answered');
    expect(usual.events.read({})).toEqual({ events: [], lastSeq: 0 });
    expect(all.events.read({}).lastSeq).toBe(1);
  });

  it('are the newest only, and count on', () => {
    const { events, log } = ring('info', 100);
    for (let at = 1; at <= 1234; at++) log('info', `e${at}`);
    const page = events.read({ limit: 2000 });
    expect(page.lastSeq).toBe(1234);
    expect(page.events).toHaveLength(100);
    expect(page.events[0]).toMatchObject({ seq: 1135, event: 'e1135' });
    expect(page.events.at(-1)).toMatchObject({ seq: 1234, event: 'e1234' });
  });

  it('can be followed, and filtered by level and text', () => {
    const { events, log } = ring();
    log('info', 'ready');
    log('warn', 'redis.away', { why: 'ECONNREFUSED' });
    log('error', 'channel.stopped', { channel: 'telegram' });
    const names = (query: Parameters<typeof events.read>[0]) =>
      events.read(query).events.map(({ event }) => event);
    expect(names({ afterSeq: 1 })).toEqual(['redis.away', 'channel.stopped']);
    expect(names({ level: 'warn' })).toEqual(['redis.away', 'channel.stopped']);
    expect(names({ text: 'TELEGRAM' })).toEqual(['channel.stopped']);
    expect(names({ text: 'econn' })).toEqual(['redis.away']);
    expect(names({ limit: 1 })).toEqual(['channel.stopped']);
    expect(events.read({ afterSeq: 99 })).toEqual({ events: [], lastSeq: 3 });
  });
});

describe('what an event may not say', () => {
  it('shows no secret, however deep it stands', () => {
    const { events, log } = ring();
    for (const name of SECRET_FIELDS)
      log('info', 'x', {
        [name]: 'canary',
        data: { [name]: 'canary', deeper: { [name]: 'canary' } },
        list: [{ [name]: 'canary' }],
      });
    const told = JSON.stringify(events.read({}));
    expect(told).not.toContain('canary');
    expect(told).toContain('data.deeper.token=[redacted]');
  });

  it("shows an error's name and not its message", () => {
    const { events, log } = ring();
    log('error', 'x', { error: new TypeError('hunter2') });
    expect(events.read({}).events[0]?.fields).toBe('error=TypeError');
  });

  it('makes text from outside plain, quoted and short', () => {
    const { events, log } = ring();
    log('info', 'x', {
      data: { name: 'two\nlines \u001b]0;title\u0007\u202e', long: 'y'.repeat(5000) },
      empty: '',
      list: ['a b', 'c'],
    });
    const fields = events.read({}).events[0]?.fields ?? '';
    expect(fields).toMatch(/^data\.name="two lines" data\.long=y+… empty="" list="a b, c"$/);
    expect(fields.length).toBeLessThan(300);
  });

  it('stands fields that go round in a circle, or nest without end', () => {
    const { events, log } = ring();
    const round: Record<string, unknown> = {};
    round.self = round;
    const list: unknown[] = [];
    list.push(list);
    log('info', 'x', { round, list });
    expect(events.read({}).events[0]?.fields).toContain('…');
  });
});
