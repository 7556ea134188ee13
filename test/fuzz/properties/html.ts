// What we write as HTML, read by somebody else's reader: only the tags that are ours, the text a person should see, and
// links that lead where we sent them, whatever a hospital called itself.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { codeText } from '../../../src/core/text/code.ts';
import { emailText } from '../../../src/core/text/email.ts';
import { TELEGRAM_MAX_UNITS } from '../../../src/core/text/marked.ts';
import { escapeHtml } from '../../../src/core/text/parts.ts';
import { telegramText } from '../../../src/core/text/telegram.ts';
import { hostileText } from '../hostile.ts';
import { hostileAlert } from '../hostile-alerts.ts';
import { fuzzProperty } from '../property.ts';
import { type ReadHtml, readFragment, readPage } from '../read-html.ts';

const LINKS = {
  unsubscribe: 'https://slots.example.org/u/a1?x=1&y="2"',
  manage: "https://slots.example.org/m/a1&b<c>'",
};
const MAIL_TAGS = 'html head meta title body div p strong a br ul li'.split(' ');
const MAIL_ATTRIBUTES = 'lang charset name content style href'.split(' ');

/** What HTML itself changes or forbids in text; safe text holds neither. */
const asRead = (text: string) => text.replace(/\r\n?/g, '\n').replaceAll('\0', '');

export const escapeProperty = fuzzProperty({
  name: 'html-escape',
  says: 'escaped text comes back from a reader of HTML as it was, as text and as an attribute',
  runs: 1_000,
  values: hostileText,
  open: () => ({
    holds(raw) {
      const text = raw.toWellFormed();
      const within = readFragment(`<i>${escapeHtml(text)}</i>`);
      assert.deepEqual(within, { elements: [{ tag: 'i', attributes: {} }], text: asRead(text), others: 0 });
      for (const quote of ['"', "'"]) {
        const { elements } = readFragment(`<i title=${quote}${escapeHtml(text)}${quote}></i>`);
        assert.deepEqual(Object.keys(elements[0]?.attributes ?? {}), ['title']);
        assert.equal(elements[0]?.attributes.title, text.replace(/\r\n?/g, '\n').replaceAll('\0', '\ufffd'));
      }
    },
  }),
});

export const htmlProperty = fuzzProperty({
  name: 'html-alerts',
  says: 'Telegram messages and mails hold only our own tags, links and names, whatever a centre is called',
  runs: 300,
  values: fc.tuple(hostileAlert, hostileText),
  open: () => ({
    holds([{ alert, names }, typed]) {
      const telegram = readFragment(telegramText(alert));
      for (const { tag, attributes } of telegram.elements) {
        assert.ok(['b', 's'].includes(tag), tag);
        assert.deepEqual(attributes, {});
      }
      assert.equal(telegram.others, 0);
      assert.ok(telegram.text.length <= TELEGRAM_MAX_UNITS, `${telegram.text.length} units`);

      const { subject, html } = emailText(alert, LINKS);
      const mail = readPage(html);
      assertOurs(mail, [alert.bookingUrl, LINKS.unsubscribe, LINKS.manage]);
      assert.ok(mail.text.includes(subject), subject);
      assert.equal(mail.elements.filter(({ tag }) => tag === 'li').length, names.length);
      for (const name of names) {
        // Both cut long names, neither changes them.
        const begins = name.slice(0, 100).trim();
        assert.ok(mail.text.includes(begins), begins);
        if (!telegram.text.includes('more at')) assert.ok(telegram.text.includes(begins), begins);
      }

      const verifyUrl = `https://slots.example.org/v?${encodeURIComponent(typed.toWellFormed())}`;
      const wishText = typed.toWellFormed();
      const code = readPage(
        codeText({ code: '123456', purpose: 'subscribe', wishText, verifyUrl, validForMs: 600_000 }).html,
      );
      assertOurs(code, [verifyUrl]);
    },
  }),
});

function assertOurs({ elements, others }: ReadHtml, links: readonly string[]): void {
  assert.equal(others, 0);
  for (const { tag, attributes } of elements) {
    assert.ok(MAIL_TAGS.includes(tag), tag);
    for (const name of Object.keys(attributes)) assert.ok(MAIL_ATTRIBUTES.includes(name), name);
    assert.equal(tag === 'a', 'href' in attributes);
    if (attributes.href !== undefined) assert.ok(links.includes(attributes.href), attributes.href);
  }
}
