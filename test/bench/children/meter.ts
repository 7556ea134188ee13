// Measures the process it runs in: calls, CPU time of all threads, wall time, memory, over one stretch of time.

/** What a client did in the measured time. CPU is that of its whole process. */
export interface ClientFigures {
  readonly calls: number;
  readonly cpuS: number;
  readonly wallS: number;
  readonly residentMb: number;
  /** Share of the calls whose answer was read as changed; null: the client does not look. */
  readonly changedShare: number | null;
  /** Answers that were no good ones; anything but 0 makes the figures worthless. */
  readonly failed: number;
  /** CPU time of the Redis it used (s); null: none. */
  readonly redisCpuS: number | null;
}

export interface Timing {
  /** At least; on a busy machine until the process has had its share of the CPU. */
  readonly warmUpMs: number;
  readonly measureMs: number;
}

export interface Mark {
  readonly atMs: number;
  readonly cpu: NodeJS.CpuUsage;
  readonly calls: number;
}

export function mark(calls: number): Mark {
  return { atMs: performance.now(), cpu: process.cpuUsage(), calls };
}

export function sinceMark(
  from: Mark,
  calls: number,
): Pick<ClientFigures, 'calls' | 'cpuS' | 'wallS' | 'residentMb'> {
  const { user, system } = process.cpuUsage(from.cpu);
  return {
    calls: calls - from.calls,
    cpuS: (user + system) / 1e6,
    wallS: (performance.now() - from.atMs) / 1000,
    residentMb: process.memoryUsage.rss() / 1e6,
  };
}

/** Of the warm-up, CPU time that must have been used; and how many times longer than wanted to wait for it. */
const WARM_SHARE = 0.7;
const WARM_AT_MOST = 4;

/** Whether this process has run long enough for its compiler, counted in CPU time as far as that comes. */
export function isWarm({ warmUpMs }: Timing): boolean {
  const runMs = process.uptime() * 1000;
  const { user, system } = process.cpuUsage();
  const usedMs = (user + system) / 1000;
  return runMs >= warmUpMs && (usedMs >= warmUpMs * WARM_SHARE || runMs >= warmUpMs * WARM_AT_MOST);
}

/** The one argument of a child's command line. */
export function planFromArgs<Plan>(): Plan {
  return JSON.parse(process.argv[2] ?? 'null') as Plan;
}

/** The one thing a child prints; it ends with it. */
export function finish(result: unknown): void {
  process.stdout.write(JSON.stringify(result), () => process.exit(0));
}
