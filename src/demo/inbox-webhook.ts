// A webhook receiver that believes nothing without the right signature.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { fieldsOf, type Receiver, startReceiver } from './http-receiver.ts';
import type { Keep } from './receipts.ts';

/** @param secretOf the key agreed upon for a path; undefined: nobody listens there */
export function startWebhookInbox(
  secretOf: (path: string) => string | undefined,
  keep: Keep,
): Promise<Receiver> {
  return startReceiver(({ method, path, headers, body }) => {
    if (method !== 'POST') return { status: 405, value: { error: 'POST only' } };
    const text = body.toString('utf8');
    const secret = secretOf(path);
    if (secret === undefined || !isSigned(body, secret, `${headers['x-signature']}`)) {
      keep({ channel: 'webhook', kind: 'refused', recipient: path, text });
      return { status: 401, value: { error: 'The signature is not right.' } };
    }
    const kind = fieldsOf(body).type === 'slot.closed' ? 'closed' : 'message';
    keep({ channel: 'webhook', kind, recipient: path, text });
    return { status: 200, value: {} };
  });
}

function isSigned(body: Buffer, secret: string, signature: string): boolean {
  const right = Buffer.from(`sha256=${createHmac('sha256', secret).update(body).digest('hex')}`);
  const given = Buffer.from(signature);
  return given.length === right.length && timingSafeEqual(given, right);
}
