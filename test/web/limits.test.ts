// The limits as they are shipped: other tests set their own, and would not see one that was made too wide.
import { describe, expect, it } from 'vitest';
import { until } from '../support/program.ts';
import { statusIn, talk } from './raw.ts';
import { startWebRig } from './web-rig.ts';

const CONNECTIONS = 128;
const CONNECTIONS_OF_SITE = 512;
const TURNS = 100;
const TURNS_A_SECOND = 10;

const asks = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`;

describe('one client', () => {
  it('holds 128 connections and no more, while others get theirs', async () => {
    const rig = await startWebRig({ settings: { proxies: 0 } });
    const held = Array.from({ length: CONNECTIONS + 5 }, () => talk(rig.url, 'GET / HTTP/1.1\r\n'));
    const cut = () => held.filter(({ socket }) => socket.closed).length;
    await until(
      () => cut() === 5,
      () => `five are cut: ${cut()}`,
    );
    expect(statusIn(await talk(rig.url, asks('/healthz'), '127.0.0.2').closed)).toBe(200);
    expect(cut()).toBe(5);
    for (const { socket } of held) socket.destroy();
    await rig.stop();
  });

  it('with all networks of its site holds half of all there are', async () => {
    const siteOf = (ip: string) => (ip.startsWith('127.0.1.') ? 'site' : null);
    const rig = await startWebRig({ settings: { proxies: 0 }, siteOf });
    const held = [1, 2, 3, 4, 5].flatMap((network) =>
      Array.from({ length: CONNECTIONS }, () => talk(rig.url, 'GET / HTTP/1.1\r\n', `127.0.1.${network}`)),
    );
    const cut = () => held.filter(({ socket }) => socket.closed).length;
    await until(
      () => cut() === held.length - CONNECTIONS_OF_SITE,
      () => `128 are cut: ${cut()}`,
    );
    expect(statusIn(await talk(rig.url, asks('/healthz'), '127.0.0.2').closed)).toBe(200);
    expect(cut()).toBe(held.length - CONNECTIONS_OF_SITE);
    for (const { socket } of held) socket.destroy();
    await rig.stop();
  });

  it('has a hundred turns at what costs work, then ten a second', async () => {
    const rig = await startWebRig();
    const fromMs = performance.now();
    const statuses: number[] = [];
    for (let round = 0; round < 10; round++) {
      const talks = Array.from({ length: 20 }, () => talk(rig.url, asks('/api/v1/areas?limit=1')));
      for (const { closed } of talks) statuses.push(statusIn(await closed));
    }
    const passedS = (performance.now() - fromMs) / 1000;
    const served = statuses.filter((status) => status === 200).length;
    expect(statuses.filter((status) => status === 429)).toHaveLength(statuses.length - served);
    expect(served).toBeGreaterThanOrEqual(TURNS);
    expect(served).toBeLessThanOrEqual(TURNS + Math.ceil(passedS * TURNS_A_SECOND));
    expect(served).toBeLessThan(statuses.length);
    await rig.stop();
  });
});
