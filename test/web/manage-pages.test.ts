// The page behind somebody's link, button by button, and the one-click end of all alerts.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Client, clientOf } from './client.ts';
import { startWebRig, type WebRig } from './web-rig.ts';

let rig: WebRig;
let client: Client;
let token: string;
let id: number;
let people = 0;

beforeAll(async () => {
  rig = await startWebRig({ maxSubscriptions: 3 });
});
afterAll(() => rig?.stop());
beforeEach(async () => {
  people += 1;
  client = clientOf(rig.url);
  ({ token, id } = await rig.person(`person${people}@example.org`));
});

const person = () => rig.store.subscribers.find({ id });
const firstId = () => person()?.subscriptions[0]?.id;
const look = async (query = '') => (await client.get(`/m/${token}${query}`)).text;

/** Presses a button; checks that it leads back to the page, and returns what that says. */
async function press(path: string, fields: Readonly<Record<string, string>> = {}): Promise<string> {
  const answer = await client.form(`/m/${token}${path}`, fields);
  expect(answer.status).toBe(303);
  const location = answer.headers.get('location') ?? '';
  expect(location).toMatch(new RegExp(`^/m/${token}\\?done=[a-z-]+$`));
  return /role="status">([^<]*)</.exec((await client.get(location)).text)?.[1] ?? '';
}

