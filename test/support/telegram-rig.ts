// The Telegram conversation as it runs in the engine: before a real store on disk with what people may do on it, beside
// the sender of alerts, both talking to one server on loopback. Slots open and close as the poller would report them.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { telegramChannel } from '../../bots/telegram.ts';
import { type TelegramChat, telegramChat } from '../../bots/telegram-chat/chat.ts';
import type { ChatParts } from '../../bots/telegram-chat/parts.ts';
import { type Dispatch, startDispatch } from '../../src/alert/dispatch.ts';
import { systemClock } from '../../src/clock.ts';
import type { SelfService } from '../../src/core/self-service.ts';
import type { Session } from '../../src/core/session.ts';
import { localSelfService } from '../../src/engine/reception/self-service.ts';
import { cowinSource } from '../../src/sources/cowin/index.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { quickPolicies, sessionOf } from './dispatch-rig.ts';
import { scratchFolder } from './scratch.ts';

export interface TelegramRig {
  readonly store: Store;
  readonly self: SelfService;
  readonly chat: TelegramChat;
  /** Log lines as JSON. */
  readonly log: readonly string[];
  /** One answer of BBMP in which these sessions have capacity. */
  open(...sessions: readonly (Partial<Session> & { readonly sessionId: string })[]): void;
  /** Two full answers of BBMP without these sessions. */
  close(...sessionIds: readonly string[]): void;
  stop(): Promise<void>;
}

export interface RigOptions extends Partial<ChatParts> {
  readonly maxSubscriptions?: number;
  readonly signUpOpen?: boolean;
  /** Called each time somebody is looked for. */
  readonly watch?: () => void;
}

/** Clocks on which waiting passes so many times as fast: nobody in a test reads the answers. */
export function hurried(times: number): ChatParts['clock'] {
  return {
    wallMs: systemClock.wallMs,
    monotonicMs: () => systemClock.monotonicMs() * times,
    sleep: (ms, signal) => systemClock.sleep(ms / times, signal),
  };
}

const source = cowinSource();
const BBMP = 'cowin:294';

/** Starts to read at once. */
export function telegramRig(token: string, apiRoot: string, options: RigOptions = {}): TelegramRig {
  const { maxSubscriptions = 20, signUpOpen = true, watch = () => undefined, ...changes } = options;
  const dir = scratchFolder('telegram-chat-');
  const store = openStore(join(dir, 'test.db'), source);
  const log: string[] = [];
  const note: ChatParts['log'] = (level, event, fields) =>
    log.push(JSON.stringify({ level, event, ...fields }));
  const channel = telegramChannel({ token, apiRoot });
  let dispatch: Dispatch | undefined;
  const polled = { lastGoodMs: Date.now() - 12_000, intervalMs: 135_000, failure: '' };
  const self = localSelfService({
    store,
    links: store.links,
    source,
    clock: systemClock,
    rules: { open: signUpOpen, maxSubscriptions },
    areaHealth: (areaId) => (areaId === BBMP ? polled : undefined),
    onChange() {
      // As after the area's next good answer.
      store.slots.joinAreas([BBMP], Date.now());
      dispatch?.wake();
    },
  });
  const chat = telegramChat({
    token,
    apiRoot,
    self: {
      ...self,
      find(to) {
        watch();
        return self.find(to);
      },
    },
    places: source,
    pollsEvery: (areaId) => (areaId === BBMP ? 'every 2 min 15 s' : ''),
    clock: hurried(20),
    log: note,
    alertsWait: () => false,
    random: Math.random,
    timeoutMs: 2_000,
    pollSeconds: 5,
    ...changes,
  });
  dispatch = startDispatch({
    outbox: store.outbox,
    channels: new Map([['telegram', channel]]),
    clock: systemClock,
    log: note,
    random: Math.random,
    policies: quickPolicies(),
  });
  chat.start();

  const record = (sessions: readonly Session[], absent: readonly string[]): void => {
    const nowMs = Date.now();
    const { more } = store.slots.record([{ areaId: BBMP, answeredAtMs: nowMs, sessions, absent }], nowMs);
    while (more && store.slots.fanOut(Date.now(), 1_000).more);
    dispatch?.wake();
  };

  return {
    store,
    self,
    chat,
    log,
    open: (...sessions) => record(sessions.map(sessionOf), []),
    close: (...sessionIds) => record([], sessionIds),
    async stop() {
      await chat.stop();
      await dispatch?.drain(2_000);
      await channel.close();
      store.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
