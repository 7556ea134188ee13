// Where CoWIN is, and what it allows: addresses, limit, and what its front door wants to see. Nothing is asked here.

/** Base URL before `/v2/…`. */
export const COWIN_BASE_URL = 'https://cdn-api.co-vin.in/api';

/** The published limit per address (100 calls in 5 minutes): a hard cap for the public hosts. */
export const COWIN_PUBLIC_CAP = { calls: 100, perMs: 300_000 } as const;

/** A browser's: CoWIN has refused others since 2021. */
export const COWIN_USER_AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36';

/** For an operator who gets no answer. */
export const COWIN_SILENCE_TEXT =
  'CoWIN answered Indian addresses only, and nobody has seen it answer since September 2023; ' +
  'another server can be named with VACCINE_WATCH_COWIN_URL.';

/** Where a person books. */
export const COWIN_BOOKING_URL = 'https://selfregistration.cowin.gov.in/';

const PUBLIC_DOMAINS = ['co-vin.in', 'cowin.gov.in'];

/**
 * Whether a host name belongs to the public CoWIN, so that its cap holds: any host of its domains, however it is
 * written (`API.cowin.gov.in.`), not only the known ones.
 */
export function isCowinPublicHost(hostname: string): boolean {
  const host = hostname.toLowerCase().replace(/\.+$/, '');
  return PUBLIC_DOMAINS.some((domain) => host === domain || host.endsWith(`.${domain}`));
}
