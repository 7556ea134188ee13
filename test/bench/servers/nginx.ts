// nginx as the bench runs it: unprivileged, on a port of this machine, in a folder of its own, on the servers' core.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onCore } from '../cores.ts';
import { type Bound, startBound } from '../process.ts';
import { ensureNginx } from './nginx-binary.ts';
import { nginxConf, type Served } from './nginx-conf.ts';

export interface Nginx {
  /** For VACCINE_WATCH_COWIN_URL. */
  url(served: Served): string;
  /** Requests answered since the start, those for this figure left out. */
  requests(): Promise<number>;
  stop(): Promise<void>;
}

const START_MS = 10_000;
/** Descriptors that are no body: connections, logs, the binary. */
const OTHER_FILES = 2_000;

/** Starts serving the bodies of `folder`. @throws Missing without an nginx; Error when it does not start */
export async function startNginx(folder: string, variants: number, districts: number): Promise<Nginx> {
  const binary = ensureNginx();
  const port = await freePort();
  const conf = join(folder, 'nginx.conf');
  mkdirSync(join(folder, 'crowd'), { recursive: true });
  const openFiles = Math.max(100, Math.min(variants * districts + 100, openFilesAllowed() - OTHER_FILES));
  writeFileSync(conf, nginxConf({ port, folder, variants, openFiles }));
  const child = startBound(
    onCore('server', [binary, '-e', join(folder, 'nginx.log'), '-p', folder, '-c', conf]),
  );
  let own = 0;

  async function count(): Promise<number> {
    const answer = await fetch(`http://127.0.0.1:${port}/status`);
    own += 1;
    // "server accepts handled requests", and the three numbers on the next line.
    const [, , requests] = /^\s*(\d+)\s+(\d+)\s+(\d+)\s*$/m.exec(await answer.text())?.slice(1) ?? [];
    return Number(requests) - own;
  }

  await started(child, count);
  return {
    url: (served) => `http://127.0.0.1:${port}/${served}`,
    requests: count,
    stop: () => child.stop(),
  };
}

async function started(child: Bound, ask: () => Promise<number>): Promise<void> {
  let over = false;
  void child.ended.then(() => {
    over = true;
  });
  for (const endMs = performance.now() + START_MS; performance.now() < endMs && !over; await sleep(20)) {
    const answers = await ask().then(
      () => true,
      () => false,
    );
    if (answers) return;
  }
  await child.stop();
  throw new Error(`nginx does not start: ${child.stderr()}`);
}

function openFilesAllowed(): number {
  const found = /^Max open files\s+\S+\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'));
  return Number(found?.[1] ?? 4096);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
