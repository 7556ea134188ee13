// The screen's stand-in where there is no terminal for it: plain lines, a few seconds apart.
import type { Control } from '../src/control/control.ts';
import { plain } from './kit/plain.ts';
import { plainFeedItem, plainStatus } from './plain-status.ts';
import { type ScreenEnd, screenStore } from './store.ts';

const EVERY_MS = 5_000;

export interface PlainOptions {
  readonly control: Pick<Control, 'watch'>;
  /** Takes one line at a time, ending in a newline. */
  readonly write: (line: string) => void;
  /** Between two status lines (ms, default 5,000), by the engine's own time. */
  readonly everyMs?: number;
  /** Resolves when an engine in another process can no longer be reached. */
  readonly closed?: Promise<void>;
  readonly signal?: AbortSignal;
}

/** Writes a status line at once and then every few seconds, and every opening and closing between, until `signal` aborts or the engine is gone. */
export function runPlain({
  control,
  write,
  everyMs = EVERY_MS,
  closed,
  signal,
}: PlainOptions): Promise<ScreenEnd> {
  return new Promise((resolve) => {
    const store = screenStore(control, closed);
    let toldMs = Number.NEGATIVE_INFINITY;
    let fedMs = Number.NEGATIVE_INFINITY;
    let hinted: readonly string[] = [];
    const end = (how: ScreenEnd): void => {
      stop();
      signal?.removeEventListener('abort', onAbort);
      store.stop();
      resolve(how);
    };
    const onAbort = (): void => end('left');
    const look = (): void => {
      const { snapshot, lost } = store.get();
      if (snapshot !== undefined && snapshot.atMs - toldMs >= everyMs) {
        // What happened before we came is summed up in the first status line.
        const news = toldMs < 0 ? [] : snapshot.feed.filter((item) => item.atMs > fedMs).toReversed();
        for (const item of news) write(`${plainFeedItem(item)}\n`);
        write(`${plainStatus(snapshot)}\n`);
        // A hint is said when it comes up, not every few seconds.
        for (const hint of snapshot.hints) if (!hinted.includes(hint)) write(`! ${plain(hint)}\n`);
        hinted = snapshot.hints;
        toldMs = snapshot.atMs;
        fedMs = Math.max(fedMs, ...snapshot.feed.map((item) => item.atMs));
      }
      if (lost) {
        write('The engine is gone.\n');
        end('lost');
      }
    };
    const stop = store.subscribe(look);
    signal?.addEventListener('abort', onAbort);
    if (signal?.aborted === true) onAbort();
    else look();
  });
}
