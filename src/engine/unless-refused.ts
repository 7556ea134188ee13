// Housekeeping of the engine while the database refuses: what cannot be done or known now is left to the next time, and
// nobody's process ends because of it. Never for what is owed to anybody: that goes through the recorder and the journal,
// which try until it is done.
import { StoreError } from '../store/errors.ts';

/** What the work says, or `otherwise` while the database refuses it. @throws what is no fault of the database */
export function unlessRefused<T>(work: () => T, otherwise: T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof StoreError) return otherwise;
    throw error;
  }
}

/** A look at the database that shows what it showed last while the database refuses. @param first before the first look */
export function lastKnown<T>(look: () => T, first: T): () => T {
  let known = first;
  return () => {
    known = unlessRefused(look, known);
    return known;
  };
}
