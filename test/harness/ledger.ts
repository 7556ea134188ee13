// What loopback providers accepted, on disk before they answer: what a person would have on their phone, whatever
// became of the program that sent it. Read back as a file, so that nothing rests on a variable of the harness.
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';

/** One message a provider took responsibility for. */
export interface Accepted {
  readonly channel: 'telegram' | 'email' | 'webhook' | 'twitter';
  /** Chat id, mail address, path of the webhook, or `public`. */
  readonly to: string;
  /** Wall ms. */
  readonly atMs: number;
  /** As a person reads it; a webhook's body. */
  readonly text: string;
  /** What tells a repetition: Message-ID, id of a webhook; empty where the channel has none. */
  readonly key: string;
}

export interface SyncedLedger {
  /** Returns when it is on the disk. */
  accept(message: Omit<Accepted, 'atMs'>): void;
  /** Everything so far, oldest first. */
  read(): readonly Accepted[];
  close(): void;
}

/** @param path made when absent; what stands there is kept */
export function openLedger(path: string): SyncedLedger {
  const file = openSync(path, 'a', 0o600);
  return {
    accept(message) {
      writeSync(file, `${JSON.stringify({ ...message, atMs: Date.now() })}\n`);
      fsyncSync(file);
    },
    read: () =>
      readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Accepted),
    close: () => closeSync(file),
  };
}
