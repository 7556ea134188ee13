/** @jsxImportSource hono/jsx */
// Where a one-time code is typed in: how long it is valid, and what to do when it does not come. The address and what
// was asked for go along in hidden fields, since nothing of somebody unknown is kept here.
import type { JSX } from 'hono/jsx/jsx-runtime';
import { durationText } from '../../core/ist.ts';
import type { Fields } from '../body.ts';
import { pathTo, type Site } from '../site.ts';
import { EmailField } from './ask-code-form.tsx';
import { Carried, Problems, TextField } from './fields.tsx';
import { Layout } from './layout.tsx';

export interface CodePageProps {
  readonly site: Site;
  /** Where it was asked for, and with what: the same again sends another code. Null: nobody knows. */
  readonly again: { readonly from: 'sign-up' | 'lost'; readonly fields: Fields } | null;
  /** As typed so far; empty where it has to be typed. */
  readonly email: string;
  /** How long a code is valid (ms); null when it was not just sent. */
  readonly validForMs?: number | null;
  /** Something to know before typing: a code was asked for a moment ago. */
  readonly notice?: string;
  readonly errors?: Readonly<Record<string, string>>;
}

export function CodePage(props: CodePageProps): JSX.Element {
  const { site, again, email, validForMs = null, notice, errors = {} } = props;
  return (
    <Layout site={site} title="Type in the code">
      {validForMs === null ? null : (
        <p class="lead">
          A code of six digits is on its way to <strong>{email}</strong>. It is valid for{' '}
          {durationText(validForMs)}.
        </p>
      )}
      {notice === undefined ? null : (
        <p class="notice" role="status">
          {notice}
        </p>
      )}
      <form method="post" action={pathTo(site, '/verify')} novalidate>
        <Problems errors={errors} />
        {again === null ? (
          <EmailField email={email} errors={errors} />
        ) : (
          <Carried fields={{ ...again.fields, email, from: again.from }} />
        )}
        <TextField
          name="code"
          label="Code"
          error={errors.code}
          input={{ inputmode: 'numeric', autocomplete: 'one-time-code', maxlength: 12 }}
        />
        <button type="submit" class="main">
          Confirm
        </button>
      </form>
      <h2>No mail?</h2>
      <ul>
        <li>Look into the spam folder.</li>
        <li>Is the address right? {again === null ? null : <strong>{email}</strong>}</li>
        <li>Wait a minute, then ask for another code.</li>
      </ul>
      <Again {...props} />
    </Layout>
  );
}

function Again({ site, again, email }: CodePageProps): JSX.Element {
  if (again === null) return <a href={pathTo(site, '/')}>Start again</a>;
  return (
    <>
      <form method="post" action={pathTo(site, `/${again.from}`)}>
        <Carried fields={{ ...again.fields, email }} />
        <button type="submit">Send another code</button>
      </form>
      <p>
        <a href={pathTo(site, again.from === 'lost' ? '/lost' : '/')}>Use another address</a>
      </p>
    </>
  );
}
