// The web server between real parts: a store on disk, the engine's own self-service and sign-up, mail and webhooks that
// go to servers on loopback. Slots open as the poller would report them. A clock that can be set forward is the one
// thing that differs from the engine.
import { randomInt } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { emailChannel } from '../../bots/email.ts';
import { webhookChannel } from '../../bots/webhook.ts';
import { clientKey, siteKey } from '../../src/alert/client-key.ts';
import { startDispatch } from '../../src/alert/dispatch.ts';
import { type Clock, systemClock } from '../../src/clock.ts';
import type { SelfService } from '../../src/core/self-service.ts';
import type { Session } from '../../src/core/session.ts';
import type { SignUp } from '../../src/core/sign-up.ts';
import { mailText } from '../../src/demo/mail-text.ts';
import { localSelfService } from '../../src/engine/reception/self-service.ts';
import { selfServiceNow } from '../../src/engine/reception/self-service-now.ts';
import { engineSignUp } from '../../src/engine/reception/sign-up.ts';
import { packageRoot } from '../../src/package-root.ts';
import { cowinSource } from '../../src/sources/cowin/index.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { serveWeb } from '../../src/web/server.ts';
import type { WebParts, WebSettings } from '../../src/web/web-parts.ts';
import { AREA_ID, quickPolicies, sessionOf } from '../support/dispatch-rig.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { until } from '../support/program.ts';
import { scratchFolder } from '../support/scratch.ts';
import { quietSnapshot } from '../support/snapshots.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts';

export interface WebRig {
  /** Where the server listens: `http://127.0.0.1:41234`. */
  readonly url: string;
  readonly store: Store;
  readonly selfService: SelfService;
  readonly signUp: SignUp;
  readonly mail: MailServer;
  readonly webhook: WebhookReceiver;
  /** Log lines as JSON, debug included. */
  readonly log: readonly string[];
  /** Sets the clock forward. */
  pass(ms: number): void;
  /** One answer of an area in which these sessions have capacity. */
  open(...sessions: readonly (Partial<Session> & { readonly sessionId: string })[]): void;
  /** Two full answers without these sessions. */
  close(...sessionIds: readonly string[]): void;
  /** The code of the newest mail to an address that is not among those `seen` before. */
  codeFor(address: string): Promise<string>;
  /** A subscriber with a link, signed up as the engine does it. */
  person(address: string): Promise<{ readonly id: number; readonly token: string }>;
  stop(): Promise<void>;
}

export interface WebRigOptions
  extends Partial<Pick<WebParts, 'signUpOpen' | 'hasMail' | 'limits' | 'unready' | 'facts'>> {
  readonly settings?: Partial<WebSettings>;
  readonly maxSubscriptions?: number;
  /** What codes are made of. */
  readonly randomInt?: (limit: number) => number;
  /** Which addresses are of one site (default: as in the program, where loopback has none). */
  readonly siteOf?: (ip: string) => string | null;
  /** Puts something in front of the self-service: a wait, a failure. */
  readonly wrap?: (selfService: SelfService) => SelfService;
}

