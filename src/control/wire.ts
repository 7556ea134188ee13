// How the control socket speaks: JSON texts, one a line. Framing only; what the messages mean is `server.ts` and `client.ts`.
// It never holds more than one line of the allowed length, whatever the other side sends.
import { type ControlError, type ControlErrorCode, isControlErrorCode } from './control.ts';

/** Longest line a client may send (bytes). */
export const REQUEST_CAP_BYTES = 1 << 20;
/** Longest line an engine may send (bytes): a list of many thousand subscribers fits. */
export const REPLY_CAP_BYTES = 32 << 20;

/** `{id, method, params}`; `id` is the client's own number, given back with the answer. */
export interface Request {
  readonly id: number;
  readonly method: string;
  readonly params: unknown;
}

export type Reply =
  | { readonly id: number; readonly result: unknown }
  | {
      readonly id: number | null;
      readonly error: { readonly code: ControlErrorCode; readonly message: string };
    };

/** Pushed to whoever watches, without being asked for each time. */
export interface SnapshotEvent {
  readonly event: 'snapshot';
  readonly snapshot: unknown;
}

/** How far the call `id` is, 0…1, for whoever asked for it; one that cannot go out at once is left out. */
export interface ProgressEvent {
  readonly event: 'progress';
  readonly id: number;
  readonly share: number;
}

/** Any JSON object, whose fields must be looked at one by one. */
export type Json = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One message as it goes over the socket. `undefined` results become null. */
export function lineOf(message: Request | Reply | SnapshotEvent | ProgressEvent): string {
  return `${JSON.stringify(message, (_key, value) => (value === undefined ? null : value))}\n`;
}

/** The object a line holds; undefined when it is no JSON object. */
export function parseLine(line: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The refusal in a reply, if it has the shape of one. */
export function errorIn(reply: Json): { code: ControlErrorCode; message: string } | undefined {
  const { error } = reply;
  if (!isObject(error)) return undefined;
  const { code, message } = error;
  return {
    code: isControlErrorCode(code) ? code : 'failed',
    message: typeof message === 'string' ? message : 'the engine refused without a reason',
  };
}

export function errorReply(id: number | null, error: Pick<ControlError, 'code' | 'message'>): Reply {
  return { id, error: { code: error.code, message: error.message } };
}

/**
 * Cuts a stream of bytes into lines. `push` calls `onLine` for each whole line, and returns false once a line
 * grew past `capBytes`: the stream cannot be understood any further and should be dropped.
 */
export function lineCutter(capBytes: number, onLine: (line: string) => void): (chunk: Buffer) => boolean {
  let parts: Buffer[] = [];
  let heldBytes = 0;
  return (chunk) => {
    let rest = chunk;
    for (let end = rest.indexOf(10); end !== -1; end = rest.indexOf(10)) {
      if (heldBytes + end > capBytes) return false;
      const line = Buffer.concat([...parts, rest.subarray(0, end)]).toString('utf8');
      parts = [];
      heldBytes = 0;
      rest = rest.subarray(end + 1);
      if (line.trim() !== '') onLine(line);
    }
    if (heldBytes + rest.length > capBytes) return false;
    if (rest.length > 0) {
      parts.push(rest);
      heldBytes += rest.length;
    }
    return true;
  };
}
