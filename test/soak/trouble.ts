// Providers that fail now and then: every second or so the next request of one of them goes wrong, some after it was
// taken. Only what a channel makes good again; who refuses a recipient for good is no matter of a soak.
import { pick, type Random } from '../../src/demo/random.ts';
import type { Providers } from '../harness/providers.ts';

export interface Trouble {
  /** What went wrong after it was taken, and so may arrive twice. */
  mayArriveTwice(): number;
  /** Nothing goes wrong any more. */
  stop(): void;
}

const EVERY_MS = 1_500;

export function makeTrouble({ telegram, mail, webhook }: Providers, random: Random): Trouble {
  let twice = 0;
  const taken = (work: () => void) => () => {
    twice += 1;
    work();
  };
  const say = (status: number, description: string, parameters = {}) => ({
    status,
    body: { ok: false, error_code: status, description, parameters },
  });
  const kinds: readonly (() => void)[] = [
    () => telegram.planFor('/sendMessage', say(429, 'Too Many Requests: retry after 1', { retry_after: 1 })),
    () => telegram.planFor('/sendMessage', say(502, 'Bad Gateway')),
    () => telegram.planFor('/sendMessage', 'reset'),
    () => telegram.planFor('/editMessageText', say(500, 'Internal Server Error')),
    taken(() => telegram.planFor('/sendMessage', 'accept-then-cut')),
    () => mail.fail('mail', '451 4.3.0 not now'),
    () => mail.fail('greeting', '421 4.3.2 closing down'),
    () => mail.fail('content', 'drop'),
    () => mail.fail('rcpt', 'drop'),
    taken(() => mail.fail('dot', 'take-drop')),
    () => webhook.plan({ status: 503 }),
    () => webhook.plan('reset'),
    taken(() => webhook.plan('accept-then-reset')),
  ];
  const timer = setInterval(() => pick(random, kinds)(), EVERY_MS);
  return { mayArriveTwice: () => twice, stop: () => clearInterval(timer) };
}
