// Keeps one client from holding every connection there is, and one connection from bringing a thousand requests at once.
// The first only where clients reach us themselves: behind a proxy every connection is the proxy's, and bounding clients
// is its work.
import type { RequestListener } from 'node:http';
import type { Server, Socket } from 'node:net';

export interface ConnectionBound {
  /** Connections of one client at once; the next one is cut. */
  readonly most: number;
  /** Who counts as one client; null: whoever is not bound. */
  readonly clientOf: (ip: string) => string | null;
}

export function boundEachClient(server: Server, { most, clientOf }: ConnectionBound): void {
  const held = new Map<string, number>();
  server.on('connection', (socket) => {
    // Of one that is gone already nothing is known, and nothing held.
    const { remoteAddress } = socket;
    const client = remoteAddress === undefined ? null : clientOf(remoteAddress);
    if (client === null) return;
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

/**
 * Cuts a connection with more requests under way than `most`. Node hands over whatever came in one piece at once, some
 * thousand requests written one behind the other, and each would be worked off although nobody reads the answers.
 */
export function boundPipelines(most: number, listener: RequestListener): RequestListener {
  const underWay = new WeakMap<Socket, number>();
  return (request, response) => {
    const { socket } = request;
    if (socket.destroyed) return;
    const count = (underWay.get(socket) ?? 0) + 1;
    if (count > most) {
      socket.destroy();
      return;
    }
    underWay.set(socket, count);
    response.once('close', () => underWay.set(socket, (underWay.get(socket) ?? 1) - 1));
    listener(request, response);
  };
}
