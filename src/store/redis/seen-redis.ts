// The Redis side of "already recorded": one round trip a question, bounded times and commands, nothing queued while
// it is away.
// It holds only fingerprints that SQLite has (R1). Its address may hold a password: never logged, never in an error.
import { Redis } from 'ioredis';
import type { Clock } from '../../clock.ts';
import type { RedisEndpoint } from '../../core/seen.ts';

/** A fingerprint to keep, and for how long (s). */
export interface Remembered {
  readonly key: string;
  readonly fingerprint: string;
  readonly keepS: number;
}

export interface SeenRedis {
  /** The fingerprints kept under these keys, null where there is none; null: Redis does not answer. */
  read(keys: readonly string[]): Promise<readonly (string | null)[] | null>;
  /** False: not all were kept, or nobody knows. */
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

/** How often Redis is asked whether it is there, whatever the traffic: a quiet night must show an outage, too (ms). */
const PROBE_MS = 1000;
/** Probes without an answer until the connection is made anew. */
const PROBES_PER_CONNECTION = 3;
const RECONNECT_CAP_MS = 2000;
const CONNECT_MS = 2000;
/** Keys of one command at most: Redis does nothing else meanwhile, and this many take it under a millisecond. */
const KEYS_PER_COMMAND = 512;

/**
 * Keeps all entries, each for its own time. One script call, because no single command of Redis before 8.4 sets many
 * keys that expire, and a command for each costs this process twenty times as much.
 */
const KEEP = {
  lua: "for i = 1, #KEYS do redis.call('SET', KEYS[i], ARGV[2 * i - 1], 'EX', ARGV[2 * i]) end",
};

/** Written to learn whether a Redis that refused to keep anything keeps it again; it expires by itself. */
const TRIAL: Remembered = { key: 'vw:trial', fingerprint: '', keepS: 10 };

/** `vwKeep(how many keys, [...keys, fingerprint, seconds, fingerprint, seconds, ...])` */
interface RedisWithKeep extends Redis {
  vwKeep(keys: number, args: readonly (string | number)[]): Promise<unknown>;
}

/** Connects at once and tries again until closed. Never rejects: what is wrong is in `trouble`. */
export function connectSeenRedis(options: SeenRedisOptions): SeenRedis {
  const { endpoint, clock, onChange, commandMs = 500 } = options;
  const bounded = {
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    commandTimeout: commandMs,
    connectTimeout: CONNECT_MS,
    disableClientInfo: true,
    scripts: { vwKeep: KEEP },
    retryStrategy: (times: number) => Math.min(RECONNECT_CAP_MS, 100 * 2 ** Math.min(times, 10)),
  };
  const redis = (
    endpoint.kind === 'unix'
      ? new Redis({ ...bounded, path: endpoint.path })
      : new Redis(endpoint.url, bounded)
  ) as RedisWithKeep;
  // Every failure also shows as a command that fails; without a listener ioredis would print it, address and all.
  redis.on('error', () => undefined);
  const end = new AbortController();
  const first = Promise.withResolvers<void>();
  /** Why it is not asked at all. */
  let awayWhy = CONNECTING;
  /** It answers, but refuses what we ask. */
  let refusesWhy = '';
  let told = '';

  function tell(): void {
    const now = awayWhy || refusesWhy;
    if (now === CONNECTING || end.signal.aborted) return;
    first.resolve();
    if ((now === '') !== (told === '')) onChange(now);
    told = now;
  }

  function failed(error: unknown): void {
    const refused = isRefusal(error);
    if (refused) refusesWhy = wordsFor(error);
    awayWhy = refused ? '' : wordsFor(error);
    tell();
  }

  async function ask(): Promise<void> {
    await (refusesWhy === '' ? redis.ping() : redis.vwKeep(1, argsOf([TRIAL])));
  }

  /** Asks until closed, so that it is seen within moments that Redis went, and that it is back. */
  async function probe(): Promise<void> {
    let unanswered = 0;
    while (!end.signal.aborted) {
      // While the first connection is made, nothing is known yet.
      if (redis.status === 'ready' || awayWhy !== CONNECTING) {
        try {
          // One silence may be this process's own, when it had no time to hear the answer.
          await ask().catch((error) => (awayWhy === '' ? ask() : Promise.reject(error)));
          awayWhy = '';
          refusesWhy = '';
          tell();
        } catch (error) {
          failed(error);
        }
      }
      unanswered = redis.status === 'ready' && awayWhy !== '' ? unanswered + 1 : 0;
      if (unanswered >= PROBES_PER_CONNECTION) {
        // The connection stands and nobody answers on it: a new one may reach somebody.
        redis.disconnect(true);
        unanswered = 0;
      }
      await clock.sleep(PROBE_MS, end.signal);
    }
  }

  /** A server that still reads what it keeps leaves a connection half made, for minutes; nobody waits so long for it. */
  async function begin(): Promise<void> {
    const patience = new AbortController();
    const connected = redis.connect().catch(failed);
    await Promise.race([connected, clock.sleep(CONNECT_MS + commandMs, patience.signal)]);
    patience.abort();
    if (awayWhy === CONNECTING && redis.status !== 'ready') failed(new Error('the connection timed out'));
    await probe();
  }
  void begin();

  return {
    ready: first.promise,
    async read(keys) {
      if (awayWhy !== '') return null;
      try {
        return (await Promise.all(portions(keys).map((some) => redis.mget(some)))).flat();
      } catch (error) {
        failed(error);
        return null;
      }
    },
    async write(entries) {
      if (awayWhy !== '') return false;
      try {
        await Promise.all(portions(entries).map((some) => redis.vwKeep(some.length, argsOf(some))));
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

function portions<Item>(items: readonly Item[]): Item[][] {
  const count = Math.ceil(items.length / KEYS_PER_COMMAND);
  return Array.from({ length: count }, (_, at) =>
    items.slice(at * KEYS_PER_COMMAND, (at + 1) * KEYS_PER_COMMAND),
  );
}

function argsOf(entries: readonly Remembered[]): readonly (string | number)[] {
  const args: (string | number)[] = entries.map(({ key }) => key);
  for (const { fingerprint, keepS } of entries) args.push(fingerprint, keepS);
  return args;
}

/** It answered, with an error. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && error.name === 'ReplyError';
}

/** What went wrong, from a short list: an error's own text may hold an address. */
function wordsFor(error: unknown): string {
  const text = error instanceof Error ? error.message : '';
  if (text.includes('timed out')) return 'Redis does not answer in time';
  if (/^(NOAUTH|WRONGPASS|ERR AUTH|ERR invalid password)/.test(text)) return 'Redis refuses the password';
  // Of a script's error, servers before 7.0 put the code in the middle.
  if (/\bOOM\b/.test(text)) return 'Redis is full and refuses to keep more';
  return isRefusal(error) ? 'Redis refuses to work as it is set up' : 'Redis cannot be reached';
}
