// FAULTS 9, the waits too long for `npm test`: 60 s of silence, with a late acceptance; 90 s that Telegram asks for; a
// token that is mended while the engine runs.
import { describe, expect, it, vi } from 'vitest';
import { channelState, everywhere, openAll, othersTold } from '../harness/channels.ts';
import { onStage } from '../harness/stage.ts';
import { pause } from '../support/program.ts';
import { telegramRefusal } from '../support/telegram-server.ts';

vi.setConfig({ testTimeout: 8 * 60_000 });

const SEND = '/sendMessage';
const PEOPLE = [...everywhere('telegram'), ...everywhere('email'), ...everywhere('webhook')];

describe('FAULTS 9', () => {
  it.concurrent(
    'all of Telegram is silent for 60 s and takes nothing: afterwards everybody is told once',
    onStage(
      async (stage) => {
        await stage.scene.engine();
        await stage.polled();
        stage.providers.telegram.always('silence');
        openAll(stage);
        await othersTold(stage, PEOPLE, 'telegram');
        await pause(60_000);
        stage.providers.telegram.always(undefined);
        await stage.polled();
        await stage.settled(120_000);
        expect(stage.verdict()).toMatchObject({ clean: true });
      },
      { people: PEOPLE },
    ),
  );

  it.concurrent(
    'a message is taken after 60 s of silence, long after we gave up: it arrives twice, no other does',
    onStage(
      async (stage) => {
        await stage.scene.engine();
        await stage.polled();
        stage.providers.telegram.planFor(SEND, { delayMs: 60_000 });
        openAll(stage);
        await othersTold(stage, PEOPLE, 'telegram');
        await pause(62_000);
        await stage.polled();
        await stage.settled(120_000);
        expect(stage.verdict(1)).toMatchObject({ clean: true, copies: 1 });
      },
      { people: PEOPLE },
    ),
  );

  it.concurrent(
    '429 for 90 s: kept to the second for the whole channel',
    onStage(
      async (stage) => {
        await stage.scene.engine();
        await stage.polled();
        const { telegram } = stage.providers;
        telegram.planFor(SEND, telegramRefusal(429, 'Too Many Requests', { retry_after: 90 }));
        stage.script.set(1, 20);
        await othersTold(stage, PEOPLE, 'telegram');
        openAll(stage, 30);
        await stage.polled();
        await stage.settled(150_000);
        const [refused, next] = telegram.heard.filter(({ path }) => path.endsWith(SEND));
        expect((next?.atMs ?? 0) - (refused?.atMs ?? 0)).toBeGreaterThanOrEqual(90_000);
        expect(stage.verdict()).toMatchObject({ clean: true });
      },
      { people: PEOPLE },
    ),
  );

  it.concurrent(
    '401, and the token is good again after a while: no restart is needed',
    onStage(
      async (stage) => {
        await stage.scene.engine();
        await stage.polled();
        stage.providers.telegram.always(telegramRefusal(401, 'Unauthorized'));
        openAll(stage);
        await othersTold(stage, PEOPLE, 'telegram');
        stage.providers.telegram.always(undefined);
        expect(await channelState(stage, 'telegram')).toMatchObject({ state: 'stopped' });
        // It asks again every two minutes.
        await stage.settled(180_000);
        expect(stage.verdict()).toMatchObject({ clean: true });
      },
      { people: PEOPLE },
    ),
  );
});
