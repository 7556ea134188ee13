// Signing up by one-time code, from asking to being told: what a code does, and that nothing else does it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Channel } from '../../src/core/outcome.ts';
import type { Ask, Client, Registered, Verified } from '../../src/core/sign-up.ts';
import { NO_FILTERS } from '../../src/core/subscription.ts';
import { BBMP, clientNo, mailTo, type SignUpRig, signUpRig, wishOf } from '../support/sign-up-rig.ts';

const ANITA = 'anita@example.org';
const OPERATOR: Client = { ip: null };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const wanting = (address = ANITA, changes: Parameters<typeof wishOf>[1] = {}): Ask => ({
  purpose: 'subscribe',
  wish: wishOf(address, changes),
});
const about = (purpose: 'unsubscribe' | 'manage', address = ANITA): Ask => ({ purpose, to: mailTo(address) });

/** Asks for a code and takes it from the mailbox. */
async function codeFor(rig: SignUpRig, ask: Ask, client: Client = OPERATOR): Promise<string> {
  expect(await rig.signUp.register(ask, client)).toMatchObject({ ok: true });
  return rig.box.take(ask.purpose === 'subscribe' ? ask.wish.address : ask.to.address);
}

const verify = (
  rig: SignUpRig,
  code: string,
  address = ANITA,
  client: Client = OPERATOR,
): Promise<Verified> => rig.signUp.verify(mailTo(address), code, client);

/** Codes that are none of these. */
function wrongCodes(count: number, ...right: readonly string[]): string[] {
  const codes: string[] = [];
  for (let at = 0; codes.length < count; at++) {
    const code = String(at).padStart(6, '0');
    if (!right.includes(code)) codes.push(code);
  }
  return codes;
}

describe('signing up', () => {
  it('takes effect with the code and not before; the person is verified and has a link', async () => {
    const rig = signUpRig();
    const code = await codeFor(rig, wanting());
    expect(await rig.selfService.find(mailTo(ANITA))).toBeUndefined();
    const answer = await verify(rig, code);
    expect(answer).toMatchObject({
      ok: true,
      purpose: 'subscribe',
      person: { state: 'active', origin: 'page', subscriptions: [{ areaId: BBMP }] },
    });
    if (!answer.ok) return;
    expect(answer.person?.verifiedAtMs).toEqual(expect.any(Number));
    expect(answer.subscriptionId).toBe(answer.person?.subscriptions[0]?.id);
    expect((await rig.selfService.findByLink(answer.token ?? ''))?.address).toBe(ANITA);
  });

  it('tells the mailbox what the code confirms and for how long, in words', async () => {
    const rig = signUpRig();
    await codeFor(rig, wanting(ANITA, { filters: { ...NO_FILTERS, dose: '1', ageYears: 45 } }));
    expect(rig.box.sent).toEqual([
      {
        address: ANITA,
        code: expect.stringMatching(/^\d{6}$/),
        validForMs: 10 * MINUTE,
        purpose: 'subscribe',
        wishText: 'BBMP, Karnataka: dose 1, age 45',
        verifyUrl: null,
      },
    ]);
  });

  it('again overwrites nothing before the code: a stranger who asks for my address changes nothing', async () => {
    const rig = signUpRig();
    await verify(rig, await codeFor(rig, wanting(ANITA, { filters: { ...NO_FILTERS, dose: '1' } })));
    rig.forward(MINUTE);
    const code = await codeFor(rig, wanting(ANITA, { filters: { ...NO_FILTERS, dose: '2' } }), clientNo(1));
    const doses = async () =>
      (await rig.selfService.find(mailTo(ANITA)))?.subscriptions.map(({ dose }) => dose);
    expect(await doses()).toEqual(['1']);
    await verify(rig, code);
    expect(await doses()).toEqual(['2']);
  });

  it('beside what stands keeps both', async () => {
    const rig = signUpRig();
    await verify(rig, await codeFor(rig, wanting(ANITA, { filters: { ...NO_FILTERS, ageYears: 70 } })));
    rig.forward(MINUTE);
    const ask = wanting(ANITA, { filters: { ...NO_FILTERS, ageYears: 20 }, others: 'keep' });
    const answer = await verify(rig, await codeFor(rig, ask));
    expect(answer.ok && answer.person?.subscriptions).toHaveLength(2);
  });

  it('is all done or nothing: where the subscription cannot be written, the same code works again', async () => {
    const rig = signUpRig();
    const code = await codeFor(rig, wanting());
    const other = new Database(join(rig.folder, 'vaccine-watch.db'));
    onTestFinished(() => {
      other.close();
    });
    other.exec(`
      CREATE TRIGGER no_room BEFORE INSERT ON subscriptions BEGIN SELECT RAISE(ABORT, 'no room left'); END
    `);
    await expect(verify(rig, code)).rejects.toThrow('no room left');
    expect(await rig.selfService.find(mailTo(ANITA))).toBeUndefined();
    other.exec('DROP TRIGGER no_room');
    expect(await verify(rig, code)).toMatchObject({
      ok: true,
      person: { subscriptions: [{ areaId: BBMP }] },
    });
    expect(await verify(rig, code)).toMatchObject({ ok: false, why: 'wrong-code' });
  });

  it('keeps a code with leading zeros, and takes it with spaces as people type it', async () => {
    const rig = signUpRig({ randomInt: () => 7 });
    expect(await codeFor(rig, wanting())).toBe('000007');
    expect(await verify(rig, ' 000 007 ')).toMatchObject({ ok: true });
  });

  it('asks the source of randomness for a million, and uses what it says', async () => {
    const asked: number[] = [];
    const numbers = [999_999, 42];
    const rig = signUpRig({
      randomInt: (limit) => {
        asked.push(limit);
        return numbers.shift() ?? 0;
      },
    });
    expect(await codeFor(rig, wanting())).toBe('999999');
    expect(await codeFor(rig, wanting('ravi@example.org'))).toBe('000042');
    expect(asked).toEqual([1_000_000, 1_000_000]);
  });

  it('tells only who has the right code that they have too many, or are not wanted', async () => {
    const rig = signUpRig({ maxSubscriptions: 1 });
    await verify(rig, await codeFor(rig, wanting()));
    rig.forward(MINUTE);
    const more = wanting(ANITA, { place: { areaId: null, pincode: '560011' }, others: 'keep' });
    const code = await codeFor(rig, more);
    expect(await verify(rig, wrongCodes(1, code)[0] as string)).toMatchObject({ why: 'wrong-code' });
    expect(await verify(rig, code)).toMatchObject({ ok: false, why: 'too-many' });
    const late = await codeFor(rig, wanting('ravi@example.org'));
    rig.store.subscribers.block(mailTo('ravi@example.org'), Date.now());
    expect(await verify(rig, late, 'ravi@example.org')).toMatchObject({ ok: false, why: 'blocked' });
  });
});

