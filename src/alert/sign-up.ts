// Signing up by one-time code. It never looks whether anybody subscribes at an address before its code was typed: so
// neither the words nor the time of an answer can tell. Codes are made, kept and compared here and by the store; who
// may have what is the self-service's to say.
import type { Clock } from '../clock.ts';
import { CODE_DIGITS, CODE_VALID_MS, type Codes, digitsOf } from '../core/codes.ts';
import { type KeptAsk, keptOf } from '../core/kept-ask.ts';
import type { Channel } from '../core/outcome.ts';
import type { Addressee, OwnWish, Person, SelfServiceNow } from '../core/self-service.ts';
import type { Ask, Client, Registered, SignUp, Verified } from '../core/sign-up.ts';
import type { ChannelName } from '../core/subscription.ts';
import type { Log } from '../log.ts';
import { createCodeSender } from './code-sender.ts';
import type { SignUpLimits } from './limits.ts';
import {
  burntCodes,
  limitReached,
  noCodesBy,
  notIssued,
  SIGN_UP_CLOSED,
  tooManyTries,
  WRONG_CODE,
} from './sign-up-wording.ts';

export interface SignUpOptions {
  readonly codes: Codes;
  /** What a right code does, at once. */
  readonly selfService: SelfServiceNow;
  /** Called after a code changed who is told of what. */
  readonly onChange: () => void;
  readonly limits: SignUpLimits;
  /** Those that are set up; people sign up on those with `sendCode`. */
  readonly channels: ReadonlyMap<ChannelName, Channel>;
  /** False: nobody new; who is there can still end or manage what they have. */
  readonly isOpen: boolean;
  readonly isBlocked: (to: Addressee) => Promise<boolean>;
  /** What stands in a person's links. */
  readonly tokenOf: (person: Person) => string;
  readonly wishText: (wish: OwnWish) => string;
  /** Where a code for the address may be typed in; null: there is no page. */
  readonly verifyUrl: (to: Addressee) => string | null;
  /** Does work on the database as one transaction, waiting for a while where another process has it. */
  readonly transaction: <T>(work: () => T) => Promise<T>;
  readonly clock: Clock;
  readonly log: Log;
  /** A number nobody can guess, from 0 to below `limit`. */
  readonly randomInt: (limit: number) => number;
  /** In [0, 1): spreads retries. */
  readonly random: () => number;
  readonly onBug: (error: unknown) => void;
}

export interface RunningSignUp extends SignUp {
  /** Sends no more codes; waits for those on their way. Safe to call twice. */
  stop(): Promise<void>;
}

/** Codes and wrong tries that are too old leave the database within this. */
const SWEEP_EVERY_MS = 10 * 60_000;

export function startSignUp(options: SignUpOptions): RunningSignUp {
  const { codes, selfService, limits, channels, clock, transaction } = options;
  const sender = createCodeSender(options);
  const stopped = new AbortController();

  async function sweep(): Promise<void> {
    while (!stopped.signal.aborted) {
      // A database that cannot be written now can be swept later.
      await transaction(() => codes.sweep(clock.wallMs())).catch(() => undefined);
      await clock.sleep(SWEEP_EVERY_MS, stopped.signal);
    }
  }
  const sweeping = sweep();

  async function register(ask: Ask, client: Client): Promise<Registered> {
    const to = addresseeOf(ask);
    if (channels.get(to.channel)?.sendCode === undefined) return noCodesBy(to.channel);
    if (ask.purpose === 'subscribe' && !options.isOpen) return SIGN_UP_CLOSED;
    const reached = await limits.code(to, client);
    if (reached !== undefined) return limitReached(reached);
    const code = newCode();
    const issued = await transaction(() => codes.issue(to, code, keptOf(ask), clock.wallMs()));
    if (!issued.ok) {
      await limits.unsent(to, client);
      return notIssued(to.channel, issued);
    }
    sender.send(to, {
      code,
      validForMs: CODE_VALID_MS,
      purpose: ask.purpose,
      wishText: ask.purpose === 'subscribe' ? options.wishText(ask.wish) : '',
      verifyUrl: options.verifyUrl(to),
    });
    return { ok: true, validForMs: CODE_VALID_MS };
  }

  function newCode(): string {
    return String(options.randomInt(10 ** CODE_DIGITS)).padStart(CODE_DIGITS, '0');
  }

  const verify: SignUp['verify'] = async (to, typed, client, only) => {
    const reached = await limits.tried(client);
    if (reached !== undefined) return tooManyTries(reached);
    const code = digitsOf(typed);
    // What nobody can have been sent is a slip, and costs no try.
    if (code === undefined) return WRONG_CODE;
    // One transaction: a crash leaves either a code that still works, or what it was for.
    const answer = await transaction((): Verified => {
      const use = codes.redeem(to, code, clock.wallMs(), only);
      if (use.ok) return confirm(to, use.ask);
      return use.why === 'burnt' ? burntCodes(use.waitMs) : WRONG_CODE;
    });
    if (answer.ok && answer.person !== null && answer.purpose !== 'manage') options.onChange();
    return answer;
  };

  /** The code was right: the address is theirs. */
  function confirm(to: Addressee, ask: KeptAsk): Verified {
    if (ask.purpose === 'subscribe') return subscribe(to, ask);
    const there = selfService.find(to);
    const person =
      there !== undefined && ask.purpose === 'unsubscribe' ? selfService.unsubscribe(there.id) : there;
    return verified(ask, person ?? null, null);
  }

  function subscribe(to: Addressee, ask: KeptAsk & { readonly purpose: 'subscribe' }): Verified {
    const { place, filters, others, origin } = ask;
    const answer = selfService.subscribe({
      ...to,
      place,
      filters,
      others,
      ...(origin !== null && { origin }),
    });
    if (!answer.ok) return { ok: false, why: answer.why, message: answer.message };
    return verified(ask, answer.subscriber, answer.subscriptionId);
  }

  function verified({ purpose }: KeptAsk, person: Person | null, subscriptionId: number | null): Verified {
    const token = person === null ? null : options.tokenOf(person);
    return { ok: true, purpose, person, subscriptionId, token };
  }

  return {
    register,
    verify,
    async stop() {
      stopped.abort();
      await Promise.all([sender.stop(), sweeping]);
    },
  };
}

function addresseeOf(ask: Ask): Addressee {
  const { channel, address } = ask.purpose === 'subscribe' ? ask.wish : ask.to;
  return { channel, address };
}
