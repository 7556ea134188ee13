// FAULTS 9: Telegram refuses, is silent, or takes a message and does not say so. The whole program, people on every
// channel; whatever Telegram does, the others are told meanwhile.
//
// | point | shown by |
// | --- | --- |
// | what each single answer means, the 400s one by one | test/bots/telegram.test.ts |
// | never three times; longer and longer waits | test/alert/dispatch.test.ts |
// | 401 mended without a restart, word from another reader (409) | test/alert/unwell.test.ts, test/bots/telegram-chat/reading.test.ts; long: telegram.long.ts |
// | 60 s of silence, a wait of 90 s | telegram.long.ts |
// | all else | here |
import { describe, expect, it, vi } from 'vitest';
import { channelState, deliveriesOn, everywhere, openAll, othersTold } from '../harness/channels.ts';
import { wantsAll } from '../harness/people.ts';
import { onStage, type Stage } from '../harness/stage.ts';
import type { Hazard, Heard } from '../support/loopback-http.ts';
import { PATIENCE_MS, pause, until } from '../support/program.ts';
import { telegramRefusal } from '../support/telegram-server.ts';

vi.setConfig({ testTimeout: 6 * PATIENCE_MS });

const SEND = '/sendMessage';
const ON_OTHERS = [...everywhere('email'), ...everywhere('webhook')];
const PEOPLE = [...everywhere('telegram'), ...ON_OTHERS];

/** Messages to one chat. */
const to =
  (chat: string) =>
  ({ path, body }: Heard): boolean =>
    path.endsWith(SEND) && String((JSON.parse(body) as { chat_id: unknown }).chat_id) === chat;

const toldOn = ({ ledger }: Stage, chat: string) =>
  ledger.read().filter((one) => one.channel === 'telegram' && one.to === chat);

