// Whose request it is, for limits alone: the address at the other end of the connection, or, behind proxies we were
// told of, the one the outermost of them saw. What a client writes into the header itself is never believed.
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/** Of a connection that is gone already. */
const NOBODY = '::';

/**
 * The client's network address.
 * @param proxies how many proxies of the operator stand in front, each adding what it sees at the right
 */
export function clientAddress(request: IncomingMessage, proxies: number): string {
  const peer = request.socket.remoteAddress ?? NOBODY;
  if (proxies === 0) return peer;
  const header = request.headers['x-forwarded-for'];
  const seen = (typeof header === 'string' ? header : (header ?? []).join(',')).split(',');
  const address = withoutPort((seen.at(-proxies) ?? '').trim());
  return isIP(address) === 0 ? peer : address;
}

/** `1.2.3.4:5678` and `[2001:db8::1]:5678`, as some proxies write it. */
function withoutPort(text: string): string {
  return /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
}
