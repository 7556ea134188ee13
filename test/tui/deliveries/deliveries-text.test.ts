// The screen "Deliveries" as text: rows, why in words, what may be done, and where the cursor stays.
import { describe, expect, it } from 'vitest';
import { DELIVERY_STATES } from '../../../src/core/snapshot.ts';
import { fitColumns } from '../../../tui/kit/columns.ts';
import { settled } from '../../../tui/kit/list.ts';
import type { CommandContext } from '../../../tui/screen-contract.ts';
import {
  channelChoices,
  chosenChannel,
  pauseQuestion,
} from '../../../tui/screens/deliveries/channel-choice.ts';
import { DELIVERIES_SCREEN } from '../../../tui/screens/deliveries/deliveries-screen.ts';
import {
  EVERY_DELIVERY,
  filterFields,
  narrowedBy,
  narrowedText,
  queryOf,
  readFilters,
} from '../../../tui/screens/deliveries/filters.ts';
import { titleText } from '../../../tui/screens/deliveries/list.tsx';
import { deliveryColumns, deliveryFacts, deliveryRow } from '../../../tui/screens/deliveries/rows.ts';
import {
  briefWhy,
  mayDrop,
  mayRetry,
  questionText,
  stateWords,
  whyText,
} from '../../../tui/screens/deliveries/texts.ts';
import { placeIn } from '../../../tui/screens/deliveries/use-newest.ts';
import { channel } from '../../support/snapshots.ts';
import { delivery } from './delivery.ts';

describe('why a delivery stands as it does', () => {
  it.each([
    ['too-many-requests', 'the provider asks for time'],
    ['http-503', 'answered 503'],
    ['rcpt-550', 'the mail server answered 550'],
    ['sender-refused', 'the mail server refuses our sender'],
    ['slot gone', 'slot gone'],
    ['never-heard-of', 'never-heard-of'],
  ])('%s', (why, words) => expect(whyText(why)).toBe(words));

  it('is said with how often it was tried', () => {
    expect(briefWhy(delivery())).toBe('waits its turn');
    expect(briefWhy(delivery({ why: 'http-503', attempts: 3 }))).toBe('answered 503; 3 tries');
    expect(briefWhy(delivery({ state: 'sent', attempts: 1 }))).toBe('');
    expect(briefWhy(delivery(), channel('telegram', { state: 'paused' }))).toBe('channel paused');
    expect(briefWhy(delivery(), channel('telegram', { state: 'on' }))).toBe('waits its turn');
    expect(briefWhy(delivery({ state: 'sent' }), channel('telegram', { state: 'off' }))).toBe('');
  });

  it('every state has its meaning', () => {
    for (const state of DELIVERY_STATES) expect(stateWords(state)).not.toBe('');
  });
});

it('a word after :deliveries narrows the list, and one that means nothing is not passed over', () => {
  expect(narrowedBy('Pending')).toEqual({ ...EVERY_DELIVERY, state: 'pending' });
  expect(narrowedBy('x')).toEqual({ ...EVERY_DELIVERY, channel: 'twitter' });
  expect(narrowedBy('42')).toEqual({ ...EVERY_DELIVERY, subscriberId: 42 });
  expect([narrowedBy('failed'), narrowedBy('')]).toEqual([undefined, undefined]);
  const [command] = DELIVERIES_SCREEN.commands ?? [];
  const went: unknown[] = [];
  const at = { go: (to: unknown) => void went.push(to) } as unknown as CommandContext;
  expect(() => command?.run('failed', at)).toThrow(/^Give the number of a subscriber, or one of: pending, /);
  command?.run('', at);
  command?.run('gone', at);
  expect(went).toEqual([
    { screen: 'Deliveries', text: '' },
    { screen: 'Deliveries', text: 'gone' },
  ]);
  expect(command?.complete?.('u', at)).toEqual(['unknown']);
});

describe('a line of the list', () => {
  it('has a cell for each column, with or without the recipient', () => {
    for (const withRecipient of [true, false])
      expect(deliveryRow(delivery(), true, withRecipient).cells).toHaveLength(
        deliveryColumns(withRecipient).length,
      );
  });

  it.each([80, 120, 250])('fits %i columns', (width) => {
    const widths = fitColumns(deliveryColumns(true), width).filter((one) => one > 0);
    const gaps = (width >= 100 ? 2 : 1) * (widths.length - 1);
    expect(widths.reduce((sum, one) => sum + one, gaps)).toBeLessThanOrEqual(width);
  });

  it('lets no name move the cursor', () => {
    const evil = '\u001B]0;owned\u0007\n';
    const hostile = delivery({ centreName: evil, vaccine: evil, why: evil, address: evil, openingKey: evil });
    const shown = [
      ...deliveryRow(hostile, false, true).cells.map(({ text }) => text),
      ...deliveryFacts(hostile, () => evil).map(([, text]) => text),
    ];
    expect(shown.join('')).not.toMatch(/\p{Cc}/u);
  });
});

