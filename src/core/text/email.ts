// The alert e-mail: subject, plain text and HTML with the same content. The HTML loads nothing from anywhere.
// The subject is one line whatever a hospital called itself.
import type { Alert, AlertSlot } from '../alert.ts';
import { dayText } from '../ist.ts';
import {
  ageText,
  areaName,
  byCentre,
  type CentreEntries,
  count,
  dosesLeft,
  doseText,
  escapeHtml,
  goneText,
  leftText,
  line,
  seenText,
  sessionFacts,
  shortDayText,
  whereText,
} from './parts.ts';

export interface EmailText {
  /** One line, at most 150 UTF-16 units. */
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Above this many sessions the rest is summed up: nobody reads on, and mail clients cut long messages. */
const MAX_ENTRIES = 150;
/** A button where the mail program knows styles, a plain link where it does not. */
const BUTTON =
  'display:inline-block;padding:10px 16px;border-radius:4px;background:#0b57d0;color:#ffffff;text-decoration:none';
const LIST = 'margin:0;padding-left:18px';

/**
 * The mail for an alert.
 * @param unsubscribe where a person stops these mails (an https or mailto address)
 */
export function emailText(alert: Alert, unsubscribe: string): EmailText {
  const { shown, more } = cut(byCentre(alert.slots));
  const book = line(alert.bookingUrl, 200);
  const seen = `Seen ${seenText(alert.slots)}.`;
  const intro = `${count(dosesLeft(alert.slots), 'dose')} open in ${line(alert.areaText, 120)}.`;
  const stop = 'You get this mail because this address asked for vaccination slots. To stop:';
  const text = [
    intro,
    `Book: ${book}`,
    '',
    ...shown.flatMap(centrePlain),
    ...(more === '' ? [] : [more, '']),
    seen,
    'Slots are often gone within minutes.',
    '',
    stop,
    unsubscribe,
    '',
  ].join('\n');
  const html = [
    '<!doctype html><html><head><meta charset="utf-8"></head><body style="font-family:sans-serif">',
    `<p><strong>${escapeHtml(intro)}</strong></p>`,
    `<p><a href="${escapeHtml(book)}" style="${BUTTON}">Book: ${escapeHtml(book)}</a></p>`,
    ...shown.map(centreHtml),
    ...(more === '' ? [] : [`<p>${escapeHtml(more)}</p>`]),
    `<p>${escapeHtml(seen)} Slots are often gone within minutes.</p>`,
    `<p style="color:#555">${escapeHtml(stop)} <a href="${escapeHtml(unsubscribe)}">unsubscribe</a></p>`,
    '</body></html>',
  ].join('\n');
  return { subject: subjectOf(alert), text, html };
}

/** `12 doses: COVISHIELD dose 1, 18–44, BBMP, Sat 8 May`: says of all slots only what is true of all. */
function subjectOf(alert: Alert): string {
  const { slots } = alert;
  const same = (say: (slot: AlertSlot) => string): string => {
    const said = new Set(slots.map(say));
    return said.size === 1 ? ([...said][0] ?? '') : '';
  };
  const vaccine = same((slot) => line(slot.session.vaccine, 30));
  const dose = same((slot) => (slot.dose === 'any' ? '' : doseText(slot.dose)));
  const age = same(({ session }) => ageText(session.ageMinYears, session.ageMaxYears));
  const day = same((slot) => shortDayText(slot.session.date));
  const centres = byCentre(slots).length;
  const total = `${count(dosesLeft(slots), 'dose')}${centres > 1 ? ` at ${centres} centres` : ''}`;
  const facts = [`${vaccine} ${dose}`.trim(), age, areaName(alert), day].filter((fact) => fact !== '');
  return line(`${total}: ${facts.join(', ')}`, 150);
}

function cut(centres: readonly CentreEntries[]): { shown: readonly CentreEntries[]; more: string } {
  const shown: CentreEntries[] = [];
  let room = MAX_ENTRIES;
  let moreEntries = 0;
  let moreCentres = 0;
  for (const { centre, entries } of centres) {
    const taken = entries.slice(0, room);
    room -= taken.length;
    if (taken.length > 0) shown.push({ centre, entries: taken });
    if (taken.length < entries.length) {
      moreEntries += entries.length - taken.length;
      moreCentres += 1;
    }
  }
  return {
    shown,
    more: moreEntries === 0 ? '' : `and ${moreEntries} more at ${count(moreCentres, 'centre')}`,
  };
}

const nameOf = ({ centre }: CentreEntries): string => line(centre.name, 120) || 'Centre without a name';
const slotPlain = (slot: AlertSlot): string => [leftText(slot), goneText(slot)].filter(Boolean).join(', ');

function centrePlain(group: CentreEntries): readonly string[] {
  const entries = group.entries.map(
    ({ session, slots }) =>
      `- ${[dayText(session.date), ...slots.map(slotPlain), ...sessionFacts(session)].join('; ')}`,
  );
  return [nameOf(group), whereText(group.centre), ...entries, ''];
}

function centreHtml(group: CentreEntries): string {
  const entries = group.entries.map(({ session, slots }) => {
    const doses = escapeHtml(slots.map(slotPlain).join(', '));
    const facts = escapeHtml(sessionFacts(session).join(' · '));
    return `<li>${dayText(session.date)} · <strong>${doses}</strong> · ${facts}</li>`;
  });
  const where = escapeHtml(whereText(group.centre));
  return `<p style="margin:16px 0 4px"><strong>${escapeHtml(nameOf(group))}</strong><br>${where}</p><ul style="${LIST}">${entries.join('')}</ul>`;
}
