// Everything the bot can write, whatever hospitals, operators and people put into it: markup Telegram takes, no longer
// than it takes, with buttons it takes.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandScreen, pressScreen, wordsScreen } from '../../../bots/telegram-chat/conversation.ts';
import { COMMANDS } from '../../../bots/telegram-chat/menu.ts';
import { type Press, readPress } from '../../../bots/telegram-chat/press.ts';
import { keyboardOf, type Screen } from '../../../bots/telegram-chat/screen.ts';
import type { Turn } from '../../../bots/telegram-chat/turn.ts';
import type { Area } from '../../../src/core/area.ts';
import type { Person, SelfService, WhyFate, WhySubscription } from '../../../src/core/self-service.ts';
import type { Subscription } from '../../../src/core/subscription.ts';
import { TELEGRAM_MAX_UNITS } from '../../../src/core/text/marked.ts';
import { alertSlot, SEEN_MS } from '../../support/alerts.ts';
import { readTelegramHtml } from '../../support/telegram-html.ts';

const FATES: readonly WhyFate[] = [
  'sent',
  'pending',
  'age',
  'vaccine',
  'place',
  'expired',
  'before',
  'unknown',
  'gone',
];

/** Names as nobody should give them. */
const name = fc.oneof(
  fc.constantFrom('BBMP', '<b>&amp;', '</b></s>', '“&#60;”', 'ಬೆಂಗಳೂರು', '👩‍⚕️'.repeat(30), ''),
  fc.string({ unit: 'binary', maxLength: 300 }),
);

function areaOf(id: string, text: string): Area {
  return { id, sourceId: 'cowin', name: text, region: text.toUpperCase() };
}

function turnOf(person: Person | undefined, why: readonly WhySubscription[], texts: readonly string[]): Turn {
  const areas = texts.map((text, at) => areaOf(`cowin:${at + 1}`, text));
  const yes = async () => person;
  const self: SelfService = {
    find: yes,
    findByLink: yes,
    subscribe: async () =>
      person === undefined
        ? { ok: false, why: 'closed', message: `Closed: ${texts[0]}` }
        : {
            ok: true,
            subscriber: person,
            added: true,
            subscriptionId: 1,
            crowd: { people: 12_345, channels: ['@a_b', texts[0] ?? ''] },
          },
    changeFilters: yes,
    pauseSubscription: yes,
    resumeSubscription: yes,
    removeSubscription: yes,
    pauseArea: yes,
    pause: yes,
    resume: yes,
    setQuiet: yes,
    unsubscribe: yes,
    move: yes,
    forget: async () => true,
    why: async () => (person === undefined ? undefined : why),
  };
  return {
    self,
    places: {
      id: 'cowin',
      name: texts[0] ?? 'CoWIN',
      bookingUrl: 'https://example.org',
      areas,
      area: (id) =>
        areas.find((area) => area.id === id) ?? (id.startsWith('cowin:pin:') ? areaOf(id, id) : undefined),
    },
    pollsEvery: () => 'every 2 min 15 s',
    to: { channel: 'telegram', address: '42' },
    chat: { id: 42, kind: 'private', basic: false, publicName: null, threadId: null },
    nowMs: SEEN_MS,
    askedAtMs: SEEN_MS,
    botName: 'slot_bot',
  };
}

const subscription = (names: fc.Arbitrary<string>): fc.Arbitrary<Omit<Subscription, 'id'>> =>
  fc.record({
    subscriberId: fc.constant(1),
    createdAtMs: fc.constant(SEEN_MS),
    paused: fc.boolean(),
    areaId: fc.constantFrom('cowin:1', 'cowin:2', 'cowin:404', null),
    pincode: fc.constantFrom('560011', null),
    dose: fc.constantFrom('1' as const, '2' as const, null),
    ageYears: fc.option(fc.integer({ min: 0, max: 120 })),
    vaccine: fc.option(names),
    fee: fc.constantFrom('free' as const, 'paid' as const, null),
    minCapacity: fc.constantFrom(1, 5, 10, 25, 50),
  });

const person: fc.Arbitrary<Person> = fc
  .record({
    subscriptions: fc.array(subscription(name), { maxLength: 40 }),
    state: fc.constantFrom('active' as const, 'paused' as const, 'gone' as const),
    stateWhy: name,
    resumesAtMs: fc.constantFrom(SEEN_MS + 1, null),
    quiet: fc.constantFrom({ fromHour: 22, toHour: 7 }, null),
    lastAlertAtMs: fc.constantFrom(SEEN_MS, null),
  })
  .map((fields) => ({
    id: 1,
    channel: 'telegram',
    address: '42',
    createdAtMs: SEEN_MS,
    origin: 'telegram',
    verifiedAtMs: SEEN_MS,
    failures: 0,
    secret: null,
    ...fields,
    subscriptions: fields.subscriptions.map((one, at) => ({ ...one, id: at + 1 })),
  }));

