// The links in mails: the same in each of them, nobody's to guess, and dead with the person they were made for.
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keyringAt } from '../../../src/store/database/key-file.ts';
import type { StoreError } from '../../../src/store/errors.ts';
import type { Store } from '../../../src/store/store.ts';
import { NOON, storeAt, tempDir, wish } from '../kit.ts';

function place(): { readonly path: string; readonly keyFile: string } {
  const path = join(tempDir(), 'vaccine-watch.db');
  return { path, keyFile: join(dirname(path), 'key') };
}

const add = (store: Store, address: string, nowMs = NOON) =>
  store.subscribers.add(wish(address, {}, 'email'), nowMs).subscriber;

describe('a link', () => {
  it('opens its own person’s page and is the same in every mail, also after a restart', () => {
    const { path } = place();
    const first = storeAt(path);
    const [anita, ravi] = [add(first, 'anita@example.org'), add(first, 'ravi@example.org')];
    const token = first.links.tokenOf(anita);
    expect(first.links.find(token)).toBe(anita.id);
    expect(first.links.find(first.links.tokenOf(ravi))).toBe(ravi.id);
    first.close();
    const { links } = storeAt(path);
    expect(links.tokenOf(anita)).toBe(token);
    expect(links.find(token)).toBe(anita.id);
  });

  it('fits into a link as it is, and ends with what no mail program takes for the end of a sentence', () => {
    const { path } = place();
    const store = storeAt(path);
    for (let at = 0; at < 50; at++) {
      const token = store.links.tokenOf(add(store, `p${at}@example.org`));
      expect(token).toMatch(/^[\w-]{22,33}[\da-z]$/);
    }
  });

  it('is dead once the person is forgotten', () => {
    const store = storeAt(place().path);
    const anita = add(store, 'anita@example.org');
    const token = store.links.tokenOf(anita);
    store.subscribers.remove(anita.id);
    expect(store.links.find(token)).toBeUndefined();
  });

  it('opens nobody else’s page when an old copy is put back and the number is given out again', () => {
    const { path } = place();
    storeAt(path).close();
    const old = readFileSync(path);
    const before = storeAt(path);
    const anita = add(before, 'anita@example.org');
    const token = before.links.tokenOf(anita);
    before.close();
    writeFileSync(path, old);
    const store = storeAt(path);
    const ravi = add(store, 'ravi@example.org', NOON + 1);
    expect(ravi.id).toBe(anita.id);
    expect(store.links.find(token)).toBeUndefined();
    expect(store.links.find(store.links.tokenOf(ravi))).toBe(ravi.id);
  });

  it('is refused when a letter of it is another, and for anything that never was one', () => {
    const { path } = place();
    const store = storeAt(path);
    const [anita, ravi] = [add(store, 'anita@example.org'), add(store, 'ravi@example.org')];
    const token = store.links.tokenOf(anita);
    const refused = [
      ...Array.from(
        token,
        (letter, at) => token.slice(0, at) + (letter === 'x' ? 'y' : 'x') + token.slice(at + 1),
      ),
      token.slice(0, -1) + ravi.id.toString(36),
      `${token}0`,
      `${token} `,
      token.slice(1),
      token.slice(0, 22),
      `${token.slice(0, 22)}0${token.slice(22)}`,
      `${token.slice(0, 22)}zzzzzzzzzzz`,
      `${token.slice(0, 22)}zzzzzzzzzzzzzzzzzzzz`,
      `${'é'.repeat(22)}1`,
      '',
      '1',
      'constructor',
      '../../etc/passwd',
    ];
    for (const text of refused) expect(store.links.find(text), text).toBeUndefined();
  });

  it('cannot be made from the database, and is dead without the key it was made with', () => {
    const { path, keyFile } = place();
    const store = storeAt(path);
    const anita = add(store, 'anita@example.org');
    const token = store.links.tokenOf(anita);
    store.close();
    const bytes = readFileSync(path);
    expect(bytes.includes(token.slice(0, 22))).toBe(false);
    expect(bytes.includes(Buffer.from(token.slice(0, 22), 'base64url'))).toBe(false);
    const key = readFileSync(keyFile, 'utf8').trim();
    expect(bytes.includes(key)).toBe(false);
    expect(bytes.includes(Buffer.from(key, 'hex'))).toBe(false);
    writeFileSync(keyFile, `${'0'.repeat(64)}\n`);
    expect(storeAt(path).links.find(token)).toBeUndefined();
  });
});

describe('the key file', () => {
  it('is its owner’s alone, made once, and the same for everybody who comes at the same time', () => {
    const path = join(tempDir(), 'key');
    const rings = Array.from({ length: 5 }, () => keyringAt(path));
    const hashes = new Set(rings.map((ring) => ring.hash('link', 1).toString('hex')));
    expect(hashes.size).toBe(1);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('tells purposes and parts apart', () => {
    const ring = keyringAt(join(tempDir(), 'key'));
    const hashes = [
      ring.hash('link', 'a', 'b'),
      ring.hash('code', 'a', 'b'),
      ring.hash('link', 'ab'),
      ring.hash('link', 'a', 'b', ''),
      ring.hash('link', 'a|1:b'),
      ring.hash('link', 'b', 'a'),
    ];
    expect(new Set(hashes.map((hash) => hash.toString('hex'))).size).toBe(hashes.length);
  });

  it('is never made anew over one that is damaged: the way out is said', () => {
    const path = join(tempDir(), 'key');
    writeFileSync(path, 'half a k');
    const refusal = (() => {
      try {
        keyringAt(path).hash('link', 1);
      } catch (error) {
        return error as StoreError;
      }
      return undefined;
    })();
    expect(refusal).toMatchObject({ name: 'StoreError', code: 'corrupt' });
    expect(refusal?.message).toMatch(/Put it back from a copy/);
    expect(readFileSync(path, 'utf8')).toBe('half a k');
  });
});
