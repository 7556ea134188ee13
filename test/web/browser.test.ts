// People in a real browser, on a phone and on a desk, with JavaScript and without: they sign up with the code from a
// real mail, get an alert, leave by one click as their mail provider would do it, come back, and delete everything.
// Every page is looked at by an accessibility checker, in light and dark.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startChromium } from '../support/chromium.ts';
import type { KeptMail } from '../support/mail-server.ts';
import { until } from '../support/program.ts';
import { mailHeaders } from '../support/smtp-catcher.ts';
import { picture, type Visit, visit } from './browser-visit.ts';
import { clientOf } from './client.ts';
import { startWebRig, type WebRig } from './web-rig.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 300_000 });

const PUBLIC_URL = 'https://slots.example.org';
let browser: Browser;
let rig: WebRig;

beforeAll(async () => {
  browser = await startChromium();
  rig = await startWebRig({ settings: { publicUrl: PUBLIC_URL } });
});
afterAll(async () => {
  await browser?.close();
  await rig?.stop();
});

/** A link of a mail, as it reaches us through the operator's proxy. */
const local = (link: string): string => link.replace(PUBLIC_URL, rig.url);
const alertTo = (address: string, after = 0): Promise<KeptMail> =>
  until(
    () =>
      rig.mail.mails.filter(({ to, raw }) => to.includes(address) && /^List-Unsubscribe:/im.test(raw))[after],
    'an alert',
  );
const heading = (page: Page) => page.locator('h1').innerText();
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

