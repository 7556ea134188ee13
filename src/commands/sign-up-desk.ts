// Where a command signs somebody up: at the engine of this data directory, or at a server elsewhere. Both answer in the
// same words; what was refused is a sentence and an exit code.
import type { RemoteControl } from '../control/client.ts';
import { areaText } from '../core/area.ts';
import type { CodePurpose } from '../core/outcome.ts';
import { safeText } from '../core/safe-text.ts';
import type { Addressee, OwnWish } from '../core/self-service.ts';
import type { Ask } from '../core/sign-up.ts';
import { wishText } from '../core/text/wish.ts';
import { EXIT, Failure } from '../failure.ts';
import { type Context, dataDirOf, runningEngine } from './context.ts';
import { type Json, type RemoteServer, remoteServer } from './remote.ts';

export interface Confirmed {
  readonly purpose: CodePurpose;
  /** What they are told of now, each in words. */
  readonly subscriptions: readonly { readonly text: string; readonly paused: boolean }[];
  /** The page where they change and end it; null: this command does not know it. */
  readonly manageUrl: string | null;
  /** Signs the calls of a webhook; null for the others. */
  readonly secret: string | null;
}

export interface SignUpDesk {
  /** Resolves with how long the code is valid (ms). @throws Failure */
  register(ask: Ask): Promise<number>;
  /** @throws Failure */
  verify(to: Addressee, code: string, only?: CodePurpose): Promise<Confirmed>;
  close(): void;
}

/** @throws Failure: 64 when `server` is no address, 69 when no engine runs here */
export async function signUpDesk(context: Context, server: string | undefined): Promise<SignUpDesk> {
  if (server !== undefined) {
    const remote = remoteServer(server, context.version);
    if (remote.isOpenToRead) {
      context.remark('This is no https:// address: what is sent can be read on its way.');
    }
    return atServer(remote);
  }
  const engine = await runningEngine(context);
  if (engine !== undefined) return atEngine(engine, context);
  throw new Failure(
    EXIT.unreachable,
    `No engine runs in ${dataDirOf(context).path}, and only an engine sends codes. Start it with: vaccine-watch run\nTo sign up with somebody else's, name it: --server https://slots.example.org`,
  );
}

function atEngine(engine: RemoteControl, { source }: Context): SignUpDesk {
  const areaName = (id: string) => {
    const area = source.area(id);
    return area === undefined ? id : areaText(area);
  };
  return {
    async register(ask) {
      const answer = await engine.register(ask);
      if (answer.ok) return answer.validForMs;
      throw new Failure(answer.why === 'unavailable' ? EXIT.unreachable : EXIT.failed, answer.message);
    },
    async verify(to, code, only) {
      const answer = await engine.verify(to, code, only);
      if (!answer.ok) throw new Failure(EXIT.failed, answer.message);
      const subscriptions = answer.person?.subscriptions ?? [];
      return {
        purpose: answer.purpose,
        subscriptions: subscriptions.map((one) => ({ text: wishText(one, areaName), paused: one.paused })),
        manageUrl: null,
        secret: answer.person?.secret ?? null,
      };
    },
    close: () => engine.close(),
  };
}

const TEXT_MAX_CHARS = 2_000;

function atServer(server: RemoteServer): SignUpDesk {
  return {
    async register(ask) {
      const { validForS } = await server.post('register', registerBody(ask));
      return typeof validForS === 'number' && validForS > 0 ? validForS * 1000 : 0;
    },
    async verify(to, code, only) {
      const path = only === 'unsubscribe' ? 'unsubscribe' : 'verify';
      const answer = await server.post(path, { ...recipientBody(to), code });
      const subscriptions = Array.isArray(answer.subscriptions) ? answer.subscriptions : [];
      return {
        purpose:
          answer.purpose === 'unsubscribe' || answer.purpose === 'manage' ? answer.purpose : 'subscribe',
        subscriptions: subscriptions.map(shown).filter(({ text }) => text !== ''),
        manageUrl: safeText(answer.manageUrl, TEXT_MAX_CHARS) || null,
        secret: safeText(answer.secret, TEXT_MAX_CHARS) || null,
      };
    },
    close: () => undefined,
  };
}

function recipientBody({ channel, address }: Addressee): Json {
  return { [channel]: address };
}

/** What was checked here goes by number: the server may know a place by another spelling. */
function registerBody(ask: Ask): Json {
  if (ask.purpose !== 'subscribe') return { ...recipientBody(ask.to), purpose: ask.purpose };
  return { ...recipientBody(ask.wish), ...wishBody(ask.wish) };
}

function wishBody({ place, filters, others }: OwnWish): Json {
  const { dose, ageYears, vaccine, fee, minCapacity } = filters;
  return {
    ...(place.areaId !== null && { district: place.areaId.split(':').at(-1) }),
    ...(place.pincode !== null && { pincode: place.pincode }),
    ...(dose !== null && { dose }),
    ...(ageYears !== null && { age: String(ageYears) }),
    ...(vaccine !== null && { vaccine }),
    ...(fee !== null && { fee }),
    min: String(minCapacity),
    others,
  };
}

function shown(subscription: unknown): Confirmed['subscriptions'][number] {
  const { text, paused } = (typeof subscription === 'object' ? (subscription ?? {}) : {}) as Json;
  return { text: safeText(text, TEXT_MAX_CHARS), paused: paused === true };
}
