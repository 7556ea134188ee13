// A subscription to add, in a form: checked as everywhere, with what is wrong beside its field. Nothing typed is lost,
// also not when the engine refuses.
import { useState } from 'react';
import type { Control } from '../../../src/control/control.ts';
import type { ChannelName, SubscriberWithSubscriptions } from '../../../src/core/subscription.ts';
import type { Places } from '../../../src/core/wish.ts';
import { sentenceOf } from '../../kit/asked.ts';
import { Form } from '../../kit/form.tsx';
import { addFields, type Problems, readWish, type Values } from './wish-form.ts';

export interface AddProps {
  readonly control: Pick<Control, 'addSubscription'>;
  readonly source: Places;
  /** The channel it begins with. */
  readonly first: ChannelName;
  /** Whom it is for, where that is settled. */
  readonly to?: { readonly channel: ChannelName; readonly address: string };
  readonly width: number;
  readonly height: number;
  /** @param added false: that very subscription stood already */
  readonly onAdded: (subscriber: SubscriberWithSubscriptions, added: boolean) => void;
  readonly onCancel: () => void;
}

export function Add({ control, source, first, to, width, height, onAdded, onCancel }: AddProps) {
  const [fields] = useState(() => addFields(source, first, to));
  const [problems, setProblems] = useState<Problems>({});
  const [isSaving, setSaving] = useState(false);
  const save = async (values: Values): Promise<void> => {
    if (isSaving) return;
    const read = readWish(values, source);
    setProblems(read.ok ? {} : read.problems);
    if (!read.ok) return;
    setSaving(true);
    try {
      const { subscriber, added } = await control.addSubscription(read.wish);
      onAdded(subscriber, added);
    } catch (error) {
      setProblems({ '': sentenceOf(error) });
      setSaving(false);
    }
  };
  return (
    <Form
      title={to === undefined ? 'Add a subscription' : 'Another subscription for them'}
      fields={fields}
      problems={problems}
      onSubmit={(values) => void save(values)}
      onCancel={onCancel}
      saving="add"
      width={width}
      height={height}
    />
  );
}
