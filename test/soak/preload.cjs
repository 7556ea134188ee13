// Loaded before the program, in each of its threads, from outside (NODE_OPTIONS=--require): shifts Date by what a file
// says, and notes once a minute what is left when everything dead was collected. The program knows nothing of either.
'use strict';

const { appendFileSync, readFileSync } = require('node:fs');
const { getHeapSpaceStatistics, setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');
const { threadId } = require('node:worker_threads');

const shiftFile = process.env.SOAK_SHIFT_FILE;
const leftFile = process.env.SOAK_LEFT_FILE;
const realNowMs = Date.now;
/** Of the polling thread: there is no other at a pace below 10,000 a second. */
const LAST_LASTING_THREAD = 1;
/** How often the file of the shift is read (ms). */
const LOOK_MS = 200;
/**
 * How often everything dead is collected at once, in one thread after the other (ms): after the
 * program's own collections, which go on beside it, some of what is dead is still there, the more the busier it is. The
 * pages that become free are given back: by itself V8 does it in a thread that is idle, which a polling thread never is.
 * Compiling what just runs is broken off by it, so it is not done more often.
 */
const COLLECT_MS = 60_000;
const EVERYTHING = { type: 'major', flavor: 'last-resort' };
/** How much too early a timer may be (ms). */
const EARLY_MS = 100;
/** How long after the main thread's turn the polling thread's is (ms): both are done when it ends. */
const AFTER_MS = 200;
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

if (leftFile !== undefined && threadId <= LAST_LASTING_THREAD) {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  const note = (left) => appendFileSync(leftFile, `${JSON.stringify(left)}\n`);
  const mbIn = (text, name) => (Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)[1]) * 1024) / 1e6;
  const look = () => {
    const status = readFileSync('/proc/self/status', 'utf8');
    note({ residentMb: mbIn(status, 'VmRSS'), allocatedMb: mbIn(status, 'RssAnon') });
  };
  const turn = () => {
    collect(EVERYTHING);
    const spaces = getHeapSpaceStatistics();
    const usedMb = (isCode) =>
      spaces
        .filter(({ space_name }) => CODE_SPACES.includes(space_name) === isCode)
        .reduce((sum, { space_used_size }) => sum + space_used_size, 0) / 1e6;
    note({ threadId, heapMb: usedMb(false), codeMb: usedMb(true) });
    if (threadId === LAST_LASTING_THREAD) look();
    waitForTurn();
  };
  // A timer may be a moment early: from here on a turn counts as had.
  const turnMs = threadId * AFTER_MS - EARLY_MS;
  const waitForTurn = () =>
    setTimeout(turn, COLLECT_MS - ((realNowMs() - turnMs) % COLLECT_MS) + EARLY_MS).unref();
  waitForTurn();
}
