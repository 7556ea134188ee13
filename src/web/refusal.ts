// A request that is not served, with the words for whoever sent it. Thrown by a handler, answered in one place
// (`answer-error.tsx`): as a page, or as JSON below `/api/`. It never holds an address, a code or a token.

export type RefusalStatus = 400 | 401 | 404 | 409 | 413 | 415 | 429;

export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

export interface RefusalDetails {
  /** What is wrong field by field. */
  readonly problems?: readonly FieldProblem[];
  /** When it may be tried again (ms); null: nobody can tell. */
  readonly waitMs?: number | null;
}

export class Refusal extends Error {
  readonly status: RefusalStatus;
  /** Stable, for programs: `wrong-code`, `too-soon`. */
  readonly code: string;
  readonly details: RefusalDetails;
  /** @param message one or two sentences: what happened and what to do next */
  constructor(status: RefusalStatus, code: string, message: string, details: RefusalDetails = {}) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

/** Whole seconds to wait, at least one, for `Retry-After`; undefined when nobody can tell. */
export function waitSeconds({ waitMs }: RefusalDetails): number | undefined {
  return waitMs === undefined || waitMs === null ? undefined : Math.max(1, Math.ceil(waitMs / 1000));
}
