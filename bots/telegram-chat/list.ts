// What a person has asked for: the list, and one subscription with all that can be changed of it.

import { quietText } from '../../src/core/quiet.ts';
import type { Person } from '../../src/core/self-service.ts';
import type { Filters, Subscription } from '../../src/core/subscription.ts';
import { bold, plain, stack } from '../../src/core/text/marked.ts';
import { choicesText, FORM_STEPS, type FormStep, optionsOf, withChoice } from './choices.ts';
import { QUESTIONS } from './form.ts';
import { asChosen, placeName, shortName } from './places.ts';
import { type Key, key, pageOf, rows, type Screen, screen } from './screen.ts';
import { personOf, stateText, type Turn } from './turn.ts';
import { BEGIN, MY_ALERTS, nothingYet } from './welcome.ts';

/** Each takes a row of buttons. */
const ALERTS_A_PAGE = 5;

const FIELD_NAMES: Readonly<Record<FormStep, string>> = {
  dose: 'Dose',
  age: 'Age',
  vaccine: 'Vaccine',
  fee: 'Fee',
  least: 'Least doses',
};

/** `/list` */
export async function listScreen(turn: Turn, page = 0): Promise<Screen> {
  const person = await personOf(turn);
  return person === undefined ? nothingYet() : listOf(turn, person, page);
}

function listOf({ places }: Turn, person: Person, page: number, said: readonly string[] = []): Screen {
  const { subscriptions } = person;
  if (subscriptions.length === 0)
    return said.length === 0 ? nothingYet() : screen([...said, 'You have no alerts now.'], [BEGIN]);
  const shown = pageOf(subscriptions, page, ALERTS_A_PAGE, (at) => ({ do: 'list', page: at }));
  const numbered = shown.items.map((one) => ({ one, number: subscriptions.indexOf(one) + 1 }));
  return screen(
    [
      ...said,
      stack(
        [
          bold('Your alerts'),
          plain(` (${[stateText(person), shown.text].filter((part) => part !== '').join(', ')})`),
        ],
        '',
      ),
      ...numbered.map(({ one, number }) => alertLine(number, placeName(places, one), one)),
      ...(person.quiet === null ? [] : [`Quiet hours: ${quietText(person.quiet)}`]),
    ],
    ...numbered.map(({ one, number }) => [
      key(`${number}: change`, { do: 'look', id: one.id }),
      key(`${number}: ${one.paused ? 'resume' : 'pause'}`, {
        do: one.paused ? 'release' : 'hold',
        id: one.id,
      }),
      key(`${number}: remove`, { do: 'remove', id: one.id }),
    ]),
    shown.keys,
    [key('Add another', { do: 'states', page: 0 })],
  );
}

function alertLine(number: number, place: string, one: Subscription) {
  return stack(
    [plain(`${number}. `), bold(place), plain(`: ${choicesText(one)}${one.paused ? ' (paused)' : ''}`)],
    '',
  );
}

/** One subscription, every filter of it a button. */
export async function lookScreen(turn: Turn, id: number): Promise<Screen> {
  return showing(turn, await personOf(turn), id);
}

/** Pauses one subscription, or lets it go on. */
export async function holdScreen(turn: Turn, id: number, paused: boolean): Promise<Screen> {
  const person = await ownerOf(turn, id);
  if (person === undefined) return goneScreen();
  const { self } = turn;
  const changed = await (paused
    ? self.pauseSubscription(person.id, id)
    : self.resumeSubscription(person.id, id));
  return changed === undefined ? goneScreen() : listOf(turn, changed, pageWith(changed, id));
}

/** Removes one subscription, and offers to put it back. */
export async function removeScreen(turn: Turn, id: number): Promise<Screen> {
  const person = await ownerOf(turn, id);
  const removed = person?.subscriptions.find((one) => one.id === id);
  if (person === undefined || removed === undefined) return goneScreen();
  const left = await turn.self.removeSubscription(person.id, id);
  const said = `Removed: ${placeName(turn.places, removed)}, ${choicesText(removed)}.`;
  const list = left === undefined ? screen([said]) : listOf(turn, left, 0, [said, '']);
  const place = asChosen(removed);
  const undo: readonly Key[] =
    place === null
      ? []
      : [key('Put it back', { do: 'subscribe', others: 'keep', choices: filtersOf(removed), place })];
  return { text: list.text, keys: [...list.keys, undo].filter((row) => row.length > 0) };
}

/** The answers to choose from for one filter. */
export async function editScreen(turn: Turn, id: number, step: FormStep): Promise<Screen> {
  const person = await ownerOf(turn, id);
  const one = person?.subscriptions.find((other) => other.id === id);
  if (one === undefined) return goneScreen();
  const options = optionsOf(step, filtersOf(one)).map(({ label, choices }) =>
    key(label, { do: 'set', id, step, choices }),
  );
  return screen(
    [bold(placeName(turn.places, one)), `Now: ${choicesText(one)}.`, '', QUESTIONS[step]],
    ...rows(options, 2),
    [key('‹ Back', { do: 'look', id })],
  );
}

/** Changes one filter. */
export async function setScreen(turn: Turn, id: number, step: FormStep, choices: Filters): Promise<Screen> {
  const person = await ownerOf(turn, id);
  const one = person?.subscriptions.find((other) => other.id === id);
  if (person === undefined || one === undefined) return goneScreen();
  const changed = await turn.self.changeFilters(person.id, id, withChoice(filtersOf(one), step, choices));
  return showing(turn, changed, id);
}

function showing(turn: Turn, person: Person | undefined, id: number): Screen {
  const one = person?.subscriptions.find((other) => other.id === id);
  if (person === undefined) return goneScreen();
  // It became equal to another of theirs, which stands for both now.
  if (one === undefined) return listOf(turn, person, 0);
  const fields = FORM_STEPS.map((step) => key(FIELD_NAMES[step], { do: 'edit', id, step }));
  return screen(
    [
      bold(placeName(turn.places, one)),
      `For ${choicesText(one)}${one.paused ? '; paused' : ''}.`,
      '',
      'What do you want to change?',
    ],
    ...rows(fields, 2),
    [
      key(one.paused ? 'Resume' : 'Pause', { do: one.paused ? 'release' : 'hold', id }),
      key(`Remove ${shortName(turn.places, one)}`, { do: 'remove', id }),
    ],
    [key('‹ My alerts', { do: 'list', page: pageWith(person, id) })],
  );
}

/** The person of this chat, if the subscription is theirs: a button may come from another chat. */
async function ownerOf(turn: Turn, id: number): Promise<Person | undefined> {
  const person = await personOf(turn);
  return person?.subscriptions.some((one) => one.id === id) ? person : undefined;
}

function pageWith({ subscriptions }: Person, id: number): number {
  return Math.floor(
    Math.max(
      0,
      subscriptions.findIndex((one) => one.id === id),
    ) / ALERTS_A_PAGE,
  );
}

function goneScreen(): Screen {
  return screen(['This alert is not there any more.'], [BEGIN, MY_ALERTS]);
}

function filtersOf({ dose, ageYears, vaccine, fee, minCapacity }: Subscription): Filters {
  return { dose, ageYears, vaccine, fee, minCapacity };
}
