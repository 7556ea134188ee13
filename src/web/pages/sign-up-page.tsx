/** @jsxImportSource hono/jsx */
// The first page: where, for whom, which address, one button. When no one can sign up, it says so and why.
import type { JSX } from 'hono/jsx/jsx-runtime';
import { pathTo, type Site } from '../site.ts';
import type { WishForm } from '../wish-form.ts';
import { AskCodeForm } from './ask-code-form.tsx';
import { Layout } from './layout.tsx';
import { FoldedFilters, PlaceFields } from './wish-fields.tsx';

const TITLE = 'Know when a vaccination slot opens';

export function SignUpPage({ site, form }: { readonly site: Site; readonly form: WishForm }): JSX.Element {
  const closed = closedText(site);
  return (
    <Layout site={site} title={TITLE} suggests={closed === undefined}>
      <p class="lead">
        Slots open without notice and are booked out within minutes. Say where you look for one: you get a
        mail the moment it opens.
      </p>
      {closed === undefined ? <SignUpForm site={site} form={form} /> : <p class="notice">{closed}</p>}
    </Layout>
  );
}

function closedText({ signUpOpen, hasMail }: Site): string | undefined {
  if (!hasMail) return 'Nobody can sign up here: the operator has not set up mail yet.';
  if (!signUpOpen) {
    return 'Sign-up is closed: the operator takes nobody new at the moment. Who gets alerts already keeps them.';
  }
  return undefined;
}

function SignUpForm({ site, form }: { readonly site: Site; readonly form: WishForm }): JSX.Element {
  return (
    <AskCodeForm
      action={pathTo(site, '/sign-up')}
      email={form.values.email}
      errors={form.errors}
      hint="A code is sent there, to see that it is yours. Nothing else but alerts will be."
    >
      <PlaceFields site={site} form={form} />
      <FoldedFilters form={form} />
    </AskCodeForm>
  );
}
