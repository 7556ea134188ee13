// How often sign-up may be asked for: by one client, towards one place, and by everybody together. Kept in memory only:
// what must outlive a restart is counted per address by the store. It holds client addresses for an hour and mail
// addresses for a day at most and shows them to nobody.
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Addressee } from '../core/self-service.ts';
import type { Client } from '../core/sign-up.ts';
import { clientKey, siteKey, targetKey } from './client-key.ts';

const HOUR_S = 3_600;
const DAY_S = 24 * HOUR_S;

/** Each per hour, but for the one that says otherwise. */
export interface SignUpRates {
  /** Codes asked for by one client: a family signs up one after another; a script gives up. */
  readonly codesPerClient: number;
  /** Codes asked for by one IPv6 site: it has thousands of networks, and shall not use up what is there for all. */
  readonly codesPerSite: number;
  /** Codes towards one mailbox, however it is spelt (`me+1@…`, `me+2@…`). */
  readonly codesPerMailbox: number;
  /** The same in a day: who signs up has done so after a few. */
  readonly codesPerMailboxADay: number;
  /** Codes towards one webhook host: a host may belong to many, but nobody sets up dozens an hour. */
  readonly codesPerHost: number;
  /** Codes in all: the most a crowd of clients can make us send to strangers, and what a small mail account endures. */
  readonly codesInAll: number;
  /** Codes typed by one client: the slips of a whole office, and no help to who guesses among a million. */
  readonly triesPerClient: number;
  /** Codes typed by one IPv6 site. */
  readonly triesPerSite: number;
  /** Codes typed in all: bounds the memory and the disk that wrong ones cost. */
  readonly triesInAll: number;
}

export const SIGN_UP_RATES: SignUpRates = {
  codesPerClient: 10,
  codesPerSite: 40,
  codesPerMailbox: 6,
  codesPerMailboxADay: 12,
  codesPerHost: 30,
  codesInAll: 200,
  triesPerClient: 30,
  triesPerSite: 300,
  triesInAll: 3_000,
};

/** `client`: this one asked too often. `target`: too much goes to that place. `all`: everybody together. */
export type LimitReached = {
  readonly what: 'client' | 'target' | 'all';
  /** When it may be tried again. */
  readonly waitMs: number;
};

export interface SignUpLimits {
  /** Counts a code that is asked for; says which limit refuses it. */
  code(to: Addressee, client: Client): Promise<LimitReached | undefined>;
  /** The code that was counted is not sent after all. */
  unsent(to: Addressee, client: Client): Promise<void>;
  /** Counts a code that was typed. */
  tried(client: Client): Promise<LimitReached | undefined>;
}

type Step = readonly [what: LimitReached['what'], limiter: RateLimiterMemory, key: string];

/** @param limits default `SIGN_UP_RATES` */
export function createSignUpLimits(limits: SignUpRates = SIGN_UP_RATES): SignUpLimits {
  const perHour = (points: number) => new RateLimiterMemory({ points, duration: HOUR_S });
  const codes = {
    client: perHour(limits.codesPerClient),
    site: perHour(limits.codesPerSite),
    mailbox: perHour(limits.codesPerMailbox),
    mailboxADay: new RateLimiterMemory({ points: limits.codesPerMailboxADay, duration: DAY_S }),
    host: perHour(limits.codesPerHost),
    all: perHour(limits.codesInAll),
  };
  const tries = {
    client: perHour(limits.triesPerClient),
    site: perHour(limits.triesPerSite),
    all: perHour(limits.triesInAll),
  };

  /** What a code counts for. For the operator's own machine the limits of the address, which the store counts, are enough. */
  function stepsOf(to: Addressee, { ip }: Client): readonly Step[] {
    if (ip === null) return [];
    const target = targetKey(to);
    return [
      ['all', codes.all, ''],
      ...clientSteps(codes, ip),
      ...(to.channel === 'webhook'
        ? [['target', codes.host, target] as const]
        : [['target', codes.mailbox, target] as const, ['target', codes.mailboxADay, target] as const]),
    ];
  }

  return {
    code: (to, client) => take(stepsOf(to, client)),
    unsent: (to, client) => giveBack(stepsOf(to, client)),
    async tried({ ip }) {
      if (ip === null) return undefined;
      return take([['all', tries.all, ''], ...clientSteps(tries, ip)]);
    },
  };
}

function clientSteps(
  limiters: { readonly client: RateLimiterMemory; readonly site: RateLimiterMemory },
  ip: string,
): readonly Step[] {
  const site = siteKey(ip);
  return [
    ...(site === null ? [] : [['client', limiters.site, site] as const]),
    ['client', limiters.client, clientKey(ip)],
  ];
}

/**
 * One of each, or of none. The limit of everybody comes first, so that as many clients are remembered as it lets
 * through; what a limit refuses is given back to it and to the earlier ones: one client cannot use up everybody's.
 */
async function take(steps: readonly Step[]): Promise<LimitReached | undefined> {
  const taken: Step[] = [];
  for (const step of steps) {
    const [what, limiter, key] = step;
    // What is refused is counted too.
    taken.push(step);
    const waitMs = await consume(limiter, key);
    if (waitMs !== undefined) {
      await giveBack(taken);
      return { what, waitMs };
    }
  }
  return undefined;
}

/** Whoever has nothing left counted is not remembered. */
async function giveBack(steps: readonly Step[]): Promise<void> {
  for (const [, limiter, key] of steps) {
    const { consumedPoints } = await limiter.reward(key);
    if (consumedPoints <= 0) await limiter.delete(key);
  }
}

/** How long until one more is allowed (ms); undefined: it was allowed. */
async function consume(limiter: RateLimiterMemory, key: string): Promise<number | undefined> {
  try {
    await limiter.consume(key);
    return undefined;
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return refusal.msBeforeNext;
    throw refusal;
  }
}
