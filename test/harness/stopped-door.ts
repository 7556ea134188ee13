// A port that stops accepting: a process of its own relays to another port, and is stopped with its queue of connections
// full, so that the next one is neither taken nor refused.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface StoppedDoor {
  readonly port: number;
  /** From now on nobody is let in; who is inside hears nothing more. */
  shut(): Promise<void>;
  open(): void;
  close(): Promise<void>;
}

const RELAY = `
const net = require('node:net');
const server = net.createServer((inside) => {
  const outside = net.connect(Number(process.argv[1]), '127.0.0.1');
  for (const [from, to] of [[inside, outside], [outside, inside]]) {
    from.on('error', () => to.destroy()).on('close', () => to.destroy());
    from.pipe(to);
  }
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(server.address().port));
`;

/** A connection that was not taken in this time will not be (ms). */
const PATIENCE_MS = 300;

/** @param port what stands behind it, on 127.0.0.1 */
export async function startStoppedDoor(port: number): Promise<StoppedDoor> {
  const relay: ChildProcess = spawn(process.execPath, ['-e', RELAY, String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(relay.stdout as NodeJS.EventEmitter, 'data')) as [Buffer];
  const own = Number(line.toString());
  const queue: Socket[] = [];

  /** Whether somebody was let into the queue. */
  async function queues(): Promise<boolean> {
    const socket = connect(own, '127.0.0.1').on('error', () => undefined);
    queue.push(socket);
    const taken = Promise.withResolvers<boolean>();
    socket.once('connect', () => taken.resolve(true));
    const timer = setTimeout(() => taken.resolve(false), PATIENCE_MS);
    const result = await taken.promise;
    clearTimeout(timer);
    return result;
  }

  function empty(): void {
    for (const socket of queue.splice(0)) socket.destroy();
  }

  return {
    port: own,
    async shut() {
      relay.kill('SIGSTOP');
      while (await queues());
    },
    open() {
      empty();
      relay.kill('SIGCONT');
    },
    async close() {
      empty();
      relay.kill('SIGCONT');
      relay.kill('SIGKILL');
      if (relay.exitCode === null && relay.signalCode === null) await once(relay, 'exit');
    },
  };
}
