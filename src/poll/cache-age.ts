// What an answer's `Cache-Control` and `Age` headers say of the next one: until when a cache in between gives out the
// same copy again. Pure, and no clock: `Date` and `Expires` are not read, a stranger's clock proves nothing.
// The headers may be wrong or hostile: every limit on how long they are believed is the plan's.

export interface CacheAge {
  /** How long caches keep an answer (ms); 0: they do not; null: the server does not say. */
  readonly cachedForMs: number | null;
  /** A fresher answer exists only after this time (ms), if a cache gave this one; null: the server does not say. */
  readonly freshInMs: number | null;
  /** Whether a cache did give it: its copy was some seconds old. */
  readonly aged: boolean;
}

const SAYS_NOTHING: CacheAge = { cachedForMs: null, freshInMs: null, aged: false };

/** More than any header has room for in good faith is not read. */
const LONGEST_HEADER = 1000;
/** RFC 9111 has larger numbers of seconds read as this. */
const MOST_S = 2 ** 31;
/** A directive: its name, and what follows `=`, quoted or not. */
const DIRECTIVE = /([^\s,;="]+)\s*(?:=\s*(?:"([^"]*)"|([^\s,;"]*)))?/g;

/**
 * Reads the headers as they came; null: the header was not there. Never throws.
 * Without a readable `Age` the answer counts as made this moment. What forbids shared caches (`no-store`, `no-cache`,
 * `private`) says 0; of numbers that disagree, the least counts; one that is no number of seconds is not there.
 */
export function cacheAgeOf(cacheControl: string | null, age: string | null): CacheAge {
  if (cacheControl === null || cacheControl.length > LONGEST_HEADER) return SAYS_NOTHING;
  const lifetimeS = lifetimeOf(cacheControl);
  if (lifetimeS === null) return SAYS_NOTHING;
  const ageS = age === null ? 0 : (seconds(age.trim()) ?? 0);
  return {
    cachedForMs: lifetimeS * 1000,
    freshInMs: Math.max(0, lifetimeS - ageS) * 1000,
    aged: ageS > 0,
  };
}

/** The same header comes with every answer: what was read of it last is kept. */
let lastRead: { readonly text: string; readonly lifetimeS: number | null } = { text: '', lifetimeS: null };

function lifetimeOf(cacheControl: string): number | null {
  if (cacheControl !== lastRead.text)
    lastRead = { text: cacheControl, lifetimeS: readLifetime(cacheControl) };
  return lastRead.lifetimeS;
}

function readLifetime(cacheControl: string): number | null {
  let own: number | null = null;
  let shared: number | null = null;
  for (const [, name, quoted, plain] of cacheControl.matchAll(DIRECTIVE)) {
    switch (name?.toLowerCase()) {
      case 'no-store':
      case 'no-cache':
      case 'private':
        return 0;
      case 'max-age':
        own = least(own, seconds(quoted ?? plain));
        break;
      case 's-maxage':
        shared = least(shared, seconds(quoted ?? plain));
        break;
    }
  }
  // What is said to shared caches goes before what is said to all.
  return shared ?? own;
}

function least(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

/** A whole number of seconds; null when it is none, or negative. */
function seconds(text: string | undefined): number | null {
  return text !== undefined && /^\d+$/.test(text) ? Math.min(MOST_S, Number(text)) : null;
}
