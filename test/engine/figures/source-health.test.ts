// The source's state in words: what a person reads first when alerts stay away.
import { describe, expect, it } from 'vitest';
import { sourceHealth, withoutCredentials } from '../../../src/engine/figures/source-health.ts';
import type { PollStats } from '../../../src/poll/protocol.ts';
import { cowinSource } from '../../../src/sources/cowin/index.ts';

const source = cowinSource();
const SINCE = Date.parse('2026-11-22T04:32:00Z');

function health(stats: Partial<PollStats> | undefined, polledAreas = 1) {
  const pace = { breaker: 'closed', waitsUntilMs: null, ...stats?.pace } as PollStats['pace'];
  const whole = stats && ({ lastGoodMs: null, trouble: null, ...stats, pace } as PollStats);
  return sourceHealth(source, 'https://user:canary@example.org/api/', whole, polledAreas);
}

describe('the health of the source', () => {
  it('is idle while nobody subscribes, and until something was answered', () => {
    expect(health({ lastGoodMs: 1 }, 0)).toMatchObject({
      state: 'idle',
      detail: expect.stringContaining('nobody subscribes'),
    });
    expect(health(undefined)).toMatchObject({ state: 'idle', detail: 'the first answer is awaited' });
  });

  it('is ok after a good answer', () => {
    expect(health({ lastGoodMs: 1 })).toMatchObject({
      state: 'ok',
      detail: '',
      baseUrl: 'https://example.org/api',
    });
  });

  it('says since when it refuses, why, and what happens next', () => {
    const pace = { breaker: 'open', waitsUntilMs: null } as PollStats['pace'];
    expect(health({ trouble: { why: 'status-403', sinceMs: SINCE }, pace })).toMatchObject({
      state: 'refused',
      detail: expect.stringMatching(
        /^CoWIN refuses since 10:02:00 IST: forbidden \(403\); one probe a minute.* \(a foreign address/,
      ),
    });
    expect(health({ trouble: { why: 'html', sinceMs: SINCE } }).state).toBe('refused');
  });

  it('tells silence from answers of another shape', () => {
    expect(health({ trouble: { why: 'dns', sinceMs: SINCE } })).toMatchObject({
      state: 'silent',
      detail: 'CoWIN does not answer since 10:02:00 IST: its name is not found',
    });
    expect(health({ trouble: { why: 'envelope', sinceMs: SINCE } })).toMatchObject({
      state: 'drift',
      detail: expect.stringContaining('schema drift'),
    });
  });

  it('shows no password of the base URL', () => {
    expect(withoutCredentials('https://user:canary@example.org/api/')).toBe('https://example.org/api');
    expect(withoutCredentials('not a url')).toBe('');
  });
});
