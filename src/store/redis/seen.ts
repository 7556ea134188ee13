// "Already recorded", asked in two steps: the memory of this process, then Redis for what the memory does not know.
// Redis outlives the process and can be shared; the memory makes the usual answer free and stands in during an outage.
// Both hold only what SQLite has (R1), so either may vanish at any moment at no cost but work.
// What callers ask or tell in one turn of the event loop travels as one command.
import type { Clock } from '../../clock.ts';
import { addDays, DAY_MS, istDateOf, istMidnightMs } from '../../core/ist.ts';
import type { RedisEndpoint, Seen } from '../../core/seen.ts';
import { fingerprint, type Session } from '../../core/session.ts';
import type { DedupeState } from '../../core/snapshot.ts';
import type { Log } from '../../log.ts';
import { gather } from './gather.ts';
import { createSeenMemory } from './seen-memory.ts';
import { connectSeenRedis, type Remembered, type SeenRedis } from './seen-redis.ts';

export interface SeenOptions {
  /** Mark of this database's generation: keys of another are not believed. */
  readonly generation: string;
  readonly endpoint: RedisEndpoint | null;
  /** Which Redis is in use, or why there is none and how to get one. */
  readonly why: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Sessions the memory keeps at most. */
  readonly memoryEntries?: number;
}

export interface SwitchableSeen extends Seen {
  /** Another Redis, or none, from now on. */
  setRedis(endpoint: RedisEndpoint | null, why: string): void;
  /** Resolves when Redis answered, or it is clear that it does not just now; bounded by its time limits. */
  ready(): Promise<void>;
}

/** Days a fingerprint is kept after its session's date. */
const KEEP_DAYS = 2;
const LEAST_KEEP_S = 3600;
const DONE = Promise.resolve();

/** Connects at once. Never rejects: while Redis is away, the memory answers alone. */
export function createSeen(options: SeenOptions): SwitchableSeen {
  const { generation, clock, log } = options;
  const memory = createSeenMemory(options.memoryEntries);
  let why = options.why;
  let endpoint = options.endpoint;
  let redis = connect();
  /**
   * Times a write may have been lost. Each makes Redis's old keys worthless to us, because a fingerprint there may
   * be older than what SQLite has: A, then B unwritten, then A again would pass for known.
   */
  let lostWrites = 0;

  function connect(): SeenRedis | null {
    if (endpoint === null) return null;
    return connectSeenRedis({
      endpoint,
      clock,
      onChange: (trouble) =>
        trouble === '' ? log('info', 'redis.ready') : log('warn', 'redis.away', { why: trouble }),
    });
  }

  const read = gather<string, readonly (string | null)[] | null>(
    async (keys) => (await redis?.read(keys)) ?? null,
  );
  const write = gather<Remembered, void>(async (entries) => {
    const written = (await redis?.write(entries)) ?? false;
    if (!written) lostWrites += 1;
  });
  /** When the memory is next to forget what is past (wall clock, ms). */
  let forgetAtMs = 0;

  /** The area's id begins with the source's. It is part of the key because two areas may list one session. */
  function keyOf(session: Session): string {
    return `vw:${generation}:${lostWrites}:${session.areaId}:${session.sessionId}`;
  }

  /** Of these, whichever Redis does not know either; `strange` are those worth asking for. */
  async function unknownToRedis(
    sessions: readonly Session[],
    strange: readonly Session[],
  ): Promise<readonly Session[]> {
    const { result, from } = read(strange.map(keyOf));
    const kept = await result;
    if (kept === null) return sessions;
    const known = new Set(strange.filter((session, at) => kept[from + at] === fingerprint(session)));
    for (const session of known) memory.keep(session);
    return known.size === 0 ? sessions : sessions.filter((session) => !known.has(session));
  }

  return {
    unknown(sessions) {
      const unknown: Session[] = [];
      const strange: Session[] = [];
      for (const session of sessions) {
        const recalled = memory.recall(session);
        if (recalled === 'same') continue;
        unknown.push(session);
        // What was recorded otherwise has changed since: nobody need be asked.
        if (recalled === 'none') strange.push(session);
      }
      if (strange.length === 0 || redis === null) return Promise.resolve(unknown);
      return unknownToRedis(unknown, strange);
    },

    remember(sessions) {
      if (sessions.length === 0) return DONE;
      const nowMs = clock.wallMs();
      if (nowMs >= forgetAtMs) {
        const today = istDateOf(nowMs);
        memory.forgetBefore(today);
        forgetAtMs = istMidnightMs(addDays(today, 1));
      }
      for (const session of sessions) memory.keep(session);
      if (redis === null) return DONE;
      return write(
        sessions.map((session) => ({
          key: keyOf(session),
          fingerprint: fingerprint(session),
          keepS: keepSecondsOf(session, nowMs),
        })),
      ).result;
    },

    state(): DedupeState {
      if (redis === null) return { mode: 'in-process', state: 'ok', detail: why };
      const mode = endpoint?.kind === 'unix' ? 'redis-unix' : 'redis';
      const trouble = redis.trouble();
      if (trouble === '') return { mode, state: 'ok', detail: why };
      return {
        mode,
        state: 'degraded',
        detail: `${trouble}; the memory of this process stands in meanwhile`,
      };
    },

    ready: () => redis?.ready ?? Promise.resolve(),

    setRedis(fresh, freshWhy) {
      why = freshWhy;
      if (sameEndpoint(endpoint, fresh)) return;
      endpoint = fresh;
      // What it holds from an earlier time may be older than the record by now.
      lostWrites += 1;
      void redis?.close();
      redis = connect();
    },

    async close() {
      await redis?.close();
    },
  };
}

function keepSecondsOf(session: Session, nowMs: number): number {
  const untilMs = istMidnightMs(session.date) + (KEEP_DAYS + 1) * DAY_MS;
  return Math.max(LEAST_KEEP_S, Math.ceil((untilMs - nowMs) / 1000));
}

function sameEndpoint(a: RedisEndpoint | null, b: RedisEndpoint | null): boolean {
  if (a === null || b === null) return a === b;
  if (a.kind === 'unix') return b.kind === 'unix' && a.path === b.path;
  return b.kind === 'url' && a.url === b.url;
}
