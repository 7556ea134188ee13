// A client of the web server as a person's browser, or a program, would be: plain requests over HTTP. Each client has a
// network address of its own, so that the limits of one do not meet another.

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export interface Client {
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** Sends a form, as a browser without JavaScript does. */
  form(
    path: string,
    fields?: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>;
  /** Sends JSON. */
  json(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>;
}

let clients = 0;

/** @param ip default: one that no other client has */
export function clientOf(url: string, ip = nextIp()): Client {
  async function send(
    path: string,
    init: RequestInit,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const response = await fetch(url + path, {
      redirect: 'manual',
      ...init,
      headers: { 'x-forwarded-for': ip, ...headers },
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }
  return {
    get: (path, headers) => send(path, {}, headers),
    form: (path, fields = {}, headers) =>
      send(path, { method: 'POST', body: new URLSearchParams(fields) }, headers),
    json: (method, path, body, headers) =>
      send(
        path,
        { method, ...(body !== undefined && { body: JSON.stringify(body) }) },
        { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ),
  };
}

/** An address nobody else of this test has. */
export function nextIp(): string {
  clients += 1;
  return `198.51.${Math.floor(clients / 250)}.${(clients % 250) + 1}`;
}
