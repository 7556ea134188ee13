// What a soak judges by, against numbers that are known: slopes and their intervals, thresholds, the verdict's line, the
// command line, and that each negative control still fits the program as it is built.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { randomOf } from '../../src/demo/random.ts';
import { programFor } from './controls.ts';
import { createSoakCountry } from './country.ts';
import { leftIn } from './engine.ts';
import { CONTROLS, readOptions, type SoakOptions } from './options.ts';
import { plotOf } from './plot.ts';
import { exitCodeOf, lineOf } from './report.ts';
import { CSV_HEAD, csvLine, type Sample } from './sample.ts';
import { slopeOf, t95 } from './statistics.ts';
import { judged, judgeSamples, judgeSlope, type Threshold, together } from './thresholds.ts';
import { createGoodAge } from './watch.ts';

/** Looks every ten seconds at a program that is well. */
function looks(minutes: number, over: (atH: number, at: number) => Partial<Sample> = () => ({})): Sample[] {
  return Array.from({ length: minutes * 6 }, (_, at) => {
    const atS = (at + 1) * 10;
    return {
      ...{
        atS,
        rssMb: 200,
        residentMb: 180,
        allocatedMb: 120,
        heapMb: 50,
        codeMb: 10,
        descriptors: 90,
        sockets: 60,
        loopP99Ms: 20,
        owed: 3,
        redisMb: 9,
      },
      ...{ calls: atS * 5_000, answers: atS * 5_000, sent: atS * 20, redisOk: 1, lastGoodS: 0.1 },
      ...over(atS / 3600, at),
    };
  });
}

const judgementOf = (samples: readonly Sample[], name: string) =>
  judgeSamples(samples).find((one) => one.name === name)?.judgement;

describe('the slope of a soak', () => {
  it('is that of the line, with no doubt, where all samples lie on one', () => {
    const slope = slopeOf([0, 1, 2, 3, 4].map((atH) => ({ atH, value: 10 + 2 * atH })));
    expect(slope?.perHour).toBeCloseTo(2);
    expect(slope?.low).toBeCloseTo(2);
    expect(slope?.high).toBeCloseTo(2);
  });

  it('has the interval of the textbook where errors do not resemble each other', () => {
    // Errors +1 −1 −1 +1 +1 −1 −1 +1 have no slope, and each is as often like the one before as unlike it: of seven
    // pairs three are alike and four are not. Sum of squares 8, of times 42: 2.447 · √(8 / 6 / 42).
    const slope = slopeOf([1, -1, -1, 1, 1, -1, -1, 1].map((error, atH) => ({ atH, value: 5 + error })));
    expect(slope?.perHour).toBeCloseTo(0);
    expect(slope?.worth).toBe(8);
    expect(slope?.high).toBeCloseTo(2.447 * Math.sqrt(8 / 6 / 42), 6);
    expect(slope?.low).toBeCloseTo(-2.447 * Math.sqrt(8 / 6 / 42), 6);
  });

  it('is less sure where each sample resembles the one before', () => {
    const waves = Array.from({ length: 240 }, (_, at) => ({ atH: at / 360, value: Math.sin(at / 15) }));
    const jumps = Array.from({ length: 240 }, (_, at) => ({ atH: at / 360, value: Math.sin(at * 15) }));
    const width = (points: typeof waves) => {
      const slope = slopeOf(points);
      return (slope?.high ?? 0) - (slope?.low ?? 0);
    };
    expect(width(waves)).toBeGreaterThan(4 * width(jumps));
  });

  it('is not said of too few samples', () => {
    expect(slopeOf([1, 2, 3].map((atH) => ({ atH, value: 1 })))).toBeUndefined();
    expect(slopeOf([1, 1, 1, 1].map((atH) => ({ atH, value: 1 })))).toBeUndefined();
  });

  it.each([
    [0.5, 12.706],
    [1, 12.706],
    [7, 2.447],
    [30, 2.042],
    [1e6, 1.962],
  ])('t of %d degrees of freedom is %d', (freedom, t) => expect(t95(freedom)).toBe(t));
});

