// What the poller keeps of an area between polls: what to ask, what to compare the answer with, what is known open.
// Whole country, about: the last body as received 3 MB (so that an unchanged answer is never unpacked), what the
// source keeps to read only what differs 30 MB (the last body unpacked), ids of open sessions 2 MB.
import type { AreaId } from '../core/area.ts';
import type { IstDate } from '../core/ist.ts';
import { NO_ROOM, roomFor } from '../core/room.ts';
import type { KeptAnswer, Source, Target } from '../core/source.ts';
import type { FetchResult, KnownBody } from './call.ts';
import type { Fetcher, ReadyRequest } from './fetch.ts';
import type { Grant } from './pace.ts';
import { type AskedDays, askedDays, type Presence, presenceOf } from './presence.ts';
import type { Watch } from './protocol.ts';

export interface AreaMemory {
  readonly id: AreaId;
  watched: boolean;
  target: Target;
  asked: AskedDays;
  request: ReadyRequest;
  /** ETag in `request`; null: none. */
  etag: string | null;
  /** The last body, when it brought no news; null when the next must be read whatever it is. */
  known: KnownBody | null;
  /** Where the bytes of `known` stand, and those of the next one will. */
  room: Buffer;
  /** What the source kept of the last good answer; null when the next must be read wholly. */
  kept: KeptAnswer | null;
  readonly presence: Presence;
  /** Whether an answer has been read whole since the area is watched. */
  begun: boolean;
  failure: string;
  /** Wall clock (ms); 0 before the first. */
  lastGoodMs: number;
  /** Whether all of the last good answer is recorded and no absence waits; null before the first. */
  settled: boolean | null;
  /** Of the call under way, or last ended. */
  grant: Grant;
  endedMs: number;
  result: FetchResult | null;
  readonly onResult: (result: FetchResult) => void;
}

/** Larger bodies are read anew every time rather than kept (bytes): no answer of CoWIN's was a tenth of it. */
const MOST_KNOWN_BYTES = 256 * 1024;

/** The memories of one source's areas. @param onResult called with each result of an area's calls */
export function createAreaMemories(
  source: Source,
  fetcher: Fetcher,
  onResult: (area: AreaMemory, result: FetchResult) => void,
) {
  function requestFor(target: Target, etag: string | null): ReadyRequest {
    return fetcher.ready({ path: target.path, headers: target.headers, etag });
  }

  function create(id: AreaId, open: Watch['open'], today: IstDate): AreaMemory {
    const target = source.target(id, today);
    const area: AreaMemory = {
      id,
      watched: true,
      target,
      asked: askedDays(target),
      request: requestFor(target, null),
      etag: null,
      known: null,
      room: NO_ROOM,
      kept: null,
      presence: presenceOf(open),
      begun: false,
      failure: '',
      lastGoodMs: 0,
      settled: null,
      grant: 0,
      endedMs: 0,
      result: null,
      onResult: (result) => onResult(area, result),
    };
    return area;
  }

  function holdEtag(area: AreaMemory, etag: string | null): void {
    if (area.etag === etag) return;
    area.etag = etag;
    area.request = requestFor(area.target, etag);
  }

  function forget(area: AreaMemory): void {
    area.known = null;
    holdEtag(area, null);
  }

  return {
    create,
    /** The next body must be read, whatever it is. */
    forget,
    /** The area is asked without its ETag next time; the body is known as before. */
    dropEtag(area: AreaMemory): void {
      holdEtag(area, null);
    },
    /** The area is asked for another day: nothing of the old answers can be compared with the new, as the source knows. */
    setDay(area: AreaMemory, today: IstDate): void {
      area.target = source.target(area.id, today);
      area.asked = askedDays(area.target);
      area.known = null;
      area.etag = null;
      area.request = requestFor(area.target, null);
    },
    /** This body brought no news: the same again is nothing new. The bytes are copied. */
    know(area: AreaMemory, body: Extract<FetchResult, { kind: 'body' }>): void {
      const { bytes, encoding, etag } = body;
      if (bytes.length > MOST_KNOWN_BYTES) {
        forget(area);
      } else {
        area.room = roomFor(bytes.length, area.room);
        bytes.copy(area.room);
        area.known = { bytes: area.room.subarray(0, bytes.length), encoding };
        holdEtag(area, etag);
      }
    },
  };
}
