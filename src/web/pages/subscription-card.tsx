/** @jsxImportSource hono/jsx */
// One subscription on the page of somebody's alerts: what it asks for, how it is looked at, what became of all that
// opened there, and what can be done with it.
import type { JSX } from 'hono/jsx/jsx-runtime';
import { everyText } from '../../core/freshness.ts';
import { timeText } from '../../core/ist.ts';
import type { WhySubscription } from '../../core/self-service.ts';
import type { Subscription } from '../../core/subscription.ts';
import { whyLine, whySummary } from '../../core/text/why.ts';
import { filterTexts, placeText } from '../../core/text/wish.ts';
import { areaNameIn, pathTo, type Site } from '../site.ts';
import { ActionForm } from './fields.tsx';

export interface SubscriptionCardProps {
  readonly site: Site;
  readonly subscription: Subscription;
  readonly why: WhySubscription | undefined;
  /** A page below the person's link. */
  readonly to: (path: string) => string;
}

export function SubscriptionCard({ site, subscription, why, to }: SubscriptionCardProps): JSX.Element {
  const { id, areaId, paused } = subscription;
  const place = placeText(subscription, areaNameIn(site));
  const filters = filterTexts(subscription);
  return (
    <section class="card">
      <h2>{place}</h2>
      <p>
        {filters.length === 0 ? 'Every slot.' : `Only ${filters.join(', ')}.`}
        {paused ? <strong> Paused.</strong> : null}
      </p>
      {why === undefined || paused ? null : <Why why={why} />}
      <div class="row">
        <a class="button" href={to(`/change/${id}`)} aria-label={`Change what is asked for in ${place}`}>
          Change
        </a>
        <ActionForm
          action={to(`/${paused ? 'resume' : 'pause'}/${id}`)}
          label={paused ? 'Resume' : 'Pause'}
        />
        <ActionForm action={to(`/remove/${id}`)} label="Remove" />
      </div>
      {areaId === null ? null : (
        <p>
          <a href={pathTo(site, `/area/${areaId}`)}>What opened in {areaNameIn(site)(areaId)}</a>
        </p>
      )}
    </section>
  );
}

/** Why somebody got the alerts they got, and no others. */
function Why({ why }: { readonly why: WhySubscription }): JSX.Element {
  return (
    <>
      <p>{lookedAtText(why)}</p>
      <details>
        <summary>Why did I get no alert?</summary>
        {whySummary(why).map((sentence) => (
          <p>{sentence}</p>
        ))}
        {why.newest.length === 0 ? null : (
          <ul>
            {why.newest.map(({ opening, fate }) => (
              <li>{whyLine(opening, fate)}</li>
            ))}
          </ul>
        )}
      </details>
    </>
  );
}

function lookedAtText({ lastGoodMs, intervalMs, failure }: WhySubscription): string {
  const last =
    lastGoodMs === null ? 'It was not looked at yet' : `Last looked at: ${timeText(lastGoodMs, true)}`;
  const every = intervalMs === null ? '' : `; it is polled ${everyText(intervalMs)}`;
  const trouble = failure === '' ? '' : ' The last try failed; it is tried again by itself.';
  return `${last}${every}.${trouble}`;
}
