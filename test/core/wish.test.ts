// What a person types when they sign somebody up: taken, or every mistake named with how to mend it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emailAddress } from '../../src/core/email-address.ts';
import type { NewSubscription } from '../../src/core/records.ts';
import { parseRecipient, parseWish, type WishInput } from '../../src/core/wish.ts';
import { cowinSource } from '../../src/sources/cowin/index.ts';

const source = cowinSource();
const BASE: WishInput = { email: 'asha@example.org', district: 'bbmp' };

function wish(input: WishInput): NewSubscription {
  const result = parseWish(input, source);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.wish;
}

function problems(input: WishInput): Record<string, string> {
  const result = parseWish(input, source);
  return result.ok ? {} : Object.fromEntries(result.problems.map(({ field, message }) => [field, message]));
}

describe('a wish that can be granted', () => {
  it('needs no more than whom to tell and where', () => {
    expect(wish(BASE)).toEqual({
      channel: 'email',
      address: 'asha@example.org',
      place: { areaId: 'cowin:294', pincode: null },
      filters: { dose: null, ageYears: null, vaccine: null, fee: null, minCapacity: 1 },
    });
  });

  it('may narrow down everything', () => {
    const input = {
      ...BASE,
      pincode: '560 011',
      dose: '2',
      age: '45',
      vaccine: ' sputnik  v',
      fee: 'Paid',
      min: '10',
    };
    expect(wish(input)).toMatchObject({
      place: { areaId: 'cowin:294', pincode: '560011' },
      filters: { dose: '2', ageYears: 45, vaccine: 'SPUTNIK V', fee: 'paid', minCapacity: 10 },
    });
  });

  it('may name a pincode alone', () => {
    expect(wish({ telegram: '42', pincode: '560011' }).place).toEqual({ areaId: null, pincode: '560011' });
  });

  it('may name a district of a state', () => {
    expect(wish({ ...BASE, district: 'aurangabad', state: 'bihar' }).place.areaId).toBe('cowin:77');
  });

  it('may be for X, everywhere or somewhere', () => {
    expect(wish({ x: true })).toMatchObject({
      channel: 'twitter',
      address: 'public',
      place: { areaId: null, pincode: null },
    });
    expect(wish({ x: true, district: '294' }).place.areaId).toBe('cowin:294');
  });

  it('is not disturbed by other options', () => {
    const options = { ...BASE, json: true };
    expect(wish(options)).toEqual(wish(BASE));
  });

  it('takes blanks and `any` for no wish', () => {
    const blank = { state: '', pincode: ' ', telegram: '', webhook: ' ', x: false, min: '' };
    expect(wish({ ...BASE, ...blank, dose: 'any', age: 'any', vaccine: 'Any', fee: 'ANY' })).toEqual(
      wish(BASE),
    );
  });

  it.each(['42', '-1001234567890', '@slots_in_pune'])('takes the Telegram chat %s', (telegram) => {
    expect(wish({ telegram, district: '294' })).toMatchObject({ channel: 'telegram', address: telegram });
  });

  it('takes two spellings of a public Telegram name for one', () => {
    expect(wish({ telegram: '@SlotsInPune', district: '294' }).address).toBe('@slotsinpune');
  });

  it.each([
    ['https://example.org/hook?key=1', 'https://example.org/hook?key=1'],
    ['http://127.0.0.1:9000', 'http://127.0.0.1:9000/'],
    ['HTTPS://Example.ORG/Hook#part', 'https://example.org/Hook'],
  ])('takes the webhook %s', (webhook, address) => {
    expect(wish({ webhook, district: '294' })).toMatchObject({ channel: 'webhook', address });
  });

  it.each(['0', '5', '18', '120'])('takes the age %s', (age) => {
    expect(wish({ ...BASE, age }).filters.ageYears).toBe(Number(age));
  });

  it.each(['1', '5', '10', '25', '50'])('takes %s doses as the least', (min) => {
    expect(wish({ ...BASE, min }).filters.minCapacity).toBe(Number(min));
  });
});

