// `npm run bench:plan`: simulated days of 756 areas at 100 calls per 5 minutes, with the program's own plan and pace
// and a simulated clock. The plan against round robin over the followed areas and a plain sweep of all, on the same
// openings. Prints one table and one line of JSON; exit code 1 when a goal is missed.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AreaId } from '../../../src/core/area.ts';
import { type PaceSetting, parsePace } from '../../../src/core/pace-setting.ts';
import { createPace } from '../../../src/poll/pace.ts';
import { createPlan } from '../../../src/poll/plan.ts';
import { longestWaitMs } from '../../../src/poll/shares.ts';
import { type Spread, spread } from '../numbers.ts';
import { type DayResult, type Order, simulateDay } from './day.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';
import { createWorld, leastPossible, type WorldArea } from './world.ts';

const SEEDS = [1, 2, 3, 4, 5] as const;
const CALLS = 100;
const WINDOW_MS = 5 * 60_000;
const MAX_WAIT_MS = 5 * 60_000;
const PER_MS = CALLS / WINDOW_MS;
const SETTING = parsePace('100/5m') as PaceSetting;

interface Row {
  readonly name: string;
  readonly areas: number;
  readonly goal: number | null;
  /** Mean wait of all people's openings (ms). */
  readonly waitMs: { readonly plan: Spread; readonly roundRobin: Spread; readonly sweep: Spread };
  /** The plan's mean wait as a share of the others'. */
  readonly ofRoundRobin: Spread;
  readonly ofSweep: Spread;
  /** What a division of the calls by the true rates, known beforehand, without floors or chance, would reach. */
  readonly leastPossible: number;
  /** The same share, where nobody waits longer than an opening lasts. */
  readonly openOfRoundRobin: Spread;
  /** Shares of people × openings that were over before anybody looked. */
  readonly missed: { readonly plan: Spread; readonly roundRobin: Spread };
  /** The longest time between two polls of an area, of all days (ms), and what it may be. */
  readonly longestGapMs: number;
  readonly allowedGapMs: number;
  /** Calls in the busiest 5 minutes of all days, and how much of what was allowed was used. */
  readonly mostInWindow: number;
  readonly usedShare: Spread;
  readonly problems: readonly string[];
}

function areaIds(): readonly AreaId[] {
  const file = join(import.meta.dirname, '..', '..', '..', 'data', 'areas', 'cowin.json');
  const { states } = JSON.parse(readFileSync(file, 'utf8')) as {
    states: readonly { districts: readonly { id: number }[] }[];
  };
  return states.flatMap(({ districts }) => districts.map(({ id }) => `cowin:${id}`));
}

function planned(followed: readonly WorldArea[]): Order {
  const plan = createPlan({ maxWaitMs: MAX_WAIT_MS });
  plan.rate(PER_MS);
  plan.set(followed.map(({ id, people }) => ({ id, weight: people })));
  return plan;
}

function inTurn(areas: readonly WorldArea[]): Order {
  let at = 0;
  return { waitMs: () => 0, next: () => areas[at++ % areas.length]?.id, finished: () => undefined };
}

function runScenario(scenario: Scenario, ids: readonly AreaId[]): Row {
  const days = SEEDS.map((seed) => {
    const world = createWorld({ ...scenario.world, seed, areaIds: ids });
    const followed = world.filter(({ people }) => people > 0);
    const day = (order: Order): DayResult =>
      simulateDay({
        world,
        order,
        pace: createPace({ setting: SETTING, startedAtMs: 0, random: () => 0.5 }),
        cache: scenario.cache,
        windowMs: WINDOW_MS,
        seed,
      });
    return {
      plan: day(planned(followed)),
      roundRobin: day(inTurn(followed)),
      sweep: followed.length === world.length ? null : day(inTurn(world)),
      leastPossible: leastPossible(followed),
    };
  });
  const of = (figure: (day: (typeof days)[number]) => number): Spread => spread(days.map(figure));
  const areas = scenario.world.followed;
  const row = {
    name: scenario.name,
    areas,
    goal: scenario.goal,
    waitMs: {
      plan: of(({ plan }) => plan.waitMs),
      roundRobin: of(({ roundRobin }) => roundRobin.waitMs),
      sweep: of(({ sweep, roundRobin }) => (sweep ?? roundRobin).waitMs),
    },
    ofRoundRobin: of(({ plan, roundRobin }) => plan.waitMs / roundRobin.waitMs),
    ofSweep: of(({ plan, sweep, roundRobin }) => plan.waitMs / (sweep ?? roundRobin).waitMs),
    leastPossible: of((day) => day.leastPossible).median,
    openOfRoundRobin: of(({ plan, roundRobin }) => plan.openWaitMs / roundRobin.openWaitMs),
    missed: { plan: of(({ plan }) => plan.missed), roundRobin: of(({ roundRobin }) => roundRobin.missed) },
    longestGapMs: Math.max(...days.map(({ plan }) => plan.longestGapMs)),
    allowedGapMs: allowedGapMs(areas, scenario.cache !== null),
    mostInWindow: Math.max(...days.map(({ plan }) => plan.mostInWindow)),
    usedShare: of(({ plan }) => plan.calls / (plan.tookMs * PER_MS)),
  };
  return { ...row, problems: problemsOf(row) };
}

