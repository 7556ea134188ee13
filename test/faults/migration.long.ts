// FAULTS 15, the long form: from every released schema, and from none, killed before each statement of the way up.
import { describe, expect, it } from 'vitest';
import { readMigrations } from '../../src/store/database/migrations.ts';
import { note } from '../harness/record.ts';
import { killMigrationsFrom } from './kills/migrations.ts';

describe('FAULTS 15: killed at each statement', () => {
  const versions = readMigrations().map(({ version }) => version - 1);
  it.each(versions)('from schema %i to the newest: whole or untouched', async (version) => {
    const { points, wrong } = await killMigrationsFrom(version);
    note(`from schema ${version}: killed before each of ${points} statements`);
    expect(wrong).toEqual([]);
    expect(points).toBeGreaterThan(0);
  });
});
