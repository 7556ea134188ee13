// Subscribers out to a file and in from one: what travels, what is refused and where it stands, watching and stopping.
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { ControlError, type Records } from '../../src/control/control.ts';
import { exportFile, type Imported, importFile, type Progress } from '../../src/control/transfer.ts';
import { csvLine, readCsv } from '../../src/core/csv.ts';
import { entriesOfCsv, wishesOfEntry } from '../../src/core/transfer.ts';
import { CSV_HEADING, csvRowsOf } from '../../src/core/transfer-csv.ts';
import { localRecords } from '../../src/engine/records.ts';
import { cowinSource } from '../../src/sources/cowin/index.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { NOON, tempDir, wish } from '../store/kit.ts';
import { ANITA } from '../support/plain-control.ts';

const source = cowinSource();

function desk(): { readonly store: Store; readonly records: Records; file(name: string): string } {
  const folder = tempDir();
  const store = openStore(join(folder, 'vaccine-watch.db'), source);
  onTestFinished(() => store.close());
  return {
    store,
    records: localRecords({ store, clock: systemClock }),
    file: (name) => join(folder, name),
  };
}

function crowd({ store }: { readonly store: Store }, count: number): void {
  store.subscribers.addAll(
    Array.from({ length: count }, (_, index) => wish(`${index + 1}`)),
    NOON,
  );
}

describe.each(['all.json', 'all.csv'])('everybody as %s', (name) => {
  it('arrives elsewhere with all they asked for', async () => {
    const [from, to] = [desk(), desk()];
    const { subscribers } = from.store;
    subscribers.add({ ...wish('a@example.org', {}, 'email'), origin: 'page', verifiedAtMs: NOON }, NOON);
    subscribers.setQuiet(1, { fromHour: 22, toHour: 7 }, NOON);
    subscribers.add(wish('a@example.org', { dose: '1', vaccine: 'COVAXIN', minCapacity: 5 }, 'email'), NOON);
    subscribers.pauseSubscription(1, 2, NOON);
    subscribers.add(wish('https://example.org/hook?a=1,2', { fee: 'free', ageYears: 45 }, 'webhook'), NOON);
    subscribers.add(wish('-100123', { pincode: '560011' }), NOON);
    subscribers.pause(3, 'paused by themselves', Date.now() + 3_600_000);
    subscribers.add(wish('9'), NOON);
    subscribers.unsubscribe(4, NOON);

    const path = from.file(name);
    expect(await exportFile(from.records, path, null)).toEqual({ people: 4, stopped: false });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const done = await importFile(to.records, path, source);
    expect(done).toMatchObject({ ok: true, total: 4, added: 4, refused: [], ended: 1, stopped: false });

    const plain = (store: Store) =>
      store.subscribers
        .list({})
        .filter(({ state }) => state !== 'gone')
        .map(({ id: _, createdAtMs: __, stateWhy: ___, subscriptions, ...person }) => ({
          ...person,
          subscriptions: subscriptions.map(
            ({ id: ____, subscriberId: _____, createdAtMs: ______, ...rest }) => rest,
          ),
        }));
    expect(plain(to.store)).toEqual(plain(from.store));
  });

  it('is written over nothing that exists, and not at all when it is stopped', async () => {
    const from = desk();
    crowd(from, 1200);
    const path = from.file(name);
    const stop = new AbortController();
    const seen: Progress[] = [];
    const stopped = await exportFile(from.records, path, 1200, {
      signal: stop.signal,
      onProgress(progress) {
        seen.push(progress);
        if (progress.done > 0) stop.abort();
      },
    });
    expect(stopped).toEqual({ people: 500, stopped: true });
    expect(seen.at(-1)).toEqual({ doing: 'writing', done: 500, total: 1200 });
    expect(existsSync(path)).toBe(false);
    writeFileSync(path, 'mine');
    await expect(exportFile(from.records, path, null)).rejects.toThrow('exists already; give another name');
    expect(readFileSync(path, 'utf8')).toBe('mine');
    await expect(exportFile(from.records, from.file(`no/${name}`), null)).rejects.toThrow(
      'is in a folder that does not exist',
    );
  });
});

it('an empty list travels, too', async () => {
  const from = desk();
  for (const name of ['none.json', 'none.csv']) {
    await exportFile(from.records, from.file(name), 0);
    expect(await importFile(from.records, from.file(name), source)).toMatchObject({ ok: true, total: 0 });
  }
});