describe('a wish that cannot', () => {
  it('is told all that is wrong at once', () => {
    const input = {
      email: 'no',
      district: 'x',
      pincode: '1',
      dose: '3',
      age: 'old',
      fee: 'cheap',
      min: '2',
      state: 'Mu',
    };
    expect(Object.keys(problems(input)).sort()).toEqual([
      'age',
      'district',
      'dose',
      'email',
      'fee',
      'min',
      'pincode',
      'state',
    ]);
  });

  it('needs exactly one recipient', () => {
    expect(problems({ district: '294' }).recipient).toContain('Nobody to tell');
    expect(problems({ ...BASE, telegram: '42' }).recipient).toContain('More than one');
    expect(problems({ ...BASE, x: true }).recipient).toContain('More than one');
  });

  it('needs a place, unless it is for X', () => {
    expect(problems({ email: 'asha@example.org' })).toEqual({
      district: 'Where? Give a district or a pincode.',
    });
    expect(problems({ email: 'asha@example.org', state: 'Kerala' }).district).toContain('a district of it');
    expect(problems({ x: true, state: 'Kerala' }).district).toContain('a district of it');
  });

  it('is told the nearest districts with their numbers', () => {
    expect(problems({ ...BASE, district: 'benglaru' }).district).toContain('BBMP, Karnataka (294)');
  });

  it('is told which districts it may mean', () => {
    expect(problems({ ...BASE, district: 'aurangabad' }).district).toBe(
      '“aurangabad” may be several districts: Aurangabad, Bihar (77); Aurangabad, Maharashtra (397). ' +
        'Give the number, or add the state.',
    );
    expect(problems({ ...BASE, district: 'karnataka' }).district).toMatch(/; and 23 more\./);
    expect(problems({ ...BASE, district: 'jaipur', state: 'Rajasthan' }).district).toMatch(
      /\. Give the number\.$/,
    );
  });

  it('is told the states when it names none of them', () => {
    expect(problems({ ...BASE, state: 'Atlantis' }).state).toContain('Kerala');
  });

  it('is told that a pincode was given for a district', () => {
    expect(problems({ ...BASE, district: '560011' }).district).toContain('pincode');
  });

  it('is told the choices', () => {
    expect(problems({ ...BASE, min: '3' }).min).toContain('1, 5, 10, 25, 50');
    expect(problems({ ...BASE, dose: 'first' }).dose).toContain('1 or 2');
    expect(problems({ ...BASE, fee: '0' }).fee).toContain('free or paid');
    expect(problems({ ...BASE, vaccine: '\u200b' }).vaccine).toContain('COVISHIELD');
  });

  it.each(['-1', '121', '18.5', '18+', '1e1', '٤٥'])('refuses the age %s', (age) => {
    expect(Object.keys(problems({ ...BASE, age }))).toEqual(['age']);
  });

  it.each([
    '0',
    '007',
    '+42',
    '4.2',
    '@abc',
    '@a b c d',
    'asha',
    '@name\n',
    '99999999999999999',
    '9999999999999999',
    'https://t.me/x',
  ])('refuses the Telegram chat %j', (telegram) => {
    expect(Object.keys(problems({ telegram, district: '294' }))).toEqual(['telegram']);
  });

  it.each([
    'example.org',
    'ftp://example.org',
    'javascript:alert(1)',
    'https://',
    'https://user@example.org/',
    'https://user:pass@example.org/',
    'https://example.org/a b',
    'https://example.org/\nx',
    `https://example.org/${'x'.repeat(2_048)}`,
  ])('refuses the webhook %j', (webhook) => {
    expect(Object.keys(problems({ webhook, district: '294' }))).toEqual(['webhook']);
  });

  it('repeats no address and nothing that could harm a terminal', () => {
    const said = JSON.stringify([
      problems({
        email: 'private\u001b[31m@nowhere',
        district: '\u001b]0;x\u0007aurangabad\u202e',
        state: '\u001b[2Jx',
      }),
      problems({ webhook: 'https://user:hunter2@example.org', telegram: 'private', district: '1' }),
    ]);
    expect(said).not.toMatch(/private|hunter2|nowhere/);
    expect(said).not.toMatch(/\\u001b|\u202e/);
  });

  it('never throws, whatever is typed', () => {
    const anything = fc.option(fc.string({ unit: 'binary', maxLength: 20 }), { nil: undefined });
    const few = { ...source, areas: source.areas.slice(0, 40) };
    const input = fc.record({
      email: anything,
      telegram: anything,
      webhook: anything,
      district: anything,
      state: anything,
      pincode: anything,
      dose: anything,
      age: anything,
      vaccine: anything,
      fee: anything,
      min: anything,
    });
    fc.assert(
      fc.property(input, (typed) => {
        const result = parseWish(typed, few);
        if (!result.ok) expect(result.problems.length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('a recipient alone', () => {
  it('is taken without a place', () => {
    expect(parseRecipient({ email: 'asha@example.org' })).toEqual({
      ok: true,
      channel: 'email',
      address: 'asha@example.org',
    });
    expect(parseRecipient({ x: true })).toEqual({ ok: true, channel: 'twitter', address: 'public' });
  });

  it('is refused when there is none, or two, or it is none', () => {
    for (const input of [{}, { email: 'asha@example.org', x: true }, { telegram: 'x' }]) {
      expect(parseRecipient(input)).toMatchObject({ ok: false });
    }
  });
});

describe('an e-mail address', () => {
  it.each([
    ['asha@example.org', 'asha@example.org'],
    [' Asha.Rao+slots@Mail.Example.ORG ', 'asha.rao+slots@mail.example.org'],
    ["o'brien_1@xn--bcher-kva.example", "o'brien_1@xn--bcher-kva.example"],
    [`${'a'.repeat(64)}@example.org`, `${'a'.repeat(64)}@example.org`],
  ])('%j is kept as %j', (text, address) => {
    expect(emailAddress(text)).toBe(address);
  });

  it.each([
    '',
    'asha',
    '@example.org',
    'asha@',
    'asha@localhost',
    'asha@127.0.0.1',
    'asha@[127.0.0.1]',
    'a@b@example.org',
    'asha@example..org',
    'asha@-example.org',
    'asha@example-.org',
    'asha@.example.org',
    'asha@example.org.',
    'asha@example.o',
    '.asha@example.org',
    'asha.@example.org',
    'a..b@example.org',
    'as ha@example.org',
    'asha@exa mple.org',
    '"asha"@example.org',
    'asha@example.org\n',
    'asha@example.org\r\nBcc: x@example.org',
    'asha@example.org,b@example.org',
    'Asha <asha@example.org>',
    'आशा@example.org',
    'asha@bücher.example',
    'asha\u0000@example.org',
    `${'a'.repeat(65)}@example.org`,
    `asha@${'a'.repeat(64)}.org`,
    `asha@${'a.'.repeat(126)}org`,
  ])('%j is none', (text) => {
    expect(emailAddress(text)).toBeUndefined();
  });
});
