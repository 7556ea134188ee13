// The engine in one line says what the operator has paused, lest it be forgotten.
import { describe, expect, it } from 'vitest';
import { plainStatus } from '../../tui/plain-status.ts';
import { area, channel, quietSnapshot } from '../support/snapshots.ts';

describe('the plain status', () => {
  it('counts the areas that are paused, and names the channels', () => {
    const areas = [area('BBMP'), area('Pune', { paused: true }), area('Patna', { paused: true })];
    const channels = [channel('email', { state: 'paused', pending: 3 })];
    expect(plainStatus(quietSnapshot({ areas, channels }))).toMatch(
      / {2}2 areas paused {2}.*email paused 0 sent 3 queued/,
    );
    expect(plainStatus(quietSnapshot({ areas: areas.slice(0, 1) }))).not.toContain('paused');
  });
});
