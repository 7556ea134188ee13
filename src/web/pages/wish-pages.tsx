/** @jsxImportSource hono/jsx */
// Two forms behind somebody's link: another place, and other filters for one they have.
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { Site } from '../site.ts';
import type { WishForm } from '../wish-form.ts';
import { Problems } from './fields.tsx';
import { Layout } from './layout.tsx';
import { FilterFields, FoldedFilters, PlaceFields } from './wish-fields.tsx';

interface WishPageProps {
  readonly site: Site;
  readonly form: WishForm;
  /** Where the form goes. */
  readonly action: string;
  /** The page it came from. */
  readonly back: string;
}

export function AddPage({ site, form, action, back }: WishPageProps): JSX.Element {
  return (
    <Layout site={site} title="Add a place" suggests>
      <form method="post" action={action} novalidate>
        <Problems errors={form.errors} />
        <PlaceFields site={site} form={form} />
        <FoldedFilters form={form} />
        <button type="submit" class="main">
          Add
        </button>
      </form>
      <Back href={back} />
    </Layout>
  );
}

/** @param place as people call it */
export function ChangePage({
  site,
  form,
  action,
  back,
  place,
}: WishPageProps & { readonly place: string }): JSX.Element {
  return (
    <Layout site={site} title={`Which slots in ${place}?`}>
      <form method="post" action={action} novalidate>
        <Problems errors={form.errors} />
        <FilterFields form={form} />
        <button type="submit" class="main">
          Save
        </button>
      </form>
      <Back href={back} />
    </Layout>
  );
}

function Back({ href }: { readonly href: string }): JSX.Element {
  return (
    <p>
      <a href={href}>Back to my alerts, changing nothing</a>
    </p>
  );
}
