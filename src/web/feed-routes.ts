// Every place as an Atom feed: what opened there in the last days, the newest first. One feed serves any number of
// readers at the cost of one, since it is made at most every few seconds and unchanged ones are answered by 304.
import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import { type Area, type AreaId, areaText } from '../core/area.ts';
import { timeText } from '../core/ist.ts';
import type { PastOpening } from '../core/past-opening.ts';
import { goneText, leftText } from '../core/text/parts.ts';
import { type AtomEntry, atomText, tagUri } from './atom.ts';
import { isUnchanged } from './conditional.ts';
import { costly } from './costly.ts';
import { factsText, openingTitle, whereOf } from './opening-text.ts';
import { recentOpenings } from './recent-openings.ts';
import { pathTo, type Site, urlTo } from './site.ts';
import type { WebEnv } from './web-env.ts';

/** How long a feed is given out as it was made. */
const FRESH_MS = 10_000;
/** Feeds kept at once; the others are made anew when asked for. */
const MOST_KEPT = 100;

interface Feed {
  readonly body: string;
  readonly etag: string;
  /** Whole seconds, as HTTP tells times (ms). */
  readonly changedMs: number;
  readonly madeMs: number;
}

export function feedRoutes(site: Site): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  const kept = new Map<AreaId, Feed>();
  const startedMs = site.clock.wallMs();

  function feedOf(area: Area): Feed {
    const nowMs = site.clock.monotonicMs();
    const last = kept.get(area.id);
    if (last !== undefined && nowMs - last.madeMs < FRESH_MS) return last;
    const openings = recentOpenings(site, area.id);
    const updatedMs = openings.reduce((latest, opening) => Math.max(latest, changedMs(opening)), 0);
    const made = { ...feedText(site, area, openings, updatedMs || startedMs), madeMs: nowMs };
    kept.delete(area.id);
    kept.set(area.id, made);
    if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value as AreaId);
    return made;
  }

  app.get('/feed/:file{.+\\.atom}', costly(site), (c) => {
    const area = site.source.area(c.req.param('file').slice(0, -'.atom'.length));
    if (area === undefined) return c.notFound();
    const { body, etag, changedMs } = feedOf(area);
    c.header('etag', etag);
    c.header('cache-control', `public, max-age=${FRESH_MS / 1000}`);
    // Within the second of a change another may follow, which a time in seconds cannot tell apart.
    if (site.clock.wallMs() - changedMs >= 2_000)
      c.header('last-modified', new Date(changedMs).toUTCString());
    if (isUnchanged(c.req.raw.headers, etag, changedMs)) return c.body(null, 304);
    return c.body(body, 200, { 'content-type': 'application/atom+xml; charset=utf-8' });
  });

  return app;
}

/** When something about an opening last changed. */
function changedMs({ openedAtMs, seenAtMs, closedAtMs }: PastOpening): number {
  return closedAtMs ?? Math.max(openedAtMs, seenAtMs);
}

function feedText(
  site: Site,
  area: Area,
  openings: readonly PastOpening[],
  updatedMs: number,
): Pick<Feed, 'body' | 'etag' | 'changedMs'> {
  const host = site.settings.publicUrl === null ? 'localhost' : new URL(site.settings.publicUrl).hostname;
  const feedPath = `/feed/${area.id}.atom`;
  const pagePath = `/area/${area.id}`;
  const body = atomText({
    id: tagUri(host, 'area', area.id),
    title: `Vaccination slots in ${areaText(area)}`,
    author: 'vaccine-watch',
    updatedMs,
    selfUrl: urlTo(site, feedPath) ?? pathTo(site, feedPath),
    pageUrl: urlTo(site, pagePath) ?? pathTo(site, pagePath),
    entries: openings.map((opening) => entryOf(opening, host, site.source.bookingUrl)),
  });
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  return { body, etag, changedMs: Math.floor(updatedMs / 1000) * 1000 };
}

function entryOf(opening: PastOpening, host: string, bookingUrl: string): AtomEntry {
  const gone = goneText(opening);
  return {
    id: tagUri(host, 'opening', opening.openingKey),
    title: gone === undefined ? openingTitle(opening) : `Gone: ${openingTitle(opening)}`,
    publishedMs: opening.openedAtMs,
    updatedMs: changedMs(opening),
    url: bookingUrl,
    lines: [
      factsText(opening),
      whereOf(opening),
      gone ?? leftText(opening),
      `Opened ${timeText(opening.openedAtMs, true)}`,
    ],
  };
}
