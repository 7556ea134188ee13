// Loaded before the program, in each of its threads, from outside (NODE_OPTIONS=--require): shifts Date by what a file
// says, and notes once a minute what the heap holds after a full collection. The program knows nothing of either.
'use strict';

const { appendFileSync, readFileSync } = require('node:fs');
const { getHeapSpaceStatistics, setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');
const { threadId } = require('node:worker_threads');

const shiftFile = process.env.SOAK_SHIFT_FILE;
const heapFile = process.env.SOAK_HEAP_FILE;
/** Of the polling thread; those after it (a backup's check) are soon gone, and what they held with them. */
const LAST_LASTING_THREAD = 1;
/** How often the file of the shift is read (ms). */
const LOOK_MS = 200;
/**
 * How often everything dead is collected at once, over and above the program's own collections (ms): after those, which
 * go on beside the program, some of what is dead is still there, the more the busier it is.
 */
const COLLECT_MS = 60_000;
/** Where compiled code lives: it grows for an hour or two, as long as something runs hot for the first time. */
const CODE_SPACES = ['code_space', 'code_large_object_space', 'trusted_space', 'trusted_large_object_space'];

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
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  setInterval(() => {
    collect();
    const spaces = getHeapSpaceStatistics();
    const usedMb = (isCode) =>
      spaces
        .filter(({ space_name }) => CODE_SPACES.includes(space_name) === isCode)
        .reduce((sum, { space_used_size }) => sum + space_used_size, 0) / 1e6;
    appendFileSync(
      heapFile,
      `${JSON.stringify({ threadId, heapMb: usedMb(false), codeMb: usedMb(true) })}\n`,
    );
  }, COLLECT_MS).unref();
}
