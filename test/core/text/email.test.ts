import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emailText } from '../../../src/core/text/email.ts';
import { line } from '../../../src/core/text/parts.ts';
import { alertOf, alertSlot, SEEN_MS } from '../../support/alerts.ts';

const MAILTO = 'mailto:alerts@example.org?subject=unsubscribe';
const STOP = { unsubscribe: MAILTO, manage: null };
const LINKS = { unsubscribe: 'https://slots.example.org/u/a1&b', manage: 'https://slots.example.org/m/a1&b' };

/** The text of an HTML mail and the tags in it; fails on a tag or entity we do not write. */
function readHtml(html: string): { text: string; tags: readonly string[] } {
  const tags = [...html.matchAll(/<[^>]*>/g)].map(([tag]) => tag);
  const text = html
    .replace(/<[^>]*>/g, '')
    .replace(/&(lt|gt|quot|amp|#39);|&/g, (found, name: string | undefined) => {
      if (name === undefined) throw new Error(`bare ampersand: ${found}`);
      return { lt: '<', gt: '>', quot: '"', amp: '&', '#39': "'" }[name] as string;
    });
  return { text, tags };
}

describe('the alert mail', () => {
  it('says in its subject what is to be had, where and when', () => {
    expect(emailText(alertOf(), STOP).subject).toBe('12 doses: COVISHIELD dose 1, 18–44, BBMP, Sat 8 May');
  });

  it('says of many slots only what is true of all of them', () => {
    const other = alertSlot({
      dose: '2',
      session: { sessionId: 's2', ageMinYears: 45, ageMaxYears: null, centre: { id: '2' } },
    });
    expect(emailText(alertOf(alertSlot(), other), STOP).subject).toBe(
      '24 doses at 2 centres: COVISHIELD, BBMP, Sat 8 May',
    );
  });

  it('carries the same facts as text and as HTML, with the way to book and the way to stop', () => {
    const mail = emailText(alertOf(alertSlot(), alertSlot({ dose: '2', capacity: 3 })), STOP);
    const html = readHtml(mail.html).text;
    for (const fact of [
      'Apollo Clinic',
      '12 Main Road, Jayanagar, BBMP, 560011',
      'Sat 8 May 2021',
      'COVISHIELD',
      '18–44',
      'paid, ₹780',
      '09:00AM–01:00PM',
      'dose 1: 12 left',
      'dose 2: 3 left',
      'https://selfregistration.cowin.gov.in',
      'Seen 8 May 14:03:22 IST',
    ]) {
      expect(mail.text).toContain(fact);
      expect(html).toContain(fact);
    }
    expect(mail.text).toContain('Book: https://selfregistration.cowin.gov.in');
    expect(mail.text).toContain(`To stop them: ${MAILTO}`);
    expect(mail.html).toContain(`href="${MAILTO}"`);
    expect(mail.text + mail.html).not.toMatch(/change or pause/i);
  });

  it('shows the way to change the alerts where there is one, as text and as HTML', () => {
    const mail = emailText(alertOf(), LINKS);
    expect(mail.text).toContain(`To change or pause your alerts: ${LINKS.manage}\n`);
    expect(mail.text).toContain(`To stop them: ${LINKS.unsubscribe}\n`);
    const { tags } = readHtml(mail.html);
    const hrefs = tags.flatMap((tag) => /^<a href="([^"]*)"/.exec(tag)?.[1]?.replace('&amp;', '&') ?? []);
    expect(hrefs).toEqual(['https://selfregistration.cowin.gov.in', LINKS.manage, LINKS.unsubscribe]);
  });

  it('loads nothing: no picture, no style sheet, no script, no font', () => {
    const { tags } = readHtml(emailText(alertOf(), LINKS).html);
    expect(tags.join('')).not.toMatch(/<(img|link|script|iframe|style)|url\(|src=/i);
  });

  it('says how many doses are left right after the day, before all that is read second', () => {
    const mail = emailText(alertOf(), STOP);
    expect(mail.text).toContain(
      '- Sat 8 May 2021; dose 1: 12 left; COVISHIELD; 18–44; paid, ₹780; 09:00AM–01:00PM',
    );
    expect(readHtml(mail.html).text).toContain('Sat 8 May 2021 · dose 1: 12 left · COVISHIELD');
  });

  it('marks what is gone', () => {
    const mail = emailText(alertOf(alertSlot({ closedAtMs: SEEN_MS + 45_000 })), STOP);
    expect(mail.text).toContain('gone, was open 45 s');
  });

  it('stays readable with hundreds of slots', () => {
    const slots = Array.from({ length: 400 }, (_, index) =>
      alertSlot({ session: { sessionId: `s${index}`, centre: { id: String(index % 100) } } }),
    );
    const mail = emailText(alertOf(...slots), STOP);
    expect(mail.text).toMatch(/and 250 more at \d+ centres/);
    expect(mail.text.length).toBeLessThan(60_000);
  });

  it('keeps its subject one line and its HTML its own, whatever a hospital typed', () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.constantFrom(
        '\r\nBcc: all@example.org',
        '<script>alert(1)</script>',
        '" onload="x',
        '\u2028x',
        '\0',
      ),
    );
    const plainTags = new Set(readHtml(emailText(alertOf(), STOP).html).tags);
    fc.assert(
      fc.property(nasty, nasty, nasty, (name, vaccine, areaText) => {
        const slot = alertSlot({ session: { vaccine, centre: { name, address: name } } });
        const mail = emailText({ ...alertOf(slot), areaText }, STOP);
        expect(mail.subject).not.toMatch(/[\r\n\u2028\u2029]/);
        expect(mail.subject.length).toBeLessThanOrEqual(150);
        const { text, tags } = readHtml(mail.html);
        expect(tags.filter((tag) => !plainTags.has(tag))).toEqual([]);
        expect(text).toContain(line(name, 120));
      }),
    );
  });
});
