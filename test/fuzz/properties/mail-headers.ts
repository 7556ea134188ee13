// Alert mails as they leave: sent by the channel itself to an SMTP server, and read by somebody else's mail reader. No
// name adds a header, changes one, or leaves the body it was put into.
import assert from 'node:assert/strict';
import PostalMime from 'postal-mime';
import { emailChannel } from '../../../bots/email.ts';
import { emailText } from '../../../src/core/text/email.ts';
import { envelopeOf } from '../../support/alerts.ts';
import { startSmtpCatcher } from '../../support/smtp-catcher.ts';
import { hostileAlert } from '../hostile-alerts.ts';
import { fuzzProperty } from '../property.ts';

const HEADERS = [
  'auto-submitted',
  'content-type',
  'date',
  'from',
  'list-unsubscribe',
  'list-unsubscribe-post',
  'message-id',
  'mime-version',
  'subject',
  'to',
];
const STOP = 'https://slots.example.org/u/a1';
const LINKS = { unsubscribe: STOP, manage: 'https://slots.example.org/m/a1' };

export const mailHeadersProperty = fuzzProperty({
  name: 'mail-headers',
  says: 'a mail is read as it was meant: its headers are ours alone, subject and bodies come back whole',
  runs: 60,
  values: hostileAlert,
  async open() {
    const server = await startSmtpCatcher();
    const channel = emailChannel({
      smtpUrl: `smtp://127.0.0.1:${server.port}`,
      tls: 'off',
      from: 'Slots <alerts@example.net>',
      links: () => LINKS,
    });
    let sent = 0;
    return {
      async holds({ alert }) {
        sent += 1;
        const to = { address: 'asha@example.org', secret: null };
        const outcome = await channel.send(to, alert, envelopeOf(`k${sent}`));
        assert.deepEqual(outcome.kind, 'sent', JSON.stringify(outcome));
        const raw = server.mails.at(-1)?.raw ?? '';
        const mail = await PostalMime.parse(Buffer.from(raw, 'latin1'));
        assert.deepEqual(mail.headers.map(({ key }) => key).sort(), HEADERS);
        assert.deepEqual(mail.from, { address: 'alerts@example.net', name: 'Slots' });
        assert.deepEqual(mail.to, [{ address: 'asha@example.org', name: '' }]);
        assert.equal(mail.messageId, `<k${sent}@example.net>`);
        const header = (name: string) => mail.headers.find(({ key }) => key === name)?.value;
        assert.equal(header('list-unsubscribe'), `<${STOP}>`);
        assert.equal(header('list-unsubscribe-post'), 'List-Unsubscribe=One-Click');
        const { subject, text, html } = emailText(alert, LINKS);
        assert.equal(mail.subject, subject);
        assert.equal(lines(mail.text), lines(text));
        assert.equal(lines(mail.html), lines(html));
        assert.equal(mail.attachments.length, 0);
      },
      async close() {
        await channel.close();
        await server.close();
      },
    };
  },
});

/** A mail ends in a line break of its own, and says CR LF where we say LF. */
function lines(text: string | undefined): string {
  return (text ?? '').replaceAll('\r\n', '\n').trimEnd();
}
