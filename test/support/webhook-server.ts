// A webhook receiver on 127.0.0.1: keeps the events it took, checks their signature, fails when told to.
import { createHmac } from 'node:crypto';
import type { WebhookPayload } from '../../src/core/text/webhook.ts';
import { type LoopbackHttp, loopbackHttp } from './loopback-http.ts';

export interface WebhookHit {
  readonly id: string;
  readonly signed: boolean;
  readonly payload: WebhookPayload;
}

export interface WebhookServer extends LoopbackHttp {
  readonly hits: readonly WebhookHit[];
}

export const WEBHOOK_SECRET = 'CANARY-webhook-secret';

export async function startWebhookServer(options: { readonly tls?: boolean } = {}): Promise<WebhookServer> {
  const hits: WebhookHit[] = [];
  const server = await loopbackHttp(({ headers, body }) => {
    const wanted = `sha256=${createHmac('sha256', WEBHOOK_SECRET).update(body).digest('hex')}`;
    hits.push({
      id: String(headers['x-webhook-id']),
      signed: headers['x-signature'] === wanted,
      payload: JSON.parse(body) as WebhookPayload,
    });
    return { status: 200, body: { ok: true } };
  }, options);
  return { ...server, hits };
}
