// Paths typed on the screen: whose home is meant, and from where others begin.
import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { typedPath } from '../../src/control/typed-path.ts';

it.each([
  ['/var/backups/x y.db', '/var/backups/x y.db'],
  [' /tmp/../tmp/people.csv ', '/tmp/people.csv'],
  ['~/people.csv', join(homedir(), 'people.csv')],
  ['~', homedir()],
  ['people.csv', join(process.cwd(), 'people.csv')],
  ['~asha/people.csv', join(process.cwd(), '~asha/people.csv')],
])('%j is %s', (typed, path) => expect(typedPath(typed)).toBe(path));
