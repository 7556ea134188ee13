// The calls of one client that are being answered: how many, how far one is, and giving them up, one at its client's
// wish or all when the client has gone. It knows nothing of what a call does.
import type { CallUnderWay } from './methods.ts';
import type { ProgressEvent } from './wire.ts';

/** Gives a call its number, from which on it can be given up. A number used twice means the later one. */
export type BeginCall = (id: number) => CallUnderWay;

export interface CallsUnderWay {
  count(): number;
  /** Counts `work` until it has ended. It never makes one fail. */
  run<T>(work: (begin: BeginCall) => Promise<T>): Promise<T>;
  /** Gives one up; nothing happens where it has ended, or never was. */
  readonly cancel: (id: number) => void;
  cancelAll(): void;
}

export function callsUnderWay(onProgress: (progress: ProgressEvent) => void): CallsUnderWay {
  const stops = new Set<AbortController>();
  const byId = new Map<number, AbortController>();
  return {
    count: () => stops.size,
    async run(work) {
      const stop = new AbortController();
      stops.add(stop);
      let numbered: number | undefined;
      try {
        return await work((id) => {
          numbered = id;
          byId.set(id, stop);
          return {
            signal: stop.signal,
            onProgress: (share) => onProgress({ event: 'progress', id, share }),
          };
        });
      } finally {
        stops.delete(stop);
        if (numbered !== undefined && byId.get(numbered) === stop) byId.delete(numbered);
      }
    },
    cancel: (id) => byId.get(id)?.abort(),
    cancelAll() {
      for (const stop of stops) stop.abort();
    },
  };
}
