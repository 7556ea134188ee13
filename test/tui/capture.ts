// `npm run captures`: the screens of the demo for the documentation, as text at 80×24 and as pictures at 120×40. The
// built program runs in a pty; what stands in the emulator's cells is what is written. Needs a Chromium, and fonts for
// Devanagari and Kannada (Debian: fonts-lohit-deva, fonts-lohit-knda), since the demo's names are India's.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startChromium } from '../support/chromium.ts';
import { LAUNCHER } from '../support/program.ts';
import { openTerminal, type TestTerminal } from '../support/terminal.ts';
import { pageOf, pictureOf } from './picture.ts';
import { picture, press, ready, TABS, visit } from './tour.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'docs', 'console');
/** So long that slots have opened and gone, and graphs have something to show. */
const LIVELY_MS = 75_000;

/** A person reads a screen that has settled (ms). */
const SETTLED_MS = 2_500;

function startDemo(folder: string): TestTerminal {
  // Setup shows where Node is: not this machine's folders.
  const node = join(folder, 'node');
  copyFileSync(process.execPath, node);
  return openTerminal({
    file: node,
    args: [LAUNCHER, 'demo'],
    columns: 80,
    rows: 24,
    // Nothing of this machine: neither its settings nor its folders.
    env: { HOME: folder, TMPDIR: folder, PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', COLORTERM: undefined },
  });
}

async function captureAll(demo: TestTerminal, columns: number, rows: number, keep: Keep): Promise<void> {
  demo.resize(columns, rows);
  for (const [, name] of TABS) {
    await visit(demo, name);
    await sleep(SETTLED_MS);
    await keep(name.toLowerCase());
  }
}

type Keep = (name: string) => Promise<void> | void;

const folder = mkdtempSync(join(tmpdir(), 'vaccine-watch-'));
const browser = await startChromium();
const demo = startDemo(folder);
try {
  mkdirSync(FOLDER, { recursive: true });
  await ready(demo);
  await sleep(LIVELY_MS);
  await captureAll(demo, 80, 24, (name) =>
    writeFileSync(join(FOLDER, `${name}-80x24.txt`), `${demo.text()}\n`),
  );
  await captureAll(demo, 120, 40, async (name) =>
    writeFileSync(join(FOLDER, `${name}-120x40.png`), await pictureOf(browser, pageOf(picture(demo), 120))),
  );
  await press(demo, 'q', 'y');
  await demo.exited;
} finally {
  demo.close();
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
