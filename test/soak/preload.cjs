// Loaded before the program, in each of its threads, from outside (NODE_OPTIONS=--require): shifts Date by what a file
// says, and notes what the heap holds after every full collection. The program knows nothing of either.
'use strict';

const { appendFileSync, readFileSync } = require('node:fs');
const { constants, PerformanceObserver } = require('node:perf_hooks');
const { getHeapStatistics } = require('node:v8');
const { threadId } = require('node:worker_threads');

const shiftFile = process.env.SOAK_SHIFT_FILE;
const heapFile = process.env.SOAK_HEAP_FILE;
/** Of the polling thread; those after it (a backup's check) are soon gone, and what they held with them. */
const LAST_LASTING_THREAD = 1;
/** How often the file of the shift is read (ms). */
const LOOK_MS = 200;

if (shiftFile !== undefined) {
  const RealDate = Date;
  let shiftMs = 0;
  const look = () => {
    const text = readFileSync(shiftFile, 'utf8');
    if (text !== '') shiftMs = Number(text);
  };
  look();
  setInterval(look, LOOK_MS).unref();
  globalThis.Date = class ShiftedDate extends RealDate {
    constructor(...given) {
      if (given.length === 0) super(RealDate.now() + shiftMs);
      else super(...given);
    }
    static now() {
      return RealDate.now() + shiftMs;
    }
  };
}

if (heapFile !== undefined && threadId <= LAST_LASTING_THREAD) {
  new PerformanceObserver((list) => {
    for (const { detail } of list.getEntries()) {
      if (detail.kind !== constants.NODE_PERFORMANCE_GC_MAJOR) continue;
      const usedMb = getHeapStatistics().used_heap_size / 1e6;
      appendFileSync(heapFile, `${JSON.stringify({ threadId, usedMb })}\n`);
    }
  }).observe({ entryTypes: ['gc'] });
}
