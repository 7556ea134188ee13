// A Chromium for the tests: the machine's own, or, for root on Debian, the package. It is run headless and asked to
// speak to nobody but the page it is sent to.
import { execFileSync } from 'node:child_process';
import { type Browser, chromium } from 'playwright-core';
import { findProgram } from './debian-binary.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const MEND = 'Install one: apt-get install --no-install-recommends chromium';

/** Path of a Chromium that runs. Throws with the way to mend it when none can be had. */
function ensureChromium(): string {
  const installed = findProgram(NAMES);
  if (installed !== undefined) return installed;
  if (process.getuid?.() !== 0)
    throw new Error(`The browser tests need Chromium, and none is on PATH. ${MEND}`);
  const apt = (...args: readonly string[]) =>
    execFileSync('apt-get', ['-q', ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  try {
    apt('update');
    apt('install', '-y', '--no-install-recommends', 'chromium');
  } catch (error) {
    throw new Error(
      `The browser tests need Chromium, which could not be installed (${(error as Error).message}). ${MEND}`,
    );
  }
  const found = findProgram(NAMES);
  if (found === undefined) throw new Error(`The package chromium brought no program of that name. ${MEND}`);
  return found;
}

/** Whoever calls this closes it. */
export function startChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: ensureChromium(),
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
