// A name server on loopback: says what it is told of A and AAAA records, that there is no such name, or nothing at all.
import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns';
import ipaddr from 'ipaddr.js';

export interface NameServer {
  /** Asks this server and no other: 100 ms for a try, two of them. */
  readonly resolver: () => Resolver;
  /** Where it is asked. */
  readonly place: string;
  /** Names asked for, oldest first, once for each kind of record and try. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/**
 * @param names their addresses; `silence`: questions for it are never answered, `silence-on-6`: those for IPv6, and there is
 *   no IPv4. Others do not exist
 */
export async function startNameServer(
  names: Readonly<Record<string, readonly string[] | 'silence' | 'silence-on-6'>>,
): Promise<NameServer> {
  const socket = createSocket('udp4');
  const asked: string[] = [];
  socket.on('message', (question, { port, address }) => {
    const { name, type, end } = readQuestion(question);
    asked.push(name);
    const known = Object.hasOwn(names, name) ? names[name] : undefined;
    if (known === 'silence' || (known === 'silence-on-6' && type === TYPES.ipv6)) return;
    const records = (known === 'silence-on-6' ? [] : (known ?? []))
      .map((text) => ipaddr.parse(text))
      .filter((one) => TYPES[one.kind()] === type);
    const head = Buffer.from(question.subarray(0, 12));
    // An answer, recursion available; 3: there is no such name.
    head.writeUInt16BE(known === undefined ? 0x8183 : 0x8180, 2);
    head.writeUInt16BE(records.length, 6);
    head.writeUInt32BE(0, 8);
    socket.send(
      Buffer.concat([
        head,
        question.subarray(12, end),
        ...records.map((one) => recordOf(type, one.toByteArray())),
      ]),
      port,
      address,
    );
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const place = `127.0.0.1:${socket.address().port}`;
  return {
    resolver: () => {
      const resolver = new Resolver({ timeout: 100, tries: 2 });
      resolver.setServers([place]);
      return resolver;
    },
    place,
    asked,
    close: () => new Promise((resolve) => socket.close(resolve)),
  };
}

const TYPES = { ipv4: 1, ipv6: 28 };

function readQuestion(question: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = question.readUInt8(at); length > 0; length = question.readUInt8(at)) {
    labels.push(question.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: question.readUInt16BE(at + 1), end: at + 5 };
}

/** One record of the name in the question, good for a minute. */
function recordOf(type: number, bytes: readonly number[]): Buffer {
  const head = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, bytes.length]);
  return Buffer.concat([head, Buffer.from(bytes)]);
}
