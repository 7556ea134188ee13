// What a form is told of one of its fields.
import type { Complete } from './completion.tsx';

export interface Field {
  readonly name: string;
  readonly label: string;
  /** What stands there at first; with `choices` one of them. */
  readonly value: string;
  /** Said below the field while it is filled in. */
  readonly hint?: string;
  /** Shows a star for every letter. */
  readonly mask?: boolean;
  /** What the field could become, best first; Tab takes it once something is typed. In an empty field Tab goes on. */
  readonly complete?: Complete;
  /** The only values there are; arrows and Space go through them. */
  readonly choices?: readonly string[];
}
