// The bench's command line, and the cores it may use.
import { describe, expect, it } from 'vitest';
import { coresIn } from './cores.ts';
import { PARTS, readOptions } from './options.ts';
import { nginxConf } from './servers/nginx-conf.ts';

function options(...args: string[]) {
  const read = readOptions(args);
  if ('problem' in read) throw new Error(read.problem);
  return read;
}

describe('the options of the bench', () => {
  it('measure everything five times, with enough variants that few answers repeat', () => {
    const { parts, rounds, variants, quick } = options();
    expect([[...parts], rounds, quick]).toEqual([[...PARTS], 5, false]);
    expect(variants).toBeGreaterThanOrEqual(32);
  });

  it('are short when it must be quick', () => {
    const { rounds, measureMs, memoryMs } = options('--quick');
    expect(rounds).toBe(1);
    expect(measureMs).toBeLessThan(1_000);
    expect(memoryMs).toBeLessThan(10_000);
  });

  it('take parts by name, minutes and rounds by number', () => {
    const { parts, memoryMs, rounds } = options('--only', 'same,memory', '--minutes', '30', '--rounds', '3');
    expect([[...parts], memoryMs, rounds]).toEqual([['same', 'memory'], 1_800_000, 3]);
  });

  it.each([
    [['--only', 'same,sane'], 'there is no part "sane"'],
    [['--rounds', '0'], '--rounds must be a whole number from 1 on'],
    [['--minutes', 'long'], '--minutes must be a number above 0'],
    [['--record', '--quick'], '--record goes with a full run only'],
    [['--record', '--only', 'rush'], '--record goes with a full run only'],
  ])('%j: %s', (args, problem) => {
    expect(readOptions(args)).toEqual({ problem });
  });

  it('say what is no option at all', () => {
    expect(readOptions(['--fast'])).toMatchObject({ problem: expect.stringContaining('--fast') });
  });
});

describe('cores', () => {
  it('are read as the kernel lists them', () => {
    expect(coresIn('0-2,7')).toEqual([0, 1, 2, 7]);
    expect(coresIn('3\n')).toEqual([3]);
    expect(coresIn('')).toEqual([]);
  });
});

describe('the configuration of nginx', () => {
  const conf = nginxConf({ port: 8080, folder: '/tmp/x', variants: 32, openFiles: 500 });

  it('gives every variant its share of a rush, and every minute of the clock a variant', () => {
    const shares = /split_clients \S+ \S+ \{(.+)\}/.exec(conf)?.[1] ?? '';
    expect(shares.split(';').filter((part) => part.trim() !== '')).toHaveLength(32);
    expect(shares).toContain(' 3.13% 30;');
    expect(shares).toContain(' * 31;');
    expect(conf.match(/"~T\.\.:\d\d:" \d+;/g)).toHaveLength(60);
  });

  it('listens on this machine only', () => {
    expect(conf.match(/listen [^;]+;/g)).toEqual(['listen 127.0.0.1:8080;']);
  });
});
