/** @jsxImportSource hono/jsx */
// The page behind somebody's link, and every button on it. Each button is a POST that asks for a state, never a step,
// and is answered by the way back; so pressing it twice does no harm. What was done is said by a word in the address.
import { Hono } from 'hono';
import { PAUSES, pauseEndsMs } from '../core/pause.ts';
import { quietBetween } from '../core/quiet.ts';
import type { Person } from '../core/self-service.ts';
import type { Subscription } from '../core/subscription.ts';
import { placeText } from '../core/text/wish.ts';
import { readForm } from './body.ts';
import { costly } from './costly.ts';
import { type Done, doneText } from './done-texts.ts';
import { unlisted } from './headers.ts';
import { ActionForm } from './pages/fields.tsx';
import { page } from './pages/layout.tsx';
import { ManagePage } from './pages/manage-page.tsx';
import { PlainPage } from './pages/plain-page.tsx';
import { AddPage, ChangePage } from './pages/wish-pages.tsx';
import { Refusal } from './refusal.ts';
import { areaNameIn, pathTo, type Site } from './site.ts';
import type { WebContext, WebEnv } from './web-env.ts';
import { EMPTY_FORM, filterValues, readFilters, readWish, type WishForm } from './wish-form.ts';

export function manageRoutes(site: Site): Hono<WebEnv> {
  const { selfService } = site;
  const app = new Hono<WebEnv>();
  app.use('/m/*', unlisted, costly(site));

  const tokenOf = (c: WebContext): string => c.req.param('token') ?? '';
  const linkTo = (c: WebContext, path = ''): string =>
    pathTo(site, `/m/${encodeURIComponent(tokenOf(c))}${path}`);
  const back = (c: WebContext, done: Done) => c.redirect(linkTo(c, `?done=${done}`), 303);

  async function personOf(c: WebContext): Promise<Person> {
    const person = await selfService.findByLink(tokenOf(c));
    if (person === undefined) throw noSuchLink();
    return person;
  }

  /** A button: does its work for whoever has the link, and leads back. */
  function button(path: string, work: (person: Person, c: WebContext) => Promise<Done>): void {
    app.post(`/m/:token${path}`, async (c) => back(c, await work(await personOf(c), c)));
  }

  app.get('/m/:token', async (c) => {
    const person = await personOf(c);
    const why = (await selfService.why(person.id)) ?? [];
    const done = doneText(c.req.query('done'));
    return page(c, <ManagePage site={site} person={person} why={why} token={tokenOf(c)} done={done} />);
  });

  button('/pause', async (person, c) => {
    const { for: wanted } = await readForm(site, c);
    const pause = PAUSES.find((one) => one === wanted);
    if (pause === undefined) throw notUnderstood();
    const after = await selfService.pause(person.id, pauseEndsMs(pause, site.clock.wallMs()));
    // They would not begin again by themselves.
    if (after?.state === 'gone') throw hasEnded();
    return 'paused';
  });

  button('/resume', async (person) => {
    const after = await selfService.resume(person.id);
    if (after?.state === 'gone') throw isBlocked();
    return 'resumed';
  });

  button('/quiet', async (person, c) => {
    const { off, from, to } = await readForm(site, c);
    const quiet = quietBetween(hourOf(from), hourOf(to));
    // The same hour twice is no time at all.
    if (off !== '1' && quiet === undefined && hourOf(from) !== hourOf(to)) throw notUnderstood();
    await selfService.setQuiet(person.id, off === '1' ? null : (quiet ?? null));
    return off === '1' || quiet === undefined ? 'loud' : 'quiet';
  });

  button('/unsubscribe', async (person) => {
    await selfService.unsubscribe(person.id);
    return 'unsubscribed';
  });

  button('/pause/:id', async (person, c) => {
    await selfService.pauseSubscription(person.id, ownId(person, c));
    return 'paused-one';
  });

  button('/resume/:id', async (person, c) => {
    await selfService.resumeSubscription(person.id, ownId(person, c));
    return person.state === 'active' ? 'resumed-one' : 'resumed-one-of-none';
  });

  button('/remove/:id', async (person, c) => {
    await selfService.removeSubscription(person.id, idOf(c));
    return 'removed';
  });

  function changePage(c: WebContext, subscription: Subscription, form: WishForm, status: 200 | 400 = 200) {
    const place = placeText(subscription, areaNameIn(site));
    const action = linkTo(c, `/change/${subscription.id}`);
    return page(
      c,
      <ChangePage site={site} form={form} action={action} back={linkTo(c)} place={place} />,
      status,
    );
  }

  app.get('/m/:token/change/:id', async (c) => {
    const person = await personOf(c);
    const subscription = own(person, c);
    const form = { ...EMPTY_FORM, values: filterValues(subscription) };
    return changePage(c, subscription, form);
  });

  app.post('/m/:token/change/:id', async (c) => {
    const person = await personOf(c);
    const subscription = own(person, c);
    const reading = readFilters(await readForm(site, c));
    if (!reading.ok) return changePage(c, subscription, reading.form, 400);
    await selfService.changeFilters(person.id, subscription.id, reading.filters);
    return back(c, 'changed');
  });

  app.get('/m/:token/add', async (c) => {
    await personOf(c);
    return page(c, <AddPage site={site} form={EMPTY_FORM} action={linkTo(c, '/add')} back={linkTo(c)} />);
  });

  app.post('/m/:token/add', async (c) => {
    const person = await personOf(c);
    const { channel, address } = person;
    const reading = readWish(await readForm(site, c), site.source, { [channel]: address });
    if (!reading.ok) {
      return page(
        c,
        <AddPage site={site} form={reading.form} action={linkTo(c, '/add')} back={linkTo(c)} />,
        400,
      );
    }
    const { wish, others } = reading;
    const answer = await selfService.subscribe({ ...wish, channel, address, others, origin: 'page' });
    if (!answer.ok) throw new Refusal(409, answer.why, answer.message);
    return back(c, 'added');
  });

  app.get('/m/:token/forget', async (c) => {
    await personOf(c);
    return page(
      c,
      <PlainPage
        site={site}
        title="Delete everything?"
        message="Your address, your places and the record of what was sent to you are deleted for good. You can sign up again at any time."
      >
        <div class="row">
          <ActionForm action={linkTo(c, '/forget')} label="Delete everything" kind="danger" />
          <a class="button" href={linkTo(c)}>
            Keep it
          </a>
        </div>
      </PlainPage>,
    );
  });

  app.post('/m/:token/forget', async (c) => {
    const person = await selfService.findByLink(tokenOf(c));
    if (person !== undefined) await selfService.forget(person.id);
    const message = 'Nothing of you is kept any more, and nothing is sent to you. This link no longer works.';
    return page(c, <PlainPage site={site} title="Everything is deleted" message={message} />);
  });

  return app;
}

