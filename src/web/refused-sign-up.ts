// What the sign-up refused, as an answer of HTTP: too fast is 429 with the time to wait; what time alone does not mend
// is 409.
import type { Registered, Verified } from '../core/sign-up.ts';
import { Refusal } from './refusal.ts';

export function refusedAsk({ why, waitMs, message }: Registered & { readonly ok: false }): Refusal {
  const isTooFast = why === 'too-soon' || why === 'too-many';
  return new Refusal(isTooFast ? 429 : 409, why, message, { waitMs });
}

export function refusedCode(answer: Verified & { readonly ok: false }): Refusal {
  const { why, message } = answer;
  if (why === 'too-many-tries') return new Refusal(429, why, message, { waitMs: answer.waitMs });
  return new Refusal(why === 'wrong-code' ? 400 : 409, why, message);
}