export async function startWebRig(options: WebRigOptions = {}): Promise<WebRig> {
  const { signUpOpen = true, hasMail = true, limits = {}, wrap = (inner) => inner } = options;
  const dir = scratchFolder('web-');
  const source = cowinSource();
  const store = openStore(join(dir, 'test.db'), source);
  const mail = await startMailServer();
  const webhook = await startWebhookReceiver();
  const log: string[] = [];
  const write = (level: string, event: string, fields?: object) =>
    void log.push(JSON.stringify({ level, event, ...fields }));
  let aheadMs = 0;
  const clock: Clock = {
    ...systemClock,
    wallMs: () => Date.now() + aheadMs,
    monotonicMs: () => performance.now() + aheadMs,
  };
  const settings = {
    host: '127.0.0.1',
    port: 0,
    publicUrl: null,
    proxies: 1,
    metricsToken: null,
    ...options.settings,
  };
  const fail = (error: unknown) => write('error', 'bug', { why: String(error) });

  const email = emailChannel({
    smtpUrl: mail.url,
    tls: 'off',
    from: 'Slots <alerts@example.net>',
    links: (to) => {
      const person = store.subscribers.find({ channel: 'email', address: to.address });
      if (person === undefined || settings.publicUrl === null) return undefined;
      const token = store.links.tokenOf(person);
      return { unsubscribe: `${settings.publicUrl}/u/${token}`, manage: `${settings.publicUrl}/m/${token}` };
    },
  });
  const channels = new Map(
    [...(hasMail ? [email] : []), webhookChannel({ allowLocal: true })].map((one) => [one.name, one]),
  );
  const dispatch = startDispatch({
    outbox: store.outbox,
    channels,
    clock,
    log: write,
    random: Math.random,
    policies: quickPolicies(),
    onBug: fail,
  });
  const rules = { open: signUpOpen, maxSubscriptions: options.maxSubscriptions ?? 10 };
  const selfService = wrap(
    localSelfService({
      store,
      links: store.links,
      source,
      clock,
      rules,
      areaHealth: () => ({ lastGoodMs: clock.wallMs() - 20_000, intervalMs: 135_000, failure: '' }),
      onChange: dispatch.wake,
    }),
  );
  const signUp = engineSignUp({
    store,
    selfService: selfServiceNow({ store, clock, rules }),
    onChange: dispatch.wake,
    channels,
    settings: { web: settings, signUpOpen },
    source,
    clock,
    log: write,
    randomInt: options.randomInt ?? randomInt,
    random: Math.random,
    onBug: fail,
  });
  const server = await serveWeb({
    settings,
    signUpOpen,
    hasMail,
    source,
    selfService,
    signUp,
    openings: store.history.openings,
    pollsEvery: () => 'every 2 min 15 s',
    unready: () => [],
    facts: () => ({ snapshot: quietSnapshot(), oldestPendingMs: null, freeDiskBytes: null }),
    ...(options.unready !== undefined && { unready: options.unready }),
    ...(options.facts !== undefined && { facts: options.facts }),
    networkOf: clientKey,
    siteOf: options.siteOf ?? siteKey,
    dataFolder: join(packageRoot(), 'data'),
    clock,
    log: write,
    limits,
  });

  const record = (sessions: readonly Session[], absent: readonly string[]): void => {
    const nowMs = clock.wallMs();
    const { more } = store.slots.record(
      [{ areaId: sessions[0]?.areaId ?? AREA_ID, answeredAtMs: nowMs, sessions, absent }],
      nowMs,
    );
    while (more && store.slots.fanOut(clock.wallMs(), 1_000).more);
    dispatch.wake();
  };
  const used = new Set<unknown>();

  return {
    url: `http://127.0.0.1:${server.port}`,
    store,
    selfService,
    signUp,
    mail,
    webhook,
    log,
    pass: (ms) => {
      aheadMs += ms;
    },
    open: (...sessions) => record(sessions.map(sessionOf), []),
    close: (...sessionIds) => record([], sessionIds),
    async codeFor(address) {
      const found = await until(
        () =>
          mail.mails.find(
            (one) => one.to.includes(address) && !used.has(one) && codeIn(one.raw) !== undefined,
          ),
        'a mail with a code',
      );
      used.add(found);
      return codeIn(found.raw) as string;
    },
    async person(address) {
      const place = { areaId: AREA_ID, pincode: null };
      const filters = { dose: null, ageYears: null, vaccine: null, fee: null, minCapacity: 1 };
      const answer = await selfService.subscribe({
        channel: 'email',
        address,
        place,
        filters,
        others: 'replace',
        origin: 'page',
      });
      if (!answer.ok) throw new Error(answer.message);
      return { id: answer.subscriber.id, token: store.links.tokenOf(answer.subscriber) };
    },
    async stop() {
      await server.close();
      await signUp.stop();
      await dispatch.drain(2_000);
      for (const channel of channels.values()) await channel.close();
      await mail.close();
      await webhook.close();
      store.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function codeIn(raw: string): string | undefined {
  return /^(\d{6})\s/.exec(mailText(raw))?.[1];
}
