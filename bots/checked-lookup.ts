// Names that strangers chose, made addresses. Not by the system's `getaddrinfo`: that one holds one of the few threads
// the whole process has for it until the name's server answers, and whoever owns the name may have that take forever.
// Here a question is a packet, bounded in time, and holds up nobody else.
import { CANCELLED, type LookupAddress, Resolver, TIMEOUT } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isPublicAddress, REFUSED_ADDRESS } from './address-guard.ts';

/** Asks the servers the system is set up with. */
export type NameServers = Pick<Resolver, 'resolve4' | 'resolve6' | 'cancel'>;

/** For a first try; a second may take twice as long (ms). Each server has as many. */
const ASK_MS = 1_500;
const TRIES = 2;
/** For all servers together, however many there are (ms): a webhook has half of its time left. */
const LONGEST_MS = 5_000;

/**
 * A `lookup` for node:http that resolves a name once, refuses it when any of its addresses is not public, and hands on
 * exactly the addresses it looked at: what is checked is what is connected to. Names without a dot are no public ones.
 * @param servers whom to ask, called for each name (default: as the system's settings stand then)
 */
export function checkedLookup(
  servers: () => NameServers = () => new Resolver({ timeout: ASK_MS, tries: TRIES }),
): LookupFunction {
  return (hostname, options, callback) => {
    const name = hostname.replace(/\.$/, '');
    if (!name.includes('.') || name.endsWith('.localhost')) {
      // Not before the call has a socket, which would then seem to have been connected.
      setImmediate(() => callback(refused(), '', 0));
      return;
    }
    void addressesOf(name, servers()).then((found) => {
      const first = Array.isArray(found) ? found[0] : undefined;
      if (!Array.isArray(found) || first === undefined) callback(found as Error, '', 0);
      else if (!found.every(({ address }) => isPublicAddress(address))) callback(refused(), '', 0);
      else if (options.all) callback(null, found);
      else callback(null, first.address, first.family);
    });
  };
}

/** At least one, or why there is none: where one family has none, the other counts, and so does silence about either. */
async function addressesOf(name: string, servers: NameServers): Promise<LookupAddress[] | Error> {
  const patience = setTimeout(() => servers.cancel(), LONGEST_MS);
  const [four, six] = await Promise.all([
    asked((done) => servers.resolve4(name, done), 4),
    asked((done) => servers.resolve6(name, done), 6),
  ]);
  clearTimeout(patience);
  const found = [four, six].flatMap((answer) => (answer instanceof Error ? [] : answer));
  if (found.length > 0) return found;
  const errors = [four, six].filter((answer) => answer instanceof Error);
  if (errors.some(({ code }) => code === TIMEOUT || code === CANCELLED)) {
    return Object.assign(new Error('no answer'), { code: TIMEOUT });
  }
  return errors[0] ?? new Error('no address');
}

type Done = (error: NodeJS.ErrnoException | null, addresses: string[]) => void;

function asked(ask: (done: Done) => void, family: 4 | 6): Promise<LookupAddress[] | NodeJS.ErrnoException> {
  return new Promise((resolve) =>
    ask((error, addresses) => resolve(error ?? addresses.map((address) => ({ address, family })))),
  );
}

function refused(): Error {
  return Object.assign(new Error('address refused'), { code: REFUSED_ADDRESS });
}
