// The demo's receivers, used by the program's own channels: what is sent arrives, is kept, and reads as it was meant.
import { createHmac } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emailChannel } from '../../bots/email.ts';
import { telegramChannel } from '../../bots/telegram.ts';
import { twitterChannel } from '../../bots/twitter.ts';
import { webhookChannel } from '../../bots/webhook.ts';
import { systemClock } from '../../src/clock.ts';
import type { Channel, Envelope } from '../../src/core/outcome.ts';
import { NO_FILTERS } from '../../src/core/subscription.ts';
import type { DemoSubscriber } from '../../src/demo/demo-subscribers.ts';
import { type Inbox, startInbox } from '../../src/demo/inbox.ts';
import { mailText } from '../../src/demo/mail-text.ts';
import { judge } from '../../src/demo/verdict.ts';
import { alertOf, openSome, quietSlots } from './alerts.ts';

const folder = mkdtempSync(join(tmpdir(), 'vaccine-watch-inbox-test-'));
let inbox: Inbox;
let channels: Record<'telegram' | 'email' | 'webhook' | 'twitter', Channel>;
const openings = openSome(
  quietSlots(() => Date.now()),
  294,
  12,
);

function envelope(): Envelope {
  return { messageKey: 'm1', composedAtMs: Date.now(), resend: false, leftOpen: false };
}

beforeAll(async () => {
  inbox = await startInbox(folder, systemClock);
  inbox.setSecret('/hook', 'a key');
  channels = {
    telegram: telegramChannel({ token: '1:demo', apiRoot: inbox.telegramApi }),
    email: emailChannel({ smtpUrl: inbox.smtpUrl, from: 'Demo <alerts@example.org>', tls: 'off' }),
    webhook: webhookChannel({ allowLocal: true }),
    twitter: twitterChannel({
      apiKey: 'k',
      apiSecret: 'k',
      accessToken: 'k',
      accessSecret: 'k',
      apiRoot: inbox.xApi,
      spending: { spent: () => ({ dayMicros: 0, monthMicros: 0 }), reserve: () => undefined },
      capPerDayUsd: 100,
      capPerMonthUsd: 100,
      now: () => Date.now(),
    }),
  };
});

afterAll(async () => {
  await Promise.all(Object.values(channels).map((channel) => channel.close()));
  await inbox.close();
  rmSync(folder, { recursive: true });
});

describe("the demo's receivers", () => {
  it('take an alert from every channel, and the judge reads in them what was sent', async () => {
    const alert = alertOf(openings);
    const hook = `${inbox.webhookUrl}/hook`;
    const sent = [
      await channels.telegram.send({ address: '77', secret: null }, alert, envelope()),
      await channels.email.send({ address: 'asha@example.org', secret: null }, alert, envelope()),
      await channels.webhook.send({ address: hook, secret: 'a key' }, alert, envelope()),
      await channels.twitter.send({ address: 'public', secret: null }, alert, envelope()),
    ];
    expect(sent.map(({ kind }) => kind)).toEqual(['sent', 'sent', 'sent', 'sent']);
    expect(inbox.receipts().map(({ channel, kind, recipient }) => [channel, kind, recipient])).toEqual([
      ['telegram', 'message', '77'],
      ['email', 'message', 'asha@example.org'],
      ['webhook', 'message', '/hook'],
      ['twitter', 'message', 'public'],
    ]);
    const wishes = [{ district: 294, filters: NO_FILTERS }];
    const people: DemoSubscriber[] = [
      { channel: 'telegram', recipient: '77', wishes },
      { channel: 'email', recipient: 'asha@example.org', wishes },
      { channel: 'webhook', recipient: '/hook', wishes },
    ];
    expect(judge(people, openings, inbox.receipts())).toMatchObject({
      owed: 36,
      sent: 36,
      duplicates: 0,
      extra: 0,
    });
  });

  it('keep each mail as a file a mail program can open', () => {
    const [file] = readdirSync(folder);
    expect(file).toBe('0001-asha@example.org.eml');
    const raw = readFileSync(join(folder, file as string), 'utf8');
    expect(raw).toMatch(/^To: asha@example\.org\r$/m);
    expect(mailText(raw)).toContain('Book: https://example.org/book');
  });

  it('let a Telegram message be marked as gone, once, and only one that was sent', async () => {
    const gone = alertOf(openings, Date.now() + 60_000);
    const to = { address: '77', secret: null };
    const edit = (ref: string) => channels.telegram.sendClosed?.(to, gone, envelope(), ref);
    expect(await edit('1')).toMatchObject({ kind: 'sent' });
    expect(await edit('999')).toMatchObject({ kind: 'rejected', why: 'message-gone' });
    const edits = inbox.receipts().filter(({ kind }) => kind === 'edit');
    expect(edits).toHaveLength(1);
    expect(edits[0]?.text).toContain('gone, was open');
    expect(await channels.telegram.check()).toMatchObject({ ok: true });
  });

  it('believe no webhook with a wrong key, a wrong body or no signature', async () => {
    const post = (headers: Record<string, string>, body: string) =>
      fetch(`${inbox.webhookUrl}/hook`, { method: 'POST', headers, body }).then(({ status }) => status);
    const sign = (key: string, body: string) =>
      `sha256=${createHmac('sha256', key).update(body).digest('hex')}`;
    expect(await post({ 'x-signature': sign('a key', '{}') }, '{}')).toBe(200);
    expect(await post({ 'x-signature': sign('another', '{}') }, '{}')).toBe(401);
    expect(await post({ 'x-signature': sign('a key', '{}') }, '{ }')).toBe(401);
    expect(await post({}, '{}')).toBe(401);
    const refused = inbox
      .receipts()
      .filter(({ channel, kind }) => channel === 'webhook' && kind === 'refused');
    expect(refused).toHaveLength(3);
  });

  it('refuse a post whose text was posted before, as X does, and one without a signature', async () => {
    const again = await channels.twitter.send(
      { address: 'public', secret: null },
      alertOf(openings),
      envelope(),
    );
    expect(again.kind).toBe('sent');
    expect(
      inbox
        .receipts()
        .filter(({ channel }) => channel === 'twitter')
        .map(({ kind }) => kind),
    ).toEqual(['message', 'refused']);
    const unsigned = await fetch(`${inbox.xApi}/2/tweets`, { method: 'POST', body: '{"text":"x"}' });
    expect(unsigned.status).toBe(401);
  });
});

describe('the plain text of a mail', () => {
  it('is found among its parts and decoded, whichever way it was encoded', () => {
    const text = 'PHC हेब्बाल = "good" 18–44';
    const qp = [...Buffer.from(text)]
      .map((byte) =>
        byte > 126 || byte === 61
          ? `=${byte.toString(16).toUpperCase().padStart(2, '0')}`
          : String.fromCharCode(byte),
      )
      .join('')
      .replace('PHC ', 'PHC =\r\n');
    const part = (encoding: string, body: string) =>
      `Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${body}`;
    const whole = (body: string) =>
      `Subject: x\r\nContent-Type: multipart/alternative;\r\n boundary="b1"\r\n\r\n--b1\r\n${body}\r\n--b1\r\nContent-Type: text/html\r\n\r\n<p>no</p>\r\n--b1--\r\n`;
    expect(mailText(whole(part('quoted-printable', qp))).trim()).toBe(text);
    expect(mailText(whole(part('base64', Buffer.from(text).toString('base64'))))).toBe(text);
    expect(mailText(part('8bit', text))).toBe(text);
    expect(mailText('Content-Type: text/html\r\n\r\n<p>no</p>')).toBe('');
  });
});
