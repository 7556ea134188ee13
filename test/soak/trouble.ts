// Providers that fail now and then: with every 25th message the next request of one of them goes wrong, some after it
// was taken. Only what a channel makes good again, however often it comes: who refuses a recipient for good, or breaks off
// so that nobody knows (twice on one message ends it as `unknown`), is a matter of FAULTS 9 and 10.
import { pick, type Random } from '../../src/demo/random.ts';
import type { Providers } from '../harness/providers.ts';

export interface Trouble {
  /** What went wrong after it was taken, and so may arrive twice. */
  mayArriveTwice(): number;
  /** Nothing goes wrong any more. */
  stop(): void;
}

/** Messages from one trouble to the next. */
const EVERY = 25;
const LOOK_MS = 200;

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
    () => telegram.planFor('/editMessageText', say(500, 'Internal Server Error')),
    taken(() => telegram.planFor('/sendMessage', 'accept-then-cut')),
    () => mail.fail('mail', '451 4.3.0 not now'),
    () => mail.fail('greeting', '421 4.3.2 closing down'),
    () => mail.fail('rcpt', 'drop'),
    taken(() => mail.fail('dot', 'take-drop')),
    () => webhook.plan({ status: 503 }),
    taken(() => webhook.plan('accept-then-reset')),
  ];
  let next = EVERY;
  const timer = setInterval(() => {
    const messages = telegram.messages.length + mail.mails.length + webhook.heard.length;
    for (; next <= messages; next += EVERY) pick(random, kinds)();
  }, LOOK_MS);
  return { mayArriveTwice: () => twice, stop: () => clearInterval(timer) };
}
