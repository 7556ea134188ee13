// What the poller and the senders did over the last minute, hour and day, as graphs need it.

/** `minute`: 60 samples of 1 s. `hour`: 60 of 1 min. `day`: 144 of 10 min. */
export type ThroughputRange = 'minute' | 'hour' | 'day';
export const THROUGHPUT_RANGES: readonly ThroughputRange[] = ['minute', 'hour', 'day'];

export interface Throughput {
  readonly range: ThroughputRange;
  /** Length of one sample (ms). */
  readonly stepMs: number;
  /** End of the newest sample (wall ms). */
  readonly untilMs: number;
  /**
   * Oldest first; fewer than the range holds while the engine is young. The newest is under way: it is of less than a
   * step. Steps in which the machine was suspended are there, with nothing in them.
   */
  readonly samples: readonly ThroughputSample[];
}

/** Means over one step (`openings`: their number); null where nothing happened that could be measured. */
export interface ThroughputSample {
  readonly callsPerS: number;
  readonly bytesPerS: number;
  /** Of good answers, those that were the same as before, 0…1. */
  readonly unchangedShare: number | null;
  /** Of the minute before each second, whose mean this is. */
  readonly latencyP50Ms: number | null;
  readonly latencyP99Ms: number | null;
  /** Messages accepted by all channels. */
  readonly sentPerS: number;
  readonly openings: number;
  readonly rssMb: number;
}
