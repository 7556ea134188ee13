// Other filters for a subscription, in a form.
import { useState } from 'react';
import type { Control } from '../../../src/control/control.ts';
import type { SubscriberWithSubscriptions, Subscription } from '../../../src/core/subscription.ts';
import { type AreaNamer, placeText } from '../../../src/core/text/wish.ts';
import type { Places } from '../../../src/core/wish.ts';
import { sentenceOf } from '../../kit/asked.ts';
import { Form } from '../../kit/form.tsx';
import { filterFields, type Problems, readFilters, type Values } from './wish-form.ts';

export interface ChangeProps {
  readonly control: Pick<Control, 'changeSubscription'>;
  readonly source: Places;
  readonly areaName: AreaNamer;
  readonly subscription: Subscription;
  readonly width: number;
  readonly height: number;
  readonly onChanged: (subscriber: SubscriberWithSubscriptions) => void;
  readonly onCancel: () => void;
}

export function Change({ control, source, subscription, width, height, ...props }: ChangeProps) {
  const [fields] = useState(() => filterFields(subscription));
  const [problems, setProblems] = useState<Problems>({});
  const [isSaving, setSaving] = useState(false);
  const save = async (values: Values): Promise<void> => {
    if (isSaving) return;
    const read = readFilters(values, source);
    setProblems(read.ok ? {} : read.problems);
    if (!read.ok) return;
    setSaving(true);
    try {
      const { subscriberId, id } = subscription;
      props.onChanged(await control.changeSubscription(subscriberId, id, read.filters));
    } catch (error) {
      setProblems({ '': sentenceOf(error) });
      setSaving(false);
    }
  };
  return (
    <Form
      title={`What they want in ${placeText(subscription, props.areaName)}`}
      fields={fields}
      problems={problems}
      onSubmit={(values) => void save(values)}
      onCancel={props.onCancel}
      width={width}
      height={height}
    />
  );
}
