// Exports as CSV, read by a strict reader of RFC 4180 that shares nothing with ours: every cell comes back, and no cell
// begins like a formula, whatever stands in it.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { csvLine, readCsv } from '../../../src/core/csv.ts';
import type { SubscriberWithSubscriptions } from '../../../src/core/subscription.ts';
import { entriesOfCsv } from '../../../src/core/transfer.ts';
import { CSV_COLUMNS, CSV_HEADING, csvRowsOf } from '../../../src/core/transfer-csv.ts';
import { ANITA } from '../../support/plain-control.ts';
import { hostileText } from '../hostile.ts';
import { fuzzProperty } from '../property.ts';

/** What a spreadsheet takes for the beginning of a formula, or passes over before one. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** RFC 4180 to the letter: rows end in CR LF, quotes stand around a whole cell, and within one they are doubled. */
function strictRows(text: string): string[][] {
  const rows: string[][] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  let row: string[] = [];
  while (cell.lastIndex < text.length) {
    const at = cell.lastIndex;
    const match = cell.exec(text);
    if (match === null)
      throw new Error(`no cell of RFC 4180 at ${at}: ${JSON.stringify(text.slice(at, at + 80))}`);
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === ',') continue;
    rows.push(row);
    row = [];
  }
  assert.deepEqual(row, [], 'the last row has no end');
  return rows;
}

const person: fc.Arbitrary<SubscriberWithSubscriptions> = fc
  .record({ address: hostileText, stateWhy: hostileText, secret: hostileText, vaccine: hostileText })
  .map(({ address, stateWhy, secret, vaccine }) => ({
    ...ANITA,
    address,
    stateWhy,
    secret,
    subscriptions: [
      {
        id: 1,
        subscriberId: 7,
        createdAtMs: 0,
        areaId: 'cowin:294',
        pincode: null,
        dose: '1',
        ageYears: 45,
        vaccine,
        fee: null,
        minCapacity: 1,
        paused: false,
      },
    ],
  }));

export const csvProperty = fuzzProperty({
  name: 'csv',
  says: 'a strict reader finds every cell as it was, and no exported cell begins like a formula',
  runs: 400,
  values: fc.tuple(fc.array(hostileText, { minLength: 2, maxLength: 5 }), person),
  open: () => ({
    holds([cells, exported]) {
      assert.deepEqual(strictRows(csvLine(cells)), [cells]);

      const text = CSV_HEADING + csvRowsOf(exported);
      const [heading, row, ...others] = strictRows(text);
      assert.deepEqual(heading, [...CSV_COLUMNS]);
      assert.equal(others.length, 0);
      for (const cell of row ?? []) assert.doesNotMatch(cell, FORMULA);

      const read = readCsv(text);
      assert.ok(read.ok);
      const [entry] = entriesOfCsv(read.rows).entries;
      const { of } = entry ?? {};
      assert.equal(of?.address, exported.address.trim());
      assert.equal(of?.stateWhy, exported.stateWhy.trim());
      assert.equal(of?.secret, exported.secret?.trim());
    },
  }),
});