describe('the page of somebody’s alerts', () => {
  it('shows what they asked for and whose it is, without the whole address', async () => {
    const text = await look();
    expect(text).toContain('BBMP, Karnataka');
    expect(text).toContain('pe…@example.org');
    expect(text).not.toContain(`person${people}@`);
  });

  it('says why an alert did not come', async () => {
    await press(`/change/${firstId()}`, { dose: '2', age: '', vaccine: '', fee: '', min: '1' });
    rig.open({ sessionId: `why-${people}` });
    const text = await look();
    expect(text).toContain('Kept from you by your own filters');
    expect(text).toMatch(/for the other dose/);
    expect(text).toMatch(/Last looked at: .* IST; it is polled every 2 min 15 s/);
  });

  it('changes filters; what is wrong comes back with what was typed, and changes nothing', async () => {
    const form = await client.get(`/m/${token}/change/${firstId()}`);
    expect(form.text).toContain('Which slots in BBMP, Karnataka?');
    const wrong = await client.form(`/m/${token}/change/${firstId()}`, { dose: '2', age: 'old', min: '3' });
    expect(wrong.status).toBe(400);
    expect(wrong.text).toMatch(/id="age-error"/);
    expect(wrong.text).toMatch(/id="min-error"/);
    expect(wrong.text).toContain('value="old"');
    expect(person()?.subscriptions[0]).toMatchObject({ dose: null, ageYears: null });
    expect(
      await press(`/change/${firstId()}`, {
        dose: '2',
        age: ' 45 ',
        vaccine: 'covaxin',
        fee: 'free',
        min: '5',
      }),
    ).toContain('Saved');
    expect(person()?.subscriptions[0]).toMatchObject({
      dose: '2',
      ageYears: 45,
      vaccine: 'COVAXIN',
      fee: 'free',
      minCapacity: 5,
    });
    const again = await client.get(`/m/${token}/change/${firstId()}`);
    expect(again.text).toContain('value="45"');
    expect(again.text).toMatch(/<option value="5" selected/);
  });

  it('adds a place, asks which one is meant, and says when it is enough', async () => {
    const asked = await client.form(`/m/${token}/add`, { district: 'Warangal' });
    expect([asked.status, asked.text.includes('Warangal(Urban), Telangana')]).toEqual([400, true]);
    expect(await press('/add', { district: 'Warangal', asked: 'Warangal', area: 'cowin:610' })).toContain(
      'Added',
    );
    expect(await press('/add', { pincode: '560011' })).toContain('Added');
    expect(person()?.subscriptions).toHaveLength(3);
    const full = await client.form(`/m/${token}/add`, { district: 'Pune' });
    expect([full.status, full.text.includes('You have 3 subscriptions')]).toEqual([409, true]);
  });

  it('pauses, resumes and removes one place; twice does no harm', async () => {
    expect(await press(`/pause/${firstId()}`)).toContain('the others go on');
    await press(`/pause/${firstId()}`);
    expect(person()?.subscriptions[0]?.paused).toBe(true);
    expect(await look()).toContain('Paused.');
    expect(await press(`/resume/${firstId()}`)).toContain('comes at once');
    expect(person()?.subscriptions[0]?.paused).toBe(false);
    const only = firstId();
    expect(await press(`/remove/${only}`)).toContain('Removed');
    expect(await press(`/remove/${only}`)).toContain('Removed');
    expect(person()?.subscriptions ?? []).toEqual([]);
  });

  it.each([
    ['hours', 3 * 3_600_000],
    ['morning', 24 * 3_600_000],
  ])('pauses everything for %s, until a time that it says', async (wanted, mostMs) => {
    await press('/pause', { for: wanted });
    const untilMs = person()?.resumesAtMs ?? 0;
    expect(person()?.state).toBe('paused');
    expect(untilMs).toBeGreaterThan(Date.now());
    expect(untilMs).toBeLessThanOrEqual(Date.now() + mostMs);
    expect(await look()).toMatch(/paused until \d+ \w+ \d\d:\d\d IST/);
    await press('/resume');
    expect(person()).toMatchObject({ state: 'active', resumesAtMs: null });
  });

  it('says of a place that is on again that nothing comes from it while everything is paused', async () => {
    await press(`/pause/${firstId()}`);
    await press('/pause', { for: 'resumed' });
    const page = await press(`/resume/${firstId()}`);
    expect(page).toContain('as long as all your alerts are off');
    expect(page).not.toContain('comes at once');
  });

  it('pauses everything until resumed', async () => {
    await press('/pause', { for: 'resumed' });
    expect(person()).toMatchObject({ state: 'paused', resumesAtMs: null });
    expect(await look()).toContain('paused until you resume');
  });

  it('sets quiet hours, changes them and takes them away', async () => {
    await press('/quiet', { from: '22', to: '7' });
    expect(person()?.quiet).toEqual({ fromHour: 22, toHour: 7 });
    expect(await look()).toContain('No alerts from 22:00 to 07:00 IST');
    expect(await press('/quiet', { from: '9', to: '9' })).toContain('no quiet hours');
    expect(person()?.quiet).toBeNull();
    await press('/quiet', { from: '0', to: '6' });
    await press('/quiet', { off: '1' });
    expect(person()?.quiet).toBeNull();
  });

  it.each([
    ['/pause', { for: 'ever' }],
    ['/pause', {}],
    ['/quiet', { from: '25', to: '7' }],
    ['/quiet', { from: 'x', to: '7' }],
    ['/quiet', {}],
  ])('refuses %s with %o, and changes nothing', async (path, fields) => {
    const before = person();
    expect((await client.form(`/m/${token}${path}`, fields)).status).toBe(400);
    expect(person()).toEqual(before);
  });

  it('does not say that alerts are on again where the operator has blocked them', async () => {
    rig.store.subscribers.block({ channel: 'email', address: `person${people}@example.org` }, Date.now());
    const answer = await client.form(`/m/${token}/resume`, {});
    expect(answer.status).toBe(409);
    expect(answer.text).toContain('has blocked this recipient');
    expect(person()?.state).toBe('gone');
  });

  it('does not say that alerts are paused for a while where they have ended, and would not come back', async () => {
    await press('/unsubscribe');
    const answer = await client.form(`/m/${token}/pause`, { for: 'hours' });
    expect(answer.status).toBe(409);
    expect(answer.text).toContain('have ended');
    expect(person()).toMatchObject({ state: 'gone', resumesAtMs: null });
  });

  it('unsubscribes and keeps the places; resuming brings the alerts back', async () => {
    expect(await press('/unsubscribe')).toContain('no more alerts');
    expect(await look()).toContain('Alerts have ended');
    expect(person()?.subscriptions).toHaveLength(1);
    await press('/resume');
    expect(person()?.state).toBe('active');
  });

  it('deletes everything, after asking once; the link leads nowhere then', async () => {
    const ask = await client.get(`/m/${token}/forget`);
    expect(ask.text).toContain('Delete everything?');
    expect(person()).toBeDefined();
    const gone = await client.form(`/m/${token}/forget`);
    expect([gone.status, gone.text.includes('Nothing of you is kept any more')]).toEqual([200, true]);
    expect(person()).toBeUndefined();
    expect((await client.form(`/m/${token}/forget`)).status).toBe(200);
    expect((await client.get(`/m/${token}`)).status).toBe(404);
  });

  it('a link that is nobody’s opens nothing and says what to do', async () => {
    for (const path of ['', '/add', '/forget', '/change/1']) {
      const { status, text } = await client.get(`/m/${token.slice(0, -2)}AA${path}`);
      expect([status, text.includes('Find my alerts again')]).toEqual([404, true]);
    }
    for (const path of [
      '/pause',
      '/resume',
      '/quiet',
      '/unsubscribe',
      '/add',
      '/pause/1',
      '/remove/1',
      '/change/1',
    ]) {
      expect((await client.form(`/m/xxxx${path}`, { for: 'hours' })).status).toBe(404);
    }
  });

  it('nobody reaches the subscriptions of somebody else by their number', async () => {
    const other = await rig.person('another@example.org');
    const theirs = rig.store.subscribers.find({ id: other.id })?.subscriptions[0]?.id;
    expect((await client.get(`/m/${token}/change/${theirs}`)).status).toBe(404);
    for (const button of ['pause', 'resume', 'change']) {
      expect((await client.form(`/m/${token}/${button}/${theirs}`, { dose: '2' })).status).toBe(404);
    }
    await client.form(`/m/${token}/remove/${theirs}`);
    expect(rig.store.subscribers.find({ id: other.id })?.subscriptions).toMatchObject([
      { paused: false, dose: null },
    ]);
  });

  it('a word in the address says nothing that was not meant', async () => {
    for (const word of ['constructor', '__proto__', '<b>', 'toString']) {
      expect(await look(`?done=${word}`)).not.toContain('role="status"');
    }
  });
});

