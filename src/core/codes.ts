// One-time codes as they are kept, and how many of them an address may be sent. Whoever implements this keeps neither
// the address nor the code readable, and never looks whether anybody subscribes at the address.
import type { KeptAsk } from './kept-ask.ts';
import type { CodePurpose } from './outcome.ts';
import type { Addressee } from './self-service.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export const CODE_DIGITS = 6;
/** How long a code is valid (ms). */
export const CODE_VALID_MS = 10 * MINUTE_MS;
/** Codes one address may be sent: at most `count` in any `perMs`. */
export const CODE_LIMITS: readonly { readonly count: number; readonly perMs: number }[] = [
  { count: 1, perMs: MINUTE_MS },
  { count: 3, perMs: HOUR_MS },
  { count: 5, perMs: 24 * HOUR_MS },
];
/** With this many wrong codes typed for an address within `TRIES_PER_MS`, all its codes are void until that is over. */
export const CODE_TRIES = 5;
export const TRIES_PER_MS = HOUR_MS;

/** The six digits of a code as typed or pasted, also `123 456`; undefined for anything else. */
export function digitsOf(typed: string): string | undefined {
  const digits = typed.replace(/[\s-]/g, '');
  return digits.length === CODE_DIGITS && /^\d+$/.test(digits) ? digits : undefined;
}

export interface Codes {
  /** Keeps a code that is about to be sent; refuses when the address has had enough for now. */
  issue(to: Addressee, code: string, ask: KeptAsk, nowMs: number): CodeIssue;
  /**
   * Uses up a code. Of many who come with the same one, one is served; a wrong one counts against the address.
   * @param only the purpose the code must have been made for: a code for another is a wrong one. Default: whichever
   */
  redeem(to: Addressee, code: string, nowMs: number, only?: CodePurpose): CodeUse;
  /** Forgets what is too old to matter. */
  sweep(nowMs: number): void;
}

export type CodeIssue =
  | { readonly ok: true }
  | {
      readonly ok: false;
      /** `too-soon`: the last one went out a moment ago. `too-many`: today, or this hour. `burnt`: too many wrong ones typed. */
      readonly why: 'too-soon' | 'too-many' | 'burnt';
      readonly waitMs: number;
    };

export type CodeUse =
  | { readonly ok: true; readonly ask: KeptAsk }
  /** `wrong`: wrong, used, or too old. */
  | { readonly ok: false; readonly why: 'wrong' }
  | { readonly ok: false; readonly why: 'burnt'; readonly waitMs: number };
