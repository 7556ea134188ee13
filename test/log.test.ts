// The log: one JSON line an event, and nothing secret in it whatever was passed.
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { heldLog, jsonLog, SECRET_FIELDS } from '../src/log.ts';

function collected() {
  let text = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += chunk;
      done();
    },
  });
  return {
    log: jsonLog(stream),
    lines: () =>
      text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
  };
}

describe('the log', () => {
  it('writes an event with its fields as one line of JSON', () => {
    const { log, lines } = collected();
    log('warn', 'poll.throttled', { area: 'cowin:294', data: { name: 'two\nlines' } });
    expect(lines()).toEqual([
      expect.objectContaining({
        level: 'warn',
        event: 'poll.throttled',
        area: 'cowin:294',
        data: { name: 'two\nlines' },
      }),
    ]);
  });

  it('shows no secret, at the top or one level down', () => {
    const { log, lines } = collected();
    for (const name of SECRET_FIELDS) log('info', 'x', { [name]: 'canary', data: { [name]: 'canary' } });
    expect(lines()).toHaveLength(SECRET_FIELDS.length);
    expect(JSON.stringify(lines())).not.toContain('canary');
  });
});

describe('a held log', () => {
  it('lets another event be the first, loses none, and keeps their order', () => {
    const { log, lines } = collected();
    const held = heldLog(log);
    held.log('info', 'early');
    held.log('warn', 'second', { why: 'x' });
    log('info', 'ready');
    held.release();
    held.log('info', 'late');
    expect(lines().map(({ event }) => event)).toEqual(['ready', 'early', 'second', 'late']);
  });
});
