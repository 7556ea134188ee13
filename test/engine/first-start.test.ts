// When the screen opens in the guide by itself.
import { expect, it } from 'vitest';
import { isFirstStart } from '../../src/engine/first-start.ts';

const nobody = { subscribers: { active: 0, paused: 0, gone: 0 } };

it('is until somebody subscribes, also when it was broken off after a channel was set up', () => {
  expect(isFirstStart(nobody, [{ key: 'http', value: '' }])).toBe(true);
  expect(isFirstStart(nobody, [{ key: 'telegramToken', value: 'set' }])).toBe(true);
  for (const state of ['active', 'paused', 'gone'] as const)
    expect(isFirstStart({ subscribers: { ...nobody.subscribers, [state]: 1 } }, [])).toBe(false);
});

it('is not where people sign up by themselves on a page, nor where nothing can be set up', () => {
  expect(isFirstStart(nobody, [{ key: 'http', value: '127.0.0.1:8080' }])).toBe(false);
  expect(isFirstStart(nobody, undefined)).toBe(false);
});
