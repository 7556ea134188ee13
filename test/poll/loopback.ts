// A loopback HTTP server for the poller's tests: it counts calls and sockets, and answers as the test says.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface Loopback {
  readonly url: string;
  readonly requests: {
    readonly path: string;
    readonly headers: IncomingMessage['headers'];
    readonly atMs: number;
  }[];
  /** Sockets opened so far, and open now. */
  sockets(): { readonly opened: number; readonly open: number };
  answer(handler: (request: IncomingMessage, response: ServerResponse) => void): void;
  close(): Promise<void>;
}

export async function loopback(
  handler: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Loopback> {
  let current = handler;
  let opened = 0;
  const open = new Set<Socket>();
  const requests: Loopback['requests'] = [];
  const server = createServer((request, response) => {
    requests.push({ path: request.url ?? '', headers: request.headers, atMs: performance.now() });
    current(request, response);
  });
  server.on('connection', (socket) => {
    opened += 1;
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    sockets: () => ({ opened, open: open.size }),
    answer(next) {
      current = next;
    },
    close() {
      for (const socket of open) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Waits until a condition holds; fails by name when it does not in time. */
export async function until(what: string, holds: () => boolean, timeoutMs = 8000): Promise<void> {
  const endMs = performance.now() + timeoutMs;
  while (!holds()) {
    if (performance.now() > endMs) throw new Error(`still waiting: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
