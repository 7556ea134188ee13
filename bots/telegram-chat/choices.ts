// The questions about a subscription beside its place, the answers on offer, and how an answer fits into a button.
// The answers stand in buttons that were sent long ago: what is listed keeps its place for good, new ones come last.
import { MIN_CAPACITY_CHOICES } from '../../src/core/session.ts';
import { type Filters, NO_FILTERS } from '../../src/core/subscription.ts';
import { filterTexts } from '../../src/core/text/wish.ts';
import { VACCINES_TO_SUGGEST } from '../../src/core/vaccine.ts';

/** In the order in which they are asked. Each begins with a letter of its own. */
export const FORM_STEPS = ['dose', 'age', 'vaccine', 'fee', 'least'] as const;
export type FormStep = (typeof FORM_STEPS)[number];

/** Ages at which who may be vaccinated changes. A person is asked for their group; its youngest age stands for it. */
const AGE_GROUPS: readonly (readonly [number, string])[] = [
  [12, '12–14'],
  [15, '15–17'],
  [18, '18–44'],
  [45, '45–59'],
  [60, '60+'],
];
const AGE_MAX_YEARS = 120;
const ANY = 'x';

export interface Option {
  readonly label: string;
  readonly choices: Filters;
}

/** The answers to a question, on top of what was chosen before; the last is that it does not matter. */
export function optionsOf(step: FormStep, choices: Filters): readonly Option[] {
  switch (step) {
    case 'dose':
      return [
        { label: 'Dose 1', choices: { ...choices, dose: '1' } },
        { label: 'Dose 2', choices: { ...choices, dose: '2' } },
        { label: 'Either', choices: { ...choices, dose: null } },
      ];
    case 'age':
      return [
        ...AGE_GROUPS.map(([ageYears, label]) => ({ label, choices: { ...choices, ageYears } })),
        { label: 'Any age', choices: { ...choices, ageYears: null } },
      ];
    case 'vaccine':
      return [
        ...VACCINES_TO_SUGGEST.map((vaccine) => ({ label: vaccine, choices: { ...choices, vaccine } })),
        { label: 'Any vaccine', choices: { ...choices, vaccine: null } },
      ];
    case 'fee':
      return [
        { label: 'Free', choices: { ...choices, fee: 'free' } },
        { label: 'Paid', choices: { ...choices, fee: 'paid' } },
        { label: 'Either', choices: { ...choices, fee: null } },
      ];
    case 'least':
      return MIN_CAPACITY_CHOICES.map((minCapacity) => ({
        label: minCapacity === 1 ? 'Any number' : `${minCapacity} or more`,
        choices: { ...choices, minCapacity },
      }));
  }
}

/** What was chosen, one entry each, ages as they were offered: `dose 1`, `age 45–59`. */
export function choiceTexts(choices: Filters): readonly string[] {
  const group = AGE_GROUPS.find(([ageYears]) => ageYears === choices.ageYears);
  return filterTexts(choices).map((text) =>
    group !== undefined && text === `age ${group[0]}` ? `age ${group[1]}` : text,
  );
}

/** `dose 1 · age 45–59 · free`, or `every slot`. */
export function choicesText(choices: Filters): string {
  const texts = choiceTexts(choices);
  return texts.length === 0 ? 'every slot' : texts.join(' · ');
}

/** One answer as it stands in a button; null for a vaccine that is not on offer. */
export function choiceCode(step: FormStep, choices: Filters): string | null {
  switch (step) {
    case 'dose':
      return choices.dose ?? ANY;
    case 'age':
      return choices.ageYears === null ? ANY : String(choices.ageYears);
    case 'vaccine': {
      if (choices.vaccine === null) return ANY;
      const at = (VACCINES_TO_SUGGEST as readonly string[]).indexOf(choices.vaccine);
      return at < 0 ? null : String(at);
    }
    case 'fee':
      return choices.fee?.charAt(0) ?? ANY;
    case 'least': {
      const at = MIN_CAPACITY_CHOICES.indexOf(choices.minCapacity);
      return at < 0 ? null : String(at);
    }
  }
}

/** Undefined when it is no answer to this question. */
export function readChoice(step: FormStep, code: string): Filters | undefined {
  const any = code === ANY;
  switch (step) {
    case 'dose':
      if (code === '1' || code === '2') return { ...NO_FILTERS, dose: code };
      return any ? NO_FILTERS : undefined;
    case 'age':
      if (/^\d{1,3}$/.test(code) && Number(code) <= AGE_MAX_YEARS)
        return { ...NO_FILTERS, ageYears: Number(code) };
      return any ? NO_FILTERS : undefined;
    case 'vaccine': {
      const vaccine = /^\d$/.test(code) ? VACCINES_TO_SUGGEST[Number(code)] : undefined;
      if (vaccine !== undefined) return { ...NO_FILTERS, vaccine };
      return any ? NO_FILTERS : undefined;
    }
    case 'fee':
      if (code === 'f' || code === 'p') return { ...NO_FILTERS, fee: code === 'f' ? 'free' : 'paid' };
      return any ? NO_FILTERS : undefined;
    case 'least': {
      const minCapacity = /^\d$/.test(code) ? MIN_CAPACITY_CHOICES[Number(code)] : undefined;
      return minCapacity === undefined ? undefined : { ...NO_FILTERS, minCapacity };
    }
  }
}

/** Filters with one of them taken from `from`. */
export function withChoice(filters: Filters, step: FormStep, from: Filters): Filters {
  switch (step) {
    case 'dose':
      return { ...filters, dose: from.dose };
    case 'age':
      return { ...filters, ageYears: from.ageYears };
    case 'vaccine':
      return { ...filters, vaccine: from.vaccine };
    case 'fee':
      return { ...filters, fee: from.fee };
    case 'least':
      return { ...filters, minCapacity: from.minCapacity };
  }
}

/** All answers together, `1-45-x-f-0`; null when one cannot stand in a button. */
export function choicesCode(choices: Filters): string | null {
  const codes = FORM_STEPS.map((step) => choiceCode(step, choices));
  return codes.includes(null) ? null : codes.join('-');
}

export function readChoices(text: string): Filters | undefined {
  const codes = text.split('-');
  if (codes.length !== FORM_STEPS.length) return undefined;
  let all: Filters = NO_FILTERS;
  for (const [at, step] of FORM_STEPS.entries()) {
    const one = readChoice(step, codes[at] ?? '');
    if (one === undefined) return undefined;
    all = withChoice(all, step, one);
  }
  return all;
}
