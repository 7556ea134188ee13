// What is asked of CoWIN, and of whom.
import { describe, expect, it } from 'vitest';
import type { IstDate } from '../../../src/core/ist.ts';
import { COWIN_BASE_URL, COWIN_PUBLIC_CAP, isCowinPublicHost } from '../../../src/sources/cowin/hosts.ts';
import { cowinSource } from '../../../src/sources/cowin/index.ts';

const TODAY = '2021-05-08' as IstDate;
const PUBLIC = '/v2/appointment/sessions/public';

describe('targets', () => {
  it('asks for seven days of a district in one call', () => {
    const target = cowinSource().target('cowin:294', TODAY);
    expect(target).toMatchObject({
      areaId: 'cowin:294',
      firstDate: TODAY,
      days: 7,
      path: `${PUBLIC}/calendarByDistrict?district_id=294&date=08-05-2021`,
    });
  });

  it('asks for seven days of a pincode', () => {
    expect(cowinSource().target('cowin:pin:560011', TODAY)).toMatchObject({
      days: 7,
      path: `${PUBLIC}/calendarByPin?pincode=560011&date=08-05-2021`,
    });
  });

  it('asks for single days when told to', () => {
    const source = cowinSource({ calls: 'find' });
    expect(source.target('cowin:294', TODAY)).toMatchObject({
      days: 1,
      path: `${PUBLIC}/findByDistrict?district_id=294&date=08-05-2021`,
    });
    expect(source.target('cowin:pin:560011', TODAY).path).toBe(
      `${PUBLIC}/findByPin?pincode=560011&date=08-05-2021`,
    );
  });

  it('asks for JSON with names in English', () => {
    expect(cowinSource().target('cowin:294', TODAY).headers).toEqual({
      accept: 'application/json',
      'accept-language': 'en_US',
    });
  });

  it('refuses an area that is not CoWIN’s', () => {
    for (const id of [
      'smart:MA',
      'cowin:',
      'cowin:0294',
      'cowin:294&date=1',
      'cowin:pin:1',
      'cowin:pin:5600111',
    ]) {
      expect(() => cowinSource().target(id, TODAY)).toThrow(RangeError);
    }
  });
});

describe('the public hosts', () => {
  it('allow 100 calls in 5 minutes', () => {
    expect(COWIN_PUBLIC_CAP).toEqual({ calls: 100, perMs: 300_000 });
  });

  it.each([
    'cdn-api.co-vin.in',
    'api.cowin.gov.in',
    'API.COWIN.GOV.IN',
    'cdn-api.co-vin.in.',
    'cowin.gov.in',
    'new.co-vin.in',
  ])('are known as such: %s', (host) => {
    expect(isCowinPublicHost(host)).toBe(true);
  });

  it.each(['localhost', '127.0.0.1', 'example.org', 'notcowin.gov.in', 'cowin.gov.in.example.org', ''])(
    'are told from others: %s',
    (host) => {
      expect(isCowinPublicHost(host)).toBe(false);
    },
  );

  it('hold the default base URL', () => {
    expect(isCowinPublicHost(new URL(COWIN_BASE_URL).hostname)).toBe(true);
  });
});
