// The screen "Subscribers" as text: rows, filters, forms as values, what is asked before and said after.
import { describe, expect, it } from 'vitest';
import { ControlError } from '../../../src/control/control.ts';
import type { SubscriberWithSubscriptions, Subscription } from '../../../src/core/subscription.ts';
import { parseWish } from '../../../src/core/wish.ts';
import { cowinSource } from '../../../src/sources/cowin/index.ts';
import { fitColumns } from '../../../tui/kit/columns.ts';
import { progressText } from '../../../tui/kit/work.tsx';
import type { CommandContext } from '../../../tui/screen-contract.ts';
import {
  actOf,
  actOnMany,
  manyText,
  questionOfMany,
  questionOfOne,
  questionOfTest,
} from '../../../tui/screens/subscribers/acts.ts';
import {
  EVERYBODY,
  filterFields as listFilterFields,
  narrowedBy,
  narrowedText,
  searchOf,
} from '../../../tui/screens/subscribers/filters.ts';
import {
  personFacts,
  SUBSCRIPTION_COLUMNS,
  subscriptionRow,
} from '../../../tui/screens/subscribers/person-rows.ts';
import {
  areaNamer,
  briefTimeText,
  SUBSCRIBER_COLUMNS,
  subscriberRow,
} from '../../../tui/screens/subscribers/rows.ts';
import { SUBSCRIBERS_SCREEN } from '../../../tui/screens/subscribers/subscribers-screen.ts';
import {
  addFields,
  districtsFor,
  filterFields,
  firstSetUp,
  readFilters,
  readWish,
} from '../../../tui/screens/subscribers/wish-form.ts';
import { ANITA, plainControl } from '../../support/plain-control.ts';
import { busySnapshot, NOW_MS } from '../../support/snapshots.ts';

const source = cowinSource();
const areaName = areaNamer(source);
const NO_MARKS = { isHere: false, isPicked: false, picked: '●' };
const WISH: Subscription = {
  ...{ id: 3, subscriberId: 7, createdAtMs: NOW_MS, paused: false, areaId: 'cowin:294', pincode: null },
  ...{ dose: '1' as const, ageYears: null, vaccine: 'COVAXIN', fee: null, minCapacity: 5 },
};
const RAVI: SubscriberWithSubscriptions = { ...ANITA, subscriptions: [WISH] };

const texts = (person: SubscriberWithSubscriptions | undefined, marks = NO_MARKS) =>
  subscriberRow(person, 4, marks, NOW_MS, areaName).cells.map(({ text }) => text);

describe('a line of the list', () => {
  it('says who, how they stand, where from, when last told, what failed, and what for', () => {
    expect(texts(RAVI)).toEqual([
      ...['  ', '7', 'email', 'anita@example.org', 'active', 'operator', 'never', '·'],
      'BBMP, Karnataka: dose 1, COVAXIN, at least 5 doses',
    ]);
    const gone = {
      ...ANITA,
      state: 'gone',
      stateWhy: 'unsubscribed',
      failures: 3,
      lastAlertAtMs: NOW_MS,
    } as const;
    expect(texts(gone)).toContain('gone (unsubscribed)');
    expect(texts(gone).slice(-3)).toEqual([expect.stringMatching(/^\d\d:\d\d$/), '3', 'none']);
  });

  it('shows the cursor and what was picked by signs, and waits for what is not known yet', () => {
    expect(texts(RAVI, { isHere: true, isPicked: true, picked: '*' })[0]).toBe('>*');
    expect(texts(undefined)).toEqual(['  ', '…']);
  });

  it.each([60, 80, 120, 250])('fits %i columns', (width) => {
    for (const columns of [SUBSCRIBER_COLUMNS, SUBSCRIPTION_COLUMNS]) {
      const widths = fitColumns(columns, width).filter((one) => one > 0);
      const gaps = (width >= 100 ? 2 : 1) * (widths.length - 1);
      if (width >= 80) expect(widths.reduce((sum, one) => sum + one, gaps)).toBeLessThanOrEqual(width);
    }
  });

  it('lets no address move the cursor', () => {
    expect(texts({ ...ANITA, address: '\u001B[2Jx\n', stateWhy: '\u009B1m' }).join('')).not.toMatch(
      /\p{Cc}/u,
    );
  });

  it('says a time of today by its hour, another by its day', () => {
    expect(briefTimeText(Date.parse('2021-05-08T14:03:22+05:30'), Date.parse('2021-05-08T23:59+05:30'))).toBe(
      '14:03',
    );
    expect(briefTimeText(Date.parse('2021-05-08T14:03:22+05:30'), Date.parse('2021-05-09T00:01+05:30'))).toBe(
      '8 May',
    );
  });
});