it('an engine that goes away in the middle leaves word of how far it came', async () => {
  const { file, records, store } = desk();
  writeFileSync(file('a.csv'), 'channel,address,district\ntelegram,1,294\ntelegram,2,294\ntelegram,3,294\n');
  const dying: Pick<Records, 'addSubscription'> = {
    async addSubscription(asked) {
      if (store.subscribers.list({}).length === 2) throw new ControlError('unavailable', 'it is gone');
      return await records.addSubscription(asked);
    },
  };
  await expect(importFile(dying, file('a.csv'), source)).rejects.toThrow(
    'it is gone; 2 of 3 subscriptions were added before that; import the file once more for the others',
  );
  expect(await importFile(records, file('a.csv'), source)).toMatchObject({ ok: true, added: 1 });
});

it('what somebody paused since the file was written stays paused', async () => {
  const { file, records, store } = desk();
  store.subscribers.add(wish('1'), NOON);
  await exportFile(records, file('all.json'), null);
  store.subscribers.pauseSubscription(1, 1, NOON);
  expect(await importFile(records, file('all.json'), source)).toMatchObject({ ok: true, added: 0 });
  expect(store.subscribers.list({})[0]?.subscriptions).toMatchObject([{ paused: true }]);
});

describe('a file that is wrong', () => {
  async function refused(name: string, text: string) {
    const { file, records, store } = desk();
    writeFileSync(file(name), text);
    const done = await importFile(records, file(name), source);
    expect(store.subscribers.list({})).toEqual([]);
    if (done.ok) throw new Error('imported');
    return { ...done, headline: done.headline.replace(file(name), 'FILE') };
  }

  it('has every wrong line named, and nothing of it is added', async () => {
    const text =
      csvLine(['Channel', 'address', 'district', 'dose']) +
      csvLine(['telegram', '42', '294', '1']) +
      csvLine(['telegram', '43', 'Nowhere', '3']) +
      csvLine(['pigeon', '44', '294', '']) +
      csvLine(['telegram', '45', '294', '', 'more']);
    const { headline, problems } = await refused('a.csv', text);
    expect(headline).toBe('FILE was not imported');
    expect(problems.map((problem) => problem.slice(0, 7))).toEqual([
      ...['line 5 ', 'line 3:', 'line 3:', 'line 4:'],
    ]);
    expect(problems.join('\n')).not.toMatch(/\b4[2-5]\b/);
  });

  it.each([
    ['a.json', '[', 'FILE is no JSON; it must be a file made by'],
    ['a.json', '{}', 'FILE holds no list of subscribers'],
    ['a.csv', 'channel,address\n"telegram', 'FILE is no CSV: in line 2 a quote is opened and never closed'],
  ])('%s %j says what it is not', async (name, text, headline) => {
    expect((await refused(name, text)).headline).toContain(headline);
  });

  it.each([
    ['address,district\n', 'line 1 has no column channel; it must name some of these: channel, address'],
    ['channel,address,colour\n', 'line 1 names a column nobody knows; it must name'],
    ['', 'line 1 has no column channel, address;'],
    ['channel;address;district\n', 'line 1 has semicolons between its cells; save it with commas'],
  ])('with the headings %j is told which there are', async (text, problem) => {
    expect((await refused('a.csv', text)).problems.join()).toContain(problem);
  });

  it.each([
    ['quiet', '22-Jul'],
    ['quiet', '25-7'],
    ['state', 'asleep'],
    ['subscription_paused', 'maybe'],
    ['resumes_at', '9/5/2021 14:03'],
    ['verified_at', 'yes'],
    ['secret', '1.2E+20'],
  ])(
    'has %s as a spreadsheet left it (%s): it is named, and nobody comes without it',
    async (column, cell) => {
      const text = `channel,address,district,${column}\nwebhook,https://example.org/hook,294,${cell}\n`;
      const { problems } = await refused('a.csv', text);
      expect(problems).toEqual([expect.stringContaining(`line 2: ${column} must be`)]);
      expect(problems.join()).not.toContain(cell);
    },
  );

  it('holds objects where texts and hours are due, and that is said like any other mistake', async () => {
    const odd = '{"toString":1,"valueOf":1}';
    const text = `[{"channel":"email","address":${odd},"quiet":{"fromHour":${odd},"toHour":7},"subscriptions":[{"areaId":${odd}}]}]`;
    expect((await refused('a.json', text)).problems).toHaveLength(2);
  });

  it('names a moment no calendar has: the person comes without it, and can be exported', async () => {
    const { file, records, store } = desk();
    const person = { ...ANITA, verifiedAtMs: 8.64e15 + 1, subscriptions: [SUBSCRIPTION] };
    writeFileSync(file('a.json'), JSON.stringify([person]));
    expect(await importFile(records, file('a.json'), source)).toMatchObject({ ok: true, added: 1 });
    expect(store.subscribers.list({})[0]?.verifiedAtMs).toBeNull();
    expect(await exportFile(records, file('b.csv'), 1)).toMatchObject({ people: 1 });
  });

  it('is no folder, no device, and there', async () => {
    const { file, records } = desk();
    expect(await importFile(records, file('.'), source)).toMatchObject({
      headline: expect.stringContaining('is no file'),
    });
    expect(await importFile(records, '/dev/zero', source)).toMatchObject({
      headline: '/dev/zero is no file',
    });
    expect(await importFile(records, file('none.csv'), source)).toMatchObject({
      headline: expect.stringMatching(/ does not exist$/),
    });
  });
});

