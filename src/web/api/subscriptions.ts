// The subscriptions behind a token: looked at, added, changed, removed, all of it forgotten.
import { Hono } from 'hono';
import { LONGEST_PAUSE_MS } from '../../core/pause.ts';
import { quietBetween } from '../../core/quiet.ts';
import type { Person } from '../../core/self-service.ts';
import type { Filters, Quiet, Subscription } from '../../core/subscription.ts';
import { readJson } from '../body.ts';
import { type FieldProblem, Refusal } from '../refusal.ts';
import type { Site } from '../site.ts';
import type { WebContext, WebEnv } from '../web-env.ts';
import { bearerPerson } from './bearer.ts';
import {
  type Body,
  changedFilters,
  FILTER_FIELDS,
  PLACE_FIELDS,
  refuseAll,
  strangers,
  textsOf,
  wishOf,
  wordOf,
} from './input.ts';
import { personView, subscriptionView } from './views.ts';

const MINUTE_MS = 60_000;
/** Who wants longer pauses until they resume. */
const PAUSE_MAX_MINUTES = LONGEST_PAUSE_MS / MINUTE_MS;

export function subscriptionRoutes(site: Site): Hono<WebEnv> {
  const { selfService } = site;
  const app = new Hono<WebEnv>();

  app.get('/subscriptions', async (c) => {
    const person = await bearerPerson(site, c);
    return c.json({ ok: true, ...personView(site, person) });
  });

  app.post('/subscriptions', async (c) => {
    const person = await bearerPerson(site, c);
    const { channel, address } = person;
    const body = await readJson(site, c);
    const problems = strangers(body, [...PLACE_FIELDS, ...FILTER_FIELDS, 'others']);
    const others = wordOf(body, 'others', ['replace', 'keep'], problems);
    const input = textsOf(body, [...PLACE_FIELDS, ...FILTER_FIELDS], problems);
    const wish = wishOf({ ...input, [channel]: address }, site.source, problems);
    refuseAll(problems);
    if (wish === undefined) throw new Refusal(400, 'invalid', 'This wish cannot be understood.');
    const answer = await selfService.subscribe({ ...wish, channel, address, others, origin: 'api' });
    if (!answer.ok) throw new Refusal(409, answer.why, answer.message);
    const { subscriber, subscriptionId, added } = answer;
    const subscription = subscriber.subscriptions.find(({ id }) => id === subscriptionId) as Subscription;
    return c.json(
      {
        ok: true,
        added,
        subscription: subscriptionView(site, subscription),
        ...personView(site, subscriber),
      },
      added ? 201 : 200,
    );
  });

  /** All alerts together: paused, resumed, quiet hours. */
  app.patch('/subscriptions', async (c) => {
    const person = await bearerPerson(site, c);
    const body = await readJson(site, c);
    const problems = strangers(body, ['paused', 'pauseMinutes', 'quiet']);
    const paused = pausedOf(body, problems);
    const minutes = minutesOf(body, problems);
    const quiet = quietOf(body, problems);
    refuseAll(problems);
    if (paused === true) {
      const untilMs = minutes === null ? null : site.clock.wallMs() + minutes * MINUTE_MS;
      await selfService.pause(person.id, untilMs);
    }
    if (paused === false) await selfService.resume(person.id);
    if (quiet !== undefined) await selfService.setQuiet(person.id, quiet);
    return c.json({ ok: true, ...personView(site, await bearerPerson(site, c)) });
  });

  /** Forgets the person wholly. */
  app.delete('/subscriptions', async (c) => {
    const person = await bearerPerson(site, c);
    await selfService.forget(person.id);
    return c.json({ ok: true });
  });

  app.patch('/subscriptions/:id', async (c) => {
    const person = await bearerPerson(site, c);
    const before = ownOf(person, c);
    const body = await readJson(site, c);
    const problems = strangers(body, [...FILTER_FIELDS, 'paused']);
    const paused = pausedOf(body, problems);
    const filters = changedFilters(body, before, problems);
    refuseAll(problems);
    let after: Person | undefined = person;
    if (!sameFilters(filters, before)) {
      after = await selfService.changeFilters(person.id, before.id, filters);
    }
    let subscription = after?.subscriptions.find(
      (one) => samePlace(one, before) && sameFilters(one, filters),
    );
    if (subscription === undefined) throw noSubscription();
    if (paused !== undefined && paused !== subscription.paused) {
      const { id } = subscription;
      after = await (paused
        ? selfService.pauseSubscription(person.id, id)
        : selfService.resumeSubscription(person.id, id));
      subscription = after?.subscriptions.find((one) => one.id === id);
      if (subscription === undefined) throw noSubscription();
    }
    return c.json({ ok: true, subscription: subscriptionView(site, subscription) });
  });

  app.delete('/subscriptions/:id', async (c) => {
    const person = await bearerPerson(site, c);
    const after = await selfService.removeSubscription(person.id, ownOf(person, c).id);
    return c.json({ ok: true, ...personView(site, after ?? { ...person, subscriptions: [] }) });
  });

  return app;
}

/** @throws Refusal 404 when it is not one of theirs */
function ownOf(person: Person, c: WebContext): Subscription {
  const found = person.subscriptions.find(({ id }) => String(id) === c.req.param('id'));
  if (found === undefined) throw noSubscription();
  return found;
}

function noSubscription(): Refusal {
  return new Refusal(
    404,
    'not-found',
    'There is no such subscription; GET /api/v1/subscriptions lists yours.',
  );
}

function samePlace(a: Subscription, b: Subscription): boolean {
  return a.areaId === b.areaId && a.pincode === b.pincode;
}

function sameFilters(a: Filters, b: Filters): boolean {
  return (
    a.dose === b.dose &&
    a.ageYears === b.ageYears &&
    a.vaccine === b.vaccine &&
    a.fee === b.fee &&
    a.minCapacity === b.minCapacity
  );
}

function pausedOf({ paused }: Body, problems: FieldProblem[]): boolean | undefined {
  if (paused === undefined || typeof paused === 'boolean') return paused;
  problems.push({ field: 'paused', message: 'paused is true or false.' });
  return undefined;
}

/** Null: until resumed. */
function minutesOf({ pauseMinutes: value, paused }: Body, problems: FieldProblem[]): number | null {
  if (value === undefined || value === null) return null;
  if (paused !== true) {
    problems.push({ field: 'pauseMinutes', message: 'pauseMinutes goes with "paused": true.' });
  } else if (!Number.isInteger(value) || Number(value) < 1 || Number(value) > PAUSE_MAX_MINUTES) {
    problems.push({
      field: 'pauseMinutes',
      message: `pauseMinutes is a whole number, 1 to ${PAUSE_MAX_MINUTES}.`,
    });
  }
  return Number(value);
}

/** Undefined: left as it is. */
function quietOf({ quiet }: Body, problems: FieldProblem[]): Quiet | null | undefined {
  if (quiet === undefined || quiet === null) return quiet;
  const { from, to } = typeof quiet === 'object' ? (quiet as Body) : {};
  const read = typeof from === 'number' && typeof to === 'number' ? quietBetween(from, to) : undefined;
  if (read === undefined) {
    problems.push({
      field: 'quiet',
      message: 'quiet is {"from": 22, "to": 7}, two different hours of 0 to 23, or null.',
    });
  }
  return read;
}
