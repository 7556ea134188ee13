// A place as a feed: what stands in it, and that asking again for what has not changed costs next to nothing.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays, istDateOf } from '../../src/core/ist.ts';
import { clientOf } from './client.ts';
import { startWebRig, type WebRig } from './web-rig.ts';

const FEED = '/feed/cowin:294.atom';
/** Longer than a feed is given out as it was made. */
const STALE_MS = 11_000;
let rig: WebRig;

beforeAll(async () => {
  rig = await startWebRig({ settings: { publicUrl: 'https://slots.example.org' } });
});
afterAll(() => rig?.stop());

const look = (headers?: Readonly<Record<string, string>>) => clientOf(rig.url).get(FEED, headers);
const entries = (xml: string): readonly string[] => xml.split('<entry>').slice(1);
const inside = (xml: string, tag: string) => new RegExp(`<${tag}[^>]*>([^<]*)</${tag}>`).exec(xml)?.[1];

describe('a feed', () => {
  it('is there and stays the same before anything opened', async () => {
    const first = await look();
    expect([first.status, first.headers.get('content-type')]).toEqual([
      200,
      'application/atom+xml; charset=utf-8',
    ]);
    expect(entries(first.text)).toEqual([]);
    expect(inside(first.text, 'title')).toBe('Vaccination slots in BBMP, Karnataka');
    rig.pass(STALE_MS);
    expect((await look()).text).toBe(first.text);
  });

  it('tells of an opening, and of its end under the same id', async () => {
    rig.open({ sessionId: 'abc', times: ['09:00AM-11:00AM', '11:00AM-01:00PM'] });
    rig.pass(STALE_MS);
    const open = entries((await look()).text);
    expect(open).toHaveLength(1);
    expect(inside(open[0] ?? '', 'title')).toMatch(/^12 doses of COVISHIELD, dose 1, .*: Apollo Clinic$/);
    expect(inside(open[0] ?? '', 'content')).toContain('12 Main Road, Jayanagar, BBMP, 560011');
    expect(inside(open[0] ?? '', 'content')).toContain(' IST');
    rig.close('abc');
    rig.pass(STALE_MS);
    const [gone] = entries((await look()).text);
    expect(inside(gone ?? '', 'id')).toBe(inside(open[0] ?? '', 'id'));
    expect(inside(gone ?? '', 'published')).toBe(inside(open[0] ?? '', 'published'));
    expect(inside(gone ?? '', 'title')).toMatch(/^Gone: /);
    expect(Date.parse(inside(gone ?? '', 'updated') ?? '')).toBeGreaterThan(
      Date.parse(inside(open[0] ?? '', 'updated') ?? ''),
    );
  });

  it('opened again is told under another id', async () => {
    rig.pass(3_600_000);
    rig.open({ sessionId: 'abc' });
    rig.pass(STALE_MS);
    const ids = entries((await look()).text).map((entry) => inside(entry, 'id'));
    expect(ids).toEqual([
      'tag:slots.example.org,2026:opening:cowin%3Aabc%3A1%3A2',
      'tag:slots.example.org,2026:opening:cowin%3Aabc%3A1%3A1',
    ]);
  });

  it('is unchanged for who has the newest, by its tag and by its time', async () => {
    rig.pass(STALE_MS);
    const { headers } = await look();
    const etag = headers.get('etag') ?? '';
    const changed = headers.get('last-modified') ?? '';
    expect(headers.get('cache-control')).toBe('public, max-age=10');
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const answer = await look({ 'if-none-match': known });
      expect([answer.status, answer.text, answer.headers.get('etag')]).toEqual([304, '', etag]);
    }
    expect((await look({ 'if-modified-since': changed })).status).toBe(304);
    expect(
      (await look({ 'if-modified-since': new Date(Date.parse(changed) - 1_000).toUTCString() })).status,
    ).toBe(200);
    expect((await look({ 'if-modified-since': 'yesterday' })).status).toBe(200);
    // The tag is the better witness.
    expect((await look({ 'if-none-match': '"other"', 'if-modified-since': changed })).status).toBe(200);
  });

  it('is new for who had the one before', async () => {
    const before = (await look()).headers;
    rig.open({ sessionId: 'def' });
    rig.pass(STALE_MS);
    const known = { 'if-none-match': before.get('etag') ?? '' };
    const since = { 'if-modified-since': before.get('last-modified') ?? '' };
    expect((await look(known)).status).toBe(200);
    expect((await look(since)).status).toBe(200);
  });

  it('names no time of change while another change may follow within the same second', async () => {
    rig.pass(STALE_MS);
    rig.open({ sessionId: 'ghi' });
    const { headers } = await look();
    expect([headers.get('last-modified'), typeof headers.get('etag')]).toEqual([null, 'string']);
  });

  it('is well-formed whatever a hospital calls itself', async () => {
    const centre = {
      id: '9',
      address: 'A & B "road"',
      block: '',
      district: 'BBMP',
      state: 'Karnataka',
      pincode: '560011',
    };
    rig.open({
      sessionId: 'a&b"<c>',
      centre: { ...centre, name: `<b>& ]]> "x" ' \u0001\ud800\ufffe` },
      vaccine: '<V&>',
    });
    rig.pass(STALE_MS);
    const { text } = await look();
    expect(text).toContain('&lt;b&gt;&amp; ]]&gt; &quot;x&quot;');
    expect(text).not.toMatch(/\p{Cs}|\ufffe|(?!\n)\p{Cc}/u);
    expect(text.replace(/&(?:amp|lt|gt|quot);/g, '')).not.toContain('&');
  });

  it('holds the newest 50', async () => {
    const many = Array.from({ length: 60 }, (_, index) => ({ sessionId: `many-${index}` }));
    rig.open(...many);
    rig.pass(STALE_MS);
    expect(entries((await look()).text)).toHaveLength(50);
  });

  it('tells of a pincode what its district tells', async () => {
    const { status, text } = await clientOf(rig.url).get('/feed/cowin:pin:560011.atom');
    expect([status, inside(text, 'title')]).toEqual([200, 'Vaccination slots in Pincode 560011']);
    expect(entries(text).length).toBeGreaterThan(0);
  });

  it('forgets what is a week old', async () => {
    rig.pass(8 * 86_400_000);
    rig.open({ sessionId: 'later', date: addDays(istDateOf(Date.now()), 10) });
    rig.pass(STALE_MS);
    expect(entries((await look()).text)).toHaveLength(1);
  });

  it.each([
    '/feed/cowin:9999.atom',
    '/feed/none.atom',
    '/feed/.atom',
    '/feed/cowin:294',
    '/feed/cowin:294.atom/x',
  ])('%s is no feed', async (path) => {
    expect((await clientOf(rig.url).get(path)).status).toBe(404);
  });
});

describe('the page of a place', () => {
  it('shows the same as the feed, and leads to it', async () => {
    const { status, text } = await clientOf(rig.url).get('/area/cowin:294');
    expect(status).toBe(200);
    expect(text).toContain('<link rel="alternate" type="application/atom+xml"');
    expect(text).toContain(`href="${FEED}"`);
    expect(text).toContain('12 doses of COVISHIELD');
    expect(text).toContain('open when last looked at');
  });

  it('says so when nothing opened, or when there is no such place', async () => {
    expect((await clientOf(rig.url).get('/area/cowin:97')).text).toContain('Nothing was seen to open here');
    expect((await clientOf(rig.url).get('/area/cowin:9999')).status).toBe(404);
  });
});