describe('while it is imported', () => {
  it('says how far it is, names whom it may not add, and stops between two people', async () => {
    const [from, to] = [desk(), desk()];
    crowd(from, 20);
    to.store.subscribers.block({ channel: 'telegram', address: '2' }, NOON);
    const path = from.file('all.csv');
    await exportFile(from.records, path, null);
    const stop = new AbortController();
    const seen: Progress[] = [];
    const done = (await importFile(to.records, path, source, {
      signal: stop.signal,
      onProgress(progress) {
        seen.push(progress);
        if (progress.doing === 'adding' && progress.done === 5) stop.abort();
      },
    })) as Imported;
    expect(done).toMatchObject({ total: 20, added: 4, stopped: true });
    expect(done.refused).toEqual([
      { where: 'line 3', message: expect.stringContaining('You have blocked this recipient') },
    ]);
    expect(seen.at(-1)).toEqual({ doing: 'adding', done: 5, total: 20 });
    expect(to.store.subscribers.list({})).toHaveLength(4);
  });
});

it('an address that a spreadsheet would run is written so that it does not, and read back', () => {
  const hostile = fc.constantFrom(
    '=1+1@example.org',
    "'=x",
    '+a',
    '@chat',
    '-100',
    "''-1",
    "o'neil",
    "'quoted",
    '＝1+1',
    '\n=1',
  );
  fc.assert(
    fc.property(hostile, (address) => {
      const person = { ...ANITA, address, subscriptions: [SUBSCRIPTION] };
      const text = CSV_HEADING + csvRowsOf(person);
      const reading = readCsv(text);
      if (!reading.ok) throw new Error(reading.message);
      expect(reading.rows[1]?.cells[1]).not.toMatch(/^[=+\-@\n＝]/);
      expect(entriesOfCsv(reading.rows).entries[0]?.of?.address).toBe(address.trim());
    }),
  );
});

it('a cell of many blanks takes no time', () => {
  const beganMs = performance.now();
  const cells = ['email', 'me@example.org', '294', `7${' '.repeat(60_000)}x`];
  const { problems } = entriesOfCsv([
    { line: 1, cells: ['channel', 'address', 'district', 'quiet'] },
    { line: 2, cells },
  ]);
  expect(problems).toHaveLength(1);
  expect(performance.now() - beganMs).toBeLessThan(500);
});

it('a file that an editor put a byte order mark before is read', async () => {
  const { file, records } = desk();
  writeFileSync(file('a.json'), `\uFEFF${JSON.stringify([{ ...ANITA, subscriptions: [SUBSCRIPTION] }])}`);
  expect(await importFile(records, file('a.json'), source)).toMatchObject({ ok: true, added: 1 });
});

it('a row is read as people write it', () => {
  const rows = readCsv(
    'channel,address,district,state,quiet,subscription_paused,resumes_at\nemail,me@example.org,294,Paused,22:00-07:00,No,2021-05-09\n',
  );
  if (!rows.ok) throw new Error(rows.message);
  const { entries, problems } = entriesOfCsv(rows.rows);
  expect(problems).toEqual([]);
  expect(entries.flatMap((entry) => wishesOfEntry(entry, source).wishes)).toMatchObject([
    {
      paused: true,
      resumesAtMs: Date.UTC(2021, 4, 9),
      quiet: { fromHour: 22, toHour: 7 },
      subscriptionPaused: false,
    },
  ]);
});

it('a row of hardly anything asks for hardly anything', () => {
  const rows = readCsv('address,channel,pincode\n public , X ,\nme@example.org,email,560011\n');
  if (!rows.ok) throw new Error(rows.message);
  const wishes = entriesOfCsv(rows.rows).entries.flatMap((entry) => wishesOfEntry(entry, source).wishes);
  expect(wishes).toMatchObject([
    { channel: 'twitter', address: 'public', place: { areaId: null, pincode: null } },
    {
      channel: 'email',
      place: { areaId: null, pincode: '560011' },
      filters: { minCapacity: 1 },
      origin: 'import',
    },
  ]);
});

const SUBSCRIPTION = {
  ...{ id: 1, subscriberId: 7, createdAtMs: NOON, paused: false, areaId: 'cowin:294', pincode: null },
  ...{ dose: null, ageYears: null, vaccine: null, fee: null, minCapacity: 1 },
};
