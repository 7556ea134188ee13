// What is kept of an area's last calendar answer, so that the next is read only where it differs: its bytes, where
// centres and rows stand in them, and which sessions they list. No session is kept: the whole country lives in memory.
import type { AreaId } from '../../core/area.ts';
import type { IstDate } from '../../core/ist.ts';
import { roomFor } from '../../core/room.ts';
import type { KeptAnswer } from '../../core/source.ts';
import type { Gathered } from './gather.ts';
import type { CentreRows } from './spans.ts';

/** A centre as it was read. */
export interface KeptCentre {
  /** Where its rows are; null when it can only be read as a whole, as when one of them could not be read. */
  readonly rows: CentreRows | null;
  /** Sessions that could be read: one for each row, in their order, where `rows` says where they are. */
  readonly ids: readonly string[];
  /** Ids of rows that could not be used. */
  readonly unreadable: readonly string[];
  readonly complete: boolean;
  /** Rows it lists, of whatever kind. */
  readonly rowCount: number;
}

/** A calendar answer in which no session is listed twice. Read for another day, the same bytes say something else. */
export interface KeptCalendar extends KeptAnswer {
  /** The answer, and room behind it. */
  body: Buffer;
  /** Bytes of each centre; one byte lies between two. */
  lengths: number[];
  /** Goes with `lengths`. */
  centres: KeptCentre[];
  /** Rows of all centres. */
  rowCount: number;
  /** Centres in which a row's id could not be read. */
  incomplete: number;
  readonly listed: Set<string>;
  readonly unreadable: Set<string>;
}

/** Answers beyond this are not kept (bytes): eight times the largest district ever seen. */
export const MOST_KEPT_BYTES = 1024 * 1024;

/** Answers of more parts are not kept: what is kept of an empty centre is fifty times its bytes. */
export const MOST_KEPT_CENTRES = 10_000;

/** One for all: nearly every centre has none. */
export const NO_IDS: readonly string[] = [];

/** What was read of a centre. @param rows where its rows are, as far as that is certain */
export function keptCentre(read: Gathered, rows: CentreRows | null): KeptCentre {
  const ids = read.sessions.map((session) => session.sessionId);
  const { complete, rows: rowCount } = read;
  const unreadable = read.unreadable.length === 0 ? NO_IDS : read.unreadable;
  return { rows: ids.length === rowCount ? rows : null, ids, unreadable, complete, rowCount };
}

/** @param room for the answer to come; what stands in it is nobody's */
export function keptNothing(areaId: AreaId, firstDate: IstDate, room: Buffer): KeptCalendar {
  return {
    areaId,
    firstDate,
    body: room,
    lengths: [],
    centres: [],
    rowCount: 0,
    incomplete: 0,
    listed: new Set(),
    unreadable: new Set(),
  };
}

/** A part of a new answer: old centres that stayed, or one that was read. */
export interface Stretch {
  /** Old centres, as they are numbered; `to` is the first that is not meant. */
  readonly from: number;
  readonly to: number;
  /** In the place of old centre `from`, or between; null: the old ones stayed. */
  readonly centre: { readonly kept: KeptCentre; readonly length: number } | null;
}

/** Puts an answer in the place of the one before, and copies its bytes. Its ids are in place before. */
export function keepAnswer(
  kept: KeptCalendar,
  body: Buffer,
  found: Pick<KeptCalendar, 'rowCount' | 'incomplete'> & {
    readonly stretches: readonly Stretch[];
    readonly inPlace: boolean;
  },
): void {
  kept.body = roomFor(body.length, kept.body);
  body.copy(kept.body);
  if (found.inPlace) mend(kept, found.stretches);
  else arrange(kept, found.stretches);
  kept.rowCount = found.rowCount;
  kept.incomplete = found.incomplete;
}

/** Mostly every centre stands where it stood: lists that are kept are not made anew, for they would all die young. */
function mend(kept: KeptCalendar, stretches: readonly Stretch[]): void {
  for (const { from, centre } of stretches) {
    if (centre === null) continue;
    kept.centres[from] = centre.kept;
    kept.lengths[from] = centre.length;
  }
}

function arrange(kept: KeptCalendar, stretches: readonly Stretch[]): void {
  const { centres, lengths } = kept;
  kept.centres = stretches.flatMap(({ from, to, centre }) =>
    centre === null ? centres.slice(from, to) : [centre.kept],
  );
  kept.lengths = stretches.flatMap(({ from, to, centre }) =>
    centre === null ? lengths.slice(from, to) : [centre.length],
  );
}
