// The questions about a new subscription, one after the other; at each of them the rest may be left open.
import { type Filters, NO_FILTERS } from '../../src/core/subscription.ts';
import { bold } from '../../src/core/text/marked.ts';
import { choicesText, choiceTexts, FORM_STEPS, type FormStep, optionsOf } from './choices.ts';
import { areaOfPlace, asPlace, placeName } from './places.ts';
import type { ChosenPlace, Press } from './press.ts';
import { key, rows, type Screen, screen } from './screen.ts';
import type { Turn } from './turn.ts';
import { oldButton } from './welcome.ts';

export const QUESTIONS: Readonly<Record<FormStep, string>> = {
  dose: 'Which dose?',
  age: 'How old is the person to be vaccinated?',
  vaccine: 'Which vaccine?',
  fee: 'Free or paid?',
  least: 'How many doses must be left at least? A slot with few is gone soonest.',
};

/** Answers that fit side by side on a phone. */
const ACROSS: Readonly<Record<FormStep, number>> = { dose: 3, age: 3, vaccine: 2, fee: 3, least: 2 };

/** The form for a place, at its first question unless said otherwise. */
export function formScreen(
  { places }: Turn,
  place: ChosenPlace,
  step: FormStep = 'dose',
  choices: Filters = NO_FILTERS,
): Screen {
  if (areaOfPlace(places, place) === undefined) return oldButton();
  const at = FORM_STEPS.indexOf(step);
  const [before, after] = [FORM_STEPS[at - 1], FORM_STEPS[at + 1]];
  const ask = (to: FormStep, answers: Filters): Press => ({ do: 'form', step: to, choices: answers, place });
  const done = (answers: Filters): Press => ({ do: 'subscribe', others: 'ask', choices: answers, place });
  const options = optionsOf(step, choices).map((option) =>
    key(option.label, after === undefined ? done(option.choices) : ask(after, option.choices)),
  );
  return screen(
    [
      bold(placeName(places, asPlace(place))),
      ...(choiceTexts(choices).length === 0 ? [] : [`So far: ${choicesText(choices)}.`]),
      QUESTIONS[step],
    ],
    ...rows(options, ACROSS[step]),
    [
      before === undefined
        ? key('Another place', { do: 'states', page: 0 })
        : key('‹ Back', ask(before, choices)),
      key('That is all', done(choices)),
    ],
  );
}
