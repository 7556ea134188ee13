// What is done to the program while it is watched: Redis killed, midnight forced, backups made and one of them tried in
// another data directory. A soak that is shorter than usual has Redis killed and backups made at shorter intervals, and in
// the first third, which is not judged, everything happens more often: what is compiled when it has been needed often
// enough, and what memory takes at most, is had by then.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ShiftedClock } from './clock.ts';
import { runCommand } from './command.ts';
import { owedIn, readDatabase, type SoakEngine } from './engine.ts';
import type { Threshold } from './thresholds.ts';

export interface HappeningParts {
  readonly engine: SoakEngine;
  readonly clock: ShiftedClock;
  readonly launcher: string;
  readonly dataDir: string;
  readonly database: string;
  /** Where backups and the second data directory go. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly minutes: number;
  /** Minutes from one midnight to the next. */
  readonly midnight: number;
  readonly people: number;
  /** Has nothing open while it is set: what is owed as the clock jumps a day is a day too late. */
  readonly holdOpenings: (held: boolean) => void;
  readonly say: (what: string) => void;
}

/** How often each happens in a soak of at least `USUAL_MINUTES` (minutes). */
const REDIS_MIN = 5;
const BACKUP_MIN = 10;
const USUAL_MINUTES = 30;
/** How many times as often in the first third. */
const MORE_AT_FIRST = 3;
/** How long Redis may be away after it was killed (ms). */
const BACK_WITHIN_MS = 10_000;
/** How long is waited until nothing is owed, before midnight (ms); afterwards that midnight is left out. */
const CALM_MS = 120_000;
/** How long it may take until what the source says is recorded (ms). */
const SEEN_MS = 8_000;
/** From the setting of the clock until nothing of midnight is under way any more (ms). */
const OVER_MS = 15_000;

export interface Happenings {
  /** Begins nothing more, and waits for what is under way. */
  end(): Promise<void>;
  counts(): Readonly<Record<string, number>>;
  thresholds(): readonly Threshold[];
}

export function startHappenings(parts: HappeningParts): Happenings {
  const { engine, clock, folder, say } = parts;
  const stopped = new AbortController();
  const counts = { 'Redis killed': 0, midnights: 0, backups: 0, 'backups restored': 0 };
  const wrong = { redis: [] as string[], backup: [] as string[] };
  const startedMs = performance.now();
  let slowestBackMs = 0;

  async function killRedis(): Promise<void> {
    if (!engine.killRedis()) {
      wrong.redis.push('no Redis was running when it was to be killed');
      return;
    }
    counts['Redis killed'] += 1;
    const killedMs = performance.now();
    // The figures are made once a second: those of before the kill say nothing.
    for (await sleep(1_500); ; await sleep(250)) {
      const { dedupe } = await engine.control.status();
      const awayMs = performance.now() - killedMs;
      if (dedupe.state === 'ok') {
        slowestBackMs = Math.max(slowestBackMs, awayMs);
        say(`Redis killed, back within ${(awayMs / 1000).toFixed(1)} s`);
        return;
      }
      if (awayMs > BACK_WITHIN_MS) {
        wrong.redis.push(`not back within 10 s: ${dedupe.detail}`);
        return;
      }
    }
  }

  async function midnight(): Promise<void> {
    parts.holdOpenings(true);
    try {
      await sleep(SEEN_MS);
      for (const endMs = performance.now() + CALM_MS; owedIn(parts.database) > 0; await sleep(500)) {
        if (performance.now() < endMs && !stopped.signal.aborted) continue;
        say('a midnight was left out: something was still owed');
        return;
      }
      clock.towardsMidnight();
      counts.midnights += 1;
      say(`midnight comes; from then on it is ${clock.day(1)} in India`);
      await sleep(OVER_MS);
    } finally {
      parts.holdOpenings(false);
    }
  }

  async function backup(): Promise<void> {
    const file = join(folder, `backup-${counts.backups}.db`);
    const count = (sql: string) => (db: { prepare(sql: string): { pluck(): { get(): unknown } } }) =>
      Number(db.prepare(sql).pluck().get());
    const deliveries = count('SELECT count(*) FROM deliveries');
    const before = readDatabase(parts.database, deliveries);
    const made = await runCommand(parts.launcher, ['--data-dir', parts.dataDir, 'backup', file], parts.env);
    if (made.code !== 0) {
      wrong.backup.push(`backup: ${made.stderr}`);
      return;
    }
    counts.backups += 1;
    say(`backup ${counts.backups} made`);
    const second = join(folder, `restored-${counts.backups}`);
    const restored = await runCommand(parts.launcher, ['--data-dir', second, 'restore', file], parts.env);
    const found = restored.code === 0 && {
      integrity: readDatabase(join(second, 'vaccine-watch.db'), (db) =>
        db.pragma('integrity_check', { simple: true }),
      ),
      people: readDatabase(join(second, 'vaccine-watch.db'), count('SELECT count(*) FROM subscribers')),
      deliveries: readDatabase(join(second, 'vaccine-watch.db'), deliveries),
    };
    if (found && found.integrity === 'ok' && found.people === parts.people && found.deliveries >= before) {
      counts['backups restored'] += 1;
    } else {
      wrong.backup.push(
        `restore: ${restored.stderr} ${JSON.stringify(found)}, ${before} deliveries when it began`,
      );
    }
    rmSync(file, { force: true });
    rmSync(second, { recursive: true, force: true });
  }

  async function again(everyMin: number, wrongs: string[], work: () => Promise<void>): Promise<void> {
    for (;;) {
      const isFirst = performance.now() - startedMs < (parts.minutes * 60_000) / 3;
      const everyMs = (everyMin * 60_000) / (isFirst ? MORE_AT_FIRST : 1);
      await sleep(everyMs, undefined, { signal: stopped.signal }).catch(() => undefined);
      if (stopped.signal.aborted) return;
      await work().catch((error: unknown) => void wrongs.push(String(error)));
    }
  }

  const shorter = Math.min(1, parts.minutes / USUAL_MINUTES);
  const under = [
    again(REDIS_MIN * shorter, wrong.redis, killRedis),
    again(parts.midnight, wrong.redis, midnight),
    again(BACKUP_MIN * shorter, wrong.backup, backup),
  ];

  return {
    async end() {
      stopped.abort();
      await Promise.all(under);
    },
    counts: () => counts,
    thresholds: () => [
      held(
        'Redis killed',
        wrong.redis,
        `${counts['Redis killed']} times, back within ${(slowestBackMs / 1000).toFixed(1)} s each time`,
      ),
      held(
        'backups',
        wrong.backup,
        `${counts.backups} made, ${counts['backups restored']} restored beside it and found whole`,
      ),
    ],
  };
}

function held(name: string, wrong: readonly string[], text: string): Threshold {
  if (wrong.length === 0) return { name, judgement: 'met', text };
  return { name, judgement: 'broken', text: wrong.slice(0, 3).join('; ') };
}
