// X's API on 127.0.0.1: publishes posts, refuses a text it already has as X does, fails when told to.
import { type LoopbackHttp, loopbackHttp } from './loopback-http.ts';

export interface XServer extends LoopbackHttp {
  /** What the public sees. */
  readonly posts: readonly string[];
  /** How many posts were refused because the public sees them already. */
  refused(): number;
  /** The public sees nothing any more, nothing counts as refused. */
  forget(): void;
}

export const X_KEYS = {
  apiKey: 'CANARY-x-key',
  apiSecret: 'CANARY-x-secret',
  accessToken: 'CANARY-x-token',
  accessSecret: 'CANARY-x-access',
} as const;

export const X_DUPLICATE = {
  status: 403,
  body: {
    title: 'Forbidden',
    detail: 'You are not allowed to create a Tweet with duplicate content.',
    status: 403,
  },
} as const;

/** @param onAccepted told of every post before it is answered */
export async function startXServer(onAccepted: (text: string) => void = () => undefined): Promise<XServer> {
  const posts: string[] = [];
  let refused = 0;
  const server = await loopbackHttp(({ method, path, headers, body }) => {
    if (!headers.authorization?.startsWith('OAuth ')) return { status: 401, body: { title: 'Unauthorized' } };
    if (method === 'GET' && path === '/2/users/me') return { status: 200, body: { data: { id: '1' } } };
    if (method !== 'POST' || path !== '/2/tweets') return { status: 404, body: { title: 'Not Found' } };
    const { text } = JSON.parse(body) as { text: string };
    if (posts.includes(text)) {
      refused += 1;
      return X_DUPLICATE;
    }
    posts.push(text);
    onAccepted(text);
    return { status: 201, body: { data: { id: String(1000 + posts.length), text } } };
  });
  return {
    ...server,
    posts,
    refused: () => refused,
    forget() {
      posts.length = 0;
      refused = 0;
    },
  };
}