describe.each([
  { width: 360, javaScript: true },
  { width: 360, javaScript: false },
  { width: 1280, javaScript: true },
  { width: 1280, javaScript: false },
])('at $width px, JavaScript $javaScript', ({ width, javaScript }) => {
  const address = `person-${width}-${javaScript ? 'script' : 'plain'}@example.org`;
  let there: Visit;
  let page: Page;
  let alert: KeptMail;

  beforeAll(async () => {
    there = await visit(browser, rig.url, { width, javaScript });
    page = there.page;
  });
  afterAll(() => there?.close());

  it('signs up with the code that was mailed', async () => {
    await page.goto(rig.url);
    if (javaScript) {
      await page.getByLabel('District').pressSequentially('banga');
      await page.waitForSelector('#places option[value="Bangalore Urban, Karnataka"]', { state: 'attached' });
      await page.getByLabel('District').fill('BBMP, Karnataka');
    } else {
      await page.getByLabel('District').fill('bangalore');
      await page.getByLabel('E-mail').fill('not yet');
      await press(page, 'Send me a code');
      expect(await page.getByRole('alert').innerText()).toContain('2 things to mend');
      await page.getByLabel('BBMP, Karnataka').check();
    }
    await page.locator('summary').click();
    await page.getByLabel('Age in years').fill('30');
    await page.getByLabel('E-mail').fill(address);
    await press(page, 'Send me a code');
    expect(await heading(page)).toBe('Type in the code');
    await page.getByLabel('Code').fill(await rig.codeFor(address));
    await press(page, 'Confirm');
    expect(await heading(page)).toBe('Done: alerts are on');
    expect(await page.locator('main').innerText()).toContain('BBMP, Karnataka: age 30');
  });

  it('gets an alert by mail', async () => {
    rig.open({ sessionId: `first-${width}-${javaScript}`, centre: { ...CENTRE, name: 'Jayanagar UPHC' } });
    alert = await alertTo(address);
    expect(mailHeaders(alert.raw).get('subject')).toContain('BBMP');
  });

  it('unsubscribes by one POST, as a mail provider does it', async () => {
    const headers = mailHeaders(alert.raw);
    expect(headers.get('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    const link = /<(https:[^>]+)>/.exec(headers.get('list-unsubscribe') ?? '')?.[1] ?? '';
    const answer = await fetch(local(link), {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
      redirect: 'error',
    });
    expect(answer.status).toBe(200);
    await page.goto(local(link.replace('/u/', '/m/')));
    expect(await page.locator('main').innerText()).toContain('Alerts have ended');
  });

  it('comes back, changes what is asked for, pauses, sets quiet hours', async () => {
    await press(page, 'Resume my alerts');
    expect(await page.getByRole('status').innerText()).toContain('Alerts are on again');
    await page.getByRole('link', { name: /^Change what is asked for/ }).click();
    await page.getByLabel('Dose', { exact: true }).selectOption('Dose 2');
    await press(page, 'Save');
    expect(await page.locator('.card').innerText()).toContain('Only dose 2, age 30.');
    await press(page, 'Pause');
    expect(await page.locator('.card').innerText()).toContain('Paused.');
    await press(page, 'Pause until 07:00 IST');
    expect(await page.locator('.lead').innerText()).toContain('07:00 IST');
    await page.getByLabel('From').selectOption('23:00 IST');
    await press(page, 'Set quiet hours');
    expect(await page.locator('main').innerText()).toContain('No alerts from 23:00 to 07:00 IST');
  });

  it('deletes everything, after one question', async () => {
    const link = page.url();
    await page.getByRole('link', { name: 'Delete everything…' }).click();
    expect(await heading(page)).toBe('Delete everything?');
    await press(page, 'Delete everything');
    expect(await heading(page)).toBe('Everything is deleted');
    expect(rig.store.subscribers.find({ channel: 'email', address })).toBeUndefined();
    await page.goto(link);
    expect(await heading(page)).toBe('Nothing here');
  });

  it('asked nothing of anybody else, and broke no rule', () => {
    expect(there.complaints).toEqual([]);
  });
});

const CENTRE = {
  id: '7',
  name: '',
  address: '12th Main Road',
  block: 'South',
  district: 'BBMP',
  state: 'Karnataka',
  pincode: '560011',
};

interface Shown {
  readonly heading: string;
  readonly way: (page: Page, link: string) => Promise<unknown>;
}

const HOME = 'Know when a vaccination slot opens';

/** Every page there is, each with its heading and the way to it. */
const PAGES: Readonly<Record<string, Shown>> = {
  'sign-up': { heading: HOME, way: (page) => page.goto(rig.url) },
  mistakes: {
    heading: HOME,
    way: async (page) => {
      await page.goto(rig.url);
      await page.locator('summary').click();
      for (const [label, text] of [
        ['District', 'Warangal'],
        ['Pincode (optional)', '12'],
        ['Age in years', '400'],
        ['E-mail', 'me'],
      ] as const) {
        await page.getByLabel(label).fill(text);
      }
      await press(page, 'Send me a code');
    },
  },
  code: {
    heading: 'Type in the code',
    way: async (page) => {
      await page.goto(rig.url);
      await page.getByLabel('District').fill('Mysore');
      await page
        .getByLabel('E-mail')
        .fill(`looker-${page.viewportSize()?.width}-${Math.random()}@example.org`);
      await press(page, 'Send me a code');
    },
  },
  done: {
    heading: 'Done: alerts are on',
    way: async (page) => {
      const address = `done-${page.viewportSize()?.width}-${Math.random()}@example.org`;
      await page.goto(rig.url);
      await page.getByLabel('District').fill('Mysore');
      await page.getByLabel('E-mail').fill(address);
      await press(page, 'Send me a code');
      await page.getByLabel('Code').fill(await rig.codeFor(address));
      await press(page, 'Confirm');
    },
  },
  verify: { heading: 'Type in the code', way: (page) => page.goto(`${rig.url}/verify`) },
  lost: { heading: 'Change or end my alerts', way: (page) => page.goto(`${rig.url}/lost`) },
  manage: {
    heading: 'Your alerts',
    way: async (page, link) => {
      await page.goto(`${rig.url}/m/${link}?done=resumed`);
      await page.locator('summary').first().click();
    },
  },
  change: {
    heading: 'Which slots in BBMP, Karnataka?',
    way: async (page, link) => {
      await page.goto(`${rig.url}/m/${link}`);
      await page
        .getByRole('link', { name: /^Change what/ })
        .first()
        .click();
    },
  },
  add: { heading: 'Add a place', way: (page, link) => page.goto(`${rig.url}/m/${link}/add`) },
  delete: { heading: 'Delete everything?', way: (page, link) => page.goto(`${rig.url}/m/${link}/forget`) },
  unsubscribe: { heading: 'No more alerts?', way: (page, link) => page.goto(`${rig.url}/u/${link}`) },
  unsubscribed: {
    heading: 'Unsubscribed',
    way: async (page) => {
      await page.goto(`${rig.url}/u/nobody`);
      await press(page, 'Unsubscribe');
    },
  },
  place: { heading: 'Slots in BBMP, Karnataka', way: (page) => page.goto(`${rig.url}/area/cowin:294`) },
  'not-found': { heading: 'Nothing here', way: (page) => page.goto(`${rig.url}/nothing`) },
};

describe.each([
  { width: 360, scheme: 'light' },
  { width: 360, scheme: 'dark' },
  { width: 1280, scheme: 'light' },
] as const)('every page at $width px in $scheme', ({ width, scheme }) => {
  let there: Visit;
  let link: string;

  beforeAll(async () => {
    link = (await rig.person('looked-at@example.org')).token;
    rig.open({ sessionId: 'shown', centre: { ...CENTRE, name: 'Jayanagar UPHC' } }, { sessionId: 'gone' });
    rig.close('gone');
    there = await visit(browser, rig.url, { width, scheme });
  });
  afterAll(() => there?.close());

  it.each(Object.keys(PAGES))(
    '%s: no violation, nothing cut off, nothing too small to touch',
    async (name) => {
      const { page } = there;
      await PAGES[name]?.way(page, link);
      expect(await heading(page)).toBe(PAGES[name]?.heading);
      const isShown = (width === 360 && scheme === 'light') || ['sign-up', 'manage'].includes(name);
      if (isShown) await picture(page, `${name}-${width}-${scheme}`);
      expect(await there.violations()).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
      const small =
        await page.evaluate(`[...document.querySelectorAll('button, .button, select, input:not([type=hidden]):not([type=radio]):not([type=checkbox]), .radios label, .check label, summary')]
      .map((one) => one.getBoundingClientRect()).filter(({ height }) => height > 0 && height < 44).length`);
      expect(small).toBe(0);
      const zooming = await page.evaluate(`[...document.querySelectorAll('input, select')]
      .filter((one) => parseFloat(getComputedStyle(one).fontSize) < 16 && one.type !== 'hidden' && one.type !== 'radio' && one.type !== 'checkbox').length`);
      expect(zooming).toBe(0);
      expect(there.complaints).toEqual([]);
    },
  );
});

describe('by keyboard alone', () => {
  it('the form is walked through in the order it is read, and one sees where one is', async () => {
    const there = await visit(browser, rig.url, { width: 360 });
    const { page } = there;
    await page.goto(rig.url);
    const order: unknown[] = [];
    for (let step = 0; step < 6; step++) {
      await page.keyboard.press('Tab');
      order.push(await page.evaluate('document.activeElement.id || document.activeElement.innerText.trim()'));
      const outline = await page.evaluate('getComputedStyle(document.activeElement).outlineStyle');
      expect(outline).toBe('solid');
    }
    expect(order).toEqual([
      'vaccine-watch',
      'district',
      'pincode',
      'Only some slots? Dose, age, vaccine, fee',
      'email',
      'Send me a code',
    ]);
    await there.close();
  });
});

describe('a feed', () => {
  it('is read by a parser that is not ours', async () => {
    rig.open({ sessionId: 'odd', centre: { ...CENTRE, name: '<b>& ]]> \u0001 “x”' } });
    rig.pass(11_000);
    const { text } = await clientOf(rig.url).get('/feed/cowin:294.atom');
    const there = await visit(browser, rig.url, { width: 360 });
    await there.page.goto(rig.url);
    const read = await there.page.evaluate(
      `(() => { const read = new DOMParser().parseFromString(${JSON.stringify(text)}, 'application/xml');
        return { error: read.querySelector('parsererror')?.textContent ?? '', root: read.documentElement.namespaceURI,
          ids: [...read.querySelectorAll('entry > id')].map((id) => id.textContent),
          titles: [...read.querySelectorAll('entry > title')].map((title) => title.textContent),
          needed: ['feed > id', 'feed > title', 'feed > updated', 'feed > author > name', 'feed > link[rel=self]'].filter((one) => !read.querySelector(one)) }; })()`,
    );
    expect(read).toMatchObject({ error: '', root: 'http://www.w3.org/2005/Atom', needed: [] });
    const { ids, titles } = read as { ids: string[]; titles: string[] };
    expect(new Set(ids).size).toBe(ids.length);
    expect(titles.some((title) => title.includes('<b>& ]]>'))).toBe(true);
    await there.close();
  });
});
