// That what the settings say reaches the channels: read from an environment, sent to servers on loopback.
import { generateKeyPairSync } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { readSettings } from '../../src/config.ts';
import { type Channels, channelsFor } from '../../src/engine/channels.ts';
import type { mailLinks } from '../../src/engine/reception/mail-links.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { alertOf, envelopeOf } from '../support/alerts.ts';
import { scratchFolder } from '../support/scratch.ts';
import { mailHeaders, type SmtpCatcher, startSmtpCatcher } from '../support/smtp-catcher.ts';
import { startXServer, X_KEYS, type XServer } from '../support/x-server.ts';

const SOURCE = {
  id: 'cowin',
  name: 'CoWIN',
  bookingUrl: 'https://selfregistration.cowin.gov.in',
  area: (id: string) => ({ id, sourceId: 'cowin', name: 'BBMP', region: 'Karnataka' }),
};
const LINKS = { unsubscribe: 'https://slots.example.org/u/abc', manage: 'https://slots.example.org/m/abc' };

describe('the channels of the settings', () => {
  let folder: string;
  let store: Store;
  let smtp: SmtpCatcher;
  let x: XServer;
  let channels: Channels;
  beforeEach(async () => {
    folder = scratchFolder('vw-channels-');
    store = openStore(join(folder, 'test.db'), SOURCE);
    smtp = await startSmtpCatcher();
    x = await startXServer();
  });
  afterEach(async () => {
    for (const channel of channels.values()) await channel.close();
    await Promise.all([smtp.close(), x.close()]);
    store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(env: Record<string, string>, links?: ReturnType<typeof mailLinks>): Promise<void> {
    const settings = readSettings({ dataDir: folder }, env);
    channels = await channelsFor(settings, store.spending, systemClock, links);
  }
  const send = (name: 'email' | 'twitter', address: string) =>
    channels.get(name)?.send({ address, secret: null }, alertOf(), envelopeOf());

  const mail = () => ({
    VACCINE_WATCH_SMTP_URL: `smtp://127.0.0.1:${smtp.port}`,
    VACCINE_WATCH_SMTP_TLS: 'off',
    VACCINE_WATCH_MAIL_FROM: 'alerts@example.org',
  });
  const posts = () => ({
    VACCINE_WATCH_X_API_KEY: X_KEYS.apiKey,
    VACCINE_WATCH_X_API_SECRET: X_KEYS.apiSecret,
    VACCINE_WATCH_X_ACCESS_TOKEN: X_KEYS.accessToken,
    VACCINE_WATCH_X_ACCESS_SECRET: X_KEYS.accessSecret,
    VACCINE_WATCH_X_API: x.url,
  });

  it('are only those that are set up', async () => {
    await open({});
    expect([...channels.keys()]).toEqual(['webhook']);
  });

  it('sign mail with the DKIM key, and carry the links that are given', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    await open({ ...mail(), VACCINE_WATCH_DKIM_SELECTOR: 'slots', VACCINE_WATCH_DKIM_KEY: key }, () => LINKS);
    expect(await send('email', 'ann@example.com')).toEqual({ kind: 'sent' });
    const headers = mailHeaders(smtp.mails[0]?.raw ?? '');
    expect(headers.get('dkim-signature')).toMatch(/d=example\.org;.* s=slots;.*list-unsubscribe-post/);
    expect(headers.get('list-unsubscribe')).toBe(`<${LINKS.unsubscribe}>`);
  });

  it('send mail unsigned, and stopped by mail, without those settings', async () => {
    await open(mail());
    expect(await send('email', 'ann@example.com')).toEqual({ kind: 'sent' });
    const headers = mailHeaders(smtp.mails[0]?.raw ?? '');
    expect(headers.has('dkim-signature')).toBe(false);
    expect(headers.get('list-unsubscribe')).toContain('mailto:');
  });

  it('put the link of the booking site into posts only where the settings ask for it', async () => {
    await open(posts());
    expect(await send('twitter', 'public')).toMatchObject({ kind: 'sent' });
    for (const channel of channels.values()) await channel.close();
    await open({ ...posts(), VACCINE_WATCH_X_LINKS: '1', VACCINE_WATCH_X_CAP_DAY_USD: '0.215' });
    expect(await send('twitter', 'public')).toMatchObject({ kind: 'sent' });
    expect(x.posts.map((post) => post.includes('https://'))).toEqual([false, true]);
    expect(
      await channels.get('twitter')?.sendTest({ address: 'public', secret: null }, 'hello'),
    ).toMatchObject({
      why: 'spend-cap',
    });
  });
});
