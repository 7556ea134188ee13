// What the web server is given. It knows people only through `SelfService` and `SignUp`, places only through the
// source's list, and openings only through one question; it opens no database and sends nothing by itself.
import type { Clock } from '../clock.ts';
import type { AreaId } from '../core/area.ts';
import type { PastOpening } from '../core/past-opening.ts';
import type { SelfService } from '../core/self-service.ts';
import type { SignUp } from '../core/sign-up.ts';
import type { EngineSnapshot } from '../core/snapshot.ts';
import type { Source } from '../core/source.ts';
import type { Place } from '../core/subscription.ts';
import type { Log } from '../log.ts';
import type { Limits } from './limits.ts';

export interface WebSettings {
  /** Name or address to listen at; empty: every address of the machine. */
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** As people see it, without `/` at the end; null: only this machine knows the page. */
  readonly publicUrl: string | null;
  /** Proxies in front of us, each adding to `X-Forwarded-For`. */
  readonly proxies: number;
  /** Who sends this may read `/metrics`; null: nobody may, and no such page is known. */
  readonly metricsToken: string | null;
}

export interface WebParts {
  readonly settings: WebSettings;
  /** Whether the operator takes new people; the page says so when not. */
  readonly signUpOpen: boolean;
  /** Whether mail is set up; without it nobody can sign up on the page. */
  readonly hasMail: boolean;
  readonly source: WatchedSource;
  readonly selfService: SelfService;
  readonly signUp: SignUp;
  /** What opened in a place, the newest first. */
  readonly openings: (query: OpeningsQuery) => readonly PastOpening[];
  /**
   * How often an area is or would be polled, to follow “is polled”: `every 2 min 15 s`, `as often as the source
   * answers`. Empty while nobody knows.
   */
  readonly pollsEvery: (areaId: AreaId) => string;
  /** Who counts as one client: an IPv4 address as it is, of IPv6 the network. */
  readonly networkOf: (ip: string) => string;
  /** The site of an IPv6 address, which has thousands of networks; null for all others. */
  readonly siteOf: (ip: string) => string | null;
  /** What keeps the engine from its work, asked at most once a second; empty: it is ready. */
  readonly unready: () => readonly Unready[];
  /** What `/metrics` tells. */
  readonly facts: () => MetricFacts;
  /** Folder of the shipped data: `openapi.json` and `web/` stand there. */
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: Partial<Limits>;
}

/** `database`: it cannot be written. `polling`: the poller has not begun, or says nothing any more. */
export type Unready = 'starting' | 'stopping' | 'database' | 'polling';

/** The engine's figures, and those only `/metrics` asks for. */
export interface MetricFacts {
  readonly snapshot: EngineSnapshot;
  /**
   * Since when the delivery that has waited longest for a first try might have been told (wall ms); null: none waits, or
   * nobody knows.
   */
  readonly oldestPendingMs: number | null;
  /** Room left to us on the disk of the data directory (bytes); null: the system does not say. */
  readonly freeDiskBytes: number | null;
}

export type WatchedSource = Pick<Source, 'id' | 'name' | 'areas' | 'area' | 'bookingUrl'>;

export interface OpeningsQuery {
  readonly place: Place;
  /** What opened before this is left out (wall ms). */
  readonly sinceMs: number;
  readonly limit: number;
}