describe('ending and finding one’s alerts', () => {
  it('by a code ends the alerts, and says so also to who had none', async () => {
    const rig = signUpRig();
    await verify(rig, await codeFor(rig, wanting()));
    rig.forward(MINUTE);
    expect(await verify(rig, await codeFor(rig, about('unsubscribe')))).toMatchObject({
      ok: true,
      purpose: 'unsubscribe',
      person: { state: 'gone' },
    });
    const nobody = 'nobody@example.org';
    expect(await verify(rig, await codeFor(rig, about('unsubscribe', nobody)), nobody)).toEqual({
      ok: true,
      purpose: 'unsubscribe',
      person: null,
      subscriptionId: null,
      token: null,
    });
  });

  it('by a code gives the link back, and changes nothing', async () => {
    const rig = signUpRig();
    const first = await verify(rig, await codeFor(rig, wanting()));
    rig.forward(MINUTE);
    const again = await verify(rig, await codeFor(rig, about('manage')));
    expect(again).toMatchObject({ ok: true, purpose: 'manage', person: { state: 'active' } });
    expect(again.ok && first.ok && again.token === first.token).toBe(true);
  });

  it('where a code of another kind was meant: it is a wrong one', async () => {
    const rig = signUpRig();
    const code = await codeFor(rig, wanting());
    const ended = await rig.signUp.verify(mailTo(ANITA), code, OPERATOR, 'unsubscribe');
    expect(ended).toMatchObject({ ok: false, why: 'wrong-code' });
    expect(await rig.selfService.find(mailTo(ANITA))).toBeUndefined();
    expect(await verify(rig, code)).toMatchObject({ ok: true, purpose: 'subscribe' });
  });

  it('goes on while sign-up is closed; only who wants to begin is refused, known or not', async () => {
    const rig = signUpRig({ open: false });
    rig.store.subscribers.add(wishOf('ravi@example.org'), Date.now());
    const refused = await rig.signUp.register(wanting(), OPERATOR);
    expect(refused).toMatchObject({ ok: false, why: 'closed', waitMs: null });
    expect(await rig.signUp.register(wanting('ravi@example.org'), OPERATOR)).toEqual(refused);
    expect(
      await verify(rig, await codeFor(rig, about('manage', 'ravi@example.org')), 'ravi@example.org'),
    ).toMatchObject({
      ok: true,
      person: { state: 'active' },
    });
    rig.forward(MINUTE);
    const stop = await codeFor(rig, about('unsubscribe', 'ravi@example.org'));
    expect(await verify(rig, stop, 'ravi@example.org')).toMatchObject({ person: { state: 'gone' } });
  });

  it('is not possible on a channel that sends no codes, and says what is', async () => {
    const rig = signUpRig({ channels: new Map() });
    expect(await rig.signUp.register(wanting(), OPERATOR)).toMatchObject({
      ok: false,
      why: 'unavailable',
      message: expect.stringContaining('the operator has not set up mail'),
    });
    const chat: Ask = { purpose: 'manage', to: { channel: 'telegram', address: '42' } };
    expect(await rig.signUp.register(chat, OPERATOR)).toMatchObject({
      why: 'unavailable',
      message: expect.stringContaining('/start'),
    });
  });
});

