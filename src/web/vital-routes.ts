// For who watches over the engine: is it alive, is it ready, how is it doing. The first two are for anybody and say
// nothing of anyone; figures are only for who holds the token, since a proxy in front makes everybody look local.
import { createHash, timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import type { Site } from './site.ts';
import type { WebEnv } from './web-env.ts';
import type { Unready } from './web-parts.ts';

/** A look at the database takes its lock for a moment: however many ask, it is looked once in this time (ms). */
const LOOK_KEPT_MS = 1_000;

export function vitalRoutes(site: Site): Hono<WebEnv> {
  const { metricsToken } = site.settings;
  const unready = keptFor(LOOK_KEPT_MS, site);
  const routes = new Hono<WebEnv>();
  routes.get('/healthz', (c) => c.text('ok\n'));
  routes.get('/readyz', (c) => {
    const reasons = unready();
    return reasons.length === 0 ? c.text('ready\n') : c.text(`not ready: ${reasons.join(', ')}\n`, 503);
  });
  if (metricsToken === null) return routes;
  const wanted = digest(`Bearer ${metricsToken}`);
  routes.get('/metrics', async (c) => {
    if (!timingSafeEqual(digest(c.req.header('authorization') ?? ''), wanted)) {
      return c.text('Send the metrics token: Authorization: Bearer …\n', 401, {
        'www-authenticate': 'Bearer',
      });
    }
    const { metricsText, METRICS_TYPE } = await import('./metrics.ts');
    return c.body(await metricsText(site.facts()), 200, { 'content-type': METRICS_TYPE });
  });
  return routes;
}

function keptFor(ms: number, { unready, clock }: Site): () => readonly Unready[] {
  let known: readonly Unready[] = [];
  let untilMs = Number.NEGATIVE_INFINITY;
  return () => {
    const nowMs = clock.monotonicMs();
    if (nowMs >= untilMs) {
      known = unready();
      untilMs = nowMs + ms;
    }
    return known;
  };
}

/** Texts of one length, so that comparing them takes the same time whatever was sent. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
