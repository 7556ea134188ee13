// What a run says of itself: goals met and missed, one table that fits a terminal, a row for the history.
import { describe, expect, it } from 'vitest';
import { spread } from './numbers.ts';
import { goalsOf } from './report/goals.ts';
import { resultRow } from './report/record.ts';
import type { Found, Report } from './report/report.ts';
import { reportText } from './report/table.ts';
import type { ClientRow } from './scenarios/clients.ts';
import { CLIENT_LABELS, type ClientName, type Compared } from './scenarios/contenders.ts';

function row(scenario: Compared, client: ClientName, ...callsPerCpuS: number[]): ClientRow {
  const ours = client.startsWith('poller');
  return {
    scenario,
    client,
    label: CLIENT_LABELS[client],
    callsPerCpuS: spread(callsPerCpuS),
    callsPerS: spread(callsPerCpuS.map((rate) => rate * (client === 'poller-2' ? 1.7 : 0.9))),
    residentMb: client === 'wrk' ? 0 : 123.4,
    changedShare: ours ? 0.97 : null,
    redisCpuShare: ours ? 0.1 : null,
    rounds: [],
  };
}

const FOUND: Found = {
  clients: [
    row('same', 'wrk', 90_000),
    row('same', 'undici', 38_000, 40_000, 44_000),
    row('same', 'poller', 30_000, 36_000, 37_000),
    row('etag', 'undici', 60_000),
    row('etag', 'poller', 45_000),
    row('rush', 'dispatch-parse', 3_000),
    row('rush', 'request-parse', 4_000),
    row('rush', 'poller', 10_000),
    row('rush', 'poller-2', 9_000),
  ],
  whole: [
    {
      scenario: 'same',
      callsPerCpuS: spread([33_000]),
      callsPerS: spread([30_000]),
      residentMb: 180,
      loopP99Ms: spread([11, 12, 900]),
      firstSweepS: spread([2]),
      firstSweepLoopMs: spread([40]),
    },
    {
      scenario: 'rush',
      callsPerCpuS: spread([900]),
      callsPerS: spread([800]),
      residentMb: 190,
      loopP99Ms: spread([14, 15, 2_000]),
      firstSweepS: spread([11.1, 12.2, 33.3]),
      firstSweepLoopMs: spread([1_400]),
    },
  ],
  memory: {
    people: 50_000,
    minutes: 2,
    mostMb: 201,
    medianMb: 190,
    growthMb: 1,
    slopeMbPerHour: 3,
    redis: { usedMb: 10, residentMb: 20 },
    callsPerS: 20_000,
    openings: 900,
    samplesMb: [],
  },
  fanOut: {
    people: 10_000,
    recordedMs: spread([90, 100, 310]),
    longestStepMs: spread([20]),
    rounds: [],
  },
  crowd: {
    people: 100_000,
    openings: 200,
    pace: '1000/1s',
    watchedS: 60,
    loopP99Ms: spread([60, 90, 2_100]),
    residentBeforeMb: 180,
    mostMb: 190,
    growthMb: 1,
    deliveries: 1_900_000,
    oldestOtherS: 2.5,
  },
  latency: { openings: 400, p50Ms: 6, p99Ms: 40, maxMs: 80, samplesMs: [] },
};

const REPORT: Report = {
  ...FOUND,
  version: '1.2.3',
  machine: {
    cpu: 'AMD EPYC',
    cores: 2,
    memoryMb: 4_000,
    kernel: '6.1.0',
    node: '24.0.0',
    undici: '8.0.0',
    commit: 'abc1234',
    date: '2026-01-02T03:04:05.000Z',
  },
  quick: false,
  pinning: { taskset: '/usr/bin/taskset', cores: { server: '0', client: '1', clients: '1,0' } },
  rounds: 3,
  warmUpMs: 2_000,
  measureMs: 4_000,
  bodies: {
    districts: 756,
    variants: 32,
    rawMedian: 24_000,
    rawP95: 71_000,
    gzipMedian: 3_300,
    gzipP95: 8_700,
    sessionsMedian: 72,
    sessionsP95: 214,
    differingShare: 0.022,
  },
  goals: goalsOf(FOUND),
  tookS: 600,
};

describe('the goals', () => {
  const goals = new Map(goalsOf(FOUND).map((goal) => [goal.name, goal]));
  const verdict = (start: string) => [...goals].find(([name]) => name.startsWith(start))?.[1];

  it('judge rates by medians: 36,000 of 40,000 is enough, 45,000 of 60,000 is not', () => {
    expect(verdict('nothing changed: ')).toMatchObject({ figure: '0.90', met: true });
    expect(verdict('nothing changed, ETag')).toMatchObject({ figure: '0.75', met: false });
  });

  it('hold a rush against the faster of the clients that parse', () => {
    expect(verdict('everything changed')).toMatchObject({ figure: '2.50', met: true });
    const slower = { ...FOUND, clients: FOUND.clients.filter(({ client }) => client !== 'request-parse') };
    expect(goalsOf(slower).find(({ name }) => name.startsWith('everything'))?.met).toBeNull();
  });

  it('judge what must never take longer by its worst', () => {
    expect(verdict('10,000 deliveries')).toMatchObject({ figure: '310 ms', met: false });
    expect(verdict('memory, 50,000')).toMatchObject({ figure: '201.0 MB', met: false });
  });

  it('judge the event loop by the median of its seconds', () => {
    expect(verdict('event loop')).toMatchObject({ figure: '12 ms same, 15 ms rush', met: true });
  });

  it('judge nothing that was not measured', () => {
    const nothing = goalsOf({
      clients: [],
      whole: [],
      memory: null,
      fanOut: null,
      crowd: null,
      latency: null,
    });
    expect(nothing.every(({ met }) => met === null)).toBe(true);
  });
});

describe('the table', () => {
  const text = reportText(REPORT);

  it('shows each client with its rates and its ratio to whom it is compared with', () => {
    expect(text).toMatch(/vaccine-watch, 1 thread on 1 core +30,000 +36,000 +37,000 +32,400 +123 +0\.90/);
    expect(text).toMatch(/everything changed \(ratio to undici\.request/);
    expect(text).toMatch(/undici\.dispatch \+ gunzip \+ JSON\.parse +3,000 +3,000 +3,000 +2,700 +123 +0\.75/);
    expect(text).toContain('1.70 × the calls/s of 1 on 1');
  });

  it('says which goals were missed, and of a quick run that it judges nothing', () => {
    expect(text).toMatch(/^MISSED +memory, 50,000 people: ≤ 200 MB +201\.0 MB$/m);
    expect(text).toMatch(/^met +slot on the wire to Telegram request: p99 ≤ 50 ms +40 ms$/m);
    const quick = reportText({ ...REPORT, quick: true });
    expect(quick).not.toContain('MISSED');
    expect(quick).toContain('too short to judge');
  });

  it('leaves out what was not measured', () => {
    const goals = goalsOf({ ...FOUND, crowd: null });
    const little = reportText({ ...REPORT, clients: [], whole: [], crowd: null, goals });
    expect(little).not.toContain('crowd');
    expect(little).not.toContain('calls per CPU-second');
  });

  it('fits a terminal of 100 columns', () => {
    for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
  });
});

describe('the history', () => {
  it('gets one row with the machine and every figure, empty where there is none', () => {
    expect(resultRow(REPORT)).toBe(
      '| 2026-01-02 | 1.2.3 (abc1234) | AMD EPYC, 2 cores | 0.90 | 0.75 | 2.50 | 10,000 | 1.70 | 201 | 15.0 | 100 | 90 | 40.0 |',
    );
  });
});