describe('who guesses', () => {
  it('has five tries, from however many addresses of the network; then even the right code is void', async () => {
    const rig = signUpRig();
    const code = await codeFor(rig, wanting());
    const answers: Verified[] = [];
    for (const [at, guess] of wrongCodes(200, code).entries()) {
      answers.push(await verify(rig, guess, ANITA, clientNo(at)));
    }
    const why = answers.map((answer) => !answer.ok && answer.why);
    expect(why.slice(0, 4)).toEqual(Array(4).fill('wrong-code'));
    expect(why.slice(4)).toEqual(Array(196).fill('too-many-tries'));
    expect(await verify(rig, code)).toMatchObject({ ok: false, why: 'too-many-tries' });
    expect(await rig.selfService.find(mailTo(ANITA))).toBeUndefined();
  });

  it('has five an hour over a day in which every hour begins with a new code', async () => {
    const rig = signUpRig();
    let compared = 0;
    for (let hour = 0; hour < 24; hour++) {
      const registered = await rig.signUp.register(wanting(), clientNo(hour));
      const right = registered.ok ? await rig.box.take(ANITA) : '';
      for (const guess of wrongCodes(20, right)) {
        const answer = await verify(rig, guess, ANITA, clientNo(hour));
        if (!answer.ok && answer.why === 'wrong-code') compared += 1;
      }
      rig.forward(HOUR);
    }
    // The fifth wrong one is compared, too, and answered with `too-many-tries`.
    expect(compared + 24).toBeLessThanOrEqual(24 * 5);
  });

  it('at many addresses is stopped after thirty an hour from one network', async () => {
    const rig = signUpRig();
    const why = [];
    for (let at = 0; at < 40; at++) {
      const answer = await verify(rig, '123456', `p${at}@example.org`, clientNo(1));
      why.push(!answer.ok && answer.why);
    }
    expect(why).toEqual([...Array(30).fill('wrong-code'), ...Array(10).fill('too-many-tries')]);
    expect(await verify(rig, '123456', 'q@example.org', clientNo(2))).toMatchObject({ why: 'wrong-code' });
  });

  it('by a slip of the finger loses no try: what has no six digits is not compared', async () => {
    const rig = signUpRig();
    const code = await codeFor(rig, wanting());
    for (const slip of ['', '12345', '1234567', 'abcdef', '12345O', code.slice(1)]) {
      expect(await verify(rig, slip)).toMatchObject({ ok: false, why: 'wrong-code' });
    }
    expect(await verify(rig, code)).toMatchObject({ ok: true });
  });
});

describe('a code', () => {
  it('that a hundred come with at once serves one', async () => {
    const rig = signUpRig();
    const code = await codeFor(rig, wanting());
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, at) => verify(rig, code, ANITA, clientNo(at))),
    );
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect((await rig.selfService.find(mailTo(ANITA)))?.subscriptions).toHaveLength(1);
  });

  it('is of no use a second time', async () => {
    const rig = signUpRig();
    const code = await codeFor(rig, about('manage'));
    expect(await verify(rig, code)).toMatchObject({ ok: true });
    expect(await verify(rig, code)).toMatchObject({ ok: false, why: 'wrong-code' });
  });

  it('is of no use after ten minutes', async () => {
    const rig = signUpRig();
    const code = await codeFor(rig, wanting());
    rig.forward(10 * MINUTE);
    expect(await verify(rig, code)).toMatchObject({ ok: false, why: 'wrong-code' });
    expect(await rig.selfService.find(mailTo(ANITA))).toBeUndefined();
  });

  it('is of no use for another address', async () => {
    const rig = signUpRig();
    const code = await codeFor(rig, wanting());
    expect(await verify(rig, code, 'ravi@example.org')).toMatchObject({ ok: false, why: 'wrong-code' });
  });

  it('stands nowhere: not in the database, not in the log', async () => {
    const rig = signUpRig();
    const code = await codeFor(rig, wanting());
    await verify(rig, wrongCodes(1, code)[0] as string);
    await rig.signUp.stop();
    rig.store.close();
    const bytes = readFileSync(join(rig.folder, 'vaccine-watch.db'));
    expect(bytes.includes(code)).toBe(false);
    expect(bytes.includes(ANITA)).toBe(false);
    expect(rig.log.join('')).not.toContain(code);
    expect(rig.log.join('')).not.toContain('anita');
  });
});

