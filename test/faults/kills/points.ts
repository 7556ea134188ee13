// The kill points of the crash sweep, in words: which outside call of the program, on which side of it, the how manyeth.
// Shared by the sweep and by what is loaded into the program; imports nothing, so that it costs the program nothing.

/**
 * `fetch`: a request to the source. `redis`: a command of a polling thread. `ping`: what the main thread asks of the
 * Redis it started. `commit`: every transaction and every statement committed by itself. `settle`: the commits among
 * them that write down how a send ended. `send`: each write to Telegram, a webhook, X, and each step of SMTP.
 */
export const KINDS = ['fetch', 'redis', 'ping', 'commit', 'settle', 'send'] as const;
/** `owing`: the transactions that change something, from that of the first opening on. */
export type Kind = (typeof KINDS)[number] | 'owing';
/** `before` the first byte is written or the commit begins; `after` it is done or answered, before anybody hears of it. */
export const SIDES = ['before', 'after'] as const;
export type Side = (typeof SIDES)[number];

export interface KillPoint {
  readonly kind: Kind;
  readonly side: Side;
  /** From 1. */
  readonly nth: number;
}

/** Where the program finds its kill point, and which ports belong to whom: `fetch:before:3 40001 40002,40003`. */
export const KILL_AT = 'VACCINE_WATCH_TEST_KILL_AT';

export interface Ports {
  readonly source: number;
  readonly sends: readonly number[];
}

export function pointText({ kind, side, nth }: KillPoint): string {
  return `${kind}:${side}:${nth}`;
}

export function encodePoint(point: KillPoint, { source, sends }: Ports): string {
  return `${pointText(point)} ${source} ${sends.join(',')}`;
}

export function decodePoint(text: string): { readonly point: KillPoint; readonly ports: Ports } {
  const [point = '', source = '', sends = ''] = text.split(' ');
  const [kind, side, nth] = point.split(':');
  return {
    point: { kind: kind as Kind, side: side as Side, nth: Number(nth) },
    ports: { source: Number(source), sends: sends.split(',').map(Number) },
  };
}
