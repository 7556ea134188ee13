// Who is measured in which scenario, and how one measurement of one of them is made: a process of its own, pinned like
// all the others, with the same number of connections, the same paths and the same headers.
import { COWIN_USER_AGENT } from '../../../src/sources/cowin/hosts.ts';
import type { World } from '../bench-world.ts';
import type { ClientFigures, Timing } from '../children/meter.ts';
import type { PeerKind, PeerPlan } from '../children/peer.ts';
import type { PollerPlan } from '../children/poller.ts';
import { type Core, onCore } from '../cores.ts';
import type { BenchOptions } from '../options.ts';
import { runScript } from '../process.ts';
import type { Served } from '../servers/nginx-conf.ts';
import { startBenchRedis } from '../servers/redis.ts';
import { findWrk, runWrk } from './wrk.ts';

export type ClientName = 'wrk' | PeerKind | 'poller' | 'poller-2';
/** Scenarios that compare clients. */
export type Compared = Extract<Served, 'same' | 'etag' | 'rush'>;

export interface Contender {
  readonly scenario: Compared;
  readonly client: ClientName;
  readonly measure: () => Promise<ClientFigures>;
}

export const CLIENT_LABELS: Readonly<Record<ClientName, string>> = {
  wrk: 'wrk',
  undici: 'undici alone',
  'dispatch-parse': 'undici.dispatch + gunzip + JSON.parse',
  'request-parse': 'undici.request + gunzip + JSON.parse',
  fetch: 'global fetch + json()',
  poller: 'vaccine-watch, 1 thread on 1 core',
  'poller-2': 'vaccine-watch, 2 threads on 2 cores',
};

/** Polls in flight at most, as in the program. */
const CONNECTIONS = 64;

const CLIENTS: Readonly<Record<Compared, readonly ClientName[]>> = {
  same: ['wrk', 'undici', 'dispatch-parse', 'request-parse', 'fetch', 'poller'],
  etag: ['undici', 'poller'],
  rush: ['wrk', 'undici', 'dispatch-parse', 'request-parse', 'fetch', 'poller'],
};
/** What a goal is judged by, and one of each other kind: there is time for no more in a quick run. */
const QUICK_CLIENTS: typeof CLIENTS = {
  same: ['wrk', 'undici', 'fetch', 'poller'],
  etag: ['undici', 'poller'],
  rush: ['dispatch-parse', 'request-parse', 'poller'],
};

/** Everybody the chosen parts ask for. */
export function contendersFor(world: World, options: BenchOptions): readonly Contender[] {
  const { parts, quick } = options;
  return (['same', 'etag', 'rush'] as const).flatMap((scenario) => {
    const names = new Set(parts.has(scenario) ? (quick ? QUICK_CLIENTS : CLIENTS)[scenario] : []);
    if (findWrk() === undefined) names.delete('wrk');
    if (parts.has('cores') && (scenario === 'rush' || (scenario === 'same' && !quick))) {
      names.add('poller').add('poller-2');
    }
    return [...names].map(
      (client): Contender => ({ scenario, client, measure: () => measure(world, options, scenario, client) }),
    );
  });
}

function measure(
  world: World,
  timing: Timing,
  scenario: Compared,
  client: ClientName,
): Promise<ClientFigures> {
  const { warmUpMs, measureMs } = timing;
  const baseUrl = world.nginx.url(scenario);
  if (client === 'poller') return measurePoller(world, { warmUpMs, measureMs }, baseUrl, 1, 'client');
  if (client === 'poller-2') return measurePoller(world, { warmUpMs, measureMs }, baseUrl, 2, 'clients');
  const targets = world.source.areas.map(({ id }) => world.source.target(id, world.today));
  const headers = { 'accept-encoding': 'gzip', 'user-agent': COWIN_USER_AGENT, ...targets[0]?.headers };
  const request = { baseUrl, paths: targets.map(({ path }) => path), headers, connections: CONNECTIONS };
  if (client === 'wrk') return runWrk(world, request, measureMs);
  const plan: PeerPlan = { ...request, warmUpMs, measureMs, kind: client, conditional: scenario === 'etag' };
  return runScript(script('client', 'peer.ts', plan));
}

async function measurePoller(
  world: World,
  timing: Timing,
  baseUrl: string,
  threads: number,
  core: Core,
): Promise<ClientFigures> {
  const redis = await startBenchRedis(world.redisFolder, world.newFolder('redis'));
  const stop = world.atEnd(redis.stop);
  const plan: PollerPlan = {
    ...timing,
    baseUrl,
    userAgent: COWIN_USER_AGENT,
    redisSocket: redis.socket,
    connections: CONNECTIONS,
    threads,
  };
  const figures = await runScript<ClientFigures>(script(core, 'poller.ts', plan));
  await stop();
  return figures;
}

/** The command line of a script of `children/`. */
export function script(core: Core, name: string, plan: unknown): readonly string[] {
  const file = new URL(`../children/${name}`, import.meta.url).pathname;
  return onCore(core, [
    process.execPath,

    file,
    JSON.stringify(plan),
  ]);
}
