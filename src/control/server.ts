// The engine's end of the control socket. It answers whoever may open the file (mode 0600), in bounded memory:
// a long line ends the connection, a client that does not read gets no more snapshots and no more answers.
// It decides nothing: every method is handed to the `Control` it was given.
import { chmodSync, lstatSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { type BeginCall, callsUnderWay } from './calls.ts';
import { type Control, ControlError } from './control.ts';
import { type Methods, methodsOf } from './methods.ts';
import {
  errorReply,
  isObject,
  lineCutter,
  lineOf,
  parseLine,
  REPLY_CAP_BYTES,
  REQUEST_CAP_BYTES,
  type Reply,
} from './wire.ts';

/** A person, a script and a screen or two; more than this is a mistake. */
const MAX_CONNECTIONS = 64;
/** Calls a client may have under way at once; more wait their turn. */
const MAX_CALLS = 8;

export interface ControlServerOptions {
  /** Where the socket file stands; its folder exists and is 0700. */
  readonly path: string;
  readonly control: Control;
  /** Told of what went wrong and is nobody's answer: a method that threw unexpectedly, a socket that failed. */
  readonly onError: (error: unknown) => void;
}

export interface ControlServer {
  /** Ends every connection and removes the socket file. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Listens. A socket file nobody answers at is replaced.
 * Rejects with `ControlError` 'unavailable' when an engine answers there already, or the socket cannot be opened.
 */
export async function serveControl({ path, control, onError }: ControlServerOptions): Promise<ControlServer> {
  await clearWay(path);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    serveClient(socket, control, onError);
  });
  server.maxConnections = MAX_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(
        new ControlError('unavailable', `the control socket ${path} cannot be opened: ${error.message}`),
      ),
    );
    server.listen(path, resolve);
  });
  // Between listen and chmod the folder's 0700 keeps strangers out.
  chmodSync(path, 0o600);
  server.on('error', onError);

  let closing: Promise<void> | undefined;
  return {
    close() {
      closing ??= new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      });
      return closing;
    },
  };
}

/** Removes a dead socket file; throws when a living engine, or something that is no socket, stands in the way. */
async function clearWay(path: string): Promise<void> {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return;
  if (!stat.isSocket())
    throw new ControlError('unavailable', `${path} is in the way: it is not a socket. Move it elsewhere.`);
  if (await answers(path)) throw new ControlError('unavailable', `another engine already answers at ${path}`);
  rmSync(path, { force: true });
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    // Refused and vanished mean nobody is there; anything else (a full queue, say) means somebody is.
    probe.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT'),
    );
  });
}

/** One client, until it or we hang up. */
function serveClient(socket: Socket, control: Control, onError: (error: unknown) => void): void {
  const waiting: string[] = [];
  let stopWatching: (() => void) | undefined;

  const watch = async (): Promise<void> => {
    if (socket.destroyed) return;
    stopWatching ??= control.watch((snapshot) => {
      // A snapshot that cannot go out at once is worthless a second later.
      if (socket.writable && !socket.writableNeedDrain) socket.write(lineOf({ event: 'snapshot', snapshot }));
    });
  };
  const unwatch = async (): Promise<void> => {
    stopWatching?.();
    stopWatching = undefined;
  };
  const calls = callsUnderWay((progress) => {
    if (socket.writable && !socket.writableNeedDrain) socket.write(lineOf(progress));
  });
  const methods: Methods = { ...methodsOf(control, calls.cancel), watch, unwatch };

  const busy = (): boolean => calls.count() >= MAX_CALLS || socket.writableNeedDrain;
  const serve = async (line: string): Promise<void> => {
    const reply = await calls.run((begin) => answer(line, methods, begin, onError));
    if (socket.writable) socket.write(reply);
    goOn();
  };
  /** Starts what may start, and reads on only while the client reads too: answers must not pile up here. */
  const goOn = (): void => {
    if (socket.destroyed) return;
    while (waiting.length > 0 && !busy()) void serve(waiting.shift() as string);
    if (waiting.length > 0 || busy()) socket.pause();
    else socket.resume();
  };

  const push = lineCutter(REQUEST_CAP_BYTES, (line) => waiting.push(line));
  socket.on('data', (chunk: Buffer) => {
    if (push(chunk)) return goOn();
    const tooLong = new ControlError('invalid', `a request is at most ${REQUEST_CAP_BYTES} bytes`);
    socket.pause();
    socket.end(lineOf(errorReply(null, tooLong)), () => socket.destroy());
  });
  socket.on('drain', goOn);
  // A client that vanishes is no fault of ours: 'close' follows and tidies up.
  socket.on('error', () => undefined);
  socket.once('close', () => {
    void unwatch();
    calls.cancelAll();
  });
}

/** The line that answers a request line; it never rejects. */
async function answer(
  line: string,
  methods: Methods,
  begin: BeginCall,
  onError: (error: unknown) => void,
): Promise<string> {
  const request = parseLine(line);
  const id = typeof request?.id === 'number' ? request.id : null;
  try {
    if (request === undefined || id === null || typeof request.method !== 'string')
      throw new ControlError('invalid', 'a request is one line: {"id":1,"method":"status","params":{}}');
    const { method, params = {} } = request;
    if (!Object.hasOwn(methods, method))
      throw new ControlError('invalid', `no such method; there are ${Object.keys(methods).join(', ')}`);
    if (!isObject(params)) throw new ControlError('invalid', 'params must be an object');
    const reply: Reply = { id, result: await methods[method]?.(params, begin(id)) };
    const text = lineOf(reply);
    if (Buffer.byteLength(text) > REPLY_CAP_BYTES)
      throw new ControlError('failed', 'the answer is too long: ask for fewer at a time');
    return text;
  } catch (error) {
    if (error instanceof ControlError) return lineOf(errorReply(id, error));
    onError(error);
    // The cause may hold what is nobody's business; the log has it.
    return lineOf(
      errorReply(id, new ControlError('failed', 'the engine could not do that; its log says why')),
    );
  }
}
