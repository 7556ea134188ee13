// A visit in a real browser: one window, one width, JavaScript on or off. It remembers whatever a page asked of anybody
// else, and whatever the browser complained about; both must stay empty.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import axe, { type AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { packageRoot } from '../../src/package-root.ts';
import { nextIp } from './client.ts';

export interface VisitOptions {
  readonly width: number;
  readonly javaScript?: boolean;
  readonly scheme?: 'light' | 'dark';
}

export interface Visit {
  readonly page: Page;
  /** Requests to other origins, policy violations, script errors. */
  readonly complaints: readonly string[];
  /** What an accessibility checker that is not ours finds wrong with the page as it stands. */
  violations(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export async function visit(browser: Browser, origin: string, options: VisitOptions): Promise<Visit> {
  const { width, javaScript = true, scheme = 'light' } = options;
  const context = await browser.newContext({
    viewport: { width, height: 740 },
    javaScriptEnabled: javaScript,
    colorScheme: scheme,
    // Each visitor comes from elsewhere, so that the limits of one do not meet another.
    extraHTTPHeaders: { 'x-forwarded-for': nextIp() },
  });
  const complaints: string[] = [];
  const page = await context.newPage();
  page.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`)) complaints.push(`asked ${request.url()}`);
  });
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !/status of 4\d\d/.test(message.text())) {
      complaints.push(message.text());
    }
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return {
    page,
    complaints,
    async violations() {
      await page.evaluate(axe.source);
      const results = (await page.evaluate('axe.run(document)')) as AxeResults;
      return results.violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`,
      );
    },
    close: () => context.close(),
  };
}

const SCREENS = join(packageRoot(), 'docs', 'screens');

/** Above this a picture of a whole page is cut. */
const MAX_HEIGHT = 1_500;

/**
 * Writes a picture of the page, only when VACCINE_WATCH_TEST_SCREENS=1 asks for it: pictures belong to a change of the
 * pages, not to a run of the tests.
 */
export async function picture(page: Page, name: string): Promise<void> {
  if (process.env.VACCINE_WATCH_TEST_SCREENS !== '1') return;
  mkdirSync(SCREENS, { recursive: true });
  const { width = 0 } = page.viewportSize() ?? {};
  const height = Math.min(Number(await page.evaluate('document.documentElement.scrollHeight')), MAX_HEIGHT);
  const path = join(SCREENS, `${name}.png`);
  await page.screenshot({ path, fullPage: true, clip: { x: 0, y: 0, width, height } });
}
