// An SMTP server on 127.0.0.1 written at the level of bytes, so that it can fail at every single step of a session.
// A mail is in `mails` from the moment the server has taken responsibility for it, whatever it answers then.
import net, { type AddressInfo, type Socket } from 'node:net';
import tls from 'node:tls';
import { LOOPBACK_CERT, LOOPBACK_KEY } from './loopback-cert.ts';

export interface CaughtMail {
  readonly from: string;
  readonly to: readonly string[];
  /** As it came, dots unstuffed. */
  readonly raw: string;
  readonly secure: boolean;
  readonly user: string;
}

/** Steps of a session. `content`: the first bytes of the message. `dot`: its end. */
export type SmtpStep =
  | 'greeting'
  | 'ehlo'
  | 'starttls'
  | 'auth'
  | 'mail'
  | 'rcpt'
  | 'data'
  | 'content'
  | 'dot';

/** A reply in place of the usual one; `drop` cuts the line; `take-drop` and `take-silence` keep the mail first. */
export type SmtpHazard = string | 'drop' | 'silence' | 'take-drop' | 'take-silence';

export interface SmtpCatcher {
  readonly port: number;
  readonly mails: readonly CaughtMail[];
  /** What goes wrong the next time a step is reached; a list goes wrong once for each. */
  fail(step: SmtpStep, ...hazards: readonly SmtpHazard[]): void;
  /** The same for mail to this address alone; steps from `rcpt` on. */
  failFor(address: string, step: SmtpStep, ...hazards: readonly SmtpHazard[]): void;
  /** Lifts all that was to go wrong. */
  mend(): void;
  connected(): number;
  close(): Promise<void>;
}

export interface SmtpCatcherOptions {
  /** Offer STARTTLS (default false). */
  readonly starttls?: boolean;
  /** Offer PIPELINING, as nearly every server does (default false). */
  readonly pipelining?: boolean;
  /** Speak TLS from the first byte (default false). */
  readonly implicitTls?: boolean;
  /** Want this user and password. */
  readonly login?: { readonly user: string; readonly pass: string };
  /** Told of every mail before it is answered for. */
  readonly onAccepted?: (mail: CaughtMail) => void;
}

