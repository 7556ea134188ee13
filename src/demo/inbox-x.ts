// A receiver shaped like the part of X that takes posts: it wants OAuth, and refuses the same text twice as X does.
import { fieldsOf, type Receiver, startReceiver } from './http-receiver.ts';
import type { Keep } from './receipts.ts';

/** Its `url` is the API root. */
export function startXInbox(keep: Keep): Promise<Receiver> {
  const posted = new Set<string>();
  return startReceiver(({ method, path, headers, body }) => {
    if (!/^OAuth /.test(headers.authorization ?? '')) {
      return { status: 401, value: { title: 'Unauthorized', status: 401 } };
    }
    if (path === '/2/users/me')
      return { status: 200, value: { data: { id: '1', name: 'Demo', username: 'demo' } } };
    if (method !== 'POST' || path !== '/2/tweets')
      return { status: 404, value: { title: 'Not Found', status: 404 } };
    const text = `${fieldsOf(body).text ?? ''}`;
    if (posted.has(text)) {
      const detail = 'You are not allowed to create a Tweet with duplicate content.';
      keep({ channel: 'twitter', kind: 'refused', recipient: 'public', text });
      return { status: 403, value: { detail, title: 'Forbidden', status: 403 } };
    }
    posted.add(text);
    keep({ channel: 'twitter', kind: 'message', recipient: 'public', text });
    return { status: 201, value: { data: { id: `${posted.size}`, text } } };
  });
}
