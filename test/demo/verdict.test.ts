// The demo's judge: it must find what is missing, told twice, or told to the wrong person, from the messages alone.
import { describe, expect, it } from 'vitest';
import { NO_FILTERS } from '../../src/core/subscription.ts';
import { emailText } from '../../src/core/text/email.ts';
import { telegramText } from '../../src/core/text/telegram.ts';
import { webhookPayload } from '../../src/core/text/webhook.ts';
import type { DemoSubscriber } from '../../src/demo/demo-subscribers.ts';
import type { LedgerOpening } from '../../src/demo/ledger.ts';
import type { Receipt } from '../../src/demo/receipts.ts';
import { judge } from '../../src/demo/verdict.ts';
import { alertOf, openSome, quietSlots } from './alerts.ts';
import { MAY_8_MS } from './areas.ts';

const LATER_MS = MAY_8_MS + 80;

function telegram(openings: readonly LedgerOpening[], atMs = LATER_MS): Receipt {
  return {
    channel: 'telegram',
    kind: 'message',
    recipient: '1',
    atMs,
    text: telegramText(alertOf(openings)),
  };
}

function mail(openings: readonly LedgerOpening[], atMs = LATER_MS): Receipt {
  const { text } = emailText(alertOf(openings), { unsubscribe: 'mailto:stop@example.org', manage: null });
  return { channel: 'email', kind: 'message', recipient: 'a@example.org', atMs, text };
}

function webhook(openings: readonly LedgerOpening[], atMs = LATER_MS): Receipt {
  const text = JSON.stringify(webhookPayload('slot.opened', alertOf(openings), 'id', atMs));
  return { channel: 'webhook', kind: 'message', recipient: '/hook', atMs, text };
}

const everything = (district: number) => [{ district, filters: NO_FILTERS }];
const PEOPLE: readonly DemoSubscriber[] = [
  { channel: 'telegram', recipient: '1', wishes: everything(294) },
  { channel: 'email', recipient: 'a@example.org', wishes: everything(294) },
  { channel: 'webhook', recipient: '/hook', wishes: everything(294) },
];

