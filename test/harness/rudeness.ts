// The ways in which a source can be rude, each as bytes on a line: refusals, answers that break off, drip, lie about
// their length or burst, and pages in the place of data.
import { createGzip, gzipSync } from 'node:zlib';
import { answerBytes, type Rudeness } from './rude-source.ts';

const PAGE = `<!DOCTYPE html><html><head><title>Request blocked</title></head><body>${'<p>blocked</p>'.repeat(400)}</body></html>`;
const GZIP = ['content-type: application/json', 'content-encoding: gzip'];
const PIECE = Buffer.alloc(64 * 1024, ' ');

/** A refusal, with a page. @param status `403 Forbidden` */
export function refuses(status: string, ...headers: readonly string[]): Rudeness {
  const bytes = answerBytes(PAGE, status, ['content-type: text/html', ...headers]);
  return ({ socket }) => void socket.write(bytes);
}

/** Refuses, and never ends the page. */
export const refusesForEver: Rudeness = ({ socket }) => {
  socket.write('HTTP/1.1 403 Forbidden\r\ntransfer-encoding: chunked\r\n\r\n');
  const timer = setInterval(() => socket.write(`2710\r\n${'x'.repeat(10_000)}\r\n`), 5);
  socket.once('close', () => clearInterval(timer));
};

/** A body of any kind with 200. */
export function says(body: string | Uint8Array, ...headers: readonly string[]): Rudeness {
  const bytes = answerBytes(body, '200 OK', headers);
  return ({ socket }) => void socket.write(bytes);
}

/** The same, packed. */
export function saysPacked(body: string | Uint8Array): Rudeness {
  return says(gzipSync(body), ...GZIP);
}

export const page: Rudeness = says(PAGE, 'content-type: text/html');

/** Redirects to the same place, for ever. */
export const redirectLoop: Rudeness = refuses(
  '302 Found',
  'location: /api/v2/appointment/sessions/public/calendarByDistrict',
);

/** The head of an answer one byte a second, and never its end. */
export const headersByTheSecond: Rudeness = ({ socket }) => {
  const head = `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(1000)}`;
  let at = 0;
  const timer = setInterval(() => socket.write(head.charAt(at++)), 1000);
  socket.once('close', () => clearInterval(timer));
};

/** More headers than anybody has use for. */
export const headersWithoutEnd: Rudeness = ({ socket }) =>
  void socket.write(`HTTP/1.1 200 OK\r\n${`x-more: ${'y'.repeat(1000)}\r\n`.repeat(2000)}`);

/** `100 Continue`, again and again. */
export const interimForEver: Rudeness = ({ socket }) => {
  const timer = setInterval(() => socket.write('HTTP/1.1 100 Continue\r\n\r\n'.repeat(50)), 20);
  socket.once('close', () => clearInterval(timer));
};

/** Half of the true answer, and then nothing. */
export const stallsHalfWay: Rudeness = ({ socket, truth }) =>
  void truth().then((body) => {
    const whole = answerBytes(body);
    socket.write(whole.subarray(0, whole.length >> 1));
  });

/** The true answer a byte every tenth of a second. */
export const dripsTheBody: Rudeness = ({ socket, truth }) =>
  void truth().then((body) => {
    socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n`);
    let at = 0;
    const timer = setInterval(() => socket.write(body.subarray(at, ++at)), 100);
    socket.once('close', () => clearInterval(timer));
  });

/** Nothing at all. */
export const silent: Rudeness = () => undefined;

/** Half of the true answer, and a reset. */
export const resetsHalfWay: Rudeness = ({ socket, truth }) =>
  void truth().then((body) => {
    const whole = answerBytes(body);
    socket.write(whole.subarray(0, whole.length >> 1), () => socket.resetAndDestroy());
  });

/** The true answer packed, without its last half. */
export const truncatedGzip: Rudeness = ({ socket, truth }) =>
  void truth().then((body) => {
    const packed = gzipSync(body);
    socket.write(answerBytes(packed.subarray(0, packed.length >> 1), '200 OK', GZIP));
  });

/** The true answer cut to a length that is announced as whole: good HTTP, and no JSON. */
export const cutShort: Rudeness = ({ socket, truth }) =>
  void truth().then((body) => socket.write(answerBytes(body.subarray(0, body.length >> 1))));

/** Announces more than comes (`by` above 0), or less. */
export function wrongLength(by: number): Rudeness {
  return ({ socket, truth }) =>
    void truth().then((body) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length + by}\r\n\r\n`);
      socket.end(body);
    });
}

/** So many bytes, announced or in chunks, as fast as the line takes them. */
export function pours(bytes: number, announced: boolean): Rudeness {
  return ({ socket }) => {
    const length = announced ? `content-length: ${bytes}` : 'transfer-encoding: chunked';
    socket.write(`HTTP/1.1 200 OK\r\n${length}\r\n\r\n`);
    let left = bytes;
    const pour = (): void => {
      while (left > 0 && !socket.destroyed) {
        left -= PIECE.length;
        if (!announced) socket.write('10000\r\n');
        const more = socket.write(PIECE);
        if (!announced) socket.write('\r\n');
        if (!more) return;
      }
      if (left <= 0 && !announced) socket.end('0\r\n\r\n');
    };
    socket.on('drain', pour);
    pour();
  };
}

/** A gigabyte of blanks before an answer, packed into a megabyte. Made once; takes some seconds. */
export async function bomb(bytes = 1024 ** 3): Promise<Rudeness> {
  const gzip = createGzip({ level: 9 });
  const chunks: Buffer[] = [];
  gzip.on('data', (chunk: Buffer) => chunks.push(chunk));
  const blanks = Buffer.alloc(1024 ** 2, ' ');
  for (let left = bytes; left > 0; left -= blanks.length) {
    if (!gzip.write(blanks)) await new Promise((resolve) => gzip.once('drain', resolve));
  }
  await new Promise((resolve) => gzip.end('{"centers":[]}', () => resolve(undefined)));
  return says(Buffer.concat(chunks), ...GZIP);
}

/** One body and the other in turn. */
export function alternating(one: Uint8Array, other: Uint8Array): Rudeness {
  const answers = [answerBytes(one), answerBytes(other)] as const;
  return ({ socket, before }) => void socket.write(before % 2 === 0 ? answers[0] : answers[1]);
}