describe('FAULTS 9', () => {
  // First those that wait longest: five at a time, the others end meanwhile.
  it.concurrent(
    'silence until our patience ends (30 s): who was not told is told, who was told hears it twice at most; other chats meanwhile',
    onStage(
      async (stage) => {
        const { scene, providers, polled, settled } = stage;
        await scene.engine();
        await polled();
        providers.telegram.planFor(SEND, 'silence', 'accept-then-silence');
        openAll(stage);
        await othersTold(stage, PEOPLE, 'telegram');
        const chats = everywhere('telegram').map(({ to: chat }) => chat);
        await until(
          () => chats.filter((chat) => toldOn(stage, chat).length > 0).length === 3,
          'the other chats',
        );
        await settled(60_000);
        expect(stage.verdict(1)).toMatchObject({ clean: true, copies: 1 });
      },
      { people: PEOPLE },
    ),
  );

  it.concurrent(
    'Telegram is silent altogether for longer than two tries: nothing is tried again before it answers, then everybody is told once',
    onStage(
      async (stage) => {
        const { scene, providers, ledger, polled, settled } = stage;
        await scene.engine();
        await polled();
        // Every line is cut before anything is taken: as an outage looks from here, without the half minute for each.
        providers.telegram.always('reset');
        openAll(stage);
        await othersTold(stage, PEOPLE, 'telegram');
        await pause(14_000);
        providers.telegram.always(undefined);
        await settled(60_000);
        expect(ledger.read().filter(({ channel }) => channel === 'telegram').length).toBeGreaterThan(0);
        expect(stage.verdict()).toMatchObject({ clean: true });
      },
      { people: PEOPLE },
    ),
  );

  const REFUSED: readonly (readonly [chat: string, what: string, refusal: Hazard, state: string])[] = [
    ['8001', '403 blocked', telegramRefusal(403, 'Forbidden: bot was blocked by the user'), 'gone'],
    ['8002', '403 deactivated', telegramRefusal(403, 'Forbidden: user is deactivated'), 'gone'],
    ['8003', '400 chat not found', telegramRefusal(400, 'Bad Request: chat not found'), 'gone'],
    ['8004', '400 peer', telegramRefusal(400, 'Bad Request: PEER_ID_INVALID'), 'gone'],
    [
      '-8005',
      '400 rights',
      telegramRefusal(400, 'Bad Request: not enough rights to send text messages to the chat'),
      'gone',
    ],
    ['8006', '400 too long', telegramRefusal(400, 'Bad Request: message is too long'), 'rejected'],
    [
      '8007',
      '400 entities',
      telegramRefusal(400, "Bad Request: can't parse entities: unsupported start tag"),
      'rejected',
    ],
  ];
  const OLD_GROUP = '-8100';
  const NEW_GROUP = '-1008100';

  it.concurrent(
    '403 and 400 of each kind: who refuses is gone and asked no more, a group is found at its new place, everybody else is told',
    onStage(
      async (stage) => {
        const { scene, providers, script, polled, settled, states } = stage;
        for (const [chat, , refusal] of REFUSED) providers.telegram.alwaysWhen(to(chat), refusal);
        const moved = telegramRefusal(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
          migrate_to_chat_id: Number(NEW_GROUP),
        });
        providers.telegram.alwaysWhen(to(OLD_GROUP), moved);
        const engine = await scene.engine();
        await polled();
        const [first, ...rest] = script.slots;
        script.set(first?.number ?? 0, 20);
        await polled();
        await settled();
        const ended = await deliveriesOn(stage, 'telegram');
        for (const [chat, what, , state] of REFUSED) {
          const found = ended.find(({ address }) => address === chat);
          expect([what, found?.state, found?.why], what).toEqual([what, state, expect.stringMatching(/./)]);
        }
        const asked = () =>
          providers.telegram.heard.filter((one) =>
            REFUSED.some(([chat, , , state]) => state === 'gone' && to(chat)(one)),
          );
        const askedOnce = asked().length;
        expect(askedOnce).toBe(REFUSED.filter(([, , , state]) => state === 'gone').length);
        script.setAll(new Map(rest.map(({ number }) => [number, 20])));
        await polled();
        await settled();
        expect(asked()).toHaveLength(askedOnce);
        expect(states().unknown ?? 0).toBe(0);
        const served = [...PEOPLE, wantsAll('telegram', NEW_GROUP, 294)];
        expect(stage.verdict(0, served)).toMatchObject({ clean: true });
        // One failed message says nothing of the channel.
        expect(await channelState(stage, 'telegram')).toMatchObject({ state: 'on' });
        expect((await engine.stop()).code).toBe(0);
      },
      {
        people: [
          ...PEOPLE,
          ...[...REFUSED.map(([chat]) => chat), OLD_GROUP].map((chat) => wantsAll('telegram', chat, 294)),
        ],
      },
    ),
  );

  it.concurrent(
    '429: nothing goes to Telegram for as long as it says, then everybody is told once; others do not wait',
    onStage(
      async (stage) => {
        const { scene, providers, script, polled, settled } = stage;
        const engine = await scene.engine();
        await polled();
        const WAIT_S = 6;
        const refusal = telegramRefusal(429, `Too Many Requests: retry after ${WAIT_S}`, {
          retry_after: WAIT_S,
        });
        providers.telegram.planFor(SEND, refusal);
        script.set(1, 20);
        expect(await engine.event('channel.waiting', PATIENCE_MS)).toMatchObject({
          channel: 'telegram',
          why: 'too-many-requests',
          forMs: WAIT_S * 1000,
        });
        // Somebody who writes to the bot meanwhile is answered afterwards: it is one bot to Telegram.
        providers.telegram.write(9_001, '/help');
        openAll(stage, 30);
        await othersTold(stage, PEOPLE, 'telegram');
        await settled();
        const sends = providers.telegram.heard.filter(({ path }) => path.endsWith(SEND));
        const [refusedMs, nextMs] = sends.map(({ atMs }) => atMs);
        expect((nextMs ?? 0) - (refusedMs ?? 0)).toBeGreaterThanOrEqual(WAIT_S * 1000);
        await until(() => toldOn(stage, '9001').length === 1, 'the answer to who wrote meanwhile');
        expect(stage.verdict()).toMatchObject({ clean: true });
      },
      { people: PEOPLE },
    ),
  );

  it.concurrent(
    '5xx with and without the Bot API’s words, resets before it was taken: told once when it is well',
    onStage(
      async (stage) => {
        const { scene, providers, polled, settled } = stage;
        await scene.engine();
        await polled();
        providers.telegram.planFor(
          SEND,
          telegramRefusal(500, 'Internal Server Error'),
          { status: 502, body: '<html>Bad Gateway</html>' },
          { status: 504, body: '<html>Gateway Timeout</html>' },
          telegramRefusal(503, 'Service Unavailable'),
          'reset',
        );
        openAll(stage);
        await othersTold(stage, PEOPLE, 'telegram');
        await settled();
        expect(stage.verdict()).toMatchObject({ clean: true });
      },
      { people: PEOPLE },
    ),
  );

  it.concurrent(
    '401: the channel stops and says so, the others go on; with a good token what was owed is told',
    onStage(
      async (stage) => {
        const { scene, providers, script, ledger, polled, settled } = stage;
        const engine = await scene.engine();
        await polled();
        providers.telegram.always(telegramRefusal(401, 'Unauthorized'));
        openAll(stage);
        await othersTold(stage, PEOPLE, 'telegram');
        await until(
          async () => (await channelState(stage, 'telegram')).state === 'stopped',
          'the channel stopped',
        );
        expect((await channelState(stage, 'telegram')).detail).toMatch(/credentials|token/);
        const sends = () => providers.telegram.heard.filter(({ path }) => path.endsWith(SEND)).length;
        const sent = sends();
        script.set(1, 0);
        script.set(1, 30);
        await polled();
        expect(sends()).toBe(sent);
        expect(ledger.read().some(({ channel }) => channel === 'telegram')).toBe(false);
        expect((await engine.stop()).code).toBe(0);
        providers.telegram.always(undefined);
        await scene.engine();
        await polled();
        await settled();
        expect(stage.verdict()).toMatchObject({ clean: true });
      },
      { people: PEOPLE },
    ),
  );

  it.concurrent(
    '409: another program reads this bot: reading rests, sending goes on',
    onStage(
      async (stage) => {
        const { scene, providers, polled, settled } = stage;
        providers.telegram.alwaysFor(
          '/getUpdates',
          telegramRefusal(409, 'Conflict: terminated by other getUpdates request'),
        );
        await scene.engine();
        await polled();
        openAll(stage);
        await polled();
        await settled();
        expect(stage.verdict()).toMatchObject({ clean: true });
        expect(await channelState(stage, 'telegram')).toMatchObject({ state: 'on' });
        const reads = providers.telegram.heard.filter(({ path }) => path.endsWith('/getUpdates'));
        expect(reads.length).toBeLessThan(4);
      },
      { people: PEOPLE },
    ),
  );

  it.concurrent(
    'taken and not said (the line cut): one copy more, and never a third however often it happens',
    onStage(
      async (stage) => {
        const { scene, providers, polled, settled, states } = stage;
        providers.telegram.alwaysWhen(to('7001'), 'accept-then-reset');
        await scene.engine();
        await polled();
        providers.telegram.planFor(SEND, 'accept-then-cut');
        openAll(stage);
        await othersTold(stage, PEOPLE, 'telegram');
        await settled();
        expect(toldOn(stage, '7001')).toHaveLength(2);
        expect(states().unknown).toBeGreaterThan(0);
        // One copy for each of the two messages that were taken unsaid.
        expect(stage.verdict(2)).toMatchObject({ clean: true, copies: 2 });
      },
      { people: PEOPLE },
    ),
  );
});
