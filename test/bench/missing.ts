// Something the bench needs that this machine does not have.

/** Ends the bench with one sentence and code 69. */
export class Missing extends Error {}
