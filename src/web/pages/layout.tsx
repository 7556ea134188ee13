/** @jsxImportSource hono/jsx */
// The frame of every page: one column, one style sheet, no cookie, nothing from elsewhere. A page says in its first
// line what it is; the foot says where slots are booked, and that this is not done here.
import type { Child } from 'hono/jsx';
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { pathTo, type Site } from '../site.ts';
import type { WebContext } from '../web-env.ts';

export interface LayoutProps {
  readonly site: Site;
  /** The heading, and the title of the window. */
  readonly title: string;
  /** Path of the feed this page has, below the site. */
  readonly feed?: string;
  /** Whether the page has a field that suggests places. */
  readonly suggests?: boolean;
  readonly children?: Child;
}

export function Layout({ site, title, feed, suggests = false, children }: LayoutProps): JSX.Element {
  const { style, script, icon } = site.assets;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · vaccine-watch`}</title>
        <link rel="icon" type="image/svg+xml" href={pathTo(site, icon.path)} />
        <link rel="stylesheet" href={pathTo(site, style.path)} />
        {feed === undefined ? null : (
          <link rel="alternate" type="application/atom+xml" title={title} href={pathTo(site, feed)} />
        )}
        {suggests ? <script src={pathTo(site, script.path)} defer /> : null}
      </head>
      <body>
        <header>
          <a href={pathTo(site, '/')}>vaccine-watch</a>
        </header>
        <main>
          <h1>{title}</h1>
          {children}
        </main>
        <footer>
          <p>
            We only watch and tell. Slots are booked on{' '}
            <a href={site.source.bookingUrl} rel="noreferrer">
              {site.source.name}
            </a>
            .
          </p>
          <p>
            <a href={pathTo(site, '/lost')}>Change or end my alerts</a>
          </p>
        </footer>
      </body>
    </html>
  );
}

/** Answers with a page. */
export function page(
  c: WebContext,
  content: JSX.Element,
  status: ContentfulStatusCode = 200,
): Response | Promise<Response> {
  return c.html(`<!doctype html>${content}`, status);
}
