// All routes of the site put together, with what holds for every one of them: headers, log lines, answers to errors.
import { Hono } from 'hono';
import { routePath } from 'hono/route';
import { answerError, answerNotFound } from './answer-error.tsx';
import { apiRoutes } from './api/routes.ts';
import { areaRoutes } from './area-routes.tsx';
import { assetRoutes } from './assets.ts';
import { feedRoutes } from './feed-routes.ts';
import { secureHeaders } from './headers.ts';
import { manageRoutes } from './manage-routes.tsx';
import { signUpRoutes } from './sign-up-routes.tsx';
import type { Site } from './site.ts';
import { stopRoutes } from './stop-routes.tsx';
import { vitalRoutes } from './vital-routes.ts';
import type { WebEnv } from './web-env.ts';

export function createApp(site: Site): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();
  routes.route('/', vitalRoutes(site));
  routes.route('/', assetRoutes(site.assets));
  routes.route('/', signUpRoutes(site));
  routes.route('/', manageRoutes(site));
  routes.route('/', stopRoutes(site));
  routes.route('/', areaRoutes(site));
  routes.route('/', feedRoutes(site));
  routes.route('/api/v1', apiRoutes(site));

  const app = new Hono<WebEnv>();
  app.use(async (c, next) => {
    await next();
    // The pattern, never the path: links are secrets.
    site.log('debug', 'web.answered', {
      method: c.req.method,
      route: routePath(c, -1),
      status: c.res.status,
    });
  });
  app.use(secureHeaders);
  app.onError((error, c) => answerError(site, error, c));
  app.notFound((c) => answerNotFound(site, c));
  app.route('/', routes);
  // A proxy may pass on the folder of our public address, or take it off: both work.
  if (site.base !== '') app.route(site.base, routes);
  return app;
}
