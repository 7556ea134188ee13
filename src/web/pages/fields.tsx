/** @jsxImportSource hono/jsx */
// The fields of our forms. Each has a label, says beside itself what it wants and what is wrong with what was typed,
// and tells the same to those who hear the page instead of seeing it.
import type { Child } from 'hono/jsx';
import type { JSX } from 'hono/jsx/jsx-runtime';

export interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly value?: string | undefined;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
}

export interface TextFieldProps extends FieldProps {
  /** Attributes of the input itself: type, inputmode, autocomplete, list… */
  readonly input?: Readonly<Record<string, string | number | boolean>>;
  readonly children?: Child;
}

export interface SelectFieldProps extends FieldProps {
  readonly choices: readonly Choice[];
}

export interface Choice {
  readonly value: string;
  readonly text: string;
}

/** What points from a field to its hint and its error. */
function described({ name, hint, error }: FieldProps): Record<string, string> {
  const ids = [
    ...(hint === undefined ? [] : [`${name}-hint`]),
    ...(error === undefined ? [] : [`${name}-error`]),
  ];
  return {
    ...(ids.length > 0 && { 'aria-describedby': ids.join(' ') }),
    ...(error !== undefined && { 'aria-invalid': 'true' }),
  };
}

function Notes({ name, hint, error }: FieldProps): JSX.Element {
  return (
    <>
      {hint === undefined ? null : (
        <p class="hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      {error === undefined ? null : (
        <p class="error" id={`${name}-error`}>
          <strong>To mend:</strong> {error}
        </p>
      )}
    </>
  );
}

export function TextField(props: TextFieldProps): JSX.Element {
  const { name, label, value = '', input = {}, children } = props;
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <Notes {...props} />
      <input id={name} name={name} value={value} type="text" {...input} {...described(props)} />
      {children}
    </div>
  );
}

export function SelectField(props: SelectFieldProps): JSX.Element {
  const { name, label, value = '', choices } = props;
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <Notes {...props} />
      <select id={name} name={name} {...described(props)}>
        {choices.map((choice) => (
          <option value={choice.value} selected={choice.value === value}>
            {choice.text}
          </option>
        ))}
      </select>
    </div>
  );
}

/** One of several, each with room for a thumb. A link to the field leads to the first. */
export function RadioField(props: SelectFieldProps): JSX.Element {
  const { name, label, value = '', choices } = props;
  return (
    <fieldset class="radios" {...described(props)}>
      <legend>{label}</legend>
      <Notes {...props} />
      {choices.map((choice, index) => (
        <label>
          <input
            type="radio"
            id={index === 0 ? name : `${name}-${index}`}
            name={name}
            value={choice.value}
            checked={choice.value === value}
          />
          {choice.text}
        </label>
      ))}
    </fieldset>
  );
}

/** Values a form carries along without showing them. */
export function Carried({ fields }: { readonly fields: Readonly<Record<string, string>> }): JSX.Element {
  return (
    <>
      {Object.entries(fields).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
    </>
  );
}

/** All that is wrong with a form, before the form, each with the way to its field. Nothing when nothing is wrong. */
export function Problems({
  errors,
}: {
  readonly errors: Readonly<Record<string, string | undefined>>;
}): JSX.Element | null {
  const wrong = Object.entries(errors).filter(([, message]) => message !== undefined);
  if (wrong.length === 0) return null;
  return (
    <div class="problems" role="alert">
      <h2>{wrong.length === 1 ? 'One thing to mend' : `${wrong.length} things to mend`}</h2>
      <ul>
        {wrong.map(([name, message]) => (
          <li>
            <a href={`#${name}`}>{message}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A form of one button. */
export function ActionForm({
  action,
  fields = {},
  label,
  kind = 'plain',
}: {
  readonly action: string;
  readonly fields?: Readonly<Record<string, string>>;
  readonly label: string;
  readonly kind?: 'plain' | 'main' | 'danger';
}): JSX.Element {
  return (
    <form method="post" action={action}>
      <Carried fields={fields} />
      <button type="submit" class={kind}>
        {label}
      </button>
    </form>
  );
}
