// Why somebody is gone by choice: words that are kept with them, and by which they are known again.

/** They wanted no more. */
export const UNSUBSCRIBED_WHY = 'unsubscribed';

/** The operator wants them told nothing. */
export const BLOCKED_WHY = 'blocked by the operator';
