// FAULTS 11, the waits too long for `npm test`: silence until our patience ends after X took a post, and an outage of four
// minutes.
import { describe, expect, it, vi } from 'vitest';
import { everywhere, openAll, othersTold, THE_PUBLIC } from '../harness/channels.ts';
import { xEnv } from '../harness/providers.ts';
import { onStage, type StageOptions } from '../harness/stage.ts';
import { pause } from '../support/program.ts';

vi.setConfig({ testTimeout: 12 * 60_000 });

const PEOPLE = [...everywhere('telegram'), ...everywhere('email'), ...everywhere('webhook')];
const ON_X: StageOptions = { people: PEOPLE, slots: 4, env: ({ x }) => xEnv(x) };
const POST = '/2/tweets';

describe('FAULTS 11', () => {
  it.concurrent(
    'X takes a post and says nothing for 20 s, time and again: the public sees each post once',
    onStage(async (stage) => {
      stage.providers.x.planFor(POST, 'accept-then-silence', 'silence', 'accept-then-silence');
      await stage.scene.engine();
      await stage.polled();
      openAll(stage);
      await othersTold(stage, PEOPLE, 'twitter');
      await stage.polled();
      await stage.settled(240_000);
      expect(stage.verdict(0, [...PEOPLE, THE_PUBLIC])).toMatchObject({ clean: true });
    }, ON_X),
  );

  it.concurrent(
    'X fails for four minutes: nothing is given up, every post once',
    onStage(async (stage) => {
      stage.providers.x.alwaysFor(POST, { status: 503, body: { title: 'Service Unavailable' } });
      await stage.scene.engine();
      await stage.polled();
      openAll(stage);
      await othersTold(stage, PEOPLE, 'twitter');
      await pause(240_000);
      stage.providers.x.alwaysFor(POST, undefined);
      await stage.polled();
      await stage.settled(400_000);
      expect(stage.verdict(0, [...PEOPLE, THE_PUBLIC])).toMatchObject({ clean: true });
    }, ON_X),
  );
});