describe('a flood of requests for codes', () => {
  it('towards one address sends one a minute, three an hour, five a day', async () => {
    const rig = signUpRig();
    let sent = 0;
    const ask = async (client: number) => {
      const { ok } = await rig.signUp.register(wanting(), clientNo(client));
      if (ok) sent += 1;
    };
    for (let at = 0; at < 50; at++) await ask(at);
    expect(sent).toBe(1);
    for (let minute = 0; minute < 59; minute++) {
      rig.forward(MINUTE);
      await ask(minute);
    }
    expect(sent).toBe(3);
    for (let hour = 0; hour < 22; hour++) {
      rig.forward(HOUR);
      await ask(hour);
    }
    expect(sent).toBe(5);
    while (rig.box.sent.length < sent) await rig.box.take(ANITA);
    expect(rig.box.sent).toHaveLength(5);
  });

  it('from one network sends ten an hour, whatever the addresses', async () => {
    const rig = signUpRig();
    const answers: Registered[] = [];
    for (let at = 0; at < 30; at++)
      answers.push(await rig.signUp.register(wanting(`p${at}@example.org`), clientNo(1)));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(10);
    expect(answers.at(-1)).toMatchObject({ ok: false, why: 'too-many', waitMs: expect.any(Number) });
  });

  it('towards one mailbox under many spellings ends', async () => {
    const rig = signUpRig();
    let sent = 0;
    for (let at = 0; at < 60; at++) {
      const { ok } = await rig.signUp.register(wanting(`anita+${at}@example.org`), clientNo(at));
      if (ok) sent += 1;
    }
    expect(sent).toBe(6);
  });

  it('from everywhere ends at two hundred an hour', async () => {
    const rig = signUpRig();
    let sent = 0;
    for (let at = 0; at < 250; at++) {
      const { ok } = await rig.signUp.register(wanting(`p${at}@example.org`), clientNo(at));
      if (ok) sent += 1;
    }
    expect(sent).toBe(200);
  });

  it('counts what is sent, and not what is refused: who asks too soon loses nothing', async () => {
    const rig = signUpRig();
    for (let at = 0; at < 50; at++) await rig.signUp.register(wanting(), clientNo(1));
    rig.forward(MINUTE);
    expect(await rig.signUp.register(wanting(), clientNo(1))).toMatchObject({ ok: true });
    expect(await rig.signUp.register(wanting('ravi@example.org'), clientNo(1))).toMatchObject({ ok: true });
  });

  it('says when to come again, in time and in words', async () => {
    const rig = signUpRig();
    await rig.signUp.register(wanting(), clientNo(1));
    const soon = await rig.signUp.register(wanting(), clientNo(2));
    expect(soon).toMatchObject({ ok: false, why: 'too-soon' });
    expect(!soon.ok && soon.waitMs).toBeGreaterThan(50_000);
    expect(!soon.ok && soon.message).toMatch(
      /less than a minute ago.*among the spam.*again in (5\d s|1 min)/,
    );
  });
});

