// What an answer of the source is: refused, failed, or something to be looked at for news.
// It decides nothing about slots: a failed or partial answer says nothing of them (R4).
import type { KeptAnswer, ReadAnswer, Source, Target } from '../core/source.ts';
import type { FetchResult } from './call.ts';
import type { Inflated } from './inflate.ts';
import { retryAfter } from './retry-after.ts';

export type GoodAnswer = Extract<ReadAnswer, { ok: true }>;

/** How one poll ended. `why` is a failure code; a page instead of data counts as a refusal in disguise. */
export type Ending =
  | { readonly kind: 'good' }
  | { readonly kind: 'refused'; readonly why: string; readonly retryAfterMs: number | null }
  | { readonly kind: 'failed'; readonly why: string };

export const GOOD: Ending = { kind: 'good' };

export interface GoodReading {
  readonly kind: 'read';
  /** Without the sessions of days gone by: an old cached answer must not open yesterday. */
  readonly answer: GoodAnswer;
  /** Sessions of days gone by, left out of `answer.sessions`. */
  readonly pastSessions: number;
}

/** It lists sessions, and not one that could be used: no news, and no proof that anything is gone. */
export interface UnusableReading {
  readonly kind: 'unusable';
  readonly answer: GoodAnswer;
  readonly ending: Exclude<Ending, { kind: 'good' }>;
}

export type Reading =
  | GoodReading
  | UnusableReading
  | { readonly kind: 'ended'; readonly ending: Exclude<Ending, { kind: 'good' }> };

/** How a call ended that brought no body. @param wallMs now, for a `Retry-After` that names a moment */
export function endingOf(
  result: Extract<FetchResult, { kind: 'refused' | 'failed' }>,
  wallMs: number,
): Ending {
  if (result.kind === 'failed') return result;
  return refused(`status-${result.status}`, retryAfter(result.retryAfter, wallMs));
}

/** Reads a body. Never throws for anything it holds. @param kept of the area's last reading; null: read it wholly */
export function readBody(body: Inflated, source: Source, target: Target, kept: KeptAnswer | null): Reading {
  if (!body.ok) return { kind: 'ended', ending: { kind: 'failed', why: body.why } };
  const answer = source.read(body.bytes, target, kept);
  if (!answer.ok) {
    const ending =
      answer.why === 'html' ? refused('html', null) : ({ kind: 'failed', why: answer.why } as const);
    return { kind: 'ended', ending };
  }
  if (isUnusable(answer)) return { kind: 'unusable', answer, ending: { kind: 'failed', why: 'envelope' } };
  const { sessions } = answer;
  const isPast = sessions.some((session) => session.date < target.firstDate);
  if (!isPast) return { kind: 'read', answer, pastSessions: 0 };
  const present = sessions.filter((session) => session.date >= target.firstDate);
  return {
    kind: 'read',
    answer: { ...answer, sessions: present },
    pastSessions: sessions.length - present.length,
  };
}

/** Fields that were renamed everywhere spoil every row, and look like an empty district otherwise. */
function isUnusable({ listed, unreadable, complete }: GoodAnswer): boolean {
  return listed.size === 0 && (unreadable.size > 0 || !complete);
}

function refused(why: string, retryAfterMs: number | null) {
  return { kind: 'refused', why, retryAfterMs } as const;
}
