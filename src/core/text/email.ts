// The alert e-mail: subject, plain text and HTML with the same content. The HTML loads nothing from anywhere.
// The subject is one line whatever a hospital called itself.
import type { Alert, AlertSlot } from '../alert.ts';
import { dayText } from '../ist.ts';
import { mailButton, mailLink, mailPage, mailSmall } from './mail-html.ts';
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

/** How a recipient has their say, as addresses a mail program opens. */
export interface MailLinks {
  /** Ends the mails: https, or a mailto address. */
  readonly unsubscribe: string;
  /** The page of their own alerts; null: there is none. */
  readonly manage: string | null;
}

/** Above this many sessions the rest is summed up: nobody reads on, and mail clients cut long messages. */
const MAX_ENTRIES = 150;
const LIST = 'margin:0;padding-left:18px';
/** Where the button leads, to be seen before it is pressed. */
const ADDRESS = 'margin:0;font-size:14px;color:#595959';

/** The mail for an alert. */
export function emailText(alert: Alert, links: MailLinks): EmailText {
  const { shown, more } = cut(byCentre(alert.slots));
  const subject = subjectOf(alert);
  const book = line(alert.bookingUrl, 200);
  const seen = `Seen ${seenText(alert.slots)}. Slots are often gone within minutes.`;
  const intro = `${count(dosesLeft(alert.slots), 'dose')} open in ${line(alert.areaText, 120)}.`;
  const why = 'You get this mail because this address asked for vaccination slots.';
  const text = [
    intro,
    `Book: ${book}`,
    '',
    ...shown.flatMap(centrePlain),
    ...(more === '' ? [] : [more, '']),
    seen,
    '',
    why,
    ...(links.manage === null ? [] : [`To change or pause your alerts: ${links.manage}`]),
    `To stop them: ${links.unsubscribe}`,
    '',
  ].join('\n');
  const html = mailPage(subject, [
    `<p style="margin:0"><strong>${escapeHtml(intro)}</strong></p>`,
    mailButton(`Book on ${line(alert.sourceName, 40)}`, book),
    `<p style="${ADDRESS}">${escapeHtml(book)}</p>`,
    ...shown.map(centreHtml),
    ...(more === '' ? [] : [`<p>${escapeHtml(more)}</p>`]),
    `<p>${escapeHtml(seen)}</p>`,
    mailSmall(
      escapeHtml(why),
      ...(links.manage === null ? [] : [mailLink('Change or pause your alerts', links.manage)]),
      mailLink('Unsubscribe', links.unsubscribe),
    ),
  ]);
  return { subject, text, html };
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
