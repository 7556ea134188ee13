// The filters of a wish: dose, age, vaccine, fee, least capacity, as typed -> as kept.
// Each mistake is reported with the choices there are; none stops the others from being looked at.
import { MIN_CAPACITY_CHOICES } from './session.ts';
import type { Filters } from './subscription.ts';
import { vaccineName } from './vaccine.ts';

export type FilterField = 'dose' | 'age' | 'vaccine' | 'fee' | 'min';
export type FilterFields = Readonly<Partial<Record<FilterField, string>>>;
export type FilterReport = (field: FilterField, message: string) => void;

const AGE_MAX_YEARS = 120;
/** How people say that they do not mind. */
const NO_WISH = 'any';

/** What is not asked for, or not understood, is no wish; what is not understood is reported too. */
export function filtersOf(fields: FilterFields, report: FilterReport): Filters {
  return {
    dose: choice(fields.dose, ['1', '2'], () =>
      report('dose', 'The dose is 1 or 2; leave it out for either.'),
    ),
    ageYears: ageOf(fields.age, report),
    vaccine: vaccineOf(fields.vaccine, report),
    fee: choice(fields.fee, ['free', 'paid'], () =>
      report('fee', 'The fee is free or paid; leave it out for either.'),
    ),
    minCapacity: minCapacityOf(fields.min, report),
  };
}

function choice<Choice extends string>(
  text: string | undefined,
  choices: readonly Choice[],
  refuse: () => void,
): Choice | null {
  const asked = text?.toLowerCase();
  if (asked === undefined || asked === NO_WISH) return null;
  const chosen = choices.find((one) => one === asked);
  if (chosen === undefined) refuse();
  return chosen ?? null;
}

function ageOf(text: string | undefined, report: FilterReport): number | null {
  if (text === undefined || text.toLowerCase() === NO_WISH) return null;
  if (/^\d{1,3}$/.test(text) && Number(text) <= AGE_MAX_YEARS) return Number(text);
  report('age', `The age is in whole years, 0 to ${AGE_MAX_YEARS}.`);
  return null;
}

function vaccineOf(text: string | undefined, report: FilterReport): string | null {
  if (text === undefined || text.toLowerCase() === NO_WISH) return null;
  const name = vaccineName(text);
  if (name !== '') return name;
  report('vaccine', 'Give the vaccine by its name, like COVISHIELD; leave it out for any.');
  return null;
}

function minCapacityOf(text: string | undefined, report: FilterReport): number {
  if (text === undefined) return 1;
  const chosen = MIN_CAPACITY_CHOICES.find((edge) => String(edge) === text);
  if (chosen === undefined) {
    report('min', `The least number of doses is one of ${MIN_CAPACITY_CHOICES.join(', ')}.`);
  }
  return chosen ?? 1;
}