function noSuchLink(): Refusal {
  return new Refusal(
    404,
    'no-such-link',
    'This link leads to nobody’s alerts. It may be cut short, or everything behind it was deleted.',
  );
}

function hasEnded(): Refusal {
  return new Refusal(
    409,
    'ended',
    'Your alerts have ended, so there is nothing to pause. Go back to have them again.',
  );
}

function isBlocked(): Refusal {
  return new Refusal(
    409,
    'blocked',
    'Whoever runs this service has blocked this recipient, so it gets no alerts. Only they can change that.',
  );
}

function notUnderstood(): Refusal {
  return new Refusal(400, 'invalid', 'This cannot be understood. Go back and use the buttons there.');
}

function hourOf(text: string | undefined): number {
  return text !== undefined && /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
}

function idOf(c: WebContext): number {
  const text = c.req.param('id') ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
}

/** @throws Refusal 404 when it is not one of theirs */
function own(person: Person, c: WebContext): Subscription {
  const id = idOf(c);
  const found = person.subscriptions.find((subscription) => subscription.id === id);
  if (found !== undefined) return found;
  throw new Refusal(404, 'not-found', 'This alert is not there any more. Go back to see those that are.');
}

function ownId(person: Person, c: WebContext): number {
  return own(person, c).id;
}
