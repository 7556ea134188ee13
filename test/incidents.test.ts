// The incidents: each has its form, names tests that are there, and stands in the index.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const FOLDER = join(ROOT, 'docs/incidents');
const files = readdirSync(FOLDER).filter((file) => file !== 'README.md');
const textOf = (file: string) => readFileSync(join(FOLDER, file), 'utf8');
const FORM = /^# (.+)\n\n\*\*Seen:\*\* .+\n\n\*\*Why:\*\* .+\n\n\*\*What holds it now:\*\* (.+)\n$/s;

describe('an incident', () => {
  it.each(files)('%s says what was seen, why, and which test holds it now', (file) => {
    expect(file).toMatch(/^\d{3}-[a-z0-9-]+\.md$/);
    const [, title = '', held = ''] = FORM.exec(textOf(file)) ?? [];
    expect(title).not.toBe('');
    const named = [...held.matchAll(/`((?:src|bots|tui|test|docs|data)\/[^`]+)`/g)].map(
      ([, path]) => path ?? '',
    );
    expect(named.filter((path) => path.startsWith('test/'))).not.toEqual([]);
    expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('has a number of its own, and a row in the index', () => {
    expect(new Set(files.map((file) => file.slice(0, 3))).size).toBe(files.length);
    const rows = [...textOf('README.md').matchAll(/^\| \[(\d{3})\]\((.+)\) \| (.+) \|$/gm)];
    expect(rows.map(([, number, file, title]) => [number, file, title])).toEqual(
      files.sort().map((file) => [file.slice(0, 3), file, FORM.exec(textOf(file))?.[1]]),
    );
  });
});
