// Setting up an engine in another process: one that cannot be set up, or is too old for it, leaves the screen as it is.
import { expect, it } from 'vitest';
import { ControlError } from '../../src/control/control.ts';
import { remoteDesk, setupControl } from '../../src/engine/setup-control.ts';
import { silentLog } from '../../src/log.ts';

it('an engine without a desk refuses in a sentence, and its screen goes without', async () => {
  const control = setupControl(undefined, silentLog);
  await expect(control.settings()).rejects.toThrow('this engine cannot be set up from here');
  await expect(control.saveSettings({})).rejects.toBeInstanceOf(ControlError);
  expect(await remoteDesk(control)).toBeUndefined();
});

it('what is saved is logged by its names, what is refused is not', async () => {
  const logged: unknown[] = [];
  let problems: readonly string[] = ['pace is wrong'];
  const desk = { settings: () => [], save: async () => problems };
  const control = setupControl(desk, (...entry) => logged.push(entry));
  expect(await control.saveSettings({ pace: 'x' })).toEqual(['pace is wrong']);
  expect(logged).toEqual([]);
  problems = [];
  expect(await control.saveSettings({ telegramToken: 'canary' })).toEqual([]);
  expect(logged).toEqual([['info', 'settings.saved', { names: ['telegramToken'] }]]);
});