it('all of one says how it stands, what it was, and how long it took', () => {
  const settledAtMs = delivery().createdAtMs + 3_000;
  const facts = Object.fromEntries(
    deliveryFacts(
      delivery({ state: 'gone', why: 'forbidden', settledAtMs, attempts: 1 }),
      () => 'BBMP, Karnataka',
    ),
  );
  expect(facts).toMatchObject({
    State: 'gone: the recipient cannot be reached any more',
    Why: 'the recipient, or the provider, forbids it (forbidden)',
    Settled: '8 May 14:03:25 IST, 3 s after it was owed',
    To: 'telegram 42 (subscriber 3)',
    Area: 'BBMP, Karnataka',
    Slot: '2021-05-09, COVISHIELD, dose 1',
  });
});

describe('what may be done', () => {
  it('is to retry what surely was not sent, and by the operator’s word what may have arrived', () => {
    const may = (state: (typeof DELIVERY_STATES)[number]) => mayRetry({ state });
    expect(DELIVERY_STATES.filter((state) => may(state).may)).toEqual([
      'gone',
      'rejected',
      'expired',
      'unknown',
    ]);
    expect(DELIVERY_STATES.filter((state) => may(state).twice)).toEqual(['unknown']);
    expect(may('sent').text).toContain('never sent again');
  });

  it('is to drop what waits, and nothing else', () => {
    expect(DELIVERY_STATES.filter((state) => mayDrop({ state }).may)).toEqual(['pending']);
    expect(mayDrop({ state: 'sending' }).text).toContain('cannot be called back');
  });

  it('is asked back with what it is, and never with an address', () => {
    const text = questionText('Drop', delivery(), mayDrop(delivery()));
    expect(text).toBe(
      'Drop delivery 7 (PHC Malleswaram, 2021-05-09; to telegram, subscriber 3)? They are not told of this slot.',
    );
  });
});

describe('what the list is narrowed to', () => {
  it('is asked of the engine only where something was chosen', () => {
    expect(queryOf(EVERY_DELIVERY)).toEqual({});
    const read = readFilters({ state: 'expired', channel: 'X', subscriber: ' 12 ' });
    const narrowed = { state: 'expired', channel: 'twitter', subscriberId: 12 } as const;
    expect(read).toEqual({ ok: true, narrowed });
    expect(queryOf(narrowed)).toEqual(narrowed);
    expect(narrowedText(narrowed)).toBe('expired, X, subscriber 12');
    expect(filterFields(narrowed).map(({ value }) => value)).toEqual(['expired', 'X', '12']);
  });

  it('says what a subscriber is given by', () => {
    expect(readFilters({ subscriber: 'anita' })).toMatchObject({
      problems: { subscriber: expect.stringContaining('number') },
    });
  });
});

describe('a channel', () => {
  const channels = [
    channel('telegram', { state: 'paused' }),
    channel('email', { state: 'off' }),
    channel('twitter', { state: 'on', pending: 3, sending: 1 }),
  ];

  it('is chosen among those set up, by what would be done', () => {
    expect(channelChoices(channels)).toEqual(['telegram: resume', 'X: pause']);
    expect(chosenChannel(channels, 'X: pause')).toMatchObject({ channel: { name: 'twitter' }, act: 'pause' });
    expect(chosenChannel(channels, 'telegram: resume')?.act).toBe('resume');
    expect(chosenChannel(channels, 'pigeon: pause')).toBeUndefined();
  });

  it('is paused only after saying what waits', () => {
    expect(pauseQuestion(channels[2] as never)).toMatch(
      /^Pause X\? What is owed on it waits.* 4 wait now\.$/,
    );
  });
});

describe('the cursor', () => {
  const items = [9, 7, 4].map((id) => delivery({ id }));

  it('stays on its delivery when others come before it, and on the first line when it is there', () => {
    expect(placeIn(items, { cursor: 0, offset: 0, on: 4 })).toEqual({ cursor: 2, offset: 2 });
    expect(placeIn(items, { cursor: 2, offset: 0, on: 'newest' })).toEqual({ cursor: 0, offset: 0 });
  });

  it('stays on the oldest when older ones come to be known', () => {
    const { cursor, offset } = settled(placeIn(items, { cursor: 0, offset: 0, on: 'oldest' }), {
      count: items.length,
      rows: 2,
    });
    expect([cursor, offset]).toEqual([2, 1]);
  });

  it('stays at its line when its delivery is known no more', () => {
    expect(placeIn(items, { cursor: 1, offset: 1, on: 5 })).toEqual({ cursor: 1, offset: 1 });
  });
});

describe('the heading', () => {
  const items = Array.from({ length: 100 }, (_, at) => delivery({ id: 100 - at }));
  it.each([
    [{ items, above: 0, isWhole: false }, 0, '1–15 of 100+'],
    [{ items, above: 0, isWhole: true }, 90, '91–100 of 100'],
    [{ items, above: 900, isWhole: true }, 85, '986–1,000'],
    [{ items, above: null, isWhole: true }, 85, '15–1 from end'],
    [{ items, above: null, isWhole: false }, 85, 'Deliveries'],
    [{ items: [], above: 0, isWhole: true }, 0, 'Deliveries'],
  ])('says which of how many are in view (%#)', (flow, offset, text) =>
    expect(titleText(flow, offset, 15)).toBe(text),
  );
});