export async function startSmtpCatcher(options: SmtpCatcherOptions = {}): Promise<SmtpCatcher> {
  const mails: CaughtMail[] = [];
  /** By step, or by step and address. */
  const hazards = new Map<string, SmtpHazard[]>();
  const open = new Set<Socket>();
  let connected = 0;

  const keep = (mail: CaughtMail) => {
    mails.push(mail);
    options.onAccepted?.(mail);
  };

  const session = (plain: Socket, secureFromStart: boolean) => {
    let socket = plain;
    let secure = secureFromStart;
    let user = '';
    let from = '';
    let to: string[] = [];
    let buffer = '';
    let inData = false;

    const say = (text: string) => socket.write(`${text}\r\n`);
    const cut = () => plain.resetAndDestroy();
    const listFor = (step: SmtpStep, address: string) =>
      [hazards.get(`${step} ${address}`), hazards.get(step)].find((list) => list?.[0] !== undefined);
    /** Plays the step's hazard; true when the step went its usual way. */
    const usual = (step: SmtpStep, address = to[0] ?? ''): boolean => {
      const hazard = listFor(step, address)?.shift();
      if (hazard === undefined) return true;
      if (hazard === 'drop' || hazard === 'take-drop') cut();
      else if (hazard !== 'silence' && hazard !== 'take-silence') say(hazard);
      return false;
    };
    const takes = () => ['take-drop', 'take-silence'].includes(listFor('dot', to[0] ?? '')?.[0] ?? '');

    const endOfData = (raw: string) => {
      inData = false;
      const mail = { from, to, raw: raw.replaceAll('\r\n..', '\r\n.'), secure, user };
      if (takes()) keep(mail);
      if (!usual('dot')) return;
      keep(mail);
      say('250 2.0.0 taken');
    };

    const command = (line: string) => {
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'EHLO') {
        if (!usual('ehlo')) return;
        const offers = ['loopback'];
        if (options.starttls && !secure) offers.push('STARTTLS');
        if (options.login) offers.push('AUTH PLAIN');
        if (options.pipelining) offers.push('PIPELINING');
        say(
          offers.map((offer, index) => `250${index === offers.length - 1 ? ' ' : '-'}${offer}`).join('\r\n'),
        );
      } else if (verb === 'STAR') {
        if (!options.starttls) say('502 5.5.1 not here');
        else if (usual('starttls')) upgrade();
      } else if (verb === 'AUTH') {
        if (!usual('auth')) return;
        const [, name, pass] = Buffer.from(line.slice(11), 'base64').toString('utf8').split('\0');
        if (name !== options.login?.user || pass !== options.login?.pass) {
          say('535 5.7.8 wrong');
          return;
        }
        user = name ?? '';
        say('235 2.7.0 welcome');
      } else if (verb === 'MAIL') {
        from = '';
        to = [];
        if (options.login !== undefined && user === '') say('530 5.7.0 authentication required');
        else if (usual('mail')) {
          from = between(line);
          say('250 2.1.0 ok');
        }
      } else if (verb === 'RCPT') {
        if (from === '') say('503 5.5.1 no sender');
        if (from === '' || !usual('rcpt', between(line))) return;
        to.push(between(line));
        say('250 2.1.5 ok');
      } else if (verb === 'DATA') {
        if (to.length === 0) say('503 5.5.1 no recipient');
        if (to.length === 0 || !usual('data')) return;
        inData = true;
        say('354 go on');
      } else if (verb === 'QUIT') {
        socket.end('221 2.0.0 bye\r\n');
      } else {
        say('250 2.0.0 ok');
      }
    };

    const take = (chunk: Buffer) => {
      if (inData && !usual('content')) return;
      buffer += chunk.toString('latin1');
      while (buffer !== '') {
        const end = inData ? `\r\n${buffer}`.indexOf('\r\n.\r\n') : buffer.indexOf('\r\n');
        if (end < 0) return;
        const text = buffer.slice(0, end);
        buffer = buffer.slice(end + (inData ? 3 : 2));
        if (inData) endOfData(text);
        else command(text);
      }
    };

    function upgrade(): void {
      plain.removeAllListeners('data');
      say('220 2.0.0 go');
      socket = new tls.TLSSocket(plain, { isServer: true, key: LOOPBACK_KEY, cert: LOOPBACK_CERT });
      secure = true;
      socket.on('data', take);
      socket.on('error', () => undefined);
    }

    plain.on('data', take);
    if (usual('greeting')) say('220 loopback ready');
  };

  const accept = (socket: Socket) => {
    connected += 1;
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
    session(socket, options.implicitTls === true);
  };
  const server = options.implicitTls
    ? tls.createServer({ key: LOOPBACK_KEY, cert: LOOPBACK_CERT }, accept)
    : net.createServer(accept);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    mails,
    fail: (step, ...list) => hazards.set(step, [...list]),
    failFor: (address, step, ...list) => hazards.set(`${step} ${address}`, [...list]),
    mend: () => hazards.clear(),
    connected: () => connected,
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const between = (line: string): string => /<([^>]*)>/.exec(line)?.[1] ?? '';

/** The headers of a mail, unfolded, with encoded words decoded; names in lower case. */
export function mailHeaders(raw: string): ReadonlyMap<string, string> {
  const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ');
  return new Map(
    head.split('\r\n').map((header) => {
      const colon = header.indexOf(':');
      return [header.slice(0, colon).toLowerCase(), decodeWords(header.slice(colon + 1).trim())];
    }),
  );
}

function decodeWords(value: string): string {
  const bytes = (encoding: string, text: string): Buffer =>
    encoding.toUpperCase() === 'B'
      ? Buffer.from(text, 'base64')
      : Buffer.from(
          text
            .replaceAll('_', ' ')
            .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
          'latin1',
        );
  const joined = value.replace(/\?=\s+=\?/g, '?==?');
  return joined.replace(/(?:=\?utf-8\?[bq]\?[^?]*\?=)+/gi, (words) =>
    Buffer.concat(
      [...words.matchAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi)].map(([, how = '', text = '']) =>
        bytes(how, text),
      ),
    ).toString('utf8'),
  );
}
