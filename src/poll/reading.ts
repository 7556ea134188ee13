// What an answer of the source is: the same as before, refused, failed, or something to be looked at for news.
// It keeps nothing and decides nothing about slots: a failed or partial answer says nothing of them (R4).
import type { ParsedAnswer, Source, Target } from '../core/source.ts';
import type { FetchResult } from './fetch.ts';
import { type Imprint, imprintOf, isSame } from './imprint.ts';
import { inflate } from './inflate.ts';
import { retryAfter } from './retry-after.ts';

export type GoodAnswer = Extract<ParsedAnswer, { ok: true }>;

/** How one poll ended. `why` is a failure code; a page instead of data counts as a refusal in disguise. */
export type Ending =
  | { readonly kind: 'good' }
  | { readonly kind: 'refused'; readonly why: string; readonly retryAfterMs: number | null }
  | { readonly kind: 'failed'; readonly why: string };

/** What the next answer is compared with. */
export interface LastBody {
  readonly imprint: Imprint;
  readonly etag: string | null;
}

export type Reading =
  | { readonly kind: 'ended'; readonly ending: Exclude<Ending, { kind: 'good' }> }
  | { readonly kind: 'unchanged' }
  | {
      readonly kind: 'changed';
      /** Without the sessions of days gone by: an old cached answer must not open yesterday. */
      readonly answer: GoodAnswer;
      readonly body: LastBody;
      /** Sessions of days gone by, left out of `answer`. */
      readonly pastSessions: number;
    };

/**
 * Reads what a call brought. Never throws for anything an answer holds.
 * @param last the body to compare with; null when the answer must be read whatever it is
 * @param wallMs now, for a `Retry-After` that names a moment
 */
export function readAnswer(
  result: FetchResult,
  last: LastBody | null,
  source: Source,
  target: Target,
  wallMs: number,
): Reading {
  switch (result.kind) {
    case 'not-modified':
      // Without a body of ours to compare with, "not modified" is an answer to a question nobody asked.
      return last === null ? failed('status-other') : { kind: 'unchanged' };
    case 'refused':
      return refused(`status-${result.status}`, retryAfter(result.retryAfter, wallMs));
    case 'failed':
      return failed(result.why);
    case 'body': {
      const { chunks, length, encoding, etag } = result;
      if (last !== null && isSame(last.imprint, chunks, length)) return { kind: 'unchanged' };
      const inflated = inflate(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks), encoding);
      if (!inflated.ok) return failed(inflated.why);
      const answer = source.parse(inflated.bytes, target);
      if (!answer.ok) return answer.why === 'html' ? refused('html', null) : failed(answer.why);
      const sessions = answer.sessions.filter((session) => session.date >= target.firstDate);
      return {
        kind: 'changed',
        answer: { ...answer, sessions },
        body: { imprint: imprintOf(chunks, length), etag },
        pastSessions: answer.sessions.length - sessions.length,
      };
    }
  }
}

function failed(why: string): Reading {
  return { kind: 'ended', ending: { kind: 'failed', why } };
}

function refused(why: string, retryAfterMs: number | null): Reading {
  return { kind: 'ended', ending: { kind: 'refused', why, retryAfterMs } };
}
