// Sign-up as it runs in the engine, on a real store on disk: codes arrive in a box instead of a mailbox, and the wall
// clock can be set forward.
import { randomInt } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { RunningSignUp } from '../../src/alert/sign-up.ts';
import { type Clock, systemClock } from '../../src/clock.ts';
import type { Channel, CodeMessage } from '../../src/core/outcome.ts';
import type { Addressee, OwnWish, SelfService, SelfServiceNow } from '../../src/core/self-service.ts';
import type { Client } from '../../src/core/sign-up.ts';
import { NO_FILTERS } from '../../src/core/subscription.ts';
import { localSelfService } from '../../src/engine/reception/self-service.ts';
import { selfServiceNow } from '../../src/engine/reception/self-service-now.ts';
import { type EngineSignUpParts, engineSignUp } from '../../src/engine/reception/sign-up.ts';
import { cowinSource } from '../../src/sources/cowin/index.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { scratchFolder } from './scratch.ts';

export const BBMP = 'cowin:294';

export interface SignUpRig {
  readonly store: Store;
  readonly signUp: RunningSignUp;
  readonly selfService: SelfService;
  readonly box: CodeBox;
  /** Log lines as JSON. */
  readonly log: readonly string[];
  /** Folder of the database. */
  readonly folder: string;
  /** Sets the wall clock forward. */
  forward(ms: number): void;
}

export interface SignUpRigOptions extends Partial<Pick<EngineSignUpParts, 'channels' | 'randomInt'>> {
  readonly open?: boolean;
  readonly maxSubscriptions?: number;
  /** Stands between sign-up and what a right code does. */
  readonly wrap?: (selfService: SelfServiceNow) => SelfServiceNow;
}

/** A mail channel that only takes codes. */
export interface CodeBox {
  readonly channel: Channel;
  /** Every code that was sent, with whom it went to. */
  readonly sent: readonly (CodeMessage & { readonly address: string })[];
  /** The newest code of an address, once one came that nobody has taken. */
  take(address: string): Promise<string>;
}

export function signUpRig(options: SignUpRigOptions = {}): SignUpRig {
  const folder = scratchFolder('sign-up-');
  const source = cowinSource();
  const store = openStore(join(folder, 'vaccine-watch.db'), source);
  const box = codeBox();
  const log: string[] = [];
  let aheadMs = 0;
  const clock: Clock = { ...systemClock, wallMs: () => Date.now() + aheadMs };
  const { open = true, maxSubscriptions = 10 } = options;
  const rules = { open, maxSubscriptions };
  const selfService = localSelfService({
    store,
    links: store.links,
    source,
    clock,
    rules,
    areaHealth: () => undefined,
    onChange: () => undefined,
  });
  const own = selfServiceNow({ store, clock, rules });
  const signUp = engineSignUp({
    store,
    selfService: options.wrap?.(own) ?? own,
    onChange: () => undefined,
    channels: options.channels ?? new Map([['email', box.channel]]),
    settings: { signUpOpen: open, web: null },
    source,
    clock,
    log: (level, event, fields) => log.push(JSON.stringify({ level, event, ...fields })),
    randomInt: options.randomInt ?? randomInt,
    random: Math.random,
    onBug: (error) => {
      throw error;
    },
  });
  onTestFinished(async () => {
    await signUp.stop();
    store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    store,
    signUp,
    selfService,
    box,
    log,
    folder,
    forward: (ms) => {
      aheadMs += ms;
    },
  };
}

function codeBox(): CodeBox {
  const sent: (CodeMessage & { readonly address: string })[] = [];
  const untaken = new Map<string, string[]>();
  const waiting = new Map<string, ((code: string) => void)[]>();
  const channel: Channel = {
    name: 'email',
    send: async () => ({ kind: 'sent' }),
    sendTest: async () => ({ kind: 'sent' }),
    async sendCode({ address }, message) {
      sent.push({ address, ...message });
      const taker = waiting.get(address)?.shift();
      if (taker !== undefined) taker(message.code);
      else untaken.set(address, [...(untaken.get(address) ?? []), message.code]);
      return { kind: 'sent' };
    },
    check: async () => ({ ok: true, detail: '' }),
    close: async () => undefined,
  };
  return {
    channel,
    sent,
    take(address) {
      const there = untaken.get(address)?.pop();
      if (there !== undefined) return Promise.resolve(there);
      return new Promise((resolve) => {
        waiting.set(address, [...(waiting.get(address) ?? []), resolve]);
      });
    },
  };
}

/** A client from nowhere in particular; each number is another. */
export function clientNo(number: number): Client {
  return { ip: `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}` };
}

export function mailTo(address: string): Addressee {
  return { channel: 'email', address };
}

/** A wish for BBMP from the page. */
export function wishOf(address: string, changes: Partial<OwnWish> = {}): OwnWish {
  return {
    ...mailTo(address),
    place: { areaId: BBMP, pincode: null },
    filters: NO_FILTERS,
    origin: 'page',
    others: 'replace',
    ...changes,
  };
}
