// Signing up through the API: ask for a code, come back with it. The answer to the first is the same for every address,
// known or not.
import { Hono } from 'hono';
import { CODE_DIGITS } from '../../core/codes.ts';
import type { Addressee } from '../../core/self-service.ts';
import type { Ask, Registered, Verified } from '../../core/sign-up.ts';
import { parseRecipient } from '../../core/wish.ts';
import { readJson } from '../body.ts';
import { type FieldProblem, Refusal } from '../refusal.ts';
import { refusedAsk, refusedCode } from '../refused-sign-up.ts';
import { clientOf, type Site, urlTo } from '../site.ts';
import type { WebContext, WebEnv } from '../web-env.ts';
import { bearerPerson } from './bearer.ts';
import {
  type Body,
  FILTER_FIELDS,
  PLACE_FIELDS,
  RECIPIENT_FIELDS,
  refuseAll,
  strangers,
  textsOf,
  wishOf,
  worded,
  wordOf,
} from './input.ts';
import { subscriptionView } from './views.ts';

const REGISTER_FIELDS = [...RECIPIENT_FIELDS, ...PLACE_FIELDS, ...FILTER_FIELDS, 'others', 'purpose'];
const PURPOSES = ['subscribe', 'unsubscribe', 'manage'] as const;

export function registerRoutes(site: Site): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  app.post('/register', async (c) => {
    const ask = askOf(site, await readJson(site, c));
    return accepted(c, await site.signUp.register(ask, clientOf(site, c)));
  });

  app.post('/verify', async (c) => {
    const body = await readJson(site, c);
    const problems = strangers(body, [...RECIPIENT_FIELDS, 'code']);
    const to = recipientOf(body, problems);
    const code = codeOf(body, problems) ?? '';
    if (code.trim() === '') problems.push({ field: 'code', message: 'Give the six digits of the code.' });
    refuseAll(problems);
    return confirmed(c, await site.signUp.verify(to, code, clientOf(site, c)));
  });

  app.post('/unsubscribe', async (c) => {
    if (c.req.header('authorization') !== undefined) {
      const person = await bearerPerson(site, c);
      await site.selfService.unsubscribe(person.id);
      return c.json({ ok: true });
    }
    const body = await readJson(site, c);
    const problems = strangers(body, [...RECIPIENT_FIELDS, 'code']);
    const to = recipientOf(body, problems);
    const code = codeOf(body, problems);
    refuseAll(problems);
    const client = clientOf(site, c);
    if (code === undefined)
      return accepted(c, await site.signUp.register({ purpose: 'unsubscribe', to }, client));
    return confirmed(c, await site.signUp.verify(to, code, client, 'unsubscribe'));
  });

  /** @throws Refusal 400, 409, 429 */
  function confirmed(c: WebContext, answer: Verified): Response {
    if (!answer.ok) throw refusedCode(answer);
    const { purpose, person, subscriptionId, token } = answer;
    return c.json({
      ok: true,
      purpose,
      subscriptionId,
      subscriptions: (person?.subscriptions ?? []).map((subscription) =>
        subscriptionView(site, subscription),
      ),
      token,
      manageUrl: token === null ? null : urlTo(site, `/m/${token}`),
      // Whoever reads what is sent to the webhook has shown it: theirs is the key of the signatures.
      ...(person?.channel === 'webhook' && person.secret !== null && { secret: person.secret }),
    });
  }

  return app;
}

/** @throws Refusal 400 naming everything that is wrong */
function askOf(site: Site, body: Body): Ask {
  const problems = strangers(body, REGISTER_FIELDS);
  const purpose = wordOf(body, 'purpose', PURPOSES, problems);
  if (purpose !== 'subscribe') {
    const to = recipientOf(body, problems);
    refuseAll(problems);
    return { purpose, to };
  }
  const others = wordOf(body, 'others', ['replace', 'keep'], problems);
  const input = textsOf(body, [...RECIPIENT_FIELDS, ...PLACE_FIELDS, ...FILTER_FIELDS], problems);
  const wish = wishOf(input, site.source, problems);
  refuseAll(problems);
  if (wish === undefined) throw new Refusal(400, 'invalid', 'This wish cannot be understood.');
  return { purpose, wish: { ...wish, others, origin: 'api' } };
}

/** Who is meant; adds what is wrong. What is returned then means nobody. */
function recipientOf(body: Body, problems: FieldProblem[]): Addressee {
  const read = parseRecipient(textsOf(body, RECIPIENT_FIELDS, problems));
  if (read.ok) return { channel: read.channel, address: read.address };
  problems.push(...read.problems.map(worded));
  return { channel: 'email', address: '' };
}

/** A number has lost the zeros its code began with. */
function codeOf(body: Body, problems: FieldProblem[]): string | undefined {
  const { code } = textsOf(body, ['code'], problems);
  return typeof body.code === 'number' ? code?.padStart(CODE_DIGITS, '0') : code;
}

/** @throws Refusal 409, 429 */
function accepted(c: WebContext, answer: Registered): Response {
  if (!answer.ok) throw refusedAsk(answer);
  const message = 'A code is on its way to the address. Send it to /api/v1/verify while it is valid.';
  return c.json({ ok: true, validForS: Math.round(answer.validForMs / 1000), message }, 202);
}
