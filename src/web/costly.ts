// A door in front of what costs work: searches, forms, pages of people. Unsubscribing has none: one mail provider
// unsubscribes many people from few addresses, and nobody may be kept from leaving.
import type { MiddlewareHandler } from 'hono';
import { Refusal } from './refusal.ts';
import { clientOf, type Site } from './site.ts';
import type { WebEnv } from './web-env.ts';

/** Lets so many requests of one client, and of one site, through as the limits say. @throws Refusal 429 */
export function costly(site: Site): MiddlewareHandler<WebEnv> {
  return async (c, next) => {
    const { ip } = clientOf(site, c);
    const whole = site.siteOf(ip);
    const ownMs = site.turnstile(site.networkOf(ip));
    const waitMs = ownMs > 0 || whole === null ? ownMs : site.siteTurnstile(whole);
    if (waitMs > 0) {
      throw new Refusal(
        429,
        'too-fast',
        'So many requests came from your network that this one was not served. Try again in a moment.',
        { waitMs },
      );
    }
    await next();
  };
}
