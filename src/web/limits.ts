// Every bound of the web server in one place: what a client may send, how long it may take, how many there may be.

export interface Limits {
  /** Largest body of a request (bytes). */
  readonly bodyBytes: number;
  /** All headers of a request together (bytes). */
  readonly headerBytes: number;
  /** For all headers to have come (ms). */
  readonly headersMs: number;
  /** For the whole request to have come (ms). */
  readonly requestMs: number;
  /** How often slow requests are looked for (ms). */
  readonly checkMs: number;
  /** How long a connection may be idle between two requests (ms). */
  readonly keepAliveMs: number;
  /** How long a connection may be silent within one, also while it is to read our answer (ms). */
  readonly silenceMs: number;
  /** Connections at once. The next one is cut: by then the machine has better things to do. */
  readonly connections: number;
  /** Connections at once of one client, where no proxy stands in front. Many phones share one address. */
  readonly connectionsEach: number;
  /** The same of all networks of an IPv6 site together: others have the rest. */
  readonly connectionsOfSite: number;
  /** Requests of one connection at once. No browser sends a second before the first is answered. */
  readonly pipelined: number;
  /** How long requests may take to finish when the server closes (ms). */
  readonly closeMs: number;
  /**
   * Requests that cost work, of one client: at once, and each second after. Many phones share one address; the dearest
   * request, a search for a name full of slips, takes some 10 ms.
   */
  readonly burst: number;
  readonly perSecond: number;
  /** As many times the turns of one client have all networks of an IPv6 site together. */
  readonly siteTimes: number;
}

export const LIMITS: Limits = {
  bodyBytes: 16_384,
  headerBytes: 8_192,
  headersMs: 10_000,
  requestMs: 20_000,
  checkMs: 1_000,
  keepAliveMs: 5_000,
  silenceMs: 30_000,
  connections: 1_024,
  connectionsEach: 128,
  connectionsOfSite: 512,
  pipelined: 8,
  closeMs: 3_000,
  burst: 100,
  perSecond: 10,
  siteTimes: 10,
};
