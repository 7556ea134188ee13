// Public posts on X as the engine makes them: put together per area over a window, never beyond the caps, also after a
// restart, and only when X says it may go on. Between a real store on disk and a stub of X on loopback.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TwitterOptions, twitterChannel } from '../../bots/twitter.ts';
import type { Spending } from '../../src/core/outbox.ts';
import type { Outcome } from '../../src/core/outcome.ts';
import { openStore } from '../../src/store/store.ts';
import { alertOf, envelopeOf } from '../support/alerts.ts';
import {
  createRig,
  eventually,
  quickPolicies,
  quietly,
  type Rig,
  sessionOf,
} from '../support/dispatch-rig.ts';
import { scratchFolder } from '../support/scratch.ts';
import { startXServer, X_KEYS, type XServer } from '../support/x-server.ts';

const HELD_MS = 600;

let x: XServer;
beforeEach(async () => {
  x = await startXServer();
});
afterEach(() => x.close());

function channel(spending: Spending, options: Partial<TwitterOptions> = {}) {
  return twitterChannel({
    ...X_KEYS,
    apiRoot: x.url,
    spending,
    capPerDayUsd: 1,
    capPerMonthUsd: 20,
    now: Date.now,
    timeoutMs: 1_000,
    ...options,
  });
}

describe('posting what opens', () => {
  let rig: Rig;
  beforeEach(() => {
    rig = createRig();
    rig.store.subscribers.ensurePublicAccount(Date.now());
  });
  afterEach(() => rig.stop());

  const start = () => {
    const { twitter, ...others } = quickPolicies();
    const held = { ...twitter, grouping: { ...twitter.grouping, holdMs: HELD_MS } };
    rig.start([channel(rig.store.spending)], { policies: { ...others, twitter: held } });
  };
  const openElsewhere = (sessionId: string) => {
    const nowMs = Date.now();
    // Of other words, too: X refuses what it has had before.
    const session = sessionOf({ sessionId, areaId: 'cowin:266', ageMinYears: 45 });
    rig.store.slots.record(
      [{ areaId: 'cowin:266', answeredAtMs: nowMs, sessions: [session], absent: [] }],
      nowMs,
    );
    rig.dispatch.wake();
  };
  const lines = (post: string | undefined) => post?.match(/COVISHIELD/g)?.length;

  it('says in one post what opened in an area within the window, and in another what opened elsewhere', async () => {
    start();
    const beganMs = performance.now();
    rig.open({ sessionId: 'a' });
    await quietly(HELD_MS / 4);
    rig.open({ sessionId: 'b' });
    openElsewhere('m');
    await quietly(HELD_MS / 4);
    rig.open({ sessionId: 'c' });
    await eventually(() => x.posts.length === 2, 'a post for each area');
    expect(x.posts.map(lines)).toEqual([3, 1]);
    expect((x.heard[0]?.atMs ?? 0) - beganMs).toBeGreaterThanOrEqual(HELD_MS);
    rig.open({ sessionId: 'd' });
    await eventually(() => rig.state('twitter').sent === 5, 'what opened after the window');
    expect(x.posts.map(lines)).toEqual([3, 1, 1]);
  });

  it('waits until X says that it may go on', async () => {
    start();
    const resetS = Math.ceil(Date.now() / 1000) + 2;
    x.plan({ status: 429, headers: { 'x-rate-limit-reset': String(resetS) } });
    rig.open({ sessionId: 'a' });
    await eventually(() => rig.state('twitter').state === 'waiting', 'the pause');
    expect(rig.state('twitter').detail).toContain('X asks us to slow down');
    openElsewhere('m');
    await eventually(() => x.posts.length === 2, 'both posts');
    expect(x.heard).toHaveLength(3);
    const again = performance.timeOrigin + (x.heard[1]?.atMs ?? 0);
    expect(again).toBeGreaterThanOrEqual(resetS * 1000 - 5);
  });

  it('counts as posted what X has already, and does not post it again', async () => {
    start();
    x.plan({
      status: 403,
      body: { detail: 'You are not allowed to create a Tweet with duplicate content.' },
    });
    rig.open({ sessionId: 'a' });
    await eventually(() => rig.state('twitter').sent === 1, 'sent');
    await quietly(HELD_MS);
    expect(x.heard).toHaveLength(1);
    expect(rig.state('twitter').state).toBe('on');
  });
});

describe('what posts may cost', () => {
  const SOURCE = {
    id: 'cowin',
    name: 'CoWIN',
    bookingUrl: 'https://selfregistration.cowin.gov.in',
    area: (id: string) => ({ id, sourceId: 'cowin', name: 'BBMP', region: 'Karnataka' }),
  };
  let folder: string;
  beforeEach(() => {
    folder = scratchFolder('vw-spending-');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** One post by a program that is started for it and ends after it. */
  async function postOnce(options: Partial<TwitterOptions>, area: string): Promise<Outcome> {
    const store = openStore(join(folder, 'test.db'), SOURCE);
    const twitter = channel(store.spending, options);
    try {
      const to = { address: 'public', secret: null };
      return await twitter.send(to, { ...alertOf(), areaText: `${area}, Karnataka` }, envelopeOf());
    } finally {
      await twitter.close();
      store.close();
    }
  }
  const at = (time: string) => ({ now: () => Date.parse(time) });

  it('is kept by the day over a restart', async () => {
    const day = { capPerDayUsd: 0.03, ...at('2021-05-08T20:00:00Z') };
    expect(await postOnce(day, 'BBMP')).toMatchObject({ kind: 'sent' });
    expect(await postOnce(day, 'Mysuru')).toMatchObject({ kind: 'sent' });
    expect(await postOnce(day, 'Hassan')).toMatchObject({ kind: 'retry', why: 'spend-cap' });
    expect(x.posts).toHaveLength(2);
    const next = { capPerDayUsd: 0.03, ...at('2021-05-09T00:00:00Z') };
    expect(await postOnce(next, 'Hassan')).toMatchObject({ kind: 'sent' });
  });

  it('is kept by the month over a restart, whatever each post cost', async () => {
    const month = (time: string, links = false) => ({ capPerMonthUsd: 0.23, links, ...at(time) });
    expect(await postOnce(month('2021-05-08T20:00:00Z', true), 'BBMP')).toMatchObject({ kind: 'sent' });
    expect(await postOnce(month('2021-05-20T20:00:00Z', true), 'Mysuru')).toMatchObject({ why: 'spend-cap' });
    expect(await postOnce(month('2021-05-21T20:00:00Z'), 'Mysuru')).toMatchObject({ kind: 'sent' });
    expect(await postOnce(month('2021-05-31T23:59:59Z'), 'Hassan')).toMatchObject({ kind: 'sent' });
    expect(await postOnce(month('2021-05-31T23:59:59Z'), 'Udupi')).toMatchObject({ why: 'spend-cap' });
    expect(await postOnce(month('2021-06-01T00:00:00Z', true), 'Udupi')).toMatchObject({ kind: 'sent' });
    expect(x.posts).toHaveLength(4);
  });
});
