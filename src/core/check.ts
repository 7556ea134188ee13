// What an examination of one thing the program stands on found, as `doctor` tells it.

/** `off`: not configured, which may be meant. `warn`: works, could be better. */
export type CheckState = 'ok' | 'warn' | 'off' | 'failed';

export interface Check {
  readonly name: string;
  readonly state: CheckState;
  /** What was found and, when not ok, how to mend it. */
  readonly detail: string;
}
