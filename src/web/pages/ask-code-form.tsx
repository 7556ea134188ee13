/** @jsxImportSource hono/jsx */
// The form that has a one-time code sent to an address, and the field the address is typed into.
import type { Child } from 'hono/jsx';
import type { JSX } from 'hono/jsx/jsx-runtime';
import { Problems, TextField } from './fields.tsx';

type Errors = Readonly<Record<string, string | undefined>>;

export interface EmailFieldProps {
  /** As typed so far. */
  readonly email: string | undefined;
  readonly errors: Errors;
  readonly hint?: string;
}

export interface AskCodeFormProps extends EmailFieldProps {
  readonly action: string;
  /** What is asked for before the address. */
  readonly children?: Child;
}

export function AskCodeForm({ action, children, ...email }: AskCodeFormProps): JSX.Element {
  return (
    <form method="post" action={action} novalidate>
      <Problems errors={email.errors} />
      {children}
      <EmailField {...email} />
      <button type="submit" class="main">
        Send me a code
      </button>
    </form>
  );
}

export function EmailField({ email, errors, hint }: EmailFieldProps): JSX.Element {
  return (
    <TextField
      name="email"
      label="E-mail"
      hint={hint}
      value={email}
      error={errors.email}
      input={{
        type: 'email',
        inputmode: 'email',
        autocomplete: 'email',
        autocapitalize: 'none',
        spellcheck: 'false',
      }}
    />
  );
}
