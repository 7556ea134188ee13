// The two links in every alert mail: to stop, and to the recipient's own page. They need a page that people reach; a
// recipient who has none, or a database that cannot be read just now, never keeps an alert from going out.
import type { Recipient } from '../../core/outcome.ts';
import { StoreError } from '../../store/errors.ts';
import type { Store } from '../../store/store.ts';
import type { WebSettings } from '../../web-settings.ts';

/** Short, since mail programs cut long headers. */
export interface MailLinks {
  readonly unsubscribe: string;
  readonly manage: string;
}

/** @returns for a recipient, undefined where there are no links */
export function mailLinks(
  web: Pick<WebSettings, 'publicUrl'> | null,
  store: {
    readonly subscribers: Pick<Store['subscribers'], 'find'>;
    readonly links: Pick<Store['links'], 'tokenOf'>;
  },
): (to: Recipient) => MailLinks | undefined {
  const publicUrl = web?.publicUrl ?? null;
  return ({ address }) => {
    if (publicUrl === null) return undefined;
    try {
      const person = store.subscribers.find({ channel: 'email', address });
      if (person === undefined) return undefined;
      const token = store.links.tokenOf(person);
      return { unsubscribe: `${publicUrl}/u/${token}`, manage: `${publicUrl}/m/${token}` };
    } catch (error) {
      if (error instanceof StoreError) return undefined;
      throw error;
    }
  };
}
