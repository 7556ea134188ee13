// The headers every answer carries: nothing is loaded from elsewhere, framed, guessed or told to other sites, and
// nothing is kept unless the route says that it may be.
import type { MiddlewareHandler } from 'hono';
import type { WebEnv } from './web-env.ts';

const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};

export const secureHeaders: MiddlewareHandler<WebEnv> = async (c, next) => {
  await next();
  const { headers } = c.res;
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) headers.set(name, value);
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');
};

/** For pages that belong to one person: no search engine lists them. */
export const unlisted: MiddlewareHandler<WebEnv> = async (c, next) => {
  await next();
  c.res.headers.set('x-robots-tag', 'noindex, nofollow');
};
