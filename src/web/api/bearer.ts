// Whose alerts a program may touch: those of the token it carries, which is the one in the person's own links.
import type { Person } from '../../core/self-service.ts';
import { Refusal } from '../refusal.ts';
import type { Site } from '../site.ts';
import type { WebContext } from '../web-env.ts';

/** @throws Refusal 401 */
export async function bearerPerson(site: Site, c: WebContext): Promise<Person> {
  const token = /^Bearer +([\w-]{1,100})$/i.exec(c.req.header('authorization') ?? '')?.[1];
  const person = token === undefined ? undefined : await site.selfService.findByLink(token);
  if (person !== undefined) return person;
  throw new Refusal(
    401,
    'unauthorized',
    'Send the token that /api/v1/verify gave you, as Authorization: Bearer …. One of somebody who was deleted is void.',
  );
}
