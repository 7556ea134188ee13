// In how many sessions two answers differ, measured on the answers themselves.
import type { CentreRow } from './district.ts';

/** Sessions that only one of two answers has, or that read differently in them, and all sessions of both. */
export function differences(
  a: readonly CentreRow[],
  b: readonly CentreRow[],
): { readonly different: number; readonly sessions: number } {
  const ofA = sessionTexts(a);
  const ofB = sessionTexts(b);
  const ids = new Set([...ofA.keys(), ...ofB.keys()]);
  const different = [...ids].filter((id) => ofA.get(id) !== ofB.get(id)).length;
  return { different, sessions: ids.size };
}

function sessionTexts(centres: readonly CentreRow[]): Map<string, string> {
  return new Map(
    centres.flatMap(({ sessions }) =>
      sessions.map((session) => [session.session_id, JSON.stringify(session)]),
    ),
  );
}
