// What a test has ordered to fail in a running engine, read from the file that VACCINE_WATCH_TEST_ORDERS names (`Order`
// in failing.ts); beside it, under `.done`, stands how many calls came and how many of them were made to fail.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';

export const file = process.env.VACCINE_WATCH_TEST_ORDERS;

let order;
let seen = 0;
let refused = 0;
let sinceMs = 0;

function read() {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** How this call shall fail, as the order's code says; undefined: it shall not. */
export function failureOf(kind) {
  const now = read();
  if (now === undefined) return undefined;
  if (now.id !== order?.id) {
    order = now;
    seen = 0;
    refused = 0;
  }
  if (kind !== order.kind && order.kind !== 'any') return undefined;
  seen += 1;
  if (seen === order.from) sinceMs = performance.now();
  const lasts =
    order.calls === undefined ? performance.now() - sinceMs < order.forMs : seen < order.from + order.calls;
  const fails = seen >= order.from && lasts;
  if (fails) refused += 1;
  if (fails || seen % 5 === 0) {
    writeFileSync(`${file}.doing`, JSON.stringify({ id: order.id, seen, refused }));
    renameSync(`${file}.doing`, `${file}.done`);
  }
  return fails ? order.code : undefined;
}
