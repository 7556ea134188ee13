// The web server: listens, bounds every client in time, size and number, and closes cleanly. What is answered is
// decided in `app.ts`; nothing a client does here ends the engine.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener, RequestError } from '@hono/node-server';
import { createApp } from './app.ts';
import { readAssets } from './assets.ts';
import { boundEachClient, boundPipelines } from './connections.ts';
import { SECURITY_HEADERS } from './headers.ts';
import { LIMITS, type Limits } from './limits.ts';
import { baseOf, type Site } from './site.ts';
import { createTurnstile } from './turnstile.ts';
import type { WebParts, WebSettings } from './web-parts.ts';

export interface WebServer {
  /** The port it listens at. */
  readonly port: number;
  /** Takes no more requests, lets those under way finish for a moment, ends the rest. Safe to call twice. */
  close(): Promise<void>;
}

/** Why it cannot listen: `in-use` goes away by itself or with another port; `bad-place` is a wrong setting. */
export class WebError extends Error {
  readonly code: 'in-use' | 'bad-place';
  constructor(code: WebError['code'], message: string) {
    super(message);
    this.name = 'WebError';
    this.code = code;
  }
}

/** Serves the site. @throws WebError when it cannot listen; Error when files of the installation are missing */
export async function serveWeb(parts: WebParts): Promise<WebServer> {
  const limits: Limits = { ...LIMITS, ...parts.limits };
  const { burst, perSecond, siteTimes } = limits;
  const site: Site = {
    ...parts,
    limits,
    base: baseOf(parts.settings.publicUrl),
    assets: readAssets(parts.dataFolder),
    turnstile: createTurnstile({ burst, perSecond, clock: parts.clock }),
    siteTurnstile: createTurnstile({
      burst: burst * siteTimes,
      perSecond: perSecond * siteTimes,
      clock: parts.clock,
    }),
  };
  const server = boundedServer(site);
  await listen(server, parts.settings);
  server.on('error', (error) => parts.log('error', 'web.failed', { why: error.name }));

  let closing: Promise<void> | undefined;
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      closing ??= new Promise<void>((resolve) => {
        const patience = setTimeout(() => server.closeAllConnections(), limits.closeMs);
        server.close(() => {
          clearTimeout(patience);
          resolve();
        });
      });
      return closing;
    },
  };
}

function boundedServer(site: Site): Server {
  const { limits } = site;
  const listener = getRequestListener(createApp(site).fetch, {
    hostname: 'localhost',
    // The process has other users of fetch.
    overrideGlobalObjects: false,
    // Before there is a route: a path or a Host that is none.
    errorHandler: (error) =>
      new Response(null, { status: error instanceof RequestError ? 400 : 500, headers: SECURITY_HEADERS }),
  });
  const server = createServer(
    {
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      connectionsCheckingInterval: limits.checkMs,
      keepAliveTimeout: limits.keepAliveMs,
    },
    boundPipelines(limits.pipelined, (request, response) => void listener(request, response)),
  );
  server.maxConnections = limits.connections;
  if (site.settings.proxies === 0) {
    boundEachClient(server, { most: limits.connectionsEach, clientOf: site.networkOf });
    boundEachClient(server, { most: limits.connectionsOfSite, clientOf: site.siteOf });
  }
  server.setTimeout(limits.silenceMs);
  return server;
}

function listen(server: Server, { host, port }: WebSettings): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, host, port)));
    server.listen({ port, ...(host !== '' && { host }) }, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}

function listenError({ code }: NodeJS.ErrnoException, host: string, port: number): WebError {
  const place = `${host === '' ? 'port ' : `${host}:`}${port}`;
  if (code === 'EADDRINUSE') {
    return new WebError(
      'in-use',
      `Another program listens at ${place} already. Stop it, or give the page another port in VACCINE_WATCH_HTTP.`,
    );
  }
  const why: Readonly<Record<string, string>> = {
    EADDRNOTAVAIL: 'this machine has no such address',
    ENOTFOUND: 'there is no host of that name',
    EAI_AGAIN: 'the host’s name cannot be looked up',
    EACCES: 'ports below 1024 need rights this program does not have; use another port, and a proxy in front',
  };
  return new WebError(
    'bad-place',
    `The page cannot be served at ${place}: ${why[code ?? ''] ?? code}. Mend VACCINE_WATCH_HTTP.`,
  );
}
