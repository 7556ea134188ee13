/** @jsxImportSource hono/jsx */
// Every answer that is no success: refusals, what is not there, and our own faults. A person gets a page that says what
// to do next, a program JSON. Of a fault only its kind is logged: its words may hold what nobody should read.
import { HTTPException } from 'hono/http-exception';
import { ErrorPage } from './pages/error-page.tsx';
import { page } from './pages/layout.tsx';
import { Refusal, waitSeconds } from './refusal.ts';
import { pathTo, type Site } from './site.ts';
import type { WebContext } from './web-env.ts';

function isApi(site: Site, c: WebContext): boolean {
  return c.req.path.startsWith('/api/') || c.req.path.startsWith(pathTo(site, '/api/'));
}

/** Answers whatever a handler threw. */
export function answerError(site: Site, error: unknown, c: WebContext): Response | Promise<Response> {
  if (error instanceof Refusal) return answerRefusal(site, error, c);
  if (error instanceof HTTPException) {
    return answerRefusal(site, new Refusal(400, 'invalid', 'This request cannot be understood.'), c);
  }
  // The client left before its request was whole: nobody is there to be answered.
  const { complete, destroyed } = c.env.incoming;
  if (!complete && destroyed) return c.body(null, 400);
  site.log('error', 'web.failed', { why: error instanceof Error ? error.name : 'unknown' });
  const message = 'Something went wrong on our side. Nothing is lost: try it again in a minute.';
  if (isApi(site, c)) return c.json({ ok: false, error: { code: 'failed', message } }, 500);
  return page(c, <ErrorPage site={site} title="That did not work" message={message} />, 500);
}

export function answerNotFound(site: Site, c: WebContext): Response | Promise<Response> {
  const message = 'There is nothing at this address. The link may be cut short, or old.';
  return answerRefusal(site, new Refusal(404, 'not-found', message), c);
}

function answerRefusal(site: Site, refusal: Refusal, c: WebContext): Response | Promise<Response> {
  const { status, code, message, details } = refusal;
  const waitS = waitSeconds(details);
  if (waitS !== undefined) c.header('retry-after', String(waitS));
  if (status === 401) c.header('www-authenticate', 'Bearer');
  // What is left of the body is not worth reading.
  if (status === 413) c.header('connection', 'close');
  if (isApi(site, c)) {
    const { problems } = details;
    return c.json(
      { ok: false, error: { code, message, ...(problems && { problems }), ...(waitS && { waitS }) } },
      status,
    );
  }
  return page(c, <ErrorPage site={site} title={TITLES[status]} message={message} />, status);
}

const TITLES: Readonly<Record<Refusal['status'], string>> = {
  400: 'That did not work',
  401: 'That did not work',
  404: 'Nothing here',
  409: 'That is not possible now',
  413: 'That was too much',
  415: 'That did not work',
  429: 'Too fast',
};
