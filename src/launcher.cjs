#!/usr/bin/env node
// Started first, by any Node: checks the version before anything else is loaded, because better-sqlite3 crashes
// the process on older ones. In a checkout whose machine has an old Node it hands over to the Node that npm brought.
// Plain old JavaScript on purpose: it must parse everywhere. It must never load the program on an unfit Node.
'use strict';

var NEEDED = [22, 19];

function isFit(version) {
  var parts = version.split('.').map(Number);
  return parts[0] > NEEDED[0] || (parts[0] === NEEDED[0] && parts[1] >= NEEDED[1]);
}

function bundledNode() {
  try {
    return require.resolve('node-' + process.platform + '-' + process.arch + '/bin/node');
  } catch (_absent) {
    return undefined;
  }
}

function handOver(node) {
  var child = require('node:child_process').spawn(node, [__filename].concat(process.argv.slice(2)), {
    stdio: 'inherit',
  });
  // Stopping us must stop the program. A terminal signals both of us; the program takes the pair as one wish.
  ['SIGTERM', 'SIGHUP', 'SIGINT'].forEach((signal) => {
    process.on(signal, () => {
      child.kill(signal);
    });
  });
  child.on('exit', (code, signal) => {
    if (signal) {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    } else {
      process.exitCode = code;
    }
  });
}

var bundled = isFit(process.versions.node) ? undefined : bundledNode();
if (isFit(process.versions.node)) {
  require('./small-heap.cjs')();
  // React reads this when it is loaded; its development build is slower and larger.
  process.env.NODE_ENV = process.env.NODE_ENV || 'production';
  import('../dist/src/cli.js').then(
    (cli) => cli.main(process.argv),
    (error) => {
      process.stderr.write(
        'vaccine-watch could not be loaded (' + error.message + '). In a checkout, run: npm ci\n',
      );
      process.exitCode = 1;
    },
  );
} else if (bundled !== undefined) {
  handOver(bundled);
} else {
  process.stderr.write(
    'vaccine-watch needs Node ' +
      NEEDED.join('.') +
      ' or later and this is Node ' +
      process.versions.node +
      '; install a newer one from https://nodejs.org or your distribution.\n',
  );
  process.exitCode = 78;
}