describe('whether an address is known', () => {
  /** Everything that can be asked without the code, in an order that meets every refusal. */
  async function everythingSaid(rig: SignUpRig, address: string): Promise<unknown[]> {
    const said: unknown[] = [];
    const note = async (answer: Promise<Registered | Verified>) => {
      // A wait differs by the moment of asking; the words round it up.
      const { waitMs: _, ...rest } = { waitMs: 0, ...(await answer) };
      said.push(rest);
    };
    const ask = (purpose: Ask['purpose']) =>
      rig.signUp.register(purpose === 'subscribe' ? wanting(address) : about(purpose, address), OPERATOR);
    for (const purpose of ['subscribe', 'unsubscribe', 'manage'] as const) {
      await note(ask(purpose));
      rig.forward(MINUTE + 1_000);
    }
    await note(ask('subscribe'));
    for (const code of ['000000', '000001', '000002', '12', '000003', '000004', '000005']) {
      await note(verify(rig, code, address));
    }
    await note(ask('manage'));
    rig.forward(2 * HOUR);
    await note(ask('manage'));
    await note(ask('manage'));
    return said;
  }

  it('cannot be told from any word of any answer, also of who is paused, gone or blocked', async () => {
    // Nobody can have been sent the codes that are typed.
    const rig = signUpRig({ randomInt: () => 777_777 });
    const { subscribers } = rig.store;
    const add = (address: string) => subscribers.add(wishOf(address), Date.now()).subscriber.id;
    add('known@example.org');
    subscribers.pause(add('paused@example.org'));
    subscribers.unsubscribe(add('gone@example.org'), Date.now());
    add('blocked@example.org');
    subscribers.block(mailTo('blocked@example.org'), Date.now());
    const said = await everythingSaid(rig, 'unknown@example.org');
    expect(new Set(said.map((answer) => JSON.stringify(answer))).size).toBe(6);
    for (const name of ['known', 'paused', 'gone', 'blocked']) {
      expect(await everythingSaid(rig, `${name}@example.org`), name).toEqual(said);
    }
  });

  it('is not looked at: nobody asks who somebody is before the right code', async () => {
    const asked: string[] = [];
    const rig = signUpRig({
      wrap: (own) =>
        new Proxy(own, {
          get(target, name: keyof typeof own) {
            asked.push(name);
            return target[name];
          },
        }),
    });
    const code = await codeFor(rig, about('manage'));
    await verify(rig, wrongCodes(1, code)[0] as string);
    expect(asked).toEqual([]);
    await verify(rig, code);
    expect(asked).toEqual(['find']);
  });

  it('sends blocked people nothing, and answers as ever', async () => {
    const rig = signUpRig();
    rig.store.subscribers.block(mailTo(ANITA), Date.now());
    expect(await rig.signUp.register(wanting(), OPERATOR)).toEqual({ ok: true, validForMs: 10 * MINUTE });
    await codeFor(rig, wanting('ravi@example.org'));
    expect(rig.box.sent.map(({ address }) => address)).toEqual(['ravi@example.org']);
  });
});

describe('how long an answer takes', () => {
  it('is answered before a mail is even begun', async () => {
    const events: string[] = [];
    const begun = Promise.withResolvers<void>();
    const rig = signUpRig({
      channels: new Map<'email', Channel>([
        [
          'email',
          {
            name: 'email',
            send: async () => ({ kind: 'sent' }),
            sendTest: async () => ({ kind: 'sent' }),
            sendCode: async () => {
              events.push('sending');
              begun.resolve();
              return { kind: 'sent' };
            },
            check: async () => ({ ok: true, detail: '' }),
            close: async () => undefined,
          },
        ],
      ]),
    });
    await rig.signUp.register(wanting(), OPERATOR);
    events.push('answered');
    await begun.promise;
    expect(events).toEqual(['answered', 'sending']);
  });

  it('is the same for 500 who are known as for 500 who are not', async () => {
    const rig = signUpRig();
    const PAIRS = 500;
    rig.store.subscribers.addAll(
      Array.from({ length: PAIRS }, (_, at) => wishOf(`known${at}@example.org`)),
      Date.now(),
    );
    const timed = async (address: string): Promise<number> => {
      const fromMs = performance.now();
      await rig.signUp.register(wanting(address), OPERATOR);
      return performance.now() - fromMs;
    };
    let knownSlower = 0;
    for (let at = 0; at < PAIRS; at++) {
      // One after the other, so that a busy moment of the machine hits either; by turns first, so that neither is favoured.
      const addresses = [`known${at}@example.org`, `never${at}@example.org`];
      if (at % 2 === 1) addresses.reverse();
      const first = await timed(addresses[0] as string);
      const second = await timed(addresses[1] as string);
      const [known, unknown] = at % 2 === 1 ? [second, first] : [first, second];
      if (known > unknown) knownSlower += 1;
    }
    // Of 500 fair coins: beyond five standard deviations it is no chance (1 in 1.7 million).
    const deviation = Math.abs(knownSlower - PAIRS / 2) / Math.sqrt(PAIRS / 4);
    expect(deviation, `known took longer in ${knownSlower} of ${PAIRS}`).toBeLessThan(5);
  });
});
