/** @jsxImportSource hono/jsx */
// The public page of a place: what opened there of late, its feed, and the way to be told.
import { Hono } from 'hono';
import { costly } from './costly.ts';
import { AreaPage } from './pages/area-page.tsx';
import { page } from './pages/layout.tsx';
import { recentOpenings } from './recent-openings.ts';
import type { Site } from './site.ts';
import type { WebEnv } from './web-env.ts';

export function areaRoutes(site: Site): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  app.get('/area/:id', costly(site), (c) => {
    const area = site.source.area(c.req.param('id'));
    if (area === undefined) return c.notFound();
    c.header('cache-control', 'no-cache');
    return page(c, <AreaPage site={site} area={area} openings={recentOpenings(site, area.id)} />);
  });
  return app;
}
