/** @jsxImportSource hono/jsx */
// Signing up on the page, and finding one's alerts again: a form, a code, done. An address goes from page to page in
// the body of a form, never in a link. Whether an address is known is never looked at here.
import { Hono } from 'hono';
import { pinAreaId } from '../core/area.ts';
import type { Ask, Registered, Verified } from '../core/sign-up.ts';
import { parseRecipient } from '../core/wish.ts';
import { type Fields, readForm } from './body.ts';
import { costly } from './costly.ts';
import { CodePage, type CodePageProps } from './pages/code-page.tsx';
import { DonePage } from './pages/done-page.tsx';
import { page } from './pages/layout.tsx';
import { LostPage } from './pages/lost-page.tsx';
import { PlainPage } from './pages/plain-page.tsx';
import { SignUpPage } from './pages/sign-up-page.tsx';
import { waitSeconds } from './refusal.ts';
import { refusedAsk, refusedCode } from './refused-sign-up.ts';
import { clientOf, pathTo, type Site } from './site.ts';
import type { WebContext, WebEnv } from './web-env.ts';
import { readWish, wishValues } from './wish-form.ts';

export function signUpRoutes(site: Site): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  /** `?district=cowin:294` fills in the form. */
  app.get('/', (c) => {
    c.header('cache-control', 'no-cache');
    return page(
      c,
      <SignUpPage site={site} form={{ values: wishValues(c.req.query()), errors: {}, choices: [] }} />,
    );
  });

  app.post('/sign-up', costly(site), async (c) => {
    const fields = await readForm(site, c);
    const reading = readWish(fields, site.source);
    if (!reading.ok) return page(c, <SignUpPage site={site} form={reading.form} />, 400);
    const { wish, others } = reading;
    const ask: Ask = { purpose: 'subscribe', wish: { ...wish, others, origin: 'page' } };
    const { email: _, ...again } = wishValues(fields);
    return asked(c, await site.signUp.register(ask, clientOf(site, c)), {
      site,
      again: { from: 'sign-up', fields: again },
      email: wish.address,
    });
  });

  app.get('/lost', (c) => page(c, <LostPage site={site} email="" errors={{}} />));

  app.post('/lost', costly(site), async (c) => {
    const { email = '' } = wishValues(await readForm(site, c));
    const to = parseRecipient({ email });
    if (!to.ok) {
      return page(c, <LostPage site={site} email={email} errors={{ email: emailProblem(email) }} />, 400);
    }
    const ask: Ask = { purpose: 'manage', to: { channel: to.channel, address: to.address } };
    return asked(c, await site.signUp.register(ask, clientOf(site, c)), {
      site,
      again: { from: 'lost', fields: {} },
      email: to.address,
    });
  });

  /** Where a mail with a code leads. */
  app.get('/verify', (c) => page(c, <CodePage site={site} again={null} email="" />));

  app.post('/verify', costly(site), async (c) => {
    const fields = await readForm(site, c);
    const { code = '' } = fields;
    const { email = '' } = wishValues(fields);
    const view: CodePageProps = { site, again: againOf(fields), email };
    const to = parseRecipient({ email });
    const errors = {
      ...(to.ok ? {} : { email: emailProblem(email) }),
      ...(code.trim() === '' ? { code: 'Type the six digits of the code.' } : {}),
    };
    if (!to.ok || Object.keys(errors).length > 0) return page(c, <CodePage {...view} errors={errors} />, 400);
    const { channel, address } = to;
    const answer = await site.signUp.verify({ channel, address }, code, clientOf(site, c));
    if (answer.ok) return confirmed(c, answer);
    if (answer.why !== 'wrong-code') throw refusedCode(answer);
    return page(c, <CodePage {...view} errors={{ code: answer.message }} />, 400);
  });

  /** After a code was asked for: where to type it, also when none was sent because one just was. */
  function asked(c: WebContext, answer: Registered, view: CodePageProps): Response | Promise<Response> {
    if (answer.ok) return page(c, <CodePage {...view} validForMs={answer.validForMs} />);
    if (answer.why !== 'too-soon') throw refusedAsk(answer);
    const waitS = waitSeconds(answer);
    if (waitS !== undefined) c.header('retry-after', String(waitS));
    return page(c, <CodePage {...view} notice={answer.message} />, 429);
  }

  async function confirmed(c: WebContext, answer: Verified & { readonly ok: true }): Promise<Response> {
    const { purpose, person, subscriptionId, token } = answer;
    if (purpose === 'unsubscribe') {
      const message = 'No more alerts are sent to this address.';
      return page(c, <PlainPage site={site} title="Unsubscribed" message={message} />);
    }
    if (person === null || token === null) {
      const message = 'There are no alerts for this address. It gets none, and nothing of it is kept.';
      return page(c, <PlainPage site={site} title="No alerts" message={message} />);
    }
    const subscription = person.subscriptions.find(({ id }) => id === subscriptionId);
    if (subscription === undefined) return c.redirect(pathTo(site, `/m/${token}`), 303);
    const { areaId, pincode } = subscription;
    const polled = areaId ?? (pincode === null ? null : pinAreaId(site.source.id, pincode));
    const every = polled === null ? '' : site.pollsEvery(polled);
    return page(c, <DonePage site={site} subscription={subscription} every={every} token={token} />);
  }

  return app;
}

function emailProblem(email: string): string {
  const to = parseRecipient({ email });
  if (email.trim() === '' || to.ok) return 'Give your e-mail address.';
  return to.problems.find(({ field }) => field === 'email')?.message ?? 'Give your e-mail address.';
}

/** What was asked for before the code, as the form carried it along. */
function againOf(fields: Fields): CodePageProps['again'] {
  const { from } = fields;
  if (from !== 'sign-up' && from !== 'lost') return null;
  const { email: _, ...rest } = wishValues(fields);
  return { from, fields: from === 'lost' ? {} : rest };
}
