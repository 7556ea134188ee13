// Every mutation of `npm run mutate` can still be made: one whose text is gone would show nothing any more.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { MUTATIONS } from './all.ts';
import { edited } from './mutation.ts';

const ROOT = join(import.meta.dirname, '../..');

it.each(MUTATIONS)('$name: $wrong', ({ edits, tests }) => {
  const texts = new Map<string, string>();
  for (const edit of edits) {
    const text = texts.get(edit.file) ?? readFileSync(join(ROOT, edit.file), 'utf8');
    texts.set(edit.file, edited(text, edit));
  }
  for (const file of tests) expect(existsSync(join(ROOT, 'test', file)), file).toBe(true);
});
