// One centre of a calendar answer, read from its bytes: wholly, or only the rows that differ from an older centre's.
// It keeps nothing. What a row means, and what is wrong with it, gather and rows say.
import { type Gathered, gatherCentre, gatherNothing, type RowSense } from './gather.ts';
import { type KeptCentre, keptCentre, NO_IDS } from './kept.ts';
import { type Cursor, walkList } from './list-walk.ts';
import { centreSpan, isSame, objectLength } from './spans.ts';

export interface CentreRead {
  readonly kept: KeptCentre;
  /** Bytes of the centre. */
  readonly length: number;
  readonly read: Gathered;
  /** Ids of the old centre whose rows are not there as they were. */
  readonly gone: readonly string[];
}

/** Rows that begin with the same bytes, `{"session_id":"…"`, are one session at two times: a guess that saves a search. */
const ROW_START_BYTES = 52;

/** The centre at the cursor; null when there is none. @param old the centre it takes the place of */
export function readCentreWholly(
  { body, at }: Cursor,
  old: KeptCentre | null,
  sense: RowSense,
): CentreRead | null {
  const span = centreSpan(body, at);
  const centre = span === null ? undefined : parsed(body.toString('utf8', at, at + span.length));
  if (span === null || centre === undefined) return null;
  const read = gatherNothing(sense);
  gatherCentre(read, centre);
  const gone = old === null ? [] : [...old.ids, ...old.unreadable];
  return { kept: keptCentre(read, span.rows), length: span.length, read, gone };
}

/**
 * The centre at the cursor, which begins like the old one there: only rows that differ are read, within the head and the
 * tail that both share, so that JSON's reading of them is the same as in the whole. Null when more differs than rows,
 * or when one of them cannot be read.
 */
export function readChangedRows(centres: Cursor, centre: KeptCentre, sense: RowSense): CentreRead | null {
  if (centre.rows === null) return null;
  const { old, oldAt, body, at } = centres;
  const { headLength, lengths: oldLengths, tailLength } = centre.rows;
  const oldTailAt = oldAt + (centres.oldLengths[centres.index] as number) - tailLength;
  const start = { index: 0, oldAt: oldAt + headLength, at: at + headLength };
  const cursor: Cursor = { old, oldLengths, body, ...start };
  /** The rows, stretch by stretch: old ones, or one to be read, of so many bytes. */
  const stretches: { readonly from: number; readonly to: number; readonly length: number }[] = [];
  let inPlace = true;
  const gone: string[] = [];
  const texts: string[] = [];
  const take = (): number => {
    const length = objectLength(body, cursor.at);
    stretches.push({ from: cursor.index, to: cursor.index, length });
    texts.push(body.toString('utf8', cursor.at, cursor.at + length));
    return length;
  };
  const walked = walkList(cursor, {
    same(from, to) {
      stretches.push({ from, to, length: 0 });
    },
    gone(from, to) {
      if (from < to) inPlace = false;
      gone.push(...centre.ids.slice(from, to));
    },
    alike() {
      const long = (oldLengths[cursor.index] as number) >= ROW_START_BYTES;
      return long && isSame(old, cursor.oldAt, body, cursor.at, ROW_START_BYTES);
    },
    changed() {
      gone.push(centre.ids[cursor.index] as string);
      return take();
    },
    fresh() {
      inPlace = false;
      return take();
    },
  });
  // The tail begins with the `]` that ended the walk.
  const tailAt = cursor.at - 1;
  if (!walked || !isSame(old, oldTailAt, body, tailAt, tailLength)) return null;
  const read = gatherNothing(sense);
  if (texts.length > 0) {
    const head = body.toString('utf8', at, at + headLength);
    const tail = body.toString('utf8', tailAt, tailAt + tailLength);
    gatherCentre(read, parsed(`${head}${texts.join(',')}${tail}`));
  }
  if (read.sessions.length !== texts.length) return null;
  const length = tailAt + tailLength - at;
  const freshIds = read.sessions.map(({ sessionId }) => sessionId);
  if (inPlace && freshIds.every((id, i) => id === gone[i])) {
    // The same sessions: their list is kept as it is.
    const lengths = oldLengths.slice();
    for (const row of stretches) if (row.from === row.to) lengths[row.from] = row.length;
    return { kept: { ...centre, rows: { headLength, lengths, tailLength } }, length, read, gone };
  }
  const next = freshIds.values();
  const ids = stretches.flatMap(({ from, to }) =>
    from === to ? [next.next().value as string] : centre.ids.slice(from, to),
  );
  const lengths = stretches.flatMap((row) =>
    row.from === row.to ? [row.length] : oldLengths.slice(row.from, row.to),
  );
  const rows = { headLength, lengths, tailLength };
  const kept = { rows, ids, unreadable: NO_IDS, complete: true, rowCount: ids.length };
  return { kept, length, read, gone };
}

/** Undefined when the text is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
