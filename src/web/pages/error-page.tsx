/** @jsxImportSource hono/jsx */
// What a person sees when something is not there or did not work: what happened, and a way on.
import type { JSX } from 'hono/jsx/jsx-runtime';
import { pathTo, type Site } from '../site.ts';
import { Layout } from './layout.tsx';

export interface ErrorPageProps {
  readonly site: Site;
  readonly title: string;
  readonly message: string;
}

export function ErrorPage({ site, title, message }: ErrorPageProps): JSX.Element {
  return (
    <Layout site={site} title={title}>
      <p>{message}</p>
      <ul>
        <li>
          <a href={pathTo(site, '/')}>Get alerts for a place</a>
        </li>
        <li>
          <a href={pathTo(site, '/lost')}>Find my alerts again</a>: you are sent a code to your address.
        </li>
      </ul>
    </Layout>
  );
}
