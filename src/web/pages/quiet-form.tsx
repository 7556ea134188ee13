/** @jsxImportSource hono/jsx */
// Choosing quiet hours: two hours of the day in India, and a way to have none.
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { Quiet } from '../../core/subscription.ts';
import { ActionForm, SelectField } from './fields.tsx';

const HOURS = Array.from({ length: 24 }, (_, hour) => ({
  value: String(hour),
  text: `${String(hour).padStart(2, '0')}:00 IST`,
}));
/** What is offered to who has none. */
const USUAL: Quiet = { fromHour: 22, toHour: 7 };

export function QuietForm({
  quiet,
  action,
}: {
  readonly quiet: Quiet | null;
  readonly action: string;
}): JSX.Element {
  const { fromHour, toHour } = quiet ?? USUAL;
  return (
    <>
      <form method="post" action={action}>
        <div class="row">
          <SelectField name="from" label="From" value={String(fromHour)} choices={HOURS} />
          <SelectField name="to" label="To" value={String(toHour)} choices={HOURS} />
        </div>
        <button type="submit">{quiet === null ? 'Set quiet hours' : 'Change quiet hours'}</button>
      </form>
      {quiet === null ? null : <ActionForm action={action} fields={{ off: '1' }} label="No quiet hours" />}
    </>
  );
}
