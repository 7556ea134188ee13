// How the memory of JavaScript is kept small: a program that runs for months beside others would rather collect often
// than hold much. Said before the heap grows; it holds for the polling threads too, which bound their young generation
// themselves (poll/poll-thread.ts). Plain old JavaScript, because the launcher needs it.
'use strict';

module.exports = function keepHeapSmall() {
  var set = require('node:v8').setFlagsFromString;
  // The young generation stays as it began: 1 MB here, 4 MB in a polling thread.
  set('--semi-space-growth-factor=1');
  set('--min-semi-space-size=4');
  // Old garbage is collected when it comes to two fifths of what lives, not several times as much.
  set('--heap-growing-percent=40');
  // A burst of answers would teach it to put what dies at once among what lives long.
  set('--no-allocation-site-pretenuring');
};