describe('the judge', () => {
  const slots = quietSlots();
  const openings = openSome(slots, 294, 40);
  // Telegram messages hold some thirty sessions at most: more come in a second one.
  const halves = [openings.slice(0, 20), openings.slice(20)] as const;
  const allTold = [...halves.map((half) => telegram(half)), mail(openings), webhook(openings)];

  it('is content when everybody was told of everything, whatever the names of the centres', () => {
    expect(judge(PEOPLE, openings, allTold)).toEqual({
      owed: 120,
      sent: 120,
      missing: 0,
      duplicates: 0,
      extra: 0,
      p50OpenToSentMs: 80,
      p99OpenToSentMs: 80,
      refused: 0,
      faults: [],
    });
  });

  it.each([
    ['telegram', (some: readonly LedgerOpening[]) => telegram(some)],
    ['e-mail', (some: readonly LedgerOpening[]) => mail(some)],
    ['webhook', (some: readonly LedgerOpening[]) => webhook(some)],
  ])('finds one slot left out of a %s message', (_, message) => {
    const person = PEOPLE.filter(({ recipient }) => recipient === message(openings).recipient);
    const some = openings.slice(0, 5);
    expect(judge(person, some, [message(some.slice(1))])).toMatchObject({
      owed: 5,
      sent: 4,
      missing: 1,
      extra: 0,
    });
  });

  it.each([
    ['telegram', telegram],
    ['e-mail', mail],
    ['webhook', webhook],
  ])('finds a slot told twice by %s', (_, message) => {
    const some = openings.slice(0, 5);
    const receipts = [message(some), message(some.slice(2, 3), LATER_MS + 1)];
    const person = PEOPLE.filter(({ recipient }) => recipient === receipts[0]?.recipient);
    const verdict = judge(person, some, receipts);
    expect(verdict).toMatchObject({ sent: 5, missing: 0, duplicates: 1, extra: 0 });
    expect(verdict.faults[0]).toContain('twice');
  });

  it('finds a slot told to somebody who did not want it', () => {
    const people: DemoSubscriber[] = [{ channel: 'telegram', recipient: '1', wishes: everything(265) }];
    expect(judge(people, openings, [telegram(openings.slice(0, 3))])).toMatchObject({ owed: 0, extra: 3 });
  });

  it('finds a message that says the wrong vaccine, date, age, dose or centre', () => {
    const [right] = openings.filter(({ dose }) => dose === '1');
    if (right === undefined) throw new Error('no opening of dose 1');
    const wrongs: Partial<LedgerOpening>[] = [
      { vaccine: 'ELIXIR' },
      {
        date:
          openSome(
            quietSlots(() => MAY_8_MS + 86_400_000 * 30),
            294,
            1,
          )[0]?.date ?? right.date,
      },
      { ageMinYears: 60 },
      { dose: '2' },
      { centreName: 'Nowhere' },
    ];
    for (const wrong of wrongs) {
      for (const message of [telegram, mail, webhook]) {
        const receipt = message([{ ...right, ...wrong }]);
        const person = PEOPLE.filter(({ recipient }) => recipient === receipt.recipient);
        expect(judge(person, [right], [receipt]), JSON.stringify(wrong)).toMatchObject({
          missing: 1,
          extra: 1,
        });
      }
    }
  });

  it('finds a webhook whose id and words speak of different sessions', () => {
    const [one, two] = openings as [LedgerOpening, LedgerOpening];
    const receipt = webhook([{ ...one, sessionId: two.sessionId }]);
    expect(judge(PEOPLE.slice(2), openings.slice(0, 2), [receipt])).toMatchObject({ missing: 2, extra: 1 });
  });

  it('counts as owed what each filter lets through, and once where two wishes overlap', () => {
    const owed = (filters: Partial<typeof NO_FILTERS>) =>
      judge(
        [
          {
            channel: 'email',
            recipient: 'a',
            wishes: [{ district: 294, filters: { ...NO_FILTERS, ...filters } }],
          },
        ],
        openings,
        [],
      ).owed;
    const count = (wanted: (opening: LedgerOpening) => boolean) => openings.filter(wanted).length;
    expect(owed({})).toBe(40);
    expect(owed({ dose: '2' })).toBe(count(({ dose }) => dose === 'any'));
    expect(owed({ vaccine: 'COVAXIN' })).toBe(count(({ vaccine }) => vaccine === 'COVAXIN'));
    expect(owed({ fee: 'paid' })).toBe(count(({ feeType }) => feeType === 'paid'));
    expect(owed({ ageYears: 30 })).toBe(
      count((one) => one.ageMinYears <= 30 && (one.ageMaxYears ?? 99) >= 30),
    );
    expect(owed({ minCapacity: 10 })).toBe(40);
    expect(owed({ minCapacity: 25 })).toBe(0);
    const twice = [...everything(294), ...everything(294)];
    expect(judge([{ channel: 'email', recipient: 'a', wishes: twice }], openings, []).owed).toBe(40);
  });

  it('counts an opening that rises as owed from the rise on', () => {
    const rising = quietSlots();
    const [opening] = openSome(rising, 294, 1, 3) as [LedgerOpening];
    const session = rising.country.session(opening.sessionId);
    if (session === undefined) throw new Error('no session');
    const wish = [{ district: 294, filters: { ...NO_FILTERS, minCapacity: 10 } }];
    const people: DemoSubscriber[] = [{ channel: 'telegram', recipient: '1', wishes: wish }];
    expect(judge(people, [opening], []).owed).toBe(0);
    rising.change(session, opening.dose, 30, 'request');
    expect(judge(people, [opening], [telegram([opening])])).toMatchObject({ owed: 1, sent: 1, extra: 0 });
  });

  it('tells the second opening of a slot from a repeated alert about the first', () => {
    let nowMs = MAY_8_MS;
    const again = quietSlots(() => nowMs);
    const [first] = openSome(again, 294, 1) as [LedgerOpening];
    const session = again.country.session(first.sessionId);
    if (session === undefined) throw new Error('no session');
    nowMs += 10_000;
    again.change(session, first.dose, 0, 'request');
    nowMs += 1_000_000;
    const second = again.change(session, first.dose, 5, 'request');
    if (second === undefined) throw new Error('it did not open');
    const both = [first, second];
    expect(
      judge(PEOPLE.slice(0, 1), both, [telegram([first]), telegram([second], nowMs + 50)]),
    ).toMatchObject({
      owed: 2,
      sent: 2,
      duplicates: 0,
    });
    expect(
      judge(PEOPLE.slice(0, 1), both, [telegram([first]), telegram([first], LATER_MS + 9)]),
    ).toMatchObject({
      missing: 1,
      duplicates: 1,
    });
  });

  it('takes marking a message as gone, and telling a webhook of a closing, for nothing new', () => {
    const receipts: Receipt[] = [
      ...allTold,
      { ...telegram(halves[0]), kind: 'edit' },
      { ...webhook(openings), kind: 'closed' },
    ];
    expect(judge(PEOPLE, openings, receipts)).toMatchObject({ sent: 120, duplicates: 0, extra: 0 });
  });
});
