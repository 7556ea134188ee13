// The OAuth 1.0a signature (RFC 5849, HMAC-SHA1) of a request made for one account. Pure but for the hash.
// Written out because the library at hand cannot be pointed at another base URL without a plugin that rewrites
// requests after they were signed; the signature itself is this page, checked against the published examples.
import { createHmac } from 'node:crypto';

export interface OAuthKeys {
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly accessToken: string;
  readonly accessSecret: string;
}

export interface SignedRequest {
  readonly method: 'GET' | 'POST';
  /** Its query is signed too. */
  readonly url: URL;
  /** Parameters of a form body; a JSON body is not signed. */
  readonly form?: Readonly<Record<string, string>>;
  /** Never used twice in the same second. */
  readonly nonce: string;
  /** Seconds since the epoch. */
  readonly timestampS: number;
  /** `oauth_version=1.0`, which X asks for and the RFC leaves free (default true). */
  readonly version?: boolean;
}

/** The value of the `Authorization` header. */
export function oauthHeader(request: SignedRequest, keys: OAuthKeys): string {
  const oauth: Record<string, string> = {
    oauth_consumer_key: keys.apiKey,
    oauth_nonce: request.nonce,
    oauth_signature_method: 'HMAC-SHA1',
    oauth_timestamp: String(request.timestampS),
    oauth_token: keys.accessToken,
    ...(request.version === false ? {} : { oauth_version: '1.0' }),
  };
  const signed = { ...oauth, oauth_signature: signature(request, oauth, keys) };
  const pairs = Object.entries(signed).map(([name, value]) => `${percent(name)}="${percent(value)}"`);
  return `OAuth ${pairs.join(', ')}`;
}

function signature(request: SignedRequest, oauth: Record<string, string>, keys: OAuthKeys): string {
  const pairs = [
    ...request.url.searchParams,
    ...Object.entries(request.form ?? {}),
    ...Object.entries(oauth),
  ].map(([name, value]) => [percent(name), percent(value)] as const);
  const parameters = pairs
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const base = [request.method, `${request.url.origin}${request.url.pathname}`, parameters].map(percent);
  const key = `${percent(keys.apiSecret)}&${percent(keys.accessSecret)}`;
  return createHmac('sha1', key).update(base.join('&')).digest('base64');
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Percent-encoding of RFC 3986: unreserved characters stay, everything else is `%XX`. */
function percent(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
