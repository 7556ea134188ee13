// One look at the program every ten seconds, and how it is written down. Pure.

export interface Sample {
  /** Since the soak began (s). */
  readonly atS: number;
  /** Resident memory as it goes (MB of a million bytes): the median of ten looks, a second apart. */
  readonly rssMb: number;
  /** Resident memory once everything dead was collected and its room given back; null: not since the last sample. */
  readonly residentMb: number | null;
  /** Of it what was allocated, and not read from a file; at the same moments, as the next two. */
  readonly allocatedMb: number | null;
  /** What the heaps of the lasting threads held, but for code. */
  readonly heapMb: number | null;
  /** The compiled code there. */
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
  'residentMb',
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
