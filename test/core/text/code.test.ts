import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CodeMessage } from '../../../src/core/outcome.ts';
import { codeText } from '../../../src/core/text/code.ts';
import { escapeHtml } from '../../../src/core/text/parts.ts';

const ASKED: CodeMessage = {
  code: '012345',
  validForMs: 600_000,
  purpose: 'subscribe',
  wishText: 'BBMP, Karnataka: dose 1, age 45',
  verifyUrl: null,
};
const LINK = 'https://slots.example.org/verify?a=1&b=2';

describe('the mail with a code', () => {
  it('begins its subject with the code, for whoever reads it on a locked screen', () => {
    expect(codeText(ASKED).subject).toBe('012345 is your code for vaccine-watch');
  });

  it('says what the code confirms, how long it is valid, and that it may be ignored', () => {
    const { text } = codeText(ASKED);
    expect(text).toBe(
      [
        '012345',
        '',
        'This is your code for vaccine-watch. It confirms that you want to be told at this address when a vaccination slot opens: BBMP, Karnataka: dose 1, age 45.',
        '',
        'Type it in where you asked for it.',
        'It is valid for 10 minutes and works once.',
        '',
        'If you did not ask for it, ignore this mail: without the code nothing happens. Give the code to nobody.',
        '',
      ].join('\n'),
    );
  });

  it('says the same as HTML, with one button where the code can be typed in', () => {
    const { html, text } = codeText({ ...ASKED, verifyUrl: LINK });
    expect(text).toContain(`Type it in here: ${LINK}\n`);
    expect(html.match(/<a /g)).toHaveLength(1);
    expect(html).toContain(`<a href="${escapeHtml(LINK)}"`);
    for (const fact of ['012345', 'BBMP, Karnataka: dose 1, age 45.', '10 minutes', 'ignore this mail']) {
      expect(html).toContain(fact);
    }
    expect(codeText(ASKED).html).not.toContain('<a ');
  });

  it('says of each purpose what it is', () => {
    const said = (purpose: CodeMessage['purpose'], wishText = '') =>
      codeText({ ...ASKED, purpose, wishText }).text;
    expect(said('subscribe')).toContain('when a vaccination slot opens.');
    expect(said('unsubscribe')).toContain('you want no more alerts at this address.');
    expect(said('manage')).toContain('change, pause or end the alerts to this address.');
  });

  it('repeats nothing that a mail program would make a link of: whoever asks may not be whoever reads', () => {
    const asked = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.constantFrom('GO TO HTTPS://EVIL.EXAMPLE/X', 'evil.example', 'me@evil.example', '<a href=x>'),
    );
    fc.assert(
      fc.property(asked, (wishText) => {
        const { text, html, subject } = codeText({ ...ASKED, wishText });
        expect(text).not.toMatch(/\S@|:\/\/|\S\.[^\s\d]/u);
        expect(html).not.toMatch(/<a|<img/i);
        expect(subject).toBe('012345 is your code for vaccine-watch');
      }),
    );
  });
});
