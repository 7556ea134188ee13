// Where there is no terminal for a screen: plain lines.
import { describe, expect, it } from 'vitest';
import { runPlain } from '../../tui/run-plain.ts';
import { canShowScreen } from '../../tui/screen.tsx';
import { plainControl } from '../support/plain-control.ts';
import { busySnapshot, feedItem, NOW_MS, quietSnapshot } from '../support/snapshots.ts';

describe('plain lines', () => {
  it('begin with the state of things and what is missing', async () => {
    const lines: string[] = [];
    const stop = new AbortController();
    const control = plainControl({ snapshot: quietSnapshot() });
    const ended = runPlain({ control, write: (line) => lines.push(line), signal: stop.signal });
    expect(lines).toEqual([
      '14:03:22 IST  running  CoWIN idle (nobody subscribes, so nothing is asked)  0/s  p99 –  – same  0 slots open  dedupe in-process ok  channels off: telegram, email, webhook, X\n',
      '! No subscriber yet: vaccine-watch subscribers add --email YOU --district 294\n',
    ]);
    stop.abort();
    expect(await ended).toBe('left');
    expect(control.watchers()).toBe(0);
  });

  it('come every few seconds by the time of the engine, with what opened and closed between, once', async () => {
    const lines: string[] = [];
    const stop = new AbortController();
    const at = (second: number, feed = quietSnapshot().feed) =>
      quietSnapshot({ atMs: NOW_MS + second * 1000, feed });
    const control = plainControl({ snapshot: at(0, [feedItem({ atMs: NOW_MS - 60_000 })]) });
    const ended = runPlain({ control, write: (line) => lines.push(line), signal: stop.signal });
    const feed = [
      feedItem({ kind: 'closed', atMs: NOW_MS + 2000, lastedMs: 62_000 }),
      feedItem({ atMs: NOW_MS + 1000, dose: 'any' }),
      feedItem({ atMs: NOW_MS - 60_000 }),
    ];
    for (let second = 1; second <= 10; second += 1) control.show(at(second, feed));
    stop.abort();
    await ended;
    expect(lines.slice(2).map((line) => line.slice(0, 70).trimEnd())).toEqual([
      '14:03:23 IST  opened  PHC Malleswaram 560003, 9 May, COVAXIN 18-44, 12',
      '14:03:24 IST  closed  PHC Malleswaram 560003, 9 May, COVAXIN 18-44 dos',
      expect.stringMatching(/^14:03:27 IST {2}running/),
      expect.stringMatching(/^14:03:32 IST {2}running/),
    ]);
    expect(lines[3]).toContain('was open 1 min 2 s');
  });

  it('carry no escape or line break a stranger put into a name', () => {
    const lines: string[] = [];
    const evil = '\u001B]0;owned\u0007a\nb\u009B2J';
    const control = plainControl({
      snapshot: quietSnapshot({ source: { ...busySnapshot().source, detail: evil }, hints: [evil] }),
    });
    void runPlain({ control, write: (line) => lines.push(line) });
    for (const line of lines) expect(line.slice(0, -1)).not.toMatch(/\p{Cc}/u);
  });

  it('end with a word when the engine is gone', async () => {
    const lines: string[] = [];
    const control = plainControl({ snapshot: quietSnapshot() });
    const ended = await runPlain({
      control,
      write: (line) => lines.push(line),
      closed: Promise.resolve(),
    });
    expect(ended).toBe('lost');
    expect(lines.at(-1)).toBe('The engine is gone.\n');
  });
});

describe('a screen', () => {
  it('is shown on terminals only, and not on dumb ones', () => {
    const tty = { isTTY: true };
    const pipe = {};
    const can = (stdin: object, stdout: object, term: string) =>
      canShowScreen(stdin as NodeJS.ReadStream, stdout as NodeJS.WriteStream, term);
    expect(can(tty, tty, 'xterm')).toBe(true);
    expect(can(tty, pipe, 'xterm')).toBe(false);
    expect(can(pipe, tty, 'xterm')).toBe(false);
    expect(can(tty, tty, 'dumb')).toBe(false);
  });
});
