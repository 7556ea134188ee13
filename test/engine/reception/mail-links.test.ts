import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NO_FILTERS } from '../../../src/core/subscription.ts';
import { mailLinks } from '../../../src/engine/reception/mail-links.ts';
import { StoreError } from '../../../src/store/errors.ts';
import { openStore, type Store } from '../../../src/store/store.ts';

const SOURCE = {
  id: 'cowin',
  name: 'CoWIN',
  bookingUrl: 'https://selfregistration.cowin.gov.in',
  area: (id: string) => ({ id, sourceId: 'cowin', name: 'BBMP', region: 'Karnataka' }),
};
const ANN = { address: 'ann@example.org', secret: null };
const PAGE = { publicUrl: 'https://slots.example.org/vw' };

describe('the links in an alert mail', () => {
  let folder: string;
  let store: Store;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vw-links-'));
    store = openStore(join(folder, 'test.db'), SOURCE);
    const place = { areaId: 'cowin:294', pincode: null };
    store.subscribers.add({ channel: 'email', address: ANN.address, place, filters: NO_FILTERS }, Date.now());
  });
  afterEach(() => {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('lead to the page of the one who gets it, below the public address, the same every time', () => {
    const links = mailLinks(PAGE, store);
    const ours = links(ANN);
    const token = ours?.unsubscribe.split('/').at(-1) ?? '';
    expect(ours).toEqual({
      unsubscribe: `https://slots.example.org/vw/u/${token}`,
      manage: `https://slots.example.org/vw/m/${token}`,
    });
    expect(store.links.find(token)).toBe(
      store.subscribers.find({ channel: 'email', address: ANN.address })?.id,
    );
    expect(ours?.unsubscribe.length).toBeLessThan(80);
    expect(links(ANN)).toEqual(ours);
  });

  it('are not there without a page people reach, and for nobody we know', () => {
    expect(mailLinks(null, store)(ANN)).toBeUndefined();
    expect(mailLinks({ publicUrl: null }, store)(ANN)).toBeUndefined();
    const links = mailLinks(PAGE, store);
    expect(links({ address: 'bob@example.org', secret: null })).toBeUndefined();
  });

  it('are not worth an alert: where the database cannot be read just now the mail goes out without', () => {
    const find = () => {
      throw new StoreError('failed', 'The database cannot be read.');
    };
    expect(mailLinks(PAGE, { subscribers: { find }, links: store.links })(ANN)).toBeUndefined();
  });
});
