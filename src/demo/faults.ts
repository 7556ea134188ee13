// What can go wrong with a public API, on request: refusals, pages instead of data, bodies that stall or break off.
// Kept apart from the true answers, which it only spoils.
import type { ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import type { Random } from './random.ts';

export const FAULT_MODES = [
  '401',
  '403',
  '403-json',
  '429',
  '500',
  '503',
  'html',
  'empty',
  'no-rows',
  'garbage',
  'drift',
  'slow',
  'stall',
  'reset',
  'truncated',
  'redirect',
] as const;
export type FaultMode = (typeof FAULT_MODES)[number];

export interface Fault {
  readonly mode: FaultMode;
  /** Null: every district. */
  readonly district: number | null;
  /** Share of the calls it hits, 0…1. */
  readonly share: number;
  /** Monotonic ms; null: no end. */
  readonly untilMs: number | null;
  /** Null: no end. */
  callsLeft: number | null;
  /** For 429 and 503. */
  readonly retryAfter: string | null;
  /** For `slow`. */
  readonly delayMs: number;
}

export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  list(): readonly Fault[];
  /** The fault that hits this call, counted against it. */
  hit(district: number | null): Fault | undefined;
}

export function createFaults(clock: Clock, random: Random): Faults {
  let active: Fault[] = [];
  return {
    add: (fault) => void active.push(fault),
    clear: () => {
      active = [];
    },
    list: () => active,
    hit(district) {
      if (active.length === 0) return undefined;
      const now = clock.monotonicMs();
      active = active.filter((fault) => fault.callsLeft !== 0 && (fault.untilMs ?? now) >= now);
      const fault = active.find(
        (one) =>
          (one.district === null || one.district === district) && (one.share >= 1 || random() < one.share),
      );
      if (fault !== undefined && fault.callsLeft !== null) fault.callsLeft--;
      return fault;
    },
  };
}

const PAGE =
  '<!DOCTYPE html><html><head><title>Request blocked</title></head><body><h1>403 ERROR</h1><p>Request blocked.</p></body></html>';

/** Spoils an answer that would have been `raw` (JSON); resolves with the status written, 0 for none. */
export async function spoil(
  response: ServerResponse,
  fault: Fault,
  raw: Buffer,
  clock: Clock,
): Promise<number> {
  const retryAfter: Record<string, string> =
    fault.retryAfter === null ? {} : { 'retry-after': fault.retryAfter };
  const say = (status: number, type: string, body: string | Buffer, headers: Record<string, string> = {}) => {
    response.writeHead(status, {
      'content-type': type,
      'content-length': Buffer.byteLength(body),
      ...headers,
    });
    response.end(body);
    return status;
  };
  const json = 'application/json; charset=utf-8';
  switch (fault.mode) {
    case '401':
      return say(401, json, '{"errorCode":"USRAUT0024","error":"Unauthenticated access!"}');
    case '403':
      return say(403, 'text/html', PAGE);
    case '403-json':
      return say(403, json, '{"message":"Forbidden"}');
    case '429':
      return say(429, json, '{"error":"Too Many Requests"}', retryAfter);
    case '500':
      return say(500, json, '{"error":"Internal Server Error"}');
    case '503':
      return say(503, 'text/html', PAGE.replace('403', '503'), retryAfter);
    case 'html':
      return say(200, 'text/html', PAGE);
    case 'empty':
      return say(200, json, '');
    case 'no-rows':
      return say(200, json, raw.includes('"centers":') ? '{"centers":[]}' : '{"sessions":[]}');
    case 'garbage':
      return say(200, json, '{"centers":[{"center_id":1,,');
    case 'drift':
      return say(200, json, '{"data":{"hospitals":[]}}');
    case 'redirect':
      return say(302, 'text/plain', '', { location: response.req.url ?? '/' });
    case 'slow':
      await clock.sleep(fault.delayMs);
      return say(200, json, raw);
    case 'stall':
    case 'truncated':
    case 'reset':
      return breakOff(response, fault.mode, raw);
  }
}

/** Begins the true answer and never ends it: silence, an early end of the connection, or a reset. */
function breakOff(response: ServerResponse, mode: 'stall' | 'truncated' | 'reset', raw: Buffer): number {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': raw.length });
  response.write(raw.subarray(0, raw.length >> 1), () => {
    if (mode === 'truncated') response.socket?.end();
    if (mode === 'reset') response.socket?.resetAndDestroy();
  });
  return 200;
}