describe('one person', () => {
  it('has their facts in words', () => {
    const facts = personFacts({
      ...RAVI,
      failures: 2,
      lastAlertAtMs: NOW_MS,
      quiet: { fromHour: 22, toHour: 7 },
    });
    expect(facts.map(([name]) => name)).toEqual(['State', 'Quiet', 'From', 'Last alert']);
    expect(facts[1]?.[1]).toBe('22:00 to 07:00 IST');
    expect(facts[3]?.[1]).toMatch(/IST; since then 2 sends in a row failed$/);
    const never = personFacts({ ...RAVI, failures: 5, lastAlertAtMs: null });
    expect(never[3]?.[1]).toBe('never; 5 sends in a row failed');
  });

  it('has each subscription on a line', () => {
    const row = (of: object) =>
      subscriptionRow({ ...WISH, ...of }, NO_MARKS, areaName).cells.map(({ text }) => text);
    expect(row({}).slice(1, 4)).toEqual(['BBMP, Karnataka', 'dose 1, COVAXIN, at least 5 doses', 'on']);
    expect(
      row({ ...WISH, dose: null, vaccine: null, minCapacity: 1, paused: true, areaId: null }).slice(1, 4),
    ).toEqual([...['every polled area', 'whatever opens', 'paused']]);
  });
});

describe('what the list is narrowed to', () => {
  it('is asked of the engine only where something was chosen', () => {
    expect(searchOf(EVERYBODY)).toEqual({});
    expect(searchOf({ text: ' a@b ', state: 'gone', channel: 'twitter' })).toEqual({
      ...{ search: 'a@b', state: 'gone', channel: 'twitter' },
    });
  });

  it('is chosen in a form, which keeps the text that is looked for', () => {
    const before = { ...EVERYBODY, text: 'x' };
    expect(
      listFilterFields({ ...before, state: 'paused', channel: 'twitter' }).map(({ value }) => value),
    ).toEqual([...['paused', 'X']]);
    const after = narrowedBy(before, { state: 'paused', channel: 'X' });
    expect(after).toEqual({ text: 'x', state: 'paused', channel: 'twitter' });
    expect(narrowedText(after)).toBe('paused, X, with “x”');
    expect(narrowedBy(after, { state: 'any', channel: 'any' })).toEqual(before);
  });
});

describe('the form of a subscription', () => {
  const typed = (values: object) => ({
    ...Object.fromEntries(addFields(source, 'telegram').map(({ name, value }) => [name, value])),
    ...values,
  });

  it('becomes the wish that the command line would make of it', () => {
    const read = readWish(
      typed({
        channel: 'email',
        address: 'A@Example.org',
        district: 'BBMP',
        dose: '1',
        age: '45',
        fee: 'free',
        min: '5',
      }),
      source,
    );
    const input = { email: 'A@Example.org', district: 'BBMP', dose: '1', age: '45', fee: 'free', min: '5' };
    expect(read).toEqual(parseWish(input, source));
    expect(readWish(typed({ channel: 'X' }), source)).toMatchObject({
      ok: true,
      wish: { channel: 'twitter' },
    });
  });

  it('has every problem beside its field', () => {
    const read = readWish(
      typed({
        channel: 'email',
        address: 'nobody',
        district: 'aurangabad',
        pincode: '12',
        age: 'old',
        vaccine: '',
      }),
      source,
    );
    expect(!read.ok && Object.keys(read.problems)).toEqual(['address', 'district', 'pincode', 'age']);
    expect(readWish(typed({}), source)).toMatchObject({
      problems: {
        address: expect.stringContaining('Nobody to tell'),
        district: expect.stringContaining('Where?'),
      },
    });
    const names = addFields(source, 'telegram').map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(!read.ok ? Object.keys(read.problems) : ['none']));
  });

  it('begins with the first channel that is set up, and with theirs where somebody asks for more', () => {
    const { channels } = busySnapshot();
    const off = (...names: readonly string[]) =>
      channels.map((one) => (names.includes(one.name) ? { ...one, state: 'off' as const } : one));
    expect(firstSetUp(channels)).toBe('telegram');
    expect(firstSetUp(off('telegram'))).toBe('email');
    expect(firstSetUp(off('telegram', 'email'))).toBe('webhook');
    expect(firstSetUp([])).toBe('telegram');
    expect(addFields(source, 'email')[0]).toMatchObject({ value: 'email' });
    const to = { channel: 'webhook', address: 'https://example.org/x' } as const;
    expect(addFields(source, 'email', to)[0]).toMatchObject({ value: 'webhook' });
  });

  it('completes every district there is to a text that means it alone', () => {
    for (const { id, name } of source.areas) {
      const found = districtsFor(source.areas, id);
      expect(found, name).toHaveLength(1);
      expect(parseWish({ x: true, district: found[0] }, source), name).toMatchObject({
        wish: { place: { areaId: id } },
      });
    }
    expect(districtsFor(source.areas, 'auranga')).toEqual(['Aurangabad, Bihar', 'Aurangabad, Maharashtra']);
    expect(districtsFor(source.areas, '')).toEqual([]);
  });

  it('of filters begins with those there are, and is checked the same way', () => {
    const values = Object.fromEntries(filterFields(WISH).map(({ name, value }) => [name, value]));
    const { dose, ageYears, vaccine, fee, minCapacity } = WISH;
    expect(readFilters(values, source)).toEqual({
      ok: true,
      filters: { dose, ageYears, vaccine, fee, minCapacity },
    });
    expect(readFilters({ ...values, age: '200' }, source)).toMatchObject({
      ok: false,
      problems: { age: expect.stringContaining('whole years') },
    });
  });
});

