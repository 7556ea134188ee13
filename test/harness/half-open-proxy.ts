// A TCP proxy on loopback that fails as networks do: it goes slow, swallows what one side says while the other still
// speaks, and lets connections die without telling anybody (no FIN, no RST). It knows nothing of what it carries.
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Which way bytes travel: what clients say, or what the server answers. */
export type Way = 'to-server' | 'to-client';

export interface HalfOpenProxy {
  readonly port: number;
  /** Connections clients made since the start. */
  connected(): number;
  /** From now on every piece arrives so much later, each way (ms; 0: at once). */
  delay(ms: number): void;
  /** From now on what goes these ways is swallowed, on connections new and old; none: all is forwarded again. */
  swallow(...ways: readonly Way[]): void;
  /** Those connections that stand are dead from now on, and neither side is told; new ones work. */
  loseAll(): void;
  close(): Promise<void>;
}

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
  lost: boolean;
}

/** @param target the server's port on 127.0.0.1, or the path of its socket */
export async function startHalfOpenProxy(target: number | string): Promise<HalfOpenProxy> {
  const pairs = new Set<Pair>();
  let delayMs = 0;
  let swallowed: readonly Way[] = [];
  let connected = 0;

  function carry(pair: Pair, way: Way): void {
    const [from, to] = way === 'to-server' ? [pair.client, pair.server] : [pair.server, pair.client];
    const later = (work: () => void) => {
      const act = () => {
        if (!pair.lost && !to.destroyed) work();
      };
      if (delayMs === 0) act();
      else setTimeout(act, delayMs);
    };
    from.on('data', (piece) => {
      if (!swallowed.includes(way)) later(() => to.write(piece));
    });
    from.on('error', () => undefined);
    from.on('close', () => {
      later(() => to.destroy());
      if (from === pair.client) pairs.delete(pair);
    });
  }

  const listener = createServer((client) => {
    connected += 1;
    const server = typeof target === 'number' ? connect(target, '127.0.0.1') : connect(target);
    const pair: Pair = { client, server, lost: false };
    pairs.add(pair);
    carry(pair, 'to-server');
    carry(pair, 'to-client');
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));

  return {
    port: (listener.address() as AddressInfo).port,
    connected: () => connected,
    delay(ms) {
      delayMs = ms;
    },
    swallow(...ways) {
      swallowed = ways;
    },
    loseAll() {
      for (const pair of pairs) pair.lost = true;
    },
    async close() {
      for (const { client, server } of pairs) {
        client.destroy();
        server.destroy();
      }
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}
