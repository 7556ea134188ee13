// One look at the program every ten seconds, and how it is written down. Pure.

export interface Sample {
  /** Since the soak began (s). */
  readonly atS: number;
  /** MB of a million bytes: the median of ten looks, a second apart. */
  readonly rssMb: number;
  /** Of it what was allocated, and not read from a file; also the median of ten looks. */
  readonly allocatedMb: number;
  /** What the heaps of the lasting threads held after a full collection, but for code; once a minute, null between. */
  readonly heapMb: number | null;
  /** The compiled code there, at the same moments. */
  readonly codeMb: number | null;
  readonly descriptors: number;
  /** Those of them that are sockets. */
  readonly sockets: number;
  /** The main thread's event-loop delay, 99th percentile of the last second (ms). */
  readonly loopP99Ms: number;
  /** Deliveries pending or on their way. */
  readonly owed: number;
  /** Calls ended since the start. */
  readonly calls: number;
  /** Answers the source gave since its start. */
  readonly answers: number;
  /** Messages sent since the start, of all channels. */
  readonly sent: number;
  readonly redisMb: number;
  /** 1: Redis answers the program. */
  readonly redisOk: 0 | 1;
  /** How long ago the source was seen to have answered well once more (s); null: never. */
  readonly lastGoodS: number | null;
}

const COLUMNS: readonly (keyof Sample)[] = [
  'atS',
  'rssMb',
  'allocatedMb',
  'heapMb',
  'codeMb',
  'descriptors',
  'sockets',
  'loopP99Ms',
  'owed',
  'calls',
  'answers',
  'sent',
  'redisMb',
  'redisOk',
  'lastGoodS',
];

export const CSV_HEAD = `${COLUMNS.join(',')}\n`;

/** A line of the CSV; what is not known is left empty. */
export function csvLine(sample: Sample): string {
  return `${COLUMNS.map((column) => sample[column] ?? '').join(',')}\n`;
}
