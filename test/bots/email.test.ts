import tls from 'node:tls';
import { SMTPServer } from 'smtp-server';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type EmailOptions, emailChannel } from '../../bots/email.ts';
import type { Channel, CodeMessage, Outcome, Recipient } from '../../src/core/outcome.ts';
import { mailText } from '../../src/demo/mail-text.ts';
import { alertOf, alertSlot, envelopeOf } from '../support/alerts.ts';
import { eventually } from '../support/dispatch-rig.ts';
import { LOOPBACK_CERT } from '../support/loopback-cert.ts';
import { deadPort } from '../support/loopback-http.ts';
import {
  mailHeaders,
  type SmtpCatcher,
  type SmtpCatcherOptions,
  type SmtpHazard,
  type SmtpStep,
  startSmtpCatcher,
} from '../support/smtp-catcher.ts';

const LOGIN = { user: 'watch', pass: 'CANARY-smtp-pass' };
const CODE: CodeMessage = {
  code: '123456',
  validForMs: 600_000,
  purpose: 'subscribe',
  wishText: 'BBMP, Karnataka: dose 1',
  verifyUrl: null,
};
const TO = { address: 'CANARY.person@example.org', secret: null };

describe('mailing an alert', () => {
  let catcher: SmtpCatcher;
  let channel: Channel;

  async function open(server: SmtpCatcherOptions = {}, options: Partial<EmailOptions> = {}): Promise<void> {
    catcher = await startSmtpCatcher(server);
    const login = server.login === undefined ? '' : `${LOGIN.user}:${LOGIN.pass}@`;
    channel = emailChannel({
      smtpUrl: `${server.implicitTls ? 'smtps' : 'smtp'}://${login}127.0.0.1:${catcher.port}`,
      from: 'Slots <alerts@example.org>',
      tls: 'off',
      timeoutMs: 400,
      ...options,
    });
  }
  afterEach(async () => {
    await channel.close();
    await catcher.close();
  });

  const send = (key = 'k1') => channel.send(TO, alertOf(), envelopeOf(key));
  const sendCode = async () => channel.sendCode?.(TO, CODE);

  it('arrives with what a good mail carries', async () => {
    await open();
    expect(await send()).toEqual({ kind: 'sent' });
    const [mail] = catcher.mails;
    expect(mail).toMatchObject({ from: 'alerts@example.org', to: [TO.address] });
    const headers = mailHeaders(mail?.raw ?? '');
    expect(headers.get('subject')).toBe('12 doses: COVISHIELD dose 1, 18–44, BBMP, Sat 8 May');
    expect(headers.get('from')).toBe('Slots <alerts@example.org>');
    expect(headers.get('to')).toBe(TO.address);
    expect(headers.get('message-id')).toBe('<k1@example.org>');
    expect(headers.get('date')).toBe('Sat, 08 May 2021 08:33:22 +0000');
    expect(headers.get('list-unsubscribe')).toBe('<mailto:alerts@example.org?subject=unsubscribe>');
    expect(headers.get('auto-submitted')).toBe('auto-generated');
    expect(headers.get('content-type')).toContain('multipart/alternative');
    expect(mail?.raw).toContain('Content-Type: text/plain; charset=utf-8');
    expect(mail?.raw).toContain('Content-Type: text/html; charset=utf-8');
  });

  const links = (scheme = 'https') => ({
    unsubscribe: `${scheme}://slots.example.org/u/abc`,
    manage: `${scheme}://slots.example.org/m/abc`,
  });

  it('names one link to stop with one click, and shows the page of one’s own alerts', async () => {
    const asked: Recipient[] = [];
    await open(
      {},
      {
        links(to) {
          asked.push(to);
          return links();
        },
      },
    );
    await send();
    expect(asked).toEqual([TO]);
    const raw = catcher.mails[0]?.raw ?? '';
    const headers = mailHeaders(raw);
    expect(headers.get('list-unsubscribe')).toBe('<https://slots.example.org/u/abc>');
    expect(headers.get('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    expect(mailText(raw)).toContain('To change or pause your alerts: https://slots.example.org/m/abc');
    expect(mailText(raw)).toContain('To stop them: https://slots.example.org/u/abc');
    expect(raw).not.toContain('mailto:');
  });

  it('promises no one-click POST where the page has no TLS', async () => {
    await open({}, { links: () => links('http') });
    await send();
    const headers = mailHeaders(catcher.mails[0]?.raw ?? '');
    expect(headers.get('list-unsubscribe')).toBe('<http://slots.example.org/u/abc>');
    expect(headers.has('list-unsubscribe-post')).toBe(false);
  });

  it('is stopped by mail where the recipient has no link', async () => {
    await open({}, { links: () => undefined });
    await send();
    const headers = mailHeaders(catcher.mails[0]?.raw ?? '');
    expect(headers.get('list-unsubscribe')).toBe('<mailto:alerts@example.org?subject=unsubscribe>');
    expect(headers.has('list-unsubscribe-post')).toBe(false);
  });

  it('keeps Message-ID and Date when it is sent again', async () => {
    await open();
    await send();
    await channel.send(TO, alertOf(), envelopeOf('k1', true));
    const [first, second] = catcher.mails.map((mail) => mailHeaders(mail.raw));
    expect(second?.get('message-id')).toBe(first?.get('message-id'));
    expect(second?.get('date')).toBe(first?.get('date'));
  });

  it('sends a one-time code as a machine’s mail of its own, no mailing list’s', async () => {
    await open({}, { links: () => links() });
    expect(await sendCode()).toEqual({ kind: 'sent' });
    expect(await sendCode()).toEqual({ kind: 'sent' });
    const [first, second] = catcher.mails.map(({ raw }) => mailHeaders(raw));
    expect(catcher.mails[0]).toMatchObject({ from: 'alerts@example.org', to: [TO.address] });
    expect(first?.get('subject')).toBe('123456 is your code for vaccine-watch');
    expect(first?.get('auto-submitted')).toBe('auto-generated');
    expect([...(first?.keys() ?? [])].filter((name) => name.startsWith('list-'))).toEqual([]);
    expect(first?.get('content-type')).toContain('multipart/alternative');
    expect(first?.get('message-id')).toMatch(/^<\S+@example\.org>$/);
    expect(second?.get('message-id')).not.toBe(first?.get('message-id'));
    expect(mailText(catcher.mails[0]?.raw ?? '')).toContain('123456');
  });

  it('lets a code past alerts that a slow server holds up', async () => {
    await open({}, { timeoutMs: 20_000 });
    catcher.fail('greeting', ...Array.from({ length: 4 }, () => 'silence' as const));
    const held = Array.from({ length: 8 }, (_, index) => send(`k${index}`));
    await eventually(() => catcher.connected() === 4, 'four alerts on their way');
    expect(await sendCode()).toEqual({ kind: 'sent' });
    expect(catcher.mails).toHaveLength(1);
    await catcher.close();
    await Promise.all(held);
  });

  it('lets an alert past codes that a slow server holds up', async () => {
    await open({}, { timeoutMs: 20_000 });
    catcher.fail('greeting', 'silence', 'silence');
    const held = Array.from({ length: 8 }, sendCode);
    await eventually(() => catcher.connected() === 2, 'two codes on their way');
    expect(await send()).toEqual({ kind: 'sent' });
    await catcher.close();
    await Promise.all(held);
  });

  it('sends mail after mail over one connection', async () => {
    await open();
    for (let round = 0; round < 10; round++) await send(`k${round}`);
    expect(catcher.mails).toHaveLength(10);
    expect(catcher.connected()).toBe(1);
  });

  it('lets no name break out of a header or end the message early', async () => {
    await open();
    const nasty = 'X\r\nBcc: all@example.org\r\n\r\n.\r\nMAIL FROM:<evil@example.org>\r\n';
    const slot = alertSlot({ session: { vaccine: nasty, centre: { name: nasty, address: nasty } } });
    const outcome = await channel.send(TO, { ...alertOf(slot), areaText: nasty }, envelopeOf(nasty));
    expect(outcome).toEqual({ kind: 'sent' });
    expect(catcher.mails).toHaveLength(1);
    expect(catcher.mails[0]?.to).toEqual([TO.address]);
    const headers = mailHeaders(catcher.mails[0]?.raw ?? '');
    expect(headers.has('bcc')).toBe(false);
    expect(headers.get('message-id')).toMatch(/^<[\w.-]+@example\.org>$/);
  });

  it('gives up on an address that is none', async () => {
    await open();
    for (const address of ['a@b.example>\r\nRCPT TO:<c@d.example', 'a@b.example, c@d.example\r\n']) {
      const outcome = await channel.send({ address, secret: null }, alertOf(), envelopeOf());
      expect(outcome).toEqual({ kind: 'rejected', why: 'bad-address' });
    }
    expect(catcher.mails).toHaveLength(0);
  });

  const refusals: readonly (readonly [string, SmtpStep, SmtpHazard, Outcome])[] = [
    ['not now, says the server', 'greeting', '421 4.3.2 busy', { kind: 'retry', why: 'smtp-421' }],
    ['no service', 'greeting', '554 5.3.2 no', { kind: 'retry', why: 'smtp-554' }],
    ['421 at MAIL', 'mail', '421 4.3.2 busy', { kind: 'retry', why: 'smtp-421' }],
    ['451 at MAIL', 'mail', '451 4.3.0 later', { kind: 'retry', why: 'sender-451' }],
    [
      'our sender is refused: the channel stops',
      'mail',
      '550 5.1.8 bad sender',
      { kind: 'retry', why: 'sender-refused', pause: 'stop' },
    ],
    [
      'a login is wanted: the channel stops',
      'mail',
      '530 5.7.0 login',
      { kind: 'retry', why: 'auth-refused', pause: 'stop' },
    ],
    [
      'greylisted: this recipient waits',
      'rcpt',
      '450 4.7.1 CANARY.person@example.org later',
      { kind: 'retry', why: 'rcpt-450', pause: 'recipient' },
    ],
    [
      '451 at RCPT: this recipient waits',
      'rcpt',
      '451 4.3.0 later',
      { kind: 'retry', why: 'rcpt-451', pause: 'recipient' },
    ],
    [
      'a full mailbox: this recipient waits',
      'rcpt',
      '552 5.2.2 full',
      { kind: 'retry', why: 'rcpt-552', pause: 'recipient' },
    ],
    [
      "a full mailbox in another server's words: this recipient waits",
      'rcpt',
      '554 5.2.2 quota exceeded',
      { kind: 'retry', why: 'rcpt-554', pause: 'recipient' },
    ],
    [
      "our sender is refused with the recipient's reply: not the end of the subscriber",
      'rcpt',
      '550 5.1.8 sender rejected: domain not found',
      { kind: 'retry', why: 'sender-refused', pause: 'recipient' },
    ],
    [
      "our sender's spelling is refused with the recipient's reply: not the end of the subscriber",
      'rcpt',
      '553 5.1.7 sender rejected',
      { kind: 'retry', why: 'sender-refused', pause: 'recipient' },
    ],
    [
      'as many mails as the account may send at MAIL: the channel waits',
      'mail',
      '550 5.4.5 daily limit',
      { kind: 'retry', why: 'sending-limit' },
    ],
    [
      'as many mails as the account may send at RCPT: the channel waits',
      'rcpt',
      '550-5.4.5 daily limit\r\n550 5.4.5 see the help page',
      { kind: 'retry', why: 'sending-limit' },
    ],
    [
      'as many mails as the account may send at DATA: the channel waits',
      'data',
      '550 5.4.5 daily limit',
      { kind: 'retry', why: 'sending-limit' },
    ],
    [
      'no such mailbox: gone',
      'rcpt',
      '550 5.1.1 CANARY.person@example.org unknown',
      { kind: 'gone', why: 'rcpt-550' },
    ],
    ['551 at RCPT: gone', 'rcpt', '551 moved', { kind: 'gone', why: 'rcpt-551' }],
    ['553 at RCPT: gone', 'rcpt', '553 no', { kind: 'gone', why: 'rcpt-553' }],
    ['554 at RCPT: gone', 'rcpt', '554 no', { kind: 'gone', why: 'rcpt-554' }],
    [
      'relaying denied: our trouble, not the end of the subscriber',
      'rcpt',
      '554 5.7.1 relaying denied',
      { kind: 'rejected', why: 'policy-refused' },
    ],
    [
      'a syntax error at RCPT: our mistake',
      'rcpt',
      '501 5.1.3 syntax',
      { kind: 'rejected', why: 'rcpt-501' },
    ],
    ['451 at DATA', 'data', '451 4.3.0 later', { kind: 'retry', why: 'smtp-451', pause: 'recipient' }],
    ['554 at DATA: rejected', 'data', '554 5.5.1 no', { kind: 'rejected', why: 'smtp-554' }],
    ['450 after the dot', 'dot', '450 4.2.0 later', { kind: 'retry', why: 'smtp-450', pause: 'recipient' }],
    ['421 after the dot: not taken', 'dot', '421 4.3.2 busy', { kind: 'retry', why: 'smtp-421' }],
    ['552 after the dot: rejected', 'dot', '552 5.3.4 too big', { kind: 'rejected', why: 'smtp-552' }],
    ['554 after the dot: rejected', 'dot', '554 5.6.0 spam', { kind: 'rejected', why: 'smtp-554' }],
    ['the line cut before MAIL', 'ehlo', 'drop', { kind: 'retry', why: 'ECONNRESET' }],
    ['the line cut at MAIL', 'mail', 'drop', { kind: 'retry', why: 'ECONNRESET' }],
    ['the line cut at RCPT', 'rcpt', 'drop', { kind: 'retry', why: 'ECONNRESET' }],
    ['the line cut at DATA', 'data', 'drop', { kind: 'retry', why: 'ECONNRESET' }],
    ['silence at RCPT', 'rcpt', 'silence', { kind: 'retry', why: 'etimedout' }],
    ['silence instead of a greeting', 'greeting', 'silence', { kind: 'retry', why: 'etimedout' }],
  ];
  describe.each([
    ['told one command after the other', false],
    ['told all commands at once', true],
  ])('a refusal, %s', (_how, pipelining) => {
    it.each(refusals)('%s', async (_what, step, hazard, outcome) => {
      await open({ pipelining });
      // Twice, since the pool may try a connection that never greeted a second time.
      catcher.fail(step, hazard, hazard);
      const said = await send();
      expect(said).toEqual(outcome);
      expect(catcher.mails).toHaveLength(0);
      expect(JSON.stringify(said)).not.toContain('CANARY');
      catcher.mend();
      expect(await send()).toEqual({ kind: 'sent' });
    });
  });

  it('perhaps arrived: the line cut or silence once the final dot is out', async () => {
    await open();
    for (const hazard of ['drop', 'take-drop', 'take-silence'] as const) {
      catcher.fail('dot', hazard);
      expect(await send(), hazard).toEqual({ kind: 'ambiguous', why: 'no-answer-after-data' });
    }
    expect(catcher.mails).toHaveLength(2);
  });

  it('goes out over a new connection when the server closed the old one in the meantime', async () => {
    await open();
    await send();
    catcher.fail('mail', 'drop');
    expect(await send('k2')).toEqual({ kind: 'sent' });
    expect(catcher.mails).toHaveLength(2);
  });

  it('surely did not arrive: nobody listens; no such host', async () => {
    await open();
    for (const [host, why] of [
      [`127.0.0.1:${await deadPort()}`, 'ECONNREFUSED'],
      ['no-such-host.invalid:25', expect.any(String)],
    ] as const) {
      const lost = emailChannel({ smtpUrl: `smtp://${host}`, from: 'a@example.org', tls: 'off' });
      expect(await lost.send(TO, alertOf(), envelopeOf())).toEqual({ kind: 'retry', why });
      expect(await lost.check()).toEqual({ ok: false, detail: expect.any(String) });
      await lost.close();
    }
  });

  it('logs in; a wrong password stops the channel and is told without being shown', async () => {
    await open({ login: LOGIN });
    expect(await send()).toEqual({ kind: 'sent' });
    expect(catcher.mails[0]?.user).toBe('watch');
    expect(await channel.check()).toMatchObject({ ok: true });
    await channel.close();
    channel = emailChannel({
      smtpUrl: `smtp://watch:CANARY-wrong@127.0.0.1:${catcher.port}`,
      from: 'alerts@example.org',
      tls: 'off',
    });
    expect(await send()).toEqual({ kind: 'retry', why: 'auth-refused', pause: 'stop' });
    const check = await channel.check();
    expect(check).toMatchObject({ ok: false, refused: true });
    expect(check.detail).toContain('VACCINE_WATCH_SMTP_URL');
    expect(check.detail).not.toContain('CANARY');
  });

  it('waits when logging in fails for now', async () => {
    await open({ login: LOGIN });
    catcher.fail('auth', '454 4.7.0 temporary failure');
    expect(await send()).toEqual({ kind: 'retry', why: 'auth-454' });
  });
});

describe('mailing over TLS', () => {
  let catcher: SmtpCatcher;
  let channel: Channel;
  const trusted = tls.getCACertificates('default');

  const open = async (server: SmtpCatcherOptions, options: Partial<EmailOptions> = {}) => {
    catcher = await startSmtpCatcher(server);
    channel = emailChannel({
      smtpUrl: `${server.implicitTls ? 'smtps' : 'smtp'}://127.0.0.1:${catcher.port}`,
      from: 'alerts@example.org',
      tls: 'required',
      timeoutMs: 1_000,
      ...options,
    });
  };
  const send = () => channel.send(TO, alertOf(), envelopeOf());

  beforeAll(() => tls.setDefaultCACertificates([...trusted, LOOPBACK_CERT]));
  afterEach(async () => {
    tls.setDefaultCACertificates([...trusted, LOOPBACK_CERT]);
    await channel.close();
    await catcher.close();
  });

  it('turns the connection into TLS before anything is said', async () => {
    await open({ starttls: true });
    expect(await send()).toEqual({ kind: 'sent' });
    expect(catcher.mails[0]?.secure).toBe(true);
  });

  it('speaks TLS from the first byte where the address says smtps', async () => {
    await open({ implicitTls: true });
    expect(await send()).toEqual({ kind: 'sent' });
  });

  it('sends nothing to a server without TLS: the channel stops and says how to mend it', async () => {
    await open({ starttls: false });
    expect(await send()).toEqual({ kind: 'retry', why: 'no-tls', pause: 'stop' });
    expect(catcher.mails).toHaveLength(0);
    expect((await channel.check()).detail).toContain('VACCINE_WATCH_SMTP_TLS=off');
  });

  it('waits when TLS is not to be had for now', async () => {
    await open({ starttls: true });
    catcher.fail('starttls', '454 4.7.0 not now');
    expect(await send()).toEqual({ kind: 'retry', why: 'tls-454' });
  });

  it.each([
    ['STARTTLS', { starttls: true }],
    ['smtps', { implicitTls: true }],
  ])('sends nothing to a server whose certificate nobody vouches for (%s)', async (_how, server) => {
    await open(server);
    tls.setDefaultCACertificates(trusted);
    expect(await send()).toEqual({ kind: 'retry', why: 'tls-failed', pause: 'stop' });
    expect(catcher.mails).toHaveLength(0);
  });

  it('waits when the line breaks during the handshake', async () => {
    await open({ starttls: true });
    catcher.fail('starttls', 'drop');
    const outcome = await send();
    expect(outcome).toMatchObject({ kind: 'retry' });
    expect(outcome).not.toHaveProperty('pause');
  });
});

describe('mailing through a server this project did not write', () => {
  it('is accepted with both parts', async () => {
    const raws: string[] = [];
    const server = new SMTPServer({
      authOptional: true,
      hideSTARTTLS: true,
      logger: false,
      onData(stream, _session, done) {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          raws.push(Buffer.concat(chunks).toString('utf8'));
          done();
        });
      },
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    const { port } = server.server.address() as { port: number };
    const channel = emailChannel({
      smtpUrl: `smtp://127.0.0.1:${port}`,
      from: 'alerts@example.org',
      tls: 'off',
    });
    try {
      expect(await channel.send(TO, alertOf(), envelopeOf())).toEqual({ kind: 'sent' });
      expect(await channel.sendTest(TO, 'hello')).toEqual({ kind: 'sent' });
      expect(raws).toHaveLength(2);
      expect(mailHeaders(raws[0] ?? '').get('message-id')).toBe('<k1@example.org>');
    } finally {
      await channel.close();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    }
  });
});
