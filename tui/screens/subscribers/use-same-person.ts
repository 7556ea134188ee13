// Keeps the cursor on its person, or on one subscription of theirs, while others are removed or added elsewhere: a key
// must never mean another one than was looked at.
import { useLayoutEffect, useRef } from 'react';
import type { List } from '../../kit/list.ts';

/** So far (lines) a person is looked for before and after the cursor. */
const REACH = 200;

/**
 * @param idAt who is on a line, as far as that is known
 * @param of what the list is narrowed to: in another list the cursor is where it was put
 */
export function useSamePerson(list: List, idAt: (line: number) => number | undefined, of: string): void {
  const { cursor } = list;
  const id = idAt(cursor);
  const was = useRef<{ of: string; cursor: number; id: number | undefined }>({ of, cursor, id });
  useLayoutEffect(() => {
    const before = was.current;
    was.current = { of, cursor, id };
    // Moved by a key; where its line is there no more, the list became shorter, and nobody moved it.
    const isMoved = before.cursor !== cursor && idAt(before.cursor) !== undefined;
    if (before.of !== of || isMoved || before.id === undefined || before.id === id) return;
    if (id === undefined) {
      was.current = before;
      return;
    }
    const line = placeNear(cursor, before.id, idAt);
    if (line === undefined) return;
    was.current = { of, cursor: line, id: before.id };
    list.moveTo(line);
  });
}

/** Where somebody is now, the nearest line first. */
export function placeNear(
  cursor: number,
  id: number,
  idAt: (line: number) => number | undefined,
): number | undefined {
  for (let by = 1; by <= REACH; by += 1) {
    if (idAt(cursor - by) === id) return cursor - by;
    if (idAt(cursor + by) === id) return cursor + by;
  }
  return undefined;
}
