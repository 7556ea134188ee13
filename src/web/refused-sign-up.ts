// What the sign-up refused, as an answer of HTTP: too fast is 429 with the time to wait; what time alone does not mend
// is 409.
import type { Registered, Verified } from '../core/sign-up.ts';
import { Refusal } from './refusal.ts';

export function refusedAsk({ why, waitMs, message }: Registered & { readonly ok: false }): Refusal {
  const isTooFast = why === 'too-soon' || why === 'too-many';
  return new Refusal(isTooFast ? 429 : 409, why, message, { waitMs });
}

/** `too-many` with a time to wait: codes typed; without: places one person may have. */
export function refusedCode({ why, waitMs, message }: Verified & { readonly ok: false }): Refusal {
  if (why === 'wrong-code') return new Refusal(400, why, message);
  if (waitMs !== undefined) return new Refusal(429, 'too-many-tries', message, { waitMs });
  return new Refusal(409, why, message);
}