describe('what is done to people', () => {
  const blocked = { ...ANITA, state: 'gone', stateWhy: 'blocked by the operator' } as const;

  it('is named by its key; b unblocks who is blocked', () => {
    expect(['p', 'r', 'b', 'x', 'q'].map((key) => actOf(key, RAVI))).toEqual([
      ...['pause', 'resume', 'block', 'remove', undefined],
    ]);
    expect(actOf('b', blocked)).toBe('unblock');
  });

  it('a test message is asked about where all the world, or who wants nothing, would get it', () => {
    expect(questionOfTest(RAVI)).toBe('');
    expect(questionOfTest({ ...RAVI, state: 'paused' })).toBe('');
    expect(questionOfTest({ ...RAVI, channel: 'twitter', address: 'public' })).toMatch(
      /^Post a test message on X\?/,
    );
    expect(questionOfTest({ ...RAVI, state: 'gone', stateWhy: 'unsubscribed' })).toBe(
      'Send a test message to email anita@example.org (id 7)? They are gone (unsubscribed) and should hear nothing.',
    );
  });

  it('is asked back with what it means', () => {
    expect(questionOfOne('remove', RAVI)).toBe(
      'Remove email anita@example.org (id 7)? 1 subscription and what they were owed go with them; this cannot be taken back.',
    );
    expect(questionOfMany('pause', 12)).toBe(
      'Pause 12 people? They are told nothing until they are resumed.',
    );
  });

  const watching = (signal = new AbortController().signal) => {
    const seen: number[] = [];
    return { seen, signal, onProgress: (done: number) => void seen.push(done) };
  };

  it('is done to one after the other, and a refusal of one stops nobody', async () => {
    const control = plainControl({ snapshot: busySnapshot() });
    let asked = 0;
    const refusing: typeof control = {
      ...control,
      async pauseSubscriber() {
        asked += 1;
        if (asked === 2) throw new ControlError('invalid', 'They are gone.');
        return ANITA;
      },
    };
    const { seen, ...rest } = watching();
    const end = await actOnMany('pause', [RAVI, { ...RAVI, id: 8 }, { ...RAVI, id: 9 }], refusing, rest);
    expect(end).toEqual({ done: 2, total: 3, refused: ['id 8: They are gone.'], stopped: false });
    expect(manyText('pause', end)).toBe('Paused 2 of 3 people; 1 refused.');
    expect(seen).toEqual([1, 2, 3]);
  });

  it('stops when it is told to', async () => {
    const control = plainControl({ snapshot: busySnapshot() });
    const stop = new AbortController();
    const end = await actOnMany('resume', [RAVI, RAVI, RAVI], control, {
      signal: stop.signal,
      onProgress: (done) => done === 2 && stop.abort(),
    });
    expect(manyText('resume', end)).toBe('Resumed 2 of 3 people; stopped.');
    expect(manyText('remove', { done: 1, total: 1, refused: [], stopped: false })).toBe('Removed 1 person.');
  });
});

describe('progress', () => {
  it.each([
    [{ done: 0, total: null }, 'It begins …'],
    [{ done: 3, total: null }, '3'],
    [
      { done: 1200, total: 2400, doing: 'checking' },
      'checking 1,200 of 2,400  [####################....................]',
    ],
    [{ done: 9, total: 3 }, '9 of 3  [########################################]'],
  ])('%j', (progress, text) => expect(progressText(progress, 80)).toBe(text));

  it('leaves the bar away where there is no room', () => {
    expect(progressText({ done: 1, total: 2 }, 12)).toBe('1 of 2');
  });
});

it('an address after :subscriber is sent on to the command that searches', () => {
  const command = SUBSCRIBERS_SCREEN.commands?.find(({ name }) => name === 'subscriber');
  const went: unknown[] = [];
  const at = { go: (to: unknown) => void went.push(to) } as unknown as CommandContext;
  expect(() => command?.run('anita', at)).toThrow(/or search: subscribers anita$/);
  command?.run('42', at);
  expect(went).toEqual([{ screen: 'Subscribers', subscriberId: 42 }]);
});
