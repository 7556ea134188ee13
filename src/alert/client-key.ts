// Who counts as one at the sign-up: a household or a server has one IPv4 address, or an IPv6 network of its own.
// And which addresses end up in one place, so that many spellings of it cannot be used to flood it.
import { isIPv4, isIPv6 } from 'node:net';
import type { Addressee } from '../core/self-service.ts';

/** The groups of an IPv6 address that name a network (/64). */
const NETWORK_GROUPS = 4;
/** Those that name a site (/48): what one customer of a provider is given, 65,536 networks. */
const SITE_GROUPS = 3;

/** IPv4 as it is, also where it is written as IPv6; of IPv6 the network; one key for all that is no address. */
export function clientKey(ip: string): string {
  const bare = ip.replace(/%.*$/, '');
  if (isIPv4(bare)) return bare;
  if (!isIPv6(bare)) return 'unknown';
  const groups = groupsOf(bare);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped) return [6, 7].flatMap((at) => bytesOf(groups[at] ?? 0)).join('.');
  return hex(groups.slice(0, NETWORK_GROUPS));
}

/** The site an IPv6 address belongs to; null for all others, of which nobody has a thousand for nothing. */
export function siteKey(ip: string): string | null {
  const client = clientKey(ip);
  return client.includes(':') ? client.split(':').slice(0, SITE_GROUPS).join(':') : null;
}

function hex(groups: readonly number[]): string {
  return groups.map((group) => group.toString(16)).join(':');
}

/** The eight numbers of an address that `isIPv6` has passed. */
function groupsOf(address: string): number[] {
  // The parser of URLs writes it in the one short form, an IPv4 tail as two groups.
  const short = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [head = '', tail] = short.split('::');
  const numbers = (text: string) =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
  const [before, after] = [numbers(head), numbers(tail ?? '')];
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...Array<number>(zeros).fill(0), ...after];
}

function bytesOf(group: number): number[] {
  return [group >> 8, group & 0xff];
}

/**
 * Where messages to an address end up: of a mailbox all that follows a `+`, and Gmail's dots and second name, make no
 * difference to the one who reads them; webhooks of one host reach one machine, at whatever port.
 */
export function targetKey({ channel, address }: Addressee): string {
  if (channel === 'webhook') {
    return `webhook ${URL.canParse(address) ? new URL(address).hostname.replace(/\.$/, '') : ''}`;
  }
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1);
  const local = address.slice(0, Math.max(at, 0)).replace(/\+.*$/, '');
  const isGmail = domain === 'gmail.com' || domain === 'googlemail.com';
  return `${channel} ${isGmail ? `${local.replaceAll('.', '')}@gmail.com` : `${local}@${domain}`}`;
}
