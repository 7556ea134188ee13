/** @jsxImportSource hono/jsx */
// The fields of a wish: where, and for whom. Only the place is asked for outright; the rest stands folded away until
// somebody wants it, or something in it has to be mended.
import type { JSX } from 'hono/jsx/jsx-runtime';
import { areaText } from '../../core/area.ts';
import { MIN_CAPACITY_CHOICES } from '../../core/session.ts';
import { VACCINES_TO_SUGGEST } from '../../core/vaccine.ts';
import { pathTo, type Site } from '../site.ts';
import type { WishForm } from '../wish-form.ts';
import { RadioField, SelectField, TextField } from './fields.tsx';

const FILTER_FIELDS = ['dose', 'age', 'vaccine', 'fee', 'min', 'others'];
/** What a field says before anybody touched it. */
const PRESET: Readonly<Record<string, string>> = { min: '1' };

const DOSES = [
  { value: '', text: 'Either dose' },
  { value: '1', text: 'Dose 1' },
  { value: '2', text: 'Dose 2' },
];
const FEES = [
  { value: '', text: 'Free or paid' },
  { value: 'free', text: 'Free only' },
  { value: 'paid', text: 'Paid only' },
];
const LEAST = MIN_CAPACITY_CHOICES.map((edge) => ({
  value: String(edge),
  text: edge === 1 ? 'Any number' : `${edge} or more`,
}));

/** A field of the form: its name, what was typed into it, and what is wrong with that. */
function typed({ values, errors }: WishForm, name: string) {
  return { name, value: values[name], error: errors[name] };
}

/** District and pincode. With JavaScript, places are suggested while one types. */
export function PlaceFields({ site, form }: { readonly site: Site; readonly form: WishForm }): JSX.Element {
  const { values, choices } = form;
  return (
    <>
      <TextField
        {...typed(form, 'district')}
        label="District"
        hint="Type its name or a part of it. A state shows its districts."
        input={{
          list: 'places',
          autocomplete: 'off',
          'data-suggest': pathTo(site, '/api/v1/areas'),
        }}
      >
        <datalist id="places" />
      </TextField>
      {choices.length === 0 ? null : (
        <>
          <input type="hidden" name="asked" value={values.district ?? ''} />
          <RadioField
            {...typed(form, 'area')}
            label="Which one?"
            choices={choices.map((area) => ({ value: area.id, text: areaText(area) }))}
          />
        </>
      )}
      <TextField
        {...typed(form, 'pincode')}
        label="Pincode (optional)"
        hint="Six digits. Alone, or to look only at this part of the district."
        input={{ inputmode: 'numeric', autocomplete: 'postal-code', maxlength: 7 }}
      />
    </>
  );
}

export function FilterFields({ form }: { readonly form: WishForm }): JSX.Element {
  return (
    <>
      <SelectField {...typed(form, 'dose')} label="Dose" choices={DOSES} />
      <TextField
        {...typed(form, 'age')}
        label="Age in years"
        hint="Leave it empty for any age."
        input={{ inputmode: 'numeric', autocomplete: 'off', maxlength: 3 }}
      />
      <TextField
        {...typed(form, 'vaccine')}
        label="Vaccine"
        hint="Leave it empty for any vaccine."
        input={{ list: 'vaccines', autocomplete: 'off', autocapitalize: 'characters' }}
      >
        <datalist id="vaccines">
          {VACCINES_TO_SUGGEST.map((name) => (
            <option value={name} />
          ))}
        </datalist>
      </TextField>
      <SelectField {...typed(form, 'fee')} label="Fee" choices={FEES} />
      <SelectField
        {...typed(form, 'min')}
        label="Doses open at once"
        hint="More doses last longer; waiting for many may mean missing a few."
        choices={LEAST}
      />
    </>
  );
}

/** The filters, folded away unless one was used or has to be mended. */
export function FoldedFilters({ form }: { readonly form: WishForm }): JSX.Element {
  const { values, errors } = form;
  const isUsed = FILTER_FIELDS.some(
    (name) => errors[name] !== undefined || (values[name] !== undefined && values[name] !== PRESET[name]),
  );
  return (
    <details open={isUsed}>
      <summary>Only some slots? Dose, age, vaccine, fee</summary>
      <FilterFields form={form} />
      <div class="field check">
        <label for="others">
          <input type="checkbox" id="others" name="others" value="keep" checked={values.others === 'keep'} />
          Keep what I asked for this place before, for example for somebody of another age
        </label>
      </div>
    </details>
  );
}
