// A plain web server that takes webhooks as anybody would write it: keeps each call, and checks its signature with
// the secret its owner was given.
import { createHmac } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WebhookPayload } from '../../src/core/text/webhook.ts';

export interface WebhookCall {
  readonly path: string;
  readonly id: string;
  readonly body: string;
  readonly payload: WebhookPayload;
  readonly signature: string;
  readonly atMs: number;
}

export interface WebhookReceiver {
  /** The address of a path: `urlOf('/slots')`. */
  urlOf(path: string): string;
  readonly calls: readonly WebhookCall[];
  /** Calls taken and not answered yet. */
  inHand(): number;
  /** Takes at once and answers after so long (default 0). */
  answerAfter(ms: number): void;
  close(): Promise<void>;
}

export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const calls: WebhookCall[] = [];
  let delayMs = 0;
  let inHand = 0;

  const answer = (response: ServerResponse) => {
    inHand -= 1;
    response.writeHead(204).end();
  };
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part;
    });
    request.on('end', () => {
      calls.push({
        path: request.url ?? '',
        id: String(request.headers['x-webhook-id']),
        body,
        payload: JSON.parse(body) as WebhookPayload,
        signature: String(request.headers['x-signature']),
        atMs: performance.now(),
      });
      inHand += 1;
      if (delayMs === 0) answer(response);
      else setTimeout(() => answer(response), delayMs);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    urlOf: (path) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    calls,
    inHand: () => inHand,
    answerAfter(ms) {
      delayMs = ms;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The signature a call must carry. */
export function signatureOf(body: string, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}
