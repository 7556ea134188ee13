// Another client over the same answers, as one would write it: what the product is compared with. Each is written as
// quickly as its library allows (requests made ready once, nothing made anew that need not be), so that the comparison
// is fair; none remembers anything but ETags.
import { gunzipSync } from 'node:zlib';
import { Agent, type Dispatcher, Pool, request, setGlobalDispatcher } from 'undici';
import { finish, isWarm, mark, planFromArgs, sinceMark, type Timing } from './meter.ts';

export type PeerKind = 'undici' | 'dispatch-parse' | 'request-parse' | 'fetch';

export interface PeerPlan extends Timing {
  readonly kind: PeerKind;
  readonly baseUrl: string;
  /** Below the base URL, beginning with `/`. */
  readonly paths: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly connections: number;
  /** Asks with the ETag of the last answer. */
  readonly conditional: boolean;
}

const plan = planFromArgs<PeerPlan>();
const base = new URL(plan.baseUrl);
let calls = 0;
let failed = 0;
let turn = 0;
/** What is parsed is kept until the next, so that no engine can find the work idle. */
let last: unknown;

function nextPath(): number {
  turn = (turn + 1) % plan.paths.length;
  return turn;
}

/** One connection's worth of calls, one after the other, each begun when the one before has ended. */
class Lane implements Dispatcher.DispatchHandler {
  readonly #pool: Pool;
  readonly #requests: Dispatcher.DispatchOptions[];
  #path = 0;
  #chunks: Buffer[] = [];

  constructor(pool: Pool, requests: Dispatcher.DispatchOptions[]) {
    this.#pool = pool;
    this.#requests = requests;
  }

  go(): void {
    this.#path = nextPath();
    this.#pool.dispatch(this.#requests[this.#path] as Dispatcher.DispatchOptions, this);
  }

  onRequestStart(): void {}

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status === 200 && plan.conditional) this.#remember(headers.etag);
    else if (status !== 200 && !(plan.conditional && status === 304)) failed += 1;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (plan.kind === 'dispatch-parse') this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    calls += 1;
    if (plan.kind === 'dispatch-parse') {
      const [only, ...more] = this.#chunks;
      const packed = only !== undefined && more.length === 0 ? only : Buffer.concat(this.#chunks);
      this.#chunks = [];
      last = JSON.parse(gunzipSync(packed).toString());
    }
    this.go();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    throw error;
  }

  #remember(etag: string | string[] | undefined): void {
    if (typeof etag !== 'string') return;
    const ready = this.#requests[this.#path] as Dispatcher.DispatchOptions;
    if (Array.isArray(ready.headers) && ready.headers.includes('if-none-match')) return;
    this.#requests[this.#path] = {
      ...ready,
      headers: [...(ready.headers as string[]), 'if-none-match', etag],
    };
  }
}

function startLanes(): void {
  const pool = new Pool(base.origin, {
    connections: plan.connections,
    pipelining: 1,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const headers = Object.entries(plan.headers).flat();
  const requests = plan.paths.map(
    (path): Dispatcher.DispatchOptions => ({ path: base.pathname + path, method: 'GET', headers }),
  );
  for (let lane = 0; lane < plan.connections; lane++) new Lane(pool, requests).go();
}

async function requestLoop(): Promise<never> {
  for (;;) {
    const { statusCode, body } = await request(plan.baseUrl + plan.paths[nextPath()], {
      headers: plan.headers,
    });
    last = JSON.parse(gunzipSync(await body.arrayBuffer()).toString());
    if (statusCode !== 200) failed += 1;
    calls += 1;
  }
}

async function fetchLoop(): Promise<never> {
  for (;;) {
    const answer = await fetch(plan.baseUrl + plan.paths[nextPath()], { headers: plan.headers });
    last = await answer.json();
    if (answer.status !== 200) failed += 1;
    calls += 1;
  }
}

function start(): void {
  if (plan.kind === 'undici' || plan.kind === 'dispatch-parse') {
    startLanes();
    return;
  }
  setGlobalDispatcher(
    new Agent({ connections: plan.connections, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 }),
  );
  for (let lane = 0; lane < plan.connections; lane++)
    void (plan.kind === 'fetch' ? fetchLoop() : requestLoop());
}

start();
const warming = setInterval(() => {
  if (!isWarm(plan)) return;
  clearInterval(warming);
  const from = mark(calls);
  setTimeout(() => {
    const figures = sinceMark(from, calls);
    const read = plan.kind === 'undici' || last !== undefined;
    finish({ ...figures, changedShare: null, failed: read ? failed : calls, redisCpuS: null });
  }, plan.measureMs);
}, 20);
