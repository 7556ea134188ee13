// wrk over the same answers, when it is installed: the most a client in C gets out of the machine.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../../support/debian-binary.ts';
import type { World } from '../bench-world.ts';
import type { ClientFigures } from '../children/meter.ts';
import { onCore } from '../cores.ts';
import { startBound } from '../process.ts';

export interface WrkRequest {
  readonly baseUrl: string;
  readonly paths: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly connections: number;
}

export function findWrk(): string | undefined {
  return findProgram(['wrk']);
}

/** One thread, requests made ready before the first goes out. @throws Error when wrk is missing or fails */
export async function runWrk(world: World, request: WrkRequest, measureMs: number): Promise<ClientFigures> {
  const seconds = Math.max(1, Math.round(measureMs / 1000));
  const prefix = new URL(request.baseUrl).pathname;
  const lua = join(world.newFolder('wrk'), 'paths.lua');
  writeFileSync(
    lua,
    luaScript(
      request.paths.map((path) => prefix + path),
      request.headers,
    ),
  );
  const command = onCore('client', [
    findWrk() ?? 'wrk',
    ...['-t', '1', '-c', String(request.connections), '-d', `${seconds}s`, '-s', lua],
    new URL(request.baseUrl).origin,
  ]);
  // The shell says what its child has used of the CPU.
  const { code, stdout, stderr } = await startBound(['/bin/sh', '-c', '"$@" && times', 'sh', ...command])
    .ended;
  const answered = /(\d+) requests in ([\d.]+)s/.exec(stdout);
  const used = /(\d+)m([\d.]+)s (\d+)m([\d.]+)s\s*$/.exec(stdout);
  if (code !== 0 || answered === null || used === null)
    throw new Error(`wrk ended with ${code}: ${stdout}${stderr}`);
  const [userMin, userS, sysMin, sysS] = used.slice(1).map(Number) as [number, number, number, number];
  return {
    calls: Number(answered[1]),
    wallS: Number(answered[2]),
    cpuS: (userMin + sysMin) * 60 + userS + sysS,
    residentMb: 0,
    changedShare: null,
    failed: Number(/Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] ?? 0),
    redisCpuS: null,
  };
}

function luaScript(paths: readonly string[], headers: Readonly<Record<string, string>>): string {
  const quoted = (text: string): string => JSON.stringify(text);
  return [
    `local headers = { ${Object.entries(headers)
      .map(([name, value]) => `[${quoted(name)}] = ${quoted(value)}`)
      .join(', ')} }`,
    `local paths = { ${paths.map(quoted).join(', ')} }`,
    'local ready, turn = {}, 0',
    'function init() for i, path in ipairs(paths) do ready[i] = wrk.format("GET", path, headers) end end',
    'function request() turn = turn % #ready + 1; return ready[turn] end',
    '',
  ].join('\n');
}
