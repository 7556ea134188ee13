// FAULTS 11: X asks for patience, refuses, fails, or takes a post and does not say so. The whole program, people on every
// channel; whatever X does, the others are told meanwhile.
//
// | point | shown by |
// | --- | --- |
// | what each answer means, the money each costs | test/bots/twitter.test.ts |
// | posted until X answers, paid for once | test/alert/dispatch.test.ts |
// | who is told on X, and never unasked | test/alert/public-posts.test.ts |
// | killed before and after every write to X | kill-x.long.ts |
// | 20 s of silence after a post was taken, an outage of four minutes | x.long.ts |
// | all else | here |
import { describe, expect, it, vi } from 'vitest';
import {
  channelState,
  deliveriesOn,
  everywhere,
  openAll,
  othersTold,
  THE_PUBLIC,
} from '../harness/channels.ts';
import { xEnv } from '../harness/providers.ts';
import { onStage, type Stage, type StageOptions } from '../harness/stage.ts';
import { inScene, PATIENCE_MS, type Program, until } from '../support/program.ts';
import { killAt } from './kills/sweep.ts';
import { openXGrounds, X_TOOK_IT } from './kills/x-grounds.ts';

// Each of them mostly waits.
vi.setConfig({ testTimeout: 6 * PATIENCE_MS, maxConcurrency: 6 });

const PEOPLE = [...everywhere('telegram'), ...everywhere('email'), ...everywhere('webhook')];
/** A slot a district: a post has no room for many names. */
const ON_X: StageOptions = { people: PEOPLE, slots: 4, env: ({ x }) => xEnv(x) };
const POST = '/2/tweets';

const posts = ({ providers }: Stage) => providers.x.heard.filter(({ path }) => path === POST);
const verdict = (stage: Stage) => stage.verdict(0, [...PEOPLE, THE_PUBLIC]);

/** Opens a slot in each district while X misbehaves, and sees the others told. */
async function openBeside(stage: Stage): Promise<Program> {
  const engine = await stage.scene.engine();
  await stage.polled();
  openAll(stage);
  await othersTold(stage, PEOPLE, 'twitter');
  return engine;
}

describe('FAULTS 11', () => {
  it.concurrent(
    '429: not one post before the time X names, then every post once',
    onStage(async (stage) => {
      const engine = await stage.scene.engine();
      await stage.polled();
      // Posts gather for 20 s.
      const resetS = Math.ceil(Date.now() / 1000) + 32;
      const refusal = { status: 429, headers: { 'x-rate-limit-reset': String(resetS) } };
      stage.providers.x.planFor(POST, refusal);
      openAll(stage);
      await othersTold(stage, PEOPLE, 'twitter');
      await until(() => posts(stage).length === 1, 'the first post', 40_000);
      expect(await engine.event('channel.waiting', PATIENCE_MS)).toMatchObject({
        channel: 'twitter',
        why: 'too-many-requests',
      });
      await stage.settled(90_000);
      const next = posts(stage)[1]?.atMs ?? 0;
      expect(performance.timeOrigin + next).toBeGreaterThanOrEqual(resetS * 1000);
      expect(verdict(stage)).toMatchObject({ clean: true });
    }, ON_X),
  );

  it.concurrent.each([
    ['401', { status: 401, body: { title: 'Unauthorized' } }, /credentials.*settings/],
    [
      '403 of another kind',
      { status: 403, body: { title: 'Forbidden', detail: 'You are not permitted to perform this action.' } },
      /forbids this account to post/,
    ],
  ] as const)(
    '%s: one post is tried, the channel is off with a banner; mended, every post once',
    (_, refusal, banner) =>
      onStage(async (stage) => {
        stage.providers.x.alwaysFor(POST, refusal);
        const engine = await openBeside(stage);
        const stopped = await until(
          async () => {
            const state = await channelState(stage, 'twitter');
            return state.state === 'stopped' && state;
          },
          'the channel stopped',
          40_000,
        );
        expect(stopped.detail).toMatch(banner);
        expect((await stage.status()).hints.join('\n')).toMatch(banner);
        expect(posts(stage)).toHaveLength(1);
        await engine.stop();
        stage.providers.x.alwaysFor(POST, undefined);
        await stage.scene.engine();
        await stage.polled();
        await stage.settled(60_000);
        expect(verdict(stage)).toMatchObject({ clean: true });
      }, ON_X)(),
  );

  it.concurrent(
    '403 duplicate after posts that were taken and not said: they count as sent, the public sees each once',
    onStage(async (stage) => {
      stage.providers.x.planFor(POST, 'accept-then-reset', { delayMs: 0 }, 'accept-then-cut');
      await openBeside(stage);
      await stage.polled();
      await stage.settled(120_000);
      const ended = await deliveriesOn(stage, 'twitter');
      expect(ended.map(({ state }) => state)).toEqual(['sent', 'sent', 'sent', 'sent']);
      expect(posts(stage).length).toBeGreaterThan(4);
      expect(verdict(stage)).toMatchObject({ clean: true });
    }, ON_X),
  );

  it.concurrent(
    'SIGKILL after X took a post: sent again, refused as a duplicate, counts as sent; the public sees each once',
    inScene(async (scene) => {
      const grounds = await openXGrounds(scene);
      const { killed, verdict, wrong } = await killAt(grounds, X_TOOK_IT);
      process.stdout.write(`  ${verdict.line}\n`);
      expect([killed, wrong]).toEqual([true, []]);
      expect(grounds.tally()).toMatchObject({ posts: 2, refused: 1 });
    }),
  );

  it.concurrent(
    '5xx for more tries than one: nothing is given up, every post once, the money counts once',
    onStage(async (stage) => {
      const fault = { status: 503, body: { title: 'Service Unavailable' } };
      stage.providers.x.planFor(POST, fault, fault, { status: 500 }, fault);
      await openBeside(stage);
      await stage.polled();
      await stage.settled(150_000);
      expect(verdict(stage)).toMatchObject({ clean: true });
    }, ON_X),
  );
});
