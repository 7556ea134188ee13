// The two ways in for an operator, as an enemy would use them: bytes into the control socket of a server that must go
// on answering others, and files to import that were never exported.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import { connectControl } from '../../../src/control/client.ts';
import type { Records } from '../../../src/control/control.ts';
import { serveControl } from '../../../src/control/server.ts';
import { importFile } from '../../../src/control/transfer.ts';
import { csvLine } from '../../../src/core/csv.ts';
import type { NewSubscription } from '../../../src/core/records.ts';
import { CSV_COLUMNS, csvRowsOf } from '../../../src/core/transfer-csv.ts';
import { cowinSource } from '../../../src/sources/cowin/index.ts';
import { ANITA, plainControl } from '../../support/plain-control.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { quietSnapshot } from '../../support/snapshots.ts';
import { hostileText } from '../hostile.ts';
import { fuzzProperty } from '../property.ts';

const METHODS = [
  'status',
  'watch',
  'unwatch',
  'cancel',
  'pollNow',
  'listSubscribers',
  'searchSubscribers',
  'addSubscription',
  'pauseSubscriber',
  'removeSubscriber',
  'listDeliveries',
  'backup',
  'pauseArea',
  'testAlert',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
] as const;

const KEYS =
  'id ids call channel address areaId query limit offset afterId search path wish place filters'.split(' ');

/** Values that turn into text, numbers or keys in ways nobody expects. */
const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  hostileText,
  fc.constantFrom(
    { toString: 1, valueOf: 1 },
    [[[]]],
    1e308,
    8.64e15 + 1,
    Number.MAX_SAFE_INTEGER,
    -1,
    0.5,
    'gone',
    'email',
    'telegram',
    'cowin:294',
  ),
);

const request = fc
  .record({
    id: fc.oneof(fc.nat({ max: 99 }), oddValue),
    method: fc.oneof(fc.constantFrom(...METHODS), hostileText),
    params: fc.oneof(fc.dictionary(fc.constantFrom(...KEYS), oddValue, { maxKeys: 5 }), oddValue),
  })
  .map((message) => Buffer.from(`${JSON.stringify(message)}\n`));

const wire = fc.oneof(
  { weight: 4, arbitrary: request },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((raw) => Buffer.from(raw)) },
  { weight: 1, arbitrary: hostileText.map((text) => Buffer.from(`${text}\n`)) },
  { weight: 1, arbitrary: fc.constant(Buffer.from(`${'['.repeat(50_000)}\n`)) },
);

export const controlProperty = fuzzProperty({
  name: 'control-wire',
  says: 'whatever bytes come in at the control socket, the server goes on answering and no method breaks',
  runs: 100,
  values: fc.array(wire, { minLength: 1, maxLength: 6 }),
  async open() {
    const folder = scratchFolder('vw-fuzz-');
    const path = join(folder, 'engine.sock');
    const errors: unknown[] = [];
    const control = plainControl({ snapshot: quietSnapshot() });
    const server = await serveControl({ path, control, onError: (error) => errors.push(error) });
    const honest = await connectControl(path);
    return {
      async holds(chunks) {
        const socket = connect(path);
        socket.on('error', () => undefined);
        socket.resume();
        await once(socket, 'connect');
        for (const chunk of chunks) socket.write(chunk);
        socket.end();
        // One answer after another: when the honest one has theirs, the bytes before it were read.
        assert.equal((await honest.status()).atMs, quietSnapshot().atMs);
        socket.destroy();
        assert.deepEqual(errors, []);
      },
      async close() {
        honest.close();
        await server.close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
});

const PERSON_KEYS = [...Object.keys(ANITA), 'subscriptions'];
const WISH_KEYS = ['areaId', 'pincode', 'dose', 'ageYears', 'vaccine', 'fee', 'minCapacity', 'paused'];

const oddPerson = fc
  .tuple(
    fc.dictionary(fc.constantFrom(...PERSON_KEYS), oddValue, { maxKeys: 5 }),
    fc.oneof(
      oddValue,
      fc.array(fc.oneof(oddValue, fc.dictionary(fc.constantFrom(...WISH_KEYS), oddValue, { maxKeys: 4 })), {
        maxLength: 3,
      }),
    ),
    fc.boolean(),
  )
  .map(([over, subscriptions, plain]) => ({
    ...ANITA,
    subscriptions: plain ? [{ areaId: 'cowin:294' }] : subscriptions,
    ...over,
  }));

const file = fc.oneof(
  fc.array(oddPerson, { maxLength: 3 }).map((people) => ({ name: 'a.json', text: JSON.stringify(people) })),
  fc.oneof(fc.json(), hostileText).map((text) => ({ name: 'a.json', text })),
  fc
    .array(fc.array(hostileText, { minLength: 1, maxLength: CSV_COLUMNS.length + 1 }), { maxLength: 4 })
    .map((rows) => ({ name: 'a.csv', text: [CSV_COLUMNS, ...rows].map((cells) => csvLine(cells)).join('') })),
  hostileText.map((text) => ({ name: 'a.csv', text: `${CSV_COLUMNS.join(',')}\n${text}` })),
);

export const importProperty = fuzzProperty({
  name: 'import',
  says: 'whatever is in a file, importing it ends in an answer, and what it let in can be exported',
  runs: 300,
  values: file,
  open() {
    const folder = scratchFolder('vw-fuzz-');
    const source = cowinSource();
    return {
      async holds({ name, text }) {
        const path = join(folder, name);
        writeFileSync(path, text);
        const added: NewSubscription[] = [];
        const records: Pick<Records, 'addSubscription'> = {
          async addSubscription(wish) {
            added.push(wish);
            return { subscriber: ANITA, added: true };
          },
        };
        const done = await importFile(records, path, source);
        if (!done.ok) assert.ok(done.headline.length > 0);
        for (const { quiet = null, verifiedAtMs = null, resumesAtMs = null, ...wish } of added) {
          const subscriptions = [
            { ...wish.place, ...wish.filters, id: 1, subscriberId: 7, createdAtMs: 0, paused: false },
          ];
          csvRowsOf({
            ...ANITA,
            ...wish,
            quiet,
            verifiedAtMs,
            resumesAtMs,
            secret: null,
            subscriptions,
            state: 'active',
          });
        }
      },
      close: () => rmSync(folder, { recursive: true, force: true }),
    };
  },
});
