// How a copy of the database can be watched and stopped. Types only.

export interface Copying {
  /** Stops it between two pieces; nothing is left of the copy. */
  readonly signal?: AbortSignal;
  /** Share of it that is copied, 0…1; called often. */
  readonly onProgress?: (share: number) => void;
}
