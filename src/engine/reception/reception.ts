// Where people come in by themselves: one-time codes, the page and its API, the Telegram conversation, all on one
// self-service. It introduces them to each other and to the engine, and decides nothing that one of them could decide.
import { randomInt } from 'node:crypto';
import type { TelegramChat } from '../../../bots/telegram-chat/chat.ts';
import type { TelegramPatience } from '../../../bots/telegram-patience.ts';
import type { RunningSignUp } from '../../alert/sign-up.ts';
import type { Clock } from '../../clock.ts';
import type { Settings } from '../../config.ts';
import type { AreaId } from '../../core/area.ts';
import { everyText } from '../../core/freshness.ts';
import type { SelfService } from '../../core/self-service.ts';
import type { EngineSnapshot } from '../../core/snapshot.ts';
import type { Source } from '../../core/source.ts';
import type { Log } from '../../log.ts';
import { StoreError } from '../../store/errors.ts';
import type { Store } from '../../store/store.ts';
import type { WebServer } from '../../web/server.ts';
import type { Channels } from '../channels.ts';
import { freshnessOf } from '../figures/polled-areas.ts';
import type { Vitals } from '../figures/vitals.ts';
import { type AreaHealth, localSelfService } from './self-service.ts';
import { selfServiceNow } from './self-service-now.ts';
import { engineSignUp } from './sign-up.ts';
import { engineWeb } from './web.ts';

export interface ReceptionParts {
  readonly settings: Settings;
  readonly store: Store;
  readonly source: Source;
  readonly channels: Channels;
  /** With Telegram, together with the alerts of the same bot. */
  readonly patience?: TelegramPatience;
  /** What the poller knows of an area; undefined for one that is not polled. */
  readonly areaHealth: (areaId: AreaId) => AreaHealth | undefined;
  readonly snapshot: () => EngineSnapshot;
  /** What others are told of how the engine is. */
  readonly vitals: Vitals;
  readonly clock: Clock;
  readonly log: Log;
  /** Called after anything changed of who is told of what. */
  readonly onChange: () => void;
  /** A part met a bug: the process must end. */
  readonly onBug: (error: unknown) => void;
}

export interface Reception {
  readonly signUp: RunningSignUp;
  /**
   * Lets people in: opens the page, reads what is written to the bot. Resolves with where the page is served, null
   * where it is not. @throws Failure when it cannot be
   */
  open(): Promise<string | null>;
  /** What keeps people out though the settings let them in, in sentences for the operator. */
  troubles(): readonly string[];
  /** Lets nobody in any more, and lets those inside finish. Safe to call before `open`, and twice. */
  close(): Promise<void>;
}

/** Nobody comes in before `open`. */
export function createReception(parts: ReceptionParts): Reception {
  const { settings, store, source, channels, areaHealth, snapshot, vitals, clock, log } = parts;
  const rules = { open: settings.signUpOpen, maxSubscriptions: settings.maxSubscriptions };
  const selfService = localSelfService({
    store,
    links: store.links,
    source,
    clock,
    rules,
    areaHealth,
    onChange: parts.onChange,
  });
  const signUp = engineSignUp({
    store,
    selfService: selfServiceNow({ store, clock, rules }),
    onChange: parts.onChange,
    channels,
    settings,
    source,
    clock,
    log,
    randomInt,
    random: Math.random,
    onBug: parts.onBug,
  });
  let web: WebServer | undefined;
  let chat: TelegramChat | undefined;

  /** Of an area that is not polled yet, what the pace would give it. */
  function pollsEvery(areaId: AreaId): string {
    const polled = areaHealth(areaId);
    const areaMs = polled === undefined ? wouldBeMs(areaId) : polled.intervalMs;
    if (areaMs === undefined) return '';
    return areaMs === null ? 'as often as the source answers' : everyText(areaMs);
  }

  function wouldBeMs(areaId: AreaId): number | null | undefined {
    const area = source.area(areaId);
    const allowed = area === undefined ? undefined : freshnessOf(snapshot(), area);
    return allowed === undefined ? undefined : (allowed.areaIntervalMs ?? allowed.meanIntervalMs);
  }

  /** Those of the night, held for the morning, do not wait. */
  function alertsWait(): boolean {
    try {
      const nowMs = clock.wallMs();
      const dueMs = store.outbox.nextDueMs('telegram', nowMs);
      return dueMs !== null && dueMs <= nowMs;
    } catch (error) {
      if (error instanceof StoreError) return false;
      throw error;
    }
  }

  async function openChat(self: SelfService): Promise<void> {
    if (settings.telegram === null) return;
    const { telegramChat } = await import('../../../bots/telegram-chat/chat.ts');
    chat = telegramChat({
      ...settings.telegram,
      self,
      places: source,
      pollsEvery,
      clock,
      log,
      alertsWait,
      patience: parts.patience,
      random: Math.random,
    });
    chat.start();
  }

  return {
    signUp,
    async open() {
      web = await engineWeb({
        settings,
        store,
        source,
        selfService,
        signUp,
        pollsEvery,
        ...vitals,
        clock,
        log,
      });
      await openChat(selfService);
      return web === undefined || settings.web === null ? null : localUrl(settings.web.host, web.port);
    },
    troubles: () => [chat?.trouble() ?? ''].filter((trouble) => trouble !== ''),
    async close() {
      await Promise.all([web?.close(), chat?.stop()]);
      await signUp.stop();
    },
  };
}

function localUrl(host: string, port: number): string {
  const name = host === '' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}/`;
}