/** The plan's promise. An area that rests for a cache may have to wait for the calls before it when it wakes. */
function allowedGapMs(areas: number, cached: boolean): number {
  return longestWaitMs(areas, PER_MS, MAX_WAIT_MS) * (cached ? 1.05 : 1);
}

function problemsOf(row: Omit<Row, 'problems'>): readonly string[] {
  const problems: string[] = [];
  if (row.goal !== null && row.ofRoundRobin.median > row.goal)
    problems.push(`${row.ofRoundRobin.median.toFixed(2)} of round robin, not ${row.goal}`);
  if (row.longestGapMs > row.allowedGapMs)
    problems.push(`an area waited ${minutes(row.longestGapMs)} min, not ${minutes(row.allowedGapMs)}`);
  if (row.mostInWindow > CALLS) problems.push(`${row.mostInWindow} calls in 5 minutes, not ${CALLS}`);
  return problems;
}

function minutes(ms: number): string {
  return (ms / 60_000).toFixed(1);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)}%`;
}

function ratios({ min, median, max }: Spread): string {
  return `${min.toFixed(2)} ${median.toFixed(2)} ${max.toFixed(2)}`;
}

const HEAD = [
  'minutes: plan / in turn / sweep of all',
  'wait',
  'of in turn',
  'least',
  'of sweep',
  'closing',
  'missed',
  'longest gap',
  'calls',
  'goal',
];

function cells(row: Row): string[] {
  const { waitMs, missed } = row;
  return [
    row.name,
    [waitMs.plan, waitMs.roundRobin, waitMs.sweep].map(({ median }) => minutes(median)).join(' / '),
    ratios(row.ofRoundRobin),
    row.leastPossible.toFixed(2),
    row.ofSweep.median.toFixed(2),
    row.openOfRoundRobin.median.toFixed(2),
    `${percent(missed.plan.median)} / ${percent(missed.roundRobin.median)}`,
    `${minutes(row.longestGapMs)} of ${minutes(row.allowedGapMs)}`,
    `${row.mostInWindow}, ${percent(row.usedShare.median)}`,
    row.problems.length > 0 ? `MISSED: ${row.problems.join('; ')}` : row.goal === null ? '-' : 'met',
  ];
}

function table(rows: readonly Row[]): string {
  const lines = [HEAD, ...rows.map(cells)];
  const widths = HEAD.map((_, column) => Math.max(...lines.map((line) => (line[column] as string).length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] as number))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const LEGEND = `
${CALLS} calls per 5 minutes; ${SEEDS.length} days each: medians, and min, median, max of the ratio that is judged.
wait: from opening to the end of the first call that could have seen it, mean over people and openings.
of in turn, of sweep: the plan's wait as a share of round robin over the followed areas, and of a sweep of all 756.
least: what dividing the calls by the true rates, known beforehand, would reach of round robin.
closing: the share of round robin, if nobody waits longer than an opening lasts. missed: openings that were over
before anybody looked, plan / in turn. longest gap: between two polls of an area, of what the plan promises.
calls: in the busiest 5 minutes, and how much of what was allowed was used.
`;

function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(4)) : value;
}

const ids = areaIds();
const rows = SCENARIOS.map((scenario) => runScenario(scenario, ids));
process.stdout.write(
  `${table(rows)}\n${LEGEND}${JSON.stringify({ bench: 'plan', seeds: SEEDS, rows }, rounded)}\n`,
);
if (rows.some(({ problems }) => problems.length > 0)) process.exitCode = 1;
