/** @jsxImportSource hono/jsx */
// The end of signing up: what was subscribed, how often it is looked at, where it can be changed.
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { Subscription } from '../../core/subscription.ts';
import { wishText } from '../../core/text/wish.ts';
import { areaNameIn, pathTo, type Site } from '../site.ts';
import { Layout } from './layout.tsx';

export interface DonePageProps {
  readonly site: Site;
  readonly subscription: Subscription;
  /** How often the place is polled, to follow “is polled”; empty: nobody knows. */
  readonly every: string;
  /** What stands in the person's links. */
  readonly token: string;
}

export function DonePage({ site, subscription, every, token }: DonePageProps): JSX.Element {
  const { areaId } = subscription;
  return (
    <Layout site={site} title="Done: alerts are on">
      <p class="lead">You get a mail when a slot opens for:</p>
      <p class="notice">
        <strong>{wishText(subscription, areaNameIn(site))}</strong>
      </p>
      <p>
        The place is polled {every === '' ? 'from now on, as often as is allowed' : every}. What is open right
        now, if anything, comes at once.
      </p>
      <p>
        Slots are often gone within minutes: book on{' '}
        <a href={site.source.bookingUrl} rel="noreferrer">
          {site.source.name}
        </a>{' '}
        as soon as the mail comes, and be registered there before.
      </p>
      <p>
        <a class="button" href={pathTo(site, `/m/${token}`)}>
          Change, pause or end my alerts
        </a>
      </p>
      <p class="hint">
        Every mail has this link too. Keep it to yourself: who has it can change your alerts.
      </p>
      {areaId === null ? null : (
        <p>
          <a href={pathTo(site, `/area/${areaId}`)}>What opened in {areaNameIn(site)(areaId)} of late</a>
        </p>
      )}
    </Layout>
  );
}
