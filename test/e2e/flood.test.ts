// One client floods the page of the built program and holds all the connections it gets: alerts go out, others are
// served, and afterwards nothing of it is left.

import { readdirSync, readFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { describe, expect, it, vi } from 'vitest';
import { aDistrict, aSlot, startCowinStub } from '../support/cowin-stub.ts';
import { deadPort } from '../support/loopback-http.ts';
import { inScene, PATIENCE_MS, until } from '../support/program.ts';
import { startReceivers } from '../support/receivers.ts';
import { statusIn, talk } from '../web/raw.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

/** More than the server takes of all clients together. */
const SLOW = 1_100;
const BUSY = 100;

const openFiles = (pid: number) => readdirSync(`/proc/${pid}/fd`).length;
const residentMb = (pid: number) =>
  Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1000;

describe('a flood', () => {
  it(
    'keeps nobody else from the page and nobody from their alert, and leaves nothing behind',
    inScene(async (scene) => {
      const cowin = await startCowinStub();
      const to = await startReceivers();
      for (const server of [cowin, to]) scene.atEnd(server.close);
      const port = await deadPort();
      const url = `http://127.0.0.1:${port}`;
      const env = { VACCINE_WATCH_COWIN_URL: cowin.url, ...to.env, VACCINE_WATCH_HTTP: `127.0.0.1:${port}` };
      await scene.run(['subscribers', 'add', '--email', 'anita@example.org', '--district', 'BBMP'], env);
      cowin.set(294, aDistrict(aSlot(1, 0)));
      const engine = await scene.engine(env);
      await cowin.polled(294);
      const before = { files: openFiles(engine.pid), mb: residentMb(engine.pid) };

      const agent = new Agent({ keepAlive: true, maxSockets: BUSY });
      let flooding = true;
      const paths = ['/', '/area/cowin:294', '/feed/cowin:294.atom', '/m/nobody', '/readyz', '/nothing'];
      let answered = 0;
      const ask = (path: string) =>
        new Promise<void>((resolve) => {
          const done = () => resolve();
          get(url + path, { agent }, (response) => {
            answered += 1;
            response.resume().on('end', done).on('error', done);
          }).on('error', done);
        });
      const flood = Promise.all(
        Array.from({ length: BUSY }, async (_, index) => {
          while (flooding) await ask(paths[index % paths.length] ?? '/');
        }),
      );

      await until(() => answered > 300, 'a flood');
      const slow = Array.from({ length: SLOW }, () => talk(url, 'GET / HTTP/1.1\r\nHost: a\r\nX-Slow: '));
      await until(() => slow.some(({ socket }) => socket.closed), 'a connection that is one too many');
      cowin.set(294, aDistrict(aSlot(1, 12)));
      const other = talk(url, 'GET /lost HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', '127.0.0.2');
      expect(statusIn(await other.closed)).toBe(200);
      await until(() => to.mail.mails[0], 'an alert in the midst of it');
      flooding = false;
      await flood;
      agent.destroy();
      for (const { socket } of slow) socket.destroy();

      await until(
        () => openFiles(engine.pid) <= before.files + 5,
        () => `${openFiles(engine.pid)} files open, ${before.files} before`,
      );
      expect(residentMb(engine.pid) - before.mb).toBeLessThan(80);
      expect((await engine.stop()).code).toBe(0);
      expect(engine.lines().filter(({ event }) => event === 'web.failed')).toEqual([]);
    }),
  );
});
