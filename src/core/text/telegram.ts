// The Telegram alert, in the Bot API's HTML. Stays within 4096 UTF-16 units counted after entities, as Telegram counts.
// The same function writes the message and its later edit: slots that closed are struck through where they stood.
import type { Alert, AlertSlot } from '../alert.ts';
import { dayText } from '../ist.ts';
import { bold, type Marked, plain, stack, struck, TELEGRAM_MAX_UNITS } from './marked.ts';
import {
  byCentre,
  type CentreEntries,
  count,
  dosesLeft,
  type Entry,
  goneText,
  leftText,
  line,
  seenText,
  sessionFacts,
  whereText,
} from './parts.ts';

/** The message for an alert, open or partly or wholly gone. */
export function telegramText(alert: Alert): string {
  const head = bold(headline(alert));
  const foot = stack([
    plain(`Book: ${line(alert.bookingUrl, 200)}`),
    plain(`Seen ${seenText(alert.slots)} · ${line(alert.areaText, 120)}`),
  ]);
  const centres = byCentre(alert.slots);
  // Room for the longest summary is kept from the start, so that no block already written must be taken back.
  const room = TELEGRAM_MAX_UNITS - head.units - foot.units - moreText(centres).length - 8;
  const body: Marked[] = [];
  let used = 0;
  const left: CentreEntries[] = [];
  for (const centre of centres) {
    const fitted = left.length === 0 ? takeFrom(centre, room - used) : { block: undefined, rest: centre };
    if (fitted.block !== undefined) {
      body.push(fitted.block);
      used += fitted.block.units + 2;
    }
    if (fitted.rest !== undefined) left.push(fitted.rest);
  }
  if (left.length > 0) body.push(plain(moreText(left)));
  return stack([head, ...body, foot], '\n\n').html;
}

/** As many entries of a centre as fit into `room`, and those that do not. */
function takeFrom(centre: CentreEntries, room: number): { block?: Marked; rest?: CentreEntries } {
  const lines = [
    bold(line(centre.centre.name, 120) || 'Centre without a name'),
    plain(whereText(centre.centre)),
  ];
  let units = stack(lines).units;
  let taken = 0;
  for (const entry of centre.entries) {
    const text = entryLine(entry);
    if (units + 1 + text.units > room) break;
    lines.push(text);
    units += 1 + text.units;
    taken += 1;
  }
  const rest = { centre: centre.centre, entries: centre.entries.slice(taken) };
  if (taken === 0) return { rest };
  const block = stack(lines.filter(({ units: length }) => length > 0));
  return rest.entries.length === 0 ? { block } : { block, rest };
}

function headline(alert: Alert): string {
  const left = dosesLeft(alert.slots);
  const area = line(alert.areaText, 120);
  const closed = alert.slots.filter((slot) => slot.closedAtMs !== null).length;
  if (closed === alert.slots.length) return `Gone: ${area}`;
  return `${count(left, 'dose')} open${closed > 0 ? `, ${closed} gone` : ''}: ${area}`;
}

function entryLine(entry: Entry): Marked {
  const gone = entry.slots.every((slot) => slot.closedAtMs !== null);
  const told = gone ? struck : plain;
  const doses = stack(entry.slots.map(doseMark), ', ');
  const facts = told(sessionFacts(entry.session).join(' · '));
  return stack(
    [plain('• '), told(dayText(entry.session.date)), plain(' · '), doses, plain(' · '), facts],
    '',
  );
}

function doseMark(slot: AlertSlot): Marked {
  const gone = goneText(slot);
  return gone === undefined ? bold(leftText(slot)) : stack([struck(leftText(slot)), plain(` ${gone}`)], '');
}

function moreText(centres: readonly CentreEntries[]): string {
  const more = centres.reduce((sum, { entries }) => sum + entries.length, 0);
  return `and ${more} more at ${count(centres.length, 'centre')}`;
}
