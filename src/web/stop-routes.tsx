/** @jsxImportSource hono/jsx */
// One-click unsubscribing (RFC 8058), by the link in every mail. Following the link changes nothing, since scanners
// follow links; one POST ends the alerts, without a login, a question or a redirect. It may be asked twice, and says
// the same to whoever comes with a link that is nobody's.
import { Hono } from 'hono';
import { unlisted } from './headers.ts';
import { ActionForm } from './pages/fields.tsx';
import { page } from './pages/layout.tsx';
import { PlainPage } from './pages/plain-page.tsx';
import { pathTo, type Site } from './site.ts';
import type { WebEnv } from './web-env.ts';

export function stopRoutes(site: Site): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  app.use('/u/*', unlisted);

  app.get('/u/:token', (c) => {
    const action = pathTo(site, `/u/${encodeURIComponent(c.req.param('token'))}`);
    return page(
      c,
      <PlainPage
        site={site}
        title="No more alerts?"
        message="One press ends all alerts to this address. You can have them again at any time."
      >
        <ActionForm action={action} label="Unsubscribe" kind="main" />
      </PlainPage>,
    );
  });

  // What stands in the body makes no difference: who has the link may end the alerts, in whatever words.
  app.post('/u/:token', async (c) => {
    const token = c.req.param('token');
    const person = await site.selfService.findByLink(token);
    if (person !== undefined) await site.selfService.unsubscribe(person.id);
    return page(
      c,
      <PlainPage
        site={site}
        title="Unsubscribed"
        message="No more alerts are sent to this address. One that is on its way already may still arrive."
      >
        <p>
          A slip? <a href={pathTo(site, `/m/${encodeURIComponent(token)}`)}>Turn them on again</a>, or delete
          everything that is kept of you.
        </p>
      </PlainPage>,
    );
  });

  return app;
}
