// The threat model of SECURITY.md: it comes first, is whole, and names only tests and files that are there.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const text = readFileSync(join(ROOT, 'SECURITY.md'), 'utf8');
const model = /^## Threat model\n(.*?)^## /ms.exec(text)?.[1] ?? '';

/** Rows of the tables, by the heading above them. */
const rows = model.split(/^### /m).flatMap((part) => {
  const who = part.slice(0, part.indexOf('\n'));
  return [...part.matchAll(/^\| (?!could try|---)(.+) \|$/gm)].map(([, row]) => ({
    who,
    cells: (row ?? '').split(' | '),
  }));
});
const pathsIn = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, path]) => path ?? '');

describe('the threat model', () => {
  it('opens the document, and speaks of everybody who can send us something', () => {
    expect(/^## (.+)$/m.exec(text)?.[1]).toBe('Threat model');
    const headings = [...model.matchAll(/^### (.+)$/gm)].map(([, heading]) => heading ?? '');
    for (const word of [
      'source',
      'signs up',
      'webhook',
      'network',
      'user of the machine',
      'operator',
      'library',
    ])
      expect(headings.some((heading) => heading.includes(word))).toBe(true);
  });

  it('says of each attempt what stops it, and which test shows it', () => {
    expect(rows.length).toBeGreaterThan(30);
    for (const { who, cells } of rows) {
      expect([who, cells.length]).toEqual([who, 3]);
      const tests = pathsIn(cells[2]);
      expect([cells[0], tests.length]).not.toEqual([cells[0], 0]);
      for (const path of tests) {
        expect(path).toMatch(/^test\//);
        expect([path, existsSync(join(ROOT, path))]).toEqual([path, true]);
      }
    }
  });

  it('names only files that are there', () => {
    const named = [...text.matchAll(/`((?:src|bots|tui|test|docs|data)\/[^`\s]*)`/g)].map(
      ([, path]) => path ?? '',
    );
    expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});
