// The demo's handle on the process of its simulated world: starts it, asks it, ends it.
import { fork } from 'node:child_process';
import type { FromWorld, ToWorld, WorldAddresses, WorldOptions, WorldView } from './world-messages.ts';

export interface World {
  readonly addresses: WorldAddresses;
  /** Agrees on the key of a webhook's signature. */
  setSecret(path: string, secret: string): void;
  setRate(openingsPerMinute: number): void;
  /** Rejects when the world has ended. */
  look(): Promise<WorldView>;
  /** Safe to call twice. */
  stop(): Promise<void>;
}

/** Rejects when the world's process cannot start. */
export async function startWorld(options: WorldOptions): Promise<World> {
  // Built code is JavaScript, a checkout is TypeScript; the sibling has the ending this file has.
  const script = new URL(import.meta.url.replace(/world(\.[jt]s)$/, 'world-process$1'));
  const child = fork(script, {
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const looks = new Map<number, (view: WorldView) => void>();
  let lastId = 0;
  const ready = Promise.withResolvers<WorldAddresses>();
  const ended = Promise.withResolvers<never>();
  ended.promise.catch(() => undefined);
  child.once('error', (error) => ended.reject(error));
  child.once('exit', (code) =>
    ended.reject(new Error(`The simulator's process ended (${code ?? 'killed'}).`)),
  );
  child.on('message', (message: FromWorld) => {
    if (message.type === 'ready') return ready.resolve(message.addresses);
    looks.get(message.id)?.(message.view);
    looks.delete(message.id);
  });
  const say = (message: ToWorld) => void (child.connected && child.send(message, () => undefined));

  say({ type: 'start', options });
  const addresses = await Promise.race([ready.promise, ended.promise]);
  return {
    addresses,
    setSecret: (path, secret) => say({ type: 'secret', path, secret }),
    setRate: (openingsPerMinute) => say({ type: 'rate', openingsPerMinute }),
    look() {
      const { promise, resolve } = Promise.withResolvers<WorldView>();
      lastId++;
      looks.set(lastId, resolve);
      say({ type: 'look', id: lastId });
      return Promise.race([promise, ended.promise]);
    },
    async stop() {
      say({ type: 'stop' });
      await ended.promise.catch(() => undefined);
    },
  };
}
