// Feeds as text: any text goes in, and only XML comes out.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AtomEntry, atomText, tagUri } from '../../src/web/atom.ts';

const entry = (title: string): AtomEntry => ({
  id: 'tag:a,2026:x',
  title,
  publishedMs: 0,
  updatedMs: 1,
  url: 'https://example.org/?a=1&b=2',
  lines: [title, 'second'],
});
const feed = (title: string) =>
  atomText({
    id: 'tag:a,2026:feed',
    title,
    author: 'me',
    updatedMs: 0,
    selfUrl: '/feed',
    pageUrl: '/',
    entries: [entry(title)],
  });

describe('a feed as text', () => {
  it('holds no character that XML has no way to hold, and no markup of others', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const xml = feed(`${text}<x>&\u0000`);
        expect(xml).not.toMatch(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u);
        expect(xml.replace(/&(?:amp|lt|gt|quot);/g, '')).not.toMatch(/&|<x>/);
      }),
    );
  });

  it('tells times as RFC 3339', () => {
    expect(feed('a')).toContain('<updated>1970-01-01T00:00:00.001Z</updated>');
  });

  it('makes ids of parts that cannot be confused', () => {
    expect(tagUri('a.example', 'x', 'y z:1/2')).toBe('tag:a.example,2026:x:y%20z%3A1%2F2');
    expect(tagUri('a', 'x', 'y:z')).not.toBe(tagUri('a', 'x:y', 'z'));
  });
});
