/** @jsxImportSource hono/jsx */
// The page of one person's alerts: what they asked for, what became of it, and a button for all they may do with it.
// It shows enough of the address for its owner to know it, and not all of it: mails are passed on.
import type { JSX } from 'hono/jsx/jsx-runtime';
import { minuteText } from '../../core/ist.ts';
import { PAUSE_TEXTS, PAUSES } from '../../core/pause.ts';
import { quietText } from '../../core/quiet.ts';
import type { Person, WhySubscription } from '../../core/self-service.ts';
import { pathTo, type Site } from '../site.ts';
import { ActionForm } from './fields.tsx';
import { Layout } from './layout.tsx';
import { maskedAddress } from './masked-address.ts';
import { QuietForm } from './quiet-form.tsx';
import { SubscriptionCard } from './subscription-card.tsx';

export interface ManagePageProps {
  readonly site: Site;
  readonly person: Person;
  readonly why: readonly WhySubscription[];
  /** What stands in the link. */
  readonly token: string;
  /** What was just done, in a sentence. */
  readonly done: string | undefined;
}

export function ManagePage({ site, person, why, token, done }: ManagePageProps): JSX.Element {
  const { address, subscriptions } = person;
  const to = (path: string) => pathTo(site, `/m/${token}${path}`);
  return (
    <Layout site={site} title="Your alerts">
      {done === undefined ? null : (
        <p class="notice" role="status">
          {done}
        </p>
      )}
      <p class="lead">
        For <strong>{maskedAddress(address)}</strong>. {stateText(person)}
      </p>
      {person.state === 'active' ? null : (
        <ActionForm action={to('/resume')} label="Resume my alerts" kind="main" />
      )}
      {subscriptions.length === 0 ? <p>There is no place yet, so nothing is sent.</p> : null}
      {subscriptions.map((subscription) => (
        <SubscriptionCard
          site={site}
          subscription={subscription}
          why={why.find((one) => one.subscription.id === subscription.id)}
          to={to}
        />
      ))}
      <p>
        <a class="button" href={to('/add')}>
          Add a place
        </a>
      </p>
      <section>
        <h2>Pause everything</h2>
        <div class="row">
          {PAUSES.map((pause) => (
            <ActionForm action={to('/pause')} fields={{ for: pause }} label={`Pause ${PAUSE_TEXTS[pause]}`} />
          ))}
        </div>
      </section>
      <section>
        <h2>Quiet hours</h2>
        <p>
          {person.quiet === null
            ? 'Alerts come at any hour.'
            : `No alerts from ${quietText(person.quiet)}. What is still open then comes in one message.`}
        </p>
        <QuietForm quiet={person.quiet} action={to('/quiet')} />
      </section>
      <section>
        <h2>Stop</h2>
        <p>Unsubscribing ends the alerts and keeps your places, in case you want them again.</p>
        <div class="row">
          <ActionForm action={to('/unsubscribe')} label="Unsubscribe" />
          <a class="button danger" href={to('/forget')}>
            Delete everything…
          </a>
        </div>
      </section>
    </Layout>
  );
}

function stateText({ state, resumesAtMs }: Person): string {
  if (state === 'active') return 'Alerts are on.';
  if (state === 'gone') return 'Alerts have ended: nothing is sent.';
  return resumesAtMs === null
    ? 'Alerts are paused until you resume them.'
    : `Alerts are paused until ${minuteText(resumesAtMs)}.`;
}
