// One kill at a chosen outside call, and the sweep: the 1st, 2nd, 3rd … call of a kind until a run ends untouched.
// After each kill the program is started again as it is, and everything owed must have been told.
import { pathToFileURL } from 'node:url';
import type { Verdict } from '../../harness/verdict.ts';
import { type Env, type Program, until } from '../../support/program.ts';
import type { Grounds, Round } from './grounds.ts';
import {
  encodePoint,
  KILL_AT,
  type KillPoint,
  type Kind,
  type Ports,
  pointText,
  type Side,
} from './points.ts';

/** Sends in flight at a kill, as FAULTS.md has it. */
export const TWICE_A_KILL = 6;
/** Everybody must have been told after this (ms), on however busy a machine. */
const PATIENCE_MS = 180_000;

export interface KillResult {
  /** False: the run ended before there was such a call. */
  readonly killed: boolean;
  readonly verdict: Verdict;
  /** From the start after the kill to the first message accepted again (ms); null: nothing was left to be told. */
  readonly againMs: number | null;
  /** What is not as it must be; empty: all is well. */
  readonly wrong: readonly string[];
}

export function armed(point: KillPoint, ports: Ports): Env {
  return {
    NODE_OPTIONS: `--import ${pathToFileURL(`${import.meta.dirname}/preload.ts`).href}`,
    [KILL_AT]: encodePoint(point, ports),
  };
}

/** Kills at each point in turn, one start after the other, then lets the program end what it began. */
export async function killAt(grounds: Grounds, ...points: readonly KillPoint[]): Promise<KillResult> {
  const round = grounds.fresh();
  let kills = 0;
  for (const point of points) {
    if (await playUntilKilled(grounds, round, armed(point, grounds.ports))) kills += 1;
  }
  const killed = kills === points.length;
  const wrong: string[] = [];
  let againMs: number | null = null;
  if (killed) {
    if (round.integrity() !== 'ok') wrong.push(`the database is not whole: ${round.integrity()}`);
    againMs = await playOn(grounds, round, wrong);
  }
  const verdict = round.verdict((grounds.twiceAKill ?? TWICE_A_KILL) * kills);
  if (!verdict.clean) wrong.push(verdict.line);
  wrong.push(...round.look());
  if (round.integrity() !== 'ok') wrong.push('the database is not whole at the end');
  return { killed, verdict, againMs, wrong };
}

/** Plays the whole script, to the orderly stop. True: it was killed on the way. */
async function playUntilKilled(grounds: Grounds, round: Round, env: Env): Promise<boolean> {
  const engine = start(grounds, env);
  let over = false;
  const ended = engine.ended.then((how) => {
    over = true;
    return how;
  });
  const open = () => {
    if (round.script.history().length > 0) return;
    round.script.setAll(new Map(round.script.slots.map(({ number }) => [number, 20])));
  };
  await until(
    () => over || engine.lines().some(({ event }) => event === 'ready'),
    'ready, or killed',
    PATIENCE_MS,
  );
  const districts = new Set(round.script.slots.map(({ district }) => district));
  const polls = () => grounds.providers.cowin.calls.length;
  const before = polls();
  await until(() => over || polls() >= before + 2 * districts.size, 'polls, or a kill', PATIENCE_MS);
  open();
  await until(
    () => over || round.settled(),
    () => `all to be told, or a kill: ${round.verdict(0).line}`,
    PATIENCE_MS,
  );
  if (!over) engine.signal('SIGTERM');
  const how = await ended;
  if (how.signal === 'SIGKILL') return true;
  if (how.code !== 0) throw new Error(`ended with ${how.code}: ${how.stdout}${how.stderr}`);
  return false;
}

/** Starts it as it is; returns how long it took to send again (ms). */
async function playOn(grounds: Grounds, round: Round, wrong: string[]): Promise<number | null> {
  const before = round.ledger.read().length;
  const lacking = round.verdict(0).missing.length > 0;
  const startedMs = Date.now();
  const engine = start(grounds, {});
  await until(
    round.settled,
    () => `all to be told: ${round.verdict(0).line} ${engine.stdout()}`,
    PATIENCE_MS,
  );
  // Where nothing was left to tell, it may not even have begun to heed signals.
  await engine.event('ready', PATIENCE_MS);
  const { code, stderr } = await engine.stop();
  if (code !== 0) wrong.push(`ended with ${code}: ${stderr}`);
  const first = round.ledger.read()[before];
  return lacking && first !== undefined ? first.atMs - startedMs : null;
}

function start({ scene }: Grounds, env: Env): Program {
  return scene.start(['--pace', '1200/1m', 'run'], env);
}

export interface SweepResult {
  /** Kills, each at a point of its own. */
  readonly points: number;
  readonly due: number;
  readonly missing: number;
  readonly extra: number;
  readonly copies: number;
  /** Most messages twice after one kill. */
  readonly mostCopies: number;
  readonly againMs: readonly number[];
  /** `commit:before:3: …`, for each point that was not as it must be. */
  readonly wrong: readonly string[];
}

/** @param first kills that come before, at every point: with some, the swept start is one that recovers */
export async function sweep(
  grounds: Grounds,
  kind: Kind,
  side: Side,
  first: readonly KillPoint[] = [],
): Promise<SweepResult> {
  const results: KillResult[] = [];
  const wrong: string[] = [];
  for (let nth = 1; ; nth += 1) {
    const point = { kind, side, nth };
    const result = await killAt(grounds, ...first, point);
    wrong.push(...result.wrong.map((what) => `${[...first, point].map(pointText).join(' then ')}: ${what}`));
    if (!result.killed) break;
    results.push(result);
  }
  const sum = (of: (verdict: Verdict) => number) =>
    results.reduce((total, { verdict }) => total + of(verdict), 0);
  return {
    points: results.length,
    due: sum(({ due }) => due),
    missing: sum(({ missing }) => missing.length),
    extra: sum(({ extra }) => extra.length),
    copies: sum(({ copies }) => copies),
    mostCopies: Math.max(0, ...results.map(({ verdict }) => verdict.copies)),
    againMs: results.flatMap(({ againMs }) => (againMs === null ? [] : [againMs])),
    wrong,
  };
}
