// What a source of slots must offer. The poller, the store and the screen know sources only through this.
// A source holds knowledge, never state: it builds requests and reads answers; it does no I/O and reads no clock.
import type { Area, AreaId } from './area.ts';
import type { IstDate } from './ist.ts';
import type { Session } from './session.ts';

/** One request a source can make: an area, a first date, how many days the answer covers. */
export interface Target {
  readonly areaId: AreaId;
  readonly firstDate: IstDate;
  readonly days: number;
  /** Path and query below the source's base URL, beginning with `/`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A row that could not be used, by reason (`capacity-negative`, `date-missing`, …), with how often it was met. */
export type Problems = Readonly<Record<string, number>>;

export type ParsedAnswer =
  | {
      readonly ok: true;
      /** Every session that could be read, also of days that are over: a late answer is no wrong one. */
      readonly sessions: readonly Session[];
      /** Ids of rows that were there but could not be used: neither open nor absent. */
      readonly unreadable: readonly string[];
      /** False when a row without a readable id was skipped: then absence proves nothing. */
      readonly complete: boolean;
      readonly problems: Problems;
    }
  | { readonly ok: false; readonly why: UnreadableAnswer };

/** `html`: a page where data was due (a refusal in disguise). `envelope`: JSON of another shape (schema drift). */
export type UnreadableAnswer = 'html' | 'not-json' | 'envelope' | 'empty';

/**
 * What is kept of an area's last answer, so that the next is read only where it differs. Beside what it was read for,
 * its inside is the source's own; so is the bound on what it holds.
 */
export type KeptAnswer = Pick<Target, 'areaId' | 'firstDate'>;

/** An answer read where it differs from the one kept; wholly, when none was. */
export type ReadAnswer =
  | {
      readonly ok: true;
      /** Every session of the parts that were read: all that is new or different, and maybe more. */
      readonly sessions: readonly Session[];
      /** Ids of all sessions the whole answer lists and that can be read. Holds until `kept` is read against. */
      readonly listed: ReadonlySet<string>;
      /** Ids the last reading listed and this one does not; null when nobody knows, because all was read anew. */
      readonly dropped: readonly string[] | null;
      /** Ids of rows that are there but cannot be used: neither open nor absent. Holds as long as `listed`. */
      readonly unreadable: ReadonlySet<string>;
      /** False when the whole answer holds a row without a readable id: then absence proves nothing. */
      readonly complete: boolean;
      /** Of the parts that were read. */
      readonly problems: Problems;
      /** For the next reading; null when the next must be read wholly. */
      readonly kept: KeptAnswer | null;
    }
  | { readonly ok: false; readonly why: UnreadableAnswer };

export interface Source {
  readonly id: string;
  /** As people call it: `CoWIN`. */
  readonly name: string;
  /** What an operator should know when the source does not answer, in a sentence. */
  readonly silenceText: string;
  /** Where a person books. */
  readonly bookingUrl: string;
  readonly areas: readonly Area[];
  /** The area of an id, also of one that is not listed (a pincode); undefined when it is none of ours. */
  area(id: AreaId): Area | undefined;
  /** The request that tells most about an area in one call, today being `today`. */
  target(areaId: AreaId, today: IstDate): Target;
  /** Reads one whole answer. Never throws, whatever the bytes. */
  parse(body: Uint8Array, target: Target): ParsedAnswer;
  /**
   * Reads an answer where it differs from the last one of the same target; what it yields, together with what was
   * read before, is exactly what `parse` yields of the whole. Never throws, whatever the bytes.
   * @param body free to be used again after the call: what is kept is copied
   * @param last the `kept` of the last good reading; used up when the result is ok, as it was otherwise. Of another day
   *   its room is used again, and nothing of what it says
   */
  read(body: Uint8Array, target: Target, last: KeptAnswer | null): ReadAnswer;
}
