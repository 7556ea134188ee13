// The API under `/api/v1`: the same as the page, for programs. Described by `data/openapi.json`, which is served with
// it; tests hold the two to each other. No cookie is read, so no other site can act in somebody's name.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Hono } from 'hono';
import { findRegions, searchAreas } from '../../core/area-search.ts';
import { costly } from '../costly.ts';
import { Refusal } from '../refusal.ts';
import type { Site } from '../site.ts';
import type { WebEnv } from '../web-env.ts';
import { registerRoutes } from './register.ts';
import { subscriptionRoutes } from './subscriptions.ts';
import { areaView } from './views.ts';

const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 1_000;

export function apiRoutes(site: Site): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  const description = readFileSync(join(site.dataFolder, 'openapi.json'), 'utf8');
  app.use('*', costly(site));

  app.get('/openapi.json', (c) => {
    c.header('cache-control', 'public, max-age=300');
    return c.body(description, 200, { 'content-type': 'application/json' });
  });

  app.get('/areas', (c) => {
    const { q = '', state = '', limit = String(DEFAULT_LIMIT) } = c.req.query();
    if (!/^\d{1,4}$/.test(limit) || Number(limit) < 1 || Number(limit) > MAX_LIMIT) {
      throw new Refusal(400, 'invalid', `limit is a number from 1 to ${MAX_LIMIT}.`, {
        problems: [{ field: 'limit', message: `A number from 1 to ${MAX_LIMIT}.` }],
      });
    }
    const all = site.source.areas;
    const regions = state === '' ? null : findRegions(all, state);
    const within = regions === null ? all : all.filter(({ region }) => regions.includes(region));
    const found = q.trim() === '' ? within.slice(0, Number(limit)) : searchAreas(within, q, Number(limit));
    c.header('cache-control', 'public, max-age=300');
    return c.json({ ok: true, areas: found.map((area) => areaView(site, area)) });
  });

  app.route('/', registerRoutes(site));
  app.route('/', subscriptionRoutes(site));
  return app;
}
