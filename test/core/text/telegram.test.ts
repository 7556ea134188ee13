import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { POLICIES } from '../../../src/alert/policy.ts';
import { TELEGRAM_MAX_UNITS } from '../../../src/core/text/marked.ts';
import { line } from '../../../src/core/text/parts.ts';
import { telegramText } from '../../../src/core/text/telegram.ts';
import { alertOf, alertSlot, SEEN_MS } from '../../support/alerts.ts';
import { readTelegramHtml } from '../../support/telegram-html.ts';

describe('the Telegram message', () => {
  it('lets a person act at once', () => {
    const { text } = readTelegramHtml(telegramText(alertOf()));
    expect(text).toBe(
      [
        '12 doses open: BBMP, Karnataka',
        '',
        'Apollo Clinic',
        '12 Main Road, Jayanagar, BBMP, 560011',
        '• Sat 8 May 2021 · dose 1: 12 left · COVISHIELD · 18–44 · paid, ₹780 · 09:00AM–01:00PM',
        '',
        'Book: https://selfregistration.cowin.gov.in',
        'Seen 8 May 14:03:22 IST · BBMP, Karnataka',
      ].join('\n'),
    );
  });

  it('tells both doses of a session in one line, and all sessions of a centre under its name', () => {
    const { text } = readTelegramHtml(
      telegramText(
        alertOf(
          alertSlot({ dose: '2', capacity: 3 }),
          alertSlot({ session: { sessionId: 's2', centre: { id: '2', name: 'Town Hall' } } }),
          alertSlot(),
          alertSlot({ session: { sessionId: 's3', vaccine: 'COVAXIN' } }),
        ),
      ),
    );
    expect(text).toContain('dose 1: 12 left, dose 2: 3 left');
    expect(text.match(/Apollo Clinic/g)).toHaveLength(1);
    expect(text.match(/•/g)).toHaveLength(3);
  });

  it('does not guess which dose a total is for', () => {
    expect(telegramText(alertOf(alertSlot({ dose: 'any' })))).toContain('12 left (dose not said)');
  });

  it('strikes through what is gone, says how long it was open, and leaves the rest as it stood', () => {
    const gone = alertSlot({ closedAtMs: SEEN_MS + 150_000 });
    const seen = readTelegramHtml(telegramText(alertOf(gone, alertSlot({ dose: '2', capacity: 3 }))));
    expect(seen.text).toContain('3 doses open, 1 gone: BBMP');
    expect(seen.text).toContain('dose 1: 12 left gone, was open 2 min 30 s, dose 2: 3 left');
    expect(seen.struck).toEqual(['dose 1: 12 left']);
    const all = readTelegramHtml(telegramText(alertOf(gone)));
    expect(all.text).toMatch(/^Gone: BBMP, Karnataka/);
    expect(all.struck.join()).toContain('COVISHIELD');
  });

  it('sums up what does not fit', () => {
    const slots = Array.from({ length: 200 }, (_, index) =>
      alertSlot({
        session: { sessionId: `s${index}`, centre: { id: String(index % 40), name: `Clinic ${index % 40}` } },
      }),
    );
    const { text } = readTelegramHtml(telegramText(alertOf(...slots)));
    expect(text.length).toBeLessThanOrEqual(TELEGRAM_MAX_UNITS);
    expect(text.length).toBeGreaterThan(TELEGRAM_MAX_UNITS - 400);
    const told = text.match(/•/g)?.length ?? 0;
    expect(text).toMatch(new RegExp(`and ${200 - told} more at \\d+ centres`));
    expect(text).toContain('2400 doses open');
  });

  it('says when slots were seen at different times', () => {
    const later = alertSlot({ dose: '2', seenAtMs: SEEN_MS + 60_000 });
    expect(telegramText(alertOf(alertSlot(), later))).toContain('Seen 8 May 14:03:22 – 8 May 14:04:22 IST');
  });

  it('shows any name as it is, whatever a hospital typed, and never more than Telegram takes', () => {
    const anyText = fc.string({ unit: 'binary', maxLength: 400 });
    const nasty = fc.oneof(
      anyText,
      fc.constantFrom('<b>x', '</s>', '&lt;', '<a href="x">', '&amp;amp;', '\u202e', '😷'.repeat(3000)),
    );
    fc.assert(
      fc.property(
        fc.array(fc.record({ name: nasty, address: nasty, vaccine: nasty, time: nasty }), {
          minLength: 1,
          maxLength: 40,
        }),
        (rows) => {
          const slots = rows.map(({ name, address, vaccine, time }, index) =>
            alertSlot({
              session: {
                sessionId: `s${index}`,
                vaccine,
                times: [time],
                centre: { id: `${index}`, name, address },
              },
            }),
          );
          const { text } = readTelegramHtml(telegramText(alertOf(...slots)));
          expect(text.length).toBeLessThanOrEqual(TELEGRAM_MAX_UNITS);
          const first = line(rows[0]?.name ?? '', 120) || 'Centre without a name';
          expect(text).toContain(`\n\n${first}\n`);
        },
      ),
      { numRuns: 200 },
    );
  });
});

it('names every slot of the fullest message there is, with long names and at as many centres', () => {
  const slots = Array.from({ length: POLICIES.telegram.grouping.maxSlots }, (_, at) =>
    alertSlot({
      session: {
        sessionId: `s${at}`,
        times: ['09:00AM-11:00AM', '12:00PM-01:00PM', '02:00PM-03:00PM'],
        centre: {
          id: `${at}`,
          name: `Centre ${at} ${'of a long name '.repeat(4)}`,
          address: `${'long road '.repeat(8)}`,
        },
      },
    }),
  );
  const { text } = readTelegramHtml(telegramText(alertOf(...slots)));
  for (const at of slots.keys()) expect(text).toContain(`Centre ${at} of`);
  expect(text).not.toContain('more at');
});