describe('the thresholds of a soak', () => {
  const slope = (perHour: number, low: number, high: number) => ({ perHour, low, high, worth: 100 });

  it.each([
    ['flat and sure', slope(0.1, -0.3, 0.5), 'met'],
    ['flat, not sure', slope(0.1, -2, 2.2), 'short'],
    ['rising, not sure', slope(0.8, 0.2, 1.4), 'short'],
    ['rising, sure', slope(9, 7, 11), 'broken'],
    ['falling', slope(-3, -4, -2), 'met'],
  ] as const)('%s', (_, one, judgement) => expect(judgeSlope(one)).toBe(judgement));

  it('are met by a program that is well, and judged by the last two thirds', () => {
    // A first third in which the caches fill is no leak.
    const samples = looks(30, (atH) => ({ residentMb: 150 + 30 * Math.min(1, atH * 6) }));
    expect(together(judgeSamples(samples))).toBe('met');
    expect(judged(samples)).toHaveLength(120);
  });

  it.each([
    ['resident memory', (atH: number, at: number) => ({ residentMb: 150 + 20 * atH + (at % 3) })],
    ['of it allocated', (atH: number) => ({ allocatedMb: 120 + 20 * atH })],
    ['heap after collection', (atH: number) => ({ heapMb: 50 + 20 * atH })],
    [
      'compiled code',
      (atH: number) => ({ codeMb: 10 + 8 * atH, residentMb: 180 + 8 * atH, allocatedMb: 120 + 8 * atH }),
    ],
    ['file descriptors', (atH: number) => ({ descriptors: 90 + Math.round(60 * atH) })],
    ['sockets', (atH: number) => ({ sockets: 60 + Math.round(60 * atH) })],
    ['event loop', (atH: number) => ({ loopP99Ms: atH < 0.34 ? 20 : 130 })],
    ['polling', (_: number, at: number) => ({ lastGoodS: at > 100 && at < 110 ? 40 : 0 })],
  ])('%s', (name, over) => {
    const thresholds = judgeSamples(looks(30, over));
    expect(thresholds.filter(({ judgement }) => judgement !== 'met').map((one) => one.name)).toEqual([name]);
    expect(judgementOf(looks(30, over), name)).toBe('broken');
  });

  it('say when a soak was too short for its noise', () => {
    const noisy = looks(3, (_, at) => ({ residentMb: 180 + (at % 2) * 10 }));
    expect(judgementOf(noisy, 'resident memory')).toBe('short');
    expect(judgementOf(looks(1).slice(0, 4), 'resident memory')).toBe('short');
  });
});

describe('the verdict of a soak', () => {
  const options = readOptions(['--minutes', '5']) as SoakOptions;
  const one = (judgement: Threshold['judgement']): Threshold => ({ name: judgement, judgement, text: '' });

  it.each([
    [null, ['met'], 0, 'soak: passed'],
    [
      null,
      ['met', 'short'],
      3,
      'soak: nothing broken; 5 minutes on this machine are too short to say of short',
    ],
    [null, ['met', 'short', 'broken'], 1, 'soak: FAILED (broken)'],
    ['seen', ['met', 'broken'], 0, 'control seen: caught by broken'],
    [
      'seen',
      ['met', 'short'],
      1,
      'control seen: NOT caught; these thresholds prove nothing at this length and rate',
    ],
  ] as const)('control %s, %j', (control, judgements, code, line) => {
    const report = { options: { ...options, control }, thresholds: judgements.map(one) };
    expect(exitCodeOf(report)).toBe(code);
    expect(lineOf(report)).toBe(line);
  });
});

describe('the command line of a soak', () => {
  it('has defaults', () => {
    expect(readOptions([])).toMatchObject({ minutes: 60, people: 50_000, rate: 5_000, control: null });
  });

  it.each([[['--minutes', 'ten']], [['--people', '0']], [['--control', 'other']], [['--loud']]])(
    'refuses %j',
    (args) => expect(readOptions(args)).toHaveProperty('problem'),
  );
});

describe('the age of the last good answer', () => {
  it('is told by our clock: none while answers come, also when the program’s jumps a day', () => {
    const ageAt = createGoodAge();
    const day = 86_400_000;
    expect([ageAt(null, 10), ageAt(9_000, 20), ageAt(19_000, 30), ageAt(day, 40)]).toEqual([null, 0, 0, 0]);
    expect([ageAt(day, 50), ageAt(day, 60), ageAt(day + 1, 70)]).toEqual([10, 20, 0]);
  });
});

