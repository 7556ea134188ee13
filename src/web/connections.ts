// Keeps one client from holding every connection there is. Only where clients reach us themselves: behind a proxy every
// connection is the proxy's, and bounding clients is its work.
import type { Server } from 'node:net';

export interface ConnectionBound {
  /** Connections of one client at once; the next one is cut. */
  readonly most: number;
  /** Who counts as one client. */
  readonly networkOf: (ip: string) => string;
}

export function boundEachClient(server: Server, { most, networkOf }: ConnectionBound): void {
  const held = new Map<string, number>();
  server.on('connection', (socket) => {
    // Of one that is gone already nothing is known, and nothing held.
    const { remoteAddress } = socket;
    if (remoteAddress === undefined) return;
    const client = networkOf(remoteAddress);
    const count = (held.get(client) ?? 0) + 1;
    if (count > most) {
      socket.destroy();
      return;
    }
    held.set(client, count);
    socket.once('close', () => {
      const left = (held.get(client) ?? 1) - 1;
      if (left === 0) held.delete(client);
      else held.set(client, left);
    });
  });
}
