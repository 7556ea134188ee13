/** @jsxImportSource hono/jsx */
// A page that says one thing: what was done, and what that means.
import type { Child } from 'hono/jsx';
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { Site } from '../site.ts';
import { Layout } from './layout.tsx';

export interface PlainPageProps {
  readonly site: Site;
  readonly title: string;
  readonly message: string;
  readonly children?: Child;
}

export function PlainPage({ site, title, message, children }: PlainPageProps): JSX.Element {
  return (
    <Layout site={site} title={title}>
      <p class="lead">{message}</p>
      {children}
    </Layout>
  );
}
