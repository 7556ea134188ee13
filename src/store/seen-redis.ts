// The Redis side of "already recorded": one round trip a question, bounded times, nothing queued while it is away.
// It holds only fingerprints that SQLite has (R1). Its address may hold a password: never logged, never in an error.
import { Redis } from 'ioredis';
import type { Clock } from '../clock.ts';
import type { RedisEndpoint } from '../core/seen.ts';

/** A fingerprint to keep, and for how long (s). */
export interface Remembered {
  readonly key: string;
  readonly fingerprint: string;
  readonly keepS: number;
}

export interface SeenRedis {
  /** The fingerprints kept under these keys, null where there is none; null: Redis does not answer. */
  read(keys: readonly string[]): Promise<readonly (string | null)[] | null>;
  /** False: not kept, or nobody knows. */
  write(entries: readonly Remembered[]): Promise<boolean>;
  /** Why Redis is not in use just now, in words; empty while it answers. */
  trouble(): string;
  /** Resolves when Redis first answered, or when it is clear that it does not just now. */
  readonly ready: Promise<void>;
  close(): Promise<void>;
}

export interface SeenRedisOptions {
  readonly endpoint: RedisEndpoint;
  readonly clock: Clock;
  /** Redis began or ceased to answer. */
  readonly onChange: (trouble: string) => void;
  /** A command is given up after this (ms); 500. */
  readonly commandMs?: number;
}

/** How often a Redis that is away is asked whether it is back (ms). */
const PROBE_MS = 1000;
/** Probes without an answer until the connection is made anew. */
const PROBES_PER_CONNECTION = 3;
const RECONNECT_CAP_MS = 2000;

/** Connects at once and tries again until closed. Never rejects: what is wrong is in `trouble`. */
export function connectSeenRedis(options: SeenRedisOptions): SeenRedis {
  const { endpoint, clock, onChange, commandMs = 500 } = options;
  const bounded = {
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    commandTimeout: commandMs,
    connectTimeout: 2000,
    disableClientInfo: true,
    retryStrategy: (times: number) => Math.min(RECONNECT_CAP_MS, 100 * 2 ** Math.min(times, 10)),
  };
  const redis =
    endpoint.kind === 'unix'
      ? new Redis({ ...bounded, path: endpoint.path })
      : new Redis(endpoint.url, bounded);
  // Every failure also shows as a command that fails; without a listener ioredis would print it, address and all.
  redis.on('error', () => undefined);
  const end = new AbortController();
  const first = Promise.withResolvers<void>();
  /** Why it is not asked at all. */
  let awayWhy = CONNECTING;
  /** It answers, but refuses what we ask. */
  let refusesWhy = '';
  let told = '';
  let probing = false;

  function tell(): void {
    const now = awayWhy || refusesWhy;
    if (now === CONNECTING) return;
    first.resolve();
    if ((now === '') !== (told === '')) onChange(now);
    told = now;
  }

  function failed(error: unknown): void {
    if (error instanceof Error && error.name === 'ReplyError') {
      refusesWhy = wordsFor(error);
    } else {
      awayWhy = wordsFor(error);
      if (!probing) void probe();
    }
    tell();
  }

  async function probe(): Promise<void> {
    probing = true;
    let unanswered = 0;
    while (!end.signal.aborted) {
      if (redis.status === 'ready' || awayWhy !== CONNECTING) {
        try {
          await redis.ping();
          awayWhy = '';
          break;
        } catch (error) {
          awayWhy = wordsFor(error);
          tell();
        }
      }
      unanswered = redis.status === 'ready' ? unanswered + 1 : 0;
      if (unanswered >= PROBES_PER_CONNECTION) {
        // The connection stands and nobody answers on it: a new one may reach somebody.
        redis.disconnect(true);
        unanswered = 0;
      }
      await clock.sleep(PROBE_MS, end.signal);
    }
    probing = false;
    tell();
  }

  redis.connect().then(
    () => void probe(),
    (error: unknown) => failed(error),
  );

  return {
    ready: first.promise,
    async read(keys) {
      if (awayWhy !== '') return null;
      try {
        return await redis.mget([...keys]);
      } catch (error) {
        failed(error);
        return null;
      }
    },
    async write(entries) {
      if (awayWhy !== '') return false;
      try {
        const pipeline = redis.pipeline();
        for (const { key, fingerprint, keepS } of entries) pipeline.set(key, fingerprint, 'EX', keepS);
        const results = (await pipeline.exec()) ?? [];
        const error = results.find(([failure]) => failure !== null)?.[0];
        if (error) {
          failed(error);
          return false;
        }
        refusesWhy = '';
        tell();
        return true;
      } catch (error) {
        failed(error);
        return false;
      }
    },
    trouble: () => awayWhy || refusesWhy,
    async close() {
      end.abort();
      first.resolve();
      redis.disconnect();
    },
  };
}

const CONNECTING = 'connecting to Redis';

/** What went wrong, from a short list: an error's own text may hold an address. */
function wordsFor(error: unknown): string {
  const text = error instanceof Error ? error.message : '';
  if (text.includes('timed out')) return 'Redis does not answer in time';
  if (/^(NOAUTH|WRONGPASS|ERR AUTH|ERR invalid password)/.test(text)) return 'Redis refuses the password';
  if (text.startsWith('OOM')) return 'Redis is full and refuses to keep more';
  if (/^(READONLY|MISCONF|LOADING|NOPERM)/.test(text)) return 'Redis refuses to work as it is set up';
  return 'Redis cannot be reached';
}
