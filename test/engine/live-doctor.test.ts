// What a running engine says of itself: what it knows is not asked again, and nobody who keeps silent keeps the rest back.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSettings } from '../../src/config.ts';
import type { Check } from '../../src/core/check.ts';
import type { Channel, ChannelCheck } from '../../src/core/outcome.ts';
import type { EngineSnapshot } from '../../src/core/snapshot.ts';
import { examineLive, type LiveParts } from '../../src/engine/live-doctor.ts';
import { scratchFolder } from '../support/scratch.ts';
import { busySnapshot, quietSnapshot } from '../support/snapshots.ts';

let folder: string;
beforeEach(() => {
  folder = scratchFolder('vw-live-doctor-');
  writeFileSync(join(folder, 'vaccine-watch.db'), 'x'.repeat(250_000));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A channel whose provider answers as the test says. */
function channelSaying(name: Channel['name'], check: () => Promise<ChannelCheck>): Channel {
  const never = () => Promise.reject(new Error('nobody is told anything here'));
  return { name, check, send: never, sendTest: never, close: async () => undefined };
}

async function examined(
  snapshot: EngineSnapshot,
  more: Partial<LiveParts> = {},
  timeoutMs?: number,
): Promise<(name: string) => Check | undefined> {
  const settings = readSettings({ dataDir: folder }, {});
  const checks = await examineLive(
    {
      settings,
      source: { silenceText: 'Try later.' },
      channels: new Map(),
      snapshot: () => snapshot,
      storeTrouble: () => '',
      ...more,
    },
    timeoutMs,
  );
  return (name) => checks.find((check) => check.name === name);
}

describe('a running engine examined', () => {
  it('says all that doctor does, by the same names', async () => {
    const check = await examined(busySnapshot());
    for (const name of [
      'Node',
      'SQLite',
      'Redis',
      'freshness',
      'telegram',
      'email',
      'twitter',
      'webhook',
      'DKIM',
    ])
      expect(check(name), name).toBeDefined();
    expect(check('SQLite')).toMatchObject({ state: 'ok', detail: expect.stringContaining('0.3 MB, in use') });
    expect(check('telegram')).toMatchObject({ state: 'off', detail: expect.stringContaining('@BotFather') });
  });

  it('tells of the source what polling showed', async () => {
    const { source } = busySnapshot();
    const of = async (fields: Partial<typeof source>) =>
      (await examined({ ...busySnapshot(), source: { ...source, ...fields } }))(source.name);
    const { atMs } = busySnapshot();
    expect(await of({ state: 'ok', detail: '', lastGoodMs: atMs - 3_000 })).toMatchObject({
      state: 'ok',
      detail: expect.stringMatching(/ answers, last 3 s ago$/),
    });
    expect(await of({ state: 'refused', detail: 'CoWIN refuses since 10:02' })).toMatchObject({
      state: 'failed',
      detail: expect.stringMatching(/: CoWIN refuses since 10:02\. Try later\.$/),
    });
    expect(await of({ state: 'idle', detail: 'nobody subscribes' })).toMatchObject({ state: 'off' });
  });

  it('names a database that cannot be written, or that is gone', async () => {
    const trouble = await examined(quietSnapshot(), { storeTrouble: () => 'The disk is full.' });
    expect(trouble('SQLite')).toEqual({ name: 'SQLite', state: 'failed', detail: 'The disk is full.' });
    rmSync(join(folder, 'vaccine-watch.db'));
    expect((await examined(quietSnapshot()))('SQLite')).toMatchObject({ state: 'failed' });
  });

  it('says that nothing is polled, and who to add', async () => {
    expect((await examined(quietSnapshot({ areas: [] })))('freshness')).toMatchObject({
      state: 'warn',
      detail: expect.stringContaining('subscribers add'),
    });
  });

  it('asks the channels that run, and passes on what they say', async () => {
    const telegram = channelSaying('telegram', async () => ({
      ok: false,
      detail: 'no such bot',
      refused: true,
    }));
    const check = await examined(busySnapshot(), { channels: new Map([['telegram', telegram]]) });
    expect(check('telegram')).toEqual({ name: 'telegram', state: 'failed', detail: 'no such bot' });
  });

  it('does not wait for ever for one that keeps silent, and shows no fault of another as it came', async () => {
    const silent = channelSaying('telegram', () => new Promise(() => undefined));
    const broken = channelSaying('email', () => Promise.reject(new TypeError('password hunter2')));
    const check = await examined(
      busySnapshot(),
      {
        channels: new Map([
          ['telegram', silent],
          ['email', broken],
        ]),
      },
      50,
    );
    expect(check('telegram')).toMatchObject({
      state: 'failed',
      detail: expect.stringContaining('no answer'),
    });
    expect(check('email')).toEqual({
      name: 'email',
      state: 'failed',
      detail: 'could not be examined (TypeError)',
    });
    expect(check('Node')?.state).toBe('ok');
  });
});
