// What arrived at the demo's receivers, in one list. A receipt is written before the sender gets its answer.
import type { ChannelName } from '../core/subscription.ts';

/**
 * - `message`: an alert (or a test). - `edit`: an earlier Telegram message changed. - `closed`: a webhook's
 *   `slot.closed`. - `refused`: not accepted, such as a webhook with a wrong signature.
 */
export type ReceiptKind = 'message' | 'edit' | 'closed' | 'refused';

export interface Receipt {
  readonly channel: ChannelName;
  readonly kind: ReceiptKind;
  /** Chat id, e-mail address, path of the webhook, or `public`. */
  readonly recipient: string;
  /** Wall ms. */
  readonly atMs: number;
  /** As a person reads it: Telegram's HTML, the mail's plain text, the post; a webhook's body. */
  readonly text: string;
}

/** Takes a receipt; the time is added. */
export type Keep = (receipt: Omit<Receipt, 'atMs'>) => void;
