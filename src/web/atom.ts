// An Atom 1.0 feed (RFC 4287) as text. Everything that goes in is escaped here, and freed of what XML 1.0 cannot hold.
// Ids never change: readers tell by them what they know already.

export interface AtomFeed {
  /** A URI that stays the same for ever. */
  readonly id: string;
  readonly title: string;
  readonly author: string;
  /** ms since the epoch, as all times here. */
  readonly updatedMs: number;
  /** Where the feed itself lies. */
  readonly selfUrl: string;
  /** The page of the same content. */
  readonly pageUrl: string;
  readonly entries: readonly AtomEntry[];
}

export interface AtomEntry {
  readonly id: string;
  readonly title: string;
  readonly publishedMs: number;
  readonly updatedMs: number;
  readonly url: string;
  /** Plain text, a line each. */
  readonly lines: readonly string[];
}

export function atomText(feed: AtomFeed): string {
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">',
    `<id>${xml(feed.id)}</id>`,
    `<title>${xml(feed.title)}</title>`,
    `<updated>${time(feed.updatedMs)}</updated>`,
    `<author><name>${xml(feed.author)}</name></author>`,
    `<link rel="self" type="application/atom+xml" href="${xml(feed.selfUrl)}"/>`,
    `<link rel="alternate" type="text/html" href="${xml(feed.pageUrl)}"/>`,
    ...feed.entries.map(entryText),
    '</feed>',
    '',
  ].join('\n');
}

function entryText(entry: AtomEntry): string {
  return [
    '<entry>',
    `<id>${xml(entry.id)}</id>`,
    `<title>${xml(entry.title)}</title>`,
    `<published>${time(entry.publishedMs)}</published>`,
    `<updated>${time(entry.updatedMs)}</updated>`,
    `<link rel="alternate" type="text/html" href="${xml(entry.url)}"/>`,
    `<content type="text">${xml(entry.lines.join('\n'))}</content>`,
    '</entry>',
  ].join('\n');
}

function time(atMs: number): string {
  return new Date(atMs).toISOString();
}

/** What XML 1.0 has no way to hold, not even escaped. */
const NO_XML = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

function xml(text: string): string {
  return text
    .toWellFormed()
    .replace(NO_XML, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** A `tag:` URI (RFC 4151) of things this host names; every part is encoded. */
export function tagUri(host: string, ...parts: readonly string[]): string {
  return `tag:${host},2026:${parts.map(encodeURIComponent).join(':')}`;
}