describe('what a soak writes and reads', () => {
  it('a line a sample, what is not known left empty', () => {
    const [sample] = looks(1, () => ({ heapMb: null })) as [Sample];
    expect(CSV_HEAD.split(',')).toHaveLength(16);
    expect(csvLine(sample)).toBe('10,200,180,120,,10,90,60,20,3,50000,50000,200,9,1,0.1\n');
  });

  it('what each thread’s last collection left, and of the process, once all of it is known', () => {
    const lines = [
      [0, 9, 1],
      [0, 10, 2],
      [1, 30, 3],
    ].map(([threadId, heapMb, codeMb]) => JSON.stringify({ threadId, heapMb, codeMb }));
    const whole = { residentMb: 200, allocatedMb: 130 };
    const text = [...lines, JSON.stringify(whole)].join('\n');
    expect(leftIn(`${text}\n{"threadI`)).toEqual({ ...whole, heapMb: 40, codeMb: 5 });
    const nothing = { residentMb: null, allocatedMb: null, heapMb: null, codeMb: null };
    expect(leftIn(`${lines[0]}\n${JSON.stringify(whole)}\n`)).toEqual(nothing);
    expect(leftIn(`${lines.join('\n')}\n`)).toEqual(nothing);
  });

  it('a picture that is well-formed, without values that are none', () => {
    const plot = plotOf(
      looks(5, (_, at) => (at < 3 ? { heapMb: null } : {})),
      100,
    );
    expect(plot).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
    expect(plot).not.toMatch(/NaN|undefined|Infinity/);
  });
});

describe('the source of a soak', () => {
  const text = (answer: { readonly whole: Buffer; readonly bodyAt: number } | undefined) =>
    answer === undefined ? '' : gunzipSync(answer.whole.subarray(answer.bodyAt)).toString();

  it('lists what it is told, until it is told otherwise, and something else where one is replaced', () => {
    const country = createSoakCountry([294], randomOf(1));
    const before = country.answer(294, '07-06-2021');
    expect(country.answer(294, '07-06-2021')).toBe(before);
    country.set(294, 1, { center_id: 1, name: 'Kendra-0001', sessions: [] });
    expect(text(country.answer(294, '07-06-2021'))).toContain('Kendra-0001');
    country.set(294, 1, null);
    expect(text(country.answer(294, '07-06-2021'))).toBe(text(before));
    country.replaceOne();
    expect(text(country.answer(294, '07-06-2021'))).not.toBe(text(before));
    expect(country.answer(1, '07-06-2021')).toBeUndefined();
  });

  it('lists the week it is asked for', () => {
    const country = createSoakCountry([294], randomOf(1));
    expect(text(country.answer(294, '28-06-2021'))).toContain('"04-07-2021"');
    expect(text(country.answer(294, '29-06-2021'))).not.toContain('"28-06-2021"');
  });

  it('lists the same sessions after midnight as before, but for those of the day that is past', () => {
    const country = createSoakCountry([294], randomOf(1));
    const idsOn = (date: string) =>
      new Set(text(country.answer(294, date)).match(/(?<="session_id":")[^"]+/g));
    const atFirst = idsOn('28-06-2021');
    for (let times = 0; times < 60; times++) country.replaceOne();
    const before = idsOn('28-06-2021');
    expect([...before].filter((id) => !atFirst.has(id)).length).toBeGreaterThan(20);
    const after = idsOn('29-06-2021');
    expect([...before].filter((id) => !after.has(id))).toHaveLength(before.size / 7);
  });
});

describe('the negative controls', () => {
  it.each(CONTROLS)('%s: its defect fits the program as it is built', (control) => {
    const folder = mkdtempSync(join(tmpdir(), 'vw-control-'));
    try {
      const launcher = programFor(control, folder);
      expect(launcher.startsWith(folder)).toBe(true);
      const file = control === 'bodies' ? 'poll/call.js' : 'store/redis/seen-memory.js';
      const text = readFileSync(join(dirname(launcher), '..', 'dist', 'src', file), 'utf8');
      expect(text).toContain(control === 'bodies' ? '.pause()' : 'if (false) {');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
