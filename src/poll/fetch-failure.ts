// Why a call brought nothing: statuses and errors as a short list of codes. Pure.

/**
 * `wrong-length`: fewer or more bytes than announced; `malformed`: no HTTP; `stopped`: we were stopping.
 */
export type FetchFailure =
  | 'connect'
  | 'dns'
  | 'tls'
  | 'timeout'
  | 'reset'
  | 'malformed'
  | 'wrong-length'
  | 'too-big'
  | 'bad-encoding'
  | 'redirect'
  | 'status-4xx'
  | 'status-5xx'
  | 'status-other'
  | 'stopped';

/** The failure a status means that is neither an answer nor a refusal. */
export function statusFailure(status: number): FetchFailure {
  if (status >= 300 && status < 400) return 'redirect';
  if (status >= 400 && status < 500) return 'status-4xx';
  return status >= 500 ? 'status-5xx' : 'status-other';
}

const FAILURES: Readonly<Record<string, FetchFailure>> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ECONNREFUSED: 'connect',
  EHOSTUNREACH: 'connect',
  ENETUNREACH: 'connect',
  EADDRNOTAVAIL: 'connect',
  ETIMEDOUT: 'connect',
  UND_ERR_CONNECT_TIMEOUT: 'connect',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'reset',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'wrong-length',
  UND_ERR_HEADERS_OVERFLOW: 'malformed',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
};

/** The failure an error of the wire means. */
export function failureOf(error: Error): FetchFailure {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const known = FAILURES[code];
  if (known !== undefined) return known;
  // undici gives the parser's errors a name and no code.
  if (error.name === 'HTTPParserError') return 'malformed';
  if (/^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/.test(code)) return 'tls';
  return 'reset';
}
