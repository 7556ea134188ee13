// Which addresses a stranger may make us call: those of the public internet and no others. Everything that is not
// known to be public is refused: loopback, private, link-local, cloud metadata, carrier NAT, tunnels, mapped forms.
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** The `code` of the error with which `checkedLookup` refuses a name. */
export const REFUSED_ADDRESS = 'ERR_REFUSED_ADDRESS';

/** IPv6 addresses given out for the public internet. */
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3');

/** Whether an IP address belongs to the public internet. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  // A mapped IPv4 address is judged as the IPv4 address it is.
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || parsed.match(GLOBAL_IPV6);
}

/** False when a URL's host is itself an address that is refused; names are judged when they are resolved. */
export function isPublicHost(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return isIP(bare) === 0 || isPublicAddress(bare);
}
