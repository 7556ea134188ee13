// The boundary check: only what has the right shape reaches the engine, and nothing beside it.
import { describe, expect, it } from 'vitest';
import { eventQueryOf, settingChangesOf, throughputRangeOf } from '../../src/control/console-params.ts';
import {
  addresseeOf,
  askOf,
  backupPathOf,
  deliveryQueryOf,
  subscriberQueryOf,
  subscriberRefOf,
  verifyOf,
  wishOf,
} from '../../src/control/params.ts';

const WISH = {
  channel: 'webhook',
  address: 'https://example.org/hook',
  place: { areaId: null, pincode: '560011' },
  filters: { dose: '2', ageYears: 45, vaccine: 'COVAXIN', fee: 'free', minCapacity: 10 },
};

describe('a wish', () => {
  it('passes whole, without anything that was not asked for', () => {
    expect(wishOf({ ...WISH, state: 'gone', place: { ...WISH.place, extra: 1 } })).toEqual(WISH);
  });

  it('says whether a new person begins paused, and nothing where nothing was said', () => {
    expect(wishOf({ ...WISH, paused: true })).toEqual({ ...WISH, paused: true });
    expect(wishOf({ ...WISH, paused: false })).toEqual({ ...WISH, paused: false });
    expect(wishOf(WISH)).not.toHaveProperty('paused');
  });

  it('carries what an import brings of a person, each of it checked', () => {
    const brought = {
      origin: 'page',
      verifiedAtMs: 1_620_460_000_000,
      quiet: { fromHour: 22, toHour: 7 },
      paused: true,
      resumesAtMs: 1_620_470_000_000,
      wakes: false,
      subscriptionPaused: true,
      secret: 'a secret',
    };
    expect(wishOf({ ...WISH, ...brought, quiet: { ...brought.quiet, extra: 1 } })).toEqual({
      ...WISH,
      ...brought,
    });
  });

  it('may leave every filter but the least capacity open', () => {
    expect(wishOf({ ...WISH, filters: { minCapacity: 1 } }).filters).toEqual({
      dose: null,
      ageYears: null,
      vaccine: null,
      fee: null,
      minCapacity: 1,
    });
  });

  it.each([
    ['channel', { ...WISH, channel: 'fax' }],
    ['address', { ...WISH, address: '' }],
    ['address', { ...WISH, address: 'x'.repeat(5000) }],
    ['address', { ...WISH, address: 42 }],
    ['paused', { ...WISH, paused: 'no' }],
    ['origin', { ...WISH, origin: 'pigeon' }],
    ['verifiedAtMs', { ...WISH, verifiedAtMs: 'yesterday' }],
    ['resumesAtMs', { ...WISH, resumesAtMs: -1 }],
    ['quiet', { ...WISH, quiet: { fromHour: 7, toHour: 7 } }],
    ['quiet', { ...WISH, quiet: { fromHour: 22 } }],
    ['quiet', { ...WISH, quiet: { fromHour: 22, toHour: '' } }],
    ['quiet', { ...WISH, quiet: '22-7' }],
    ['wakes', { ...WISH, wakes: 'no' }],
    ['subscriptionPaused', { ...WISH, subscriptionPaused: 1 }],
    ['place', { ...WISH, place: undefined }],
    ['place.areaId', { ...WISH, place: { areaId: 294, pincode: null } }],
    ['place.pincode', { ...WISH, place: { areaId: null, pincode: '5600' } }],
    ['filters', { ...WISH, filters: [] }],
    ['filters.dose', { ...WISH, filters: { ...WISH.filters, dose: 'any' } }],
    ['filters.ageYears', { ...WISH, filters: { ...WISH.filters, ageYears: 45.5 } }],
    ['filters.vaccine', { ...WISH, filters: { ...WISH.filters, vaccine: {} } }],
    ['filters.fee', { ...WISH, filters: { ...WISH.filters, fee: 'cheap' } }],
    ['filters.minCapacity', { ...WISH, filters: { ...WISH.filters, minCapacity: 2 } }],
  ])('is refused naming the field: %s', (field, wish) => {
    expect(() => wishOf(wish)).toThrow(new RegExp(`^${field.replace('.', '\\.')} must be`));
  });
});