describe('one click ends the alerts (RFC 8058)', () => {
  const oneClick = (path: string, body: URLSearchParams | FormData) =>
    fetch(rig.url + path, { method: 'POST', body, redirect: 'manual' });
  const inParts = () => {
    const form = new FormData();
    form.set('List-Unsubscribe', 'One-Click');
    return form;
  };

  it.each([
    ['as a form', () => new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })],
    ['as a form in parts', inParts],
  ])('%s: at once, without a redirect; again it says the same', async (_, body) => {
    const first = await oneClick(`/u/${token}`, body());
    expect(first.status).toBe(200);
    expect(person()?.state).not.toBe('active');
    const second = await oneClick(`/u/${token}`, body());
    expect(second.status).toBe(200);
    expect(await second.text()).toBe(await first.text());
  });

  it('looking at the link changes nothing, as scanners do', async () => {
    const page = await client.get(`/u/${token}`);
    expect(page.text).toContain('<button type="submit" class="main">Unsubscribe</button>');
    expect((await fetch(`${rig.url}/u/${token}`, { method: 'HEAD' })).status).toBe(200);
    expect(person()?.state).toBe('active');
  });

  it('a link that is nobody’s says the same, without harm', async () => {
    const nobody = 'A'.repeat(token.length);
    const known = await client.form(`/u/${token}`, { 'List-Unsubscribe': 'One-Click' });
    const unknown = await client.form(`/u/${nobody}`, { 'List-Unsubscribe': 'One-Click' });
    expect([unknown.status, unknown.text.replaceAll(nobody, token)]).toEqual([200, known.text]);
  });

  it('no alert goes out after it', async () => {
    await client.form(`/u/${token}`, { 'List-Unsubscribe': 'One-Click' });
    rig.open({ sessionId: `after-${people}` });
    const states = rig.store.deliveries.list({ subscriberId: id }).map(({ state }) => state);
    expect(states).toEqual([]);
  });
});
