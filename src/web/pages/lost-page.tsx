/** @jsxImportSource hono/jsx */
// For who lost the link to their own alerts: a code to their address opens them again. It says the same whether the
// address is known or not.
import type { JSX } from 'hono/jsx/jsx-runtime';
import { pathTo, type Site } from '../site.ts';
import { AskCodeForm } from './ask-code-form.tsx';
import { Layout } from './layout.tsx';

export interface LostPageProps {
  readonly site: Site;
  readonly email: string;
  readonly errors: Readonly<Record<string, string>>;
}

export function LostPage({ site, email, errors }: LostPageProps): JSX.Element {
  return (
    <Layout site={site} title="Change or end my alerts">
      <p class="lead">
        Every mail with an alert has a link to the page of your alerts at its end. If you have none at hand, a
        code sent to your address opens it too.
      </p>
      <AskCodeForm action={pathTo(site, '/lost')} email={email} errors={errors} />
      <p>In Telegram there is no link: write /list or /stop to the bot.</p>
    </Layout>
  );
}