describe('signing up', () => {
  const { channel, address } = WISH;
  const ASK = { purpose: 'subscribe', wish: { ...WISH, others: 'keep', origin: 'command' } };

  it('passes whole, without anything that was not asked for', () => {
    expect(askOf({ ...ASK, junk: 1, wish: { ...ASK.wish, verified: true, paused: true } })).toEqual(ASK);
    expect(askOf({ purpose: 'manage', to: { channel, address, id: 1 }, wish: 1 })).toEqual({
      purpose: 'manage',
      to: { channel, address },
    });
    expect(verifyOf({ to: { channel, address }, code: '123456', only: null })).toEqual({
      to: { channel, address },
      code: '123456',
      only: undefined,
    });
    expect(verifyOf({ to: { channel, address }, code: '123456', only: 'unsubscribe' }).only).toBe(
      'unsubscribe',
    );
  });

  it.each([
    ['purpose', () => askOf({ ...ASK, purpose: 'rule' })],
    ['wish', () => askOf({ ...ASK, wish: null })],
    ['others', () => askOf({ ...ASK, wish: { ...ASK.wish, others: 'drop' } })],
    ['origin', () => askOf({ ...ASK, wish: { ...ASK.wish, origin: 'moon' } })],
    ['place', () => askOf({ ...ASK, wish: { ...ASK.wish, place: 1 } })],
    ['to', () => askOf({ purpose: 'unsubscribe', to: address })],
    ['code', () => verifyOf({ to: { channel, address }, code: 123456 })],
    ['code', () => verifyOf({ to: { channel, address }, code: '1'.repeat(41) })],
    ['only', () => verifyOf({ to: { channel, address }, code: '123456', only: 'all' })],
  ])('is refused naming the field: %s', (field, read) => {
    expect(read).toThrow(new RegExp(`^${field} must be`));
  });
});

describe('queries and references', () => {
  it('carry only the fields that were given', () => {
    expect(subscriberQueryOf({ channel: 'email', state: null, junk: 1 })).toEqual({ channel: 'email' });
    expect(deliveryQueryOf({ state: 'unknown', subscriberId: 3, limit: 10 })).toEqual({
      state: 'unknown',
      subscriberId: 3,
      limit: 10,
    });
    expect(subscriberRefOf({ id: 3, channel: 'email' })).toEqual({ id: 3 });
    expect(subscriberRefOf({ channel: 'telegram', address: '42' })).toEqual({
      channel: 'telegram',
      address: '42',
    });
    expect(throughputRangeOf({ range: 'hour', junk: 1 })).toBe('hour');
    expect(eventQueryOf({ afterSeq: 3, level: 'warn', text: 'x', limit: 2000, junk: 1 })).toEqual({
      afterSeq: 3,
      level: 'warn',
      text: 'x',
      limit: 2000,
    });
    expect(eventQueryOf({ text: null })).toEqual({});
    expect(settingChangesOf({ changes: { pace: '10/5m', xApi: '' }, junk: 1 })).toEqual({
      pace: '10/5m',
      xApi: '',
    });
    expect(backupPathOf({ path: '/var/backups/vw.db' })).toBe('/var/backups/vw.db');
  });

  it.each([
    ['a negative id', () => subscriberRefOf({ id: -1 })],
    ['an id as text', () => subscriberRefOf({ id: '3' })],
    ['nobody', () => subscriberRefOf({})],
    ['no address', () => addresseeOf({ channel: 'email' })],
    ['a limit of none', () => subscriberQueryOf({ limit: 0 })],
    ['a state deliveries do not have', () => deliveryQueryOf({ state: 'lost' })],
    ['a range there is no graph of', () => throughputRangeOf({ range: 'year' })],
    ['a level of nothing', () => eventQueryOf({ level: 'fatal' })],
    ['more events than are kept', () => eventQueryOf({ limit: 2001 })],
    ['an event before the first', () => eventQueryOf({ afterSeq: -1 })],
    ['no settings', () => settingChangesOf({})],
    ['a setting that is no text', () => settingChangesOf({ changes: { pace: 10 } })],
    ['a setting without end', () => settingChangesOf({ changes: { pace: 'x'.repeat(5000) } })],
    ['a relative backup path', () => backupPathOf({ path: 'vw.db' })],
  ])('are refused: %s', (_name, read) => {
    expect(read).toThrow(/must be/);
  });
});