const whyOf = (of: Person, text: string, failure: string): readonly WhySubscription[] =>
  of.subscriptions.map((one, at) => ({
    subscription: one,
    lastGoodMs: at % 2 === 0 ? SEEN_MS - 5_000 : null,
    intervalMs: at % 3 === 0 ? 135_000 : null,
    failure,
    counts: Object.fromEntries(FATES.slice(at % FATES.length).map((fate) => [fate, at + 1])),
    newest: FATES.slice(0, 5).map((fate) => ({
      fate,
      opening: {
        ...alertSlot({ session: { vaccine: text, centre: { name: text, pincode: '560011' } } }),
        peakCapacity: 12,
      },
    })),
  }));

function check(screen: Screen): string {
  const { text } = readTelegramHtml(screen.text.html);
  expect(text.length).toBe(screen.text.units);
  expect(text.length).toBeLessThanOrEqual(TELEGRAM_MAX_UNITS);
  expect(text.trim()).not.toBe('');
  for (const button of keyboardOf(screen.keys)?.inline_keyboard.flat() ?? []) {
    expect(button.text.length).toBeLessThanOrEqual(40);
    if ('callback_data' in button) expect(readPress(button.callback_data)).toBeDefined();
    else expect(button.url).toMatch(/^https:\/\/t\.me\/\w+$/);
  }
  return text;
}

/** Every button there is, with the numbers that occur. */
const PRESSES: readonly Press[] = (
  [
    '1s.0',
    '1d.0.cowin:1',
    '1d.9.cowin:404',
    '1f.d.x-x-x-x-0.cowin:1',
    '1f.l.2-120-4-p-4.560011',
    '1n.a.1-45-1-f-2.cowin:1',
  ] as const
)
  .concat([
    '1n.k.x-x-x-x-0.560011',
    '1l.0',
    '1l.9',
    '1o.1',
    '1p.1',
    '1r.1',
    '1x.1',
    '1e.v.1',
    '1v.d.1.1',
    '1z.h',
    '1z.m',
    '1z.r',
  ] as never)
  .concat([
    '1q',
    '1q.22.7',
    '1k.a',
    '1k.y',
    '1k.n',
    '1g',
    '1i',
    '1w',
    '1h',
    '1A.cowin:1',
    '1A.cowin:404',
    '1S',
  ] as never)
  .map((data) => {
    const press = readPress(data);
    if (press === undefined) throw new Error(data);
    return press;
  });

describe('whatever it is about, a message', () => {
  it('is one Telegram takes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.option(person, { nil: undefined }),
        fc.array(name, { minLength: 1, maxLength: 20 }),
        async (one, texts) => {
          const [text = ''] = texts;
          const turn = turnOf(one, one === undefined ? [] : whyOf(one, text, text.slice(0, 30)), texts);
          for (const { name: command } of COMMANDS) {
            check(await commandScreen(turn, command, ''));
            check(await commandScreen(turn, command, text));
          }
          check(await commandScreen(turn, text, text));
          check(await wordsScreen(turn, text));
          for (const press of PRESSES) check(await pressScreen(turn, press));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('of /why says the most important of every alert first, and counts what does not fit', async () => {
    const subscriptions = Array.from({ length: 40 }, (_, at) => ({
      id: at + 1,
      subscriberId: 1,
      createdAtMs: SEEN_MS,
      paused: false,
      areaId: 'cowin:1',
      pincode: null,
      dose: null,
      ageYears: at,
      vaccine: null,
      fee: null,
      minCapacity: 1,
    }));
    const [one] = fc.sample(person, { numRuns: 1, seed: 1 }) as [Person];
    const many: Person = { ...one, state: 'active', subscriptions };
    const text = check(await commandScreen(turnOf(many, whyOf(many, 'Apollo', ''), ['BBMP']), 'why', ''));
    expect(text.length).toBeGreaterThan(TELEGRAM_MAX_UNITS - 400);
    expect(text).toMatch(/and \d+ more alerts; \/list shows all$/);
    const few: Person = { ...many, subscriptions: subscriptions.slice(0, 3) };
    const whole = check(await commandScreen(turnOf(few, whyOf(few, 'Apollo', ''), ['BBMP']), 'why', ''));
    expect(whole.match(/^• /gm)).toHaveLength(15);
  });
});
