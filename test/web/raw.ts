// A client that speaks HTTP by the byte: slowly, wrongly, or not to the end.
import { connect, type Socket } from 'node:net';

export interface RawTalk {
  readonly socket: Socket;
  /** All that came so far. */
  heard(): string;
  /** Resolves with all that came when the other end has closed. */
  readonly closed: Promise<string>;
}

/** Connects and sends this much. @param from address of this machine to come from, such as 127.0.0.2 */
export function talk(url: string, text: string, from?: string): RawTalk {
  const { hostname, port } = new URL(url);
  const socket = connect({
    port: Number(port),
    host: hostname,
    ...(from !== undefined && { localAddress: from }),
  });
  let heard = '';
  socket.setEncoding('utf8').on('data', (part: string) => {
    heard += part;
  });
  socket.on('error', () => undefined);
  const closed = new Promise<string>((resolve) => socket.once('close', () => resolve(heard)));
  socket.write(text);
  return { socket, heard: () => heard, closed };
}

/** The status of an answer as it came. */
export function statusIn(text: string): number {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1]);
}
