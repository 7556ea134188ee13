// Step 3: the first subscriber. Checked by the same rules as everywhere; nothing typed is lost by a mistake.
import { useState } from 'react';
import { areaText } from '../../../src/core/area.ts';
import { parseWish, type WishProblem } from '../../../src/core/wish.ts';
import { sentenceOf } from '../../kit/asked.ts';
import type { Field } from '../../kit/field.ts';
import { Form } from '../../kit/form.tsx';
import { useHints, useKeys } from '../../kit/keys.tsx';
import { areasLike } from './areas-like.ts';
import { GUIDE_CHANNELS, guideChannel, guideHints } from './guide-texts.ts';
import type { StepProps } from './step-props.ts';

export function SubscriberStep(props: StepProps) {
  const [typing, setTyping] = useState(false);
  useKeys((_, key) => {
    if (!key.return) return false;
    setTyping(true);
    return true;
  });
  useHints([{ keys: 'Enter', does: 'add somebody' }, ...guideHints(props.guide)]);
  return typing ? <Typing {...props} onCancel={() => setTyping(false)} /> : null;
}

function Typing({
  guide,
  source,
  control,
  width,
  height,
  on,
  onCancel,
}: StepProps & { readonly onCancel: () => void }) {
  const [title, setTitle] = useState(guideChannel(guide.channel ?? 'email').title);
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({});
  const channel = GUIDE_CHANNELS.find((one) => one.title === title) ?? guideChannel(null);
  const fields: readonly Field[] = [
    { name: 'channel', label: 'Told by', value: title, choices: GUIDE_CHANNELS.map((one) => one.title) },
    {
      name: 'recipient',
      label: channel.recipient,
      value: guide.recipient?.address ?? '',
      hint: channel.recipientHint,
    },
    {
      name: 'district',
      label: 'District',
      value: guide.area === null ? '' : areaText(guide.area),
      hint: 'a part of its name, or its number',
      complete: (typed) => areasLike(source, typed),
    },
  ];
  const submit = async ({
    recipient = '',
    district = '',
  }: Readonly<Record<string, string>>): Promise<void> => {
    const parsed = parseWish({ [channel.name]: recipient, district }, source);
    if (recipient.trim() === '') return setProblems({ recipient: `To whom? ${channel.recipientHint}` });
    if (!parsed.ok) return setProblems(wrongFields(parsed.problems));
    try {
      await control.addSubscription(parsed.wish);
      on({ kind: 'subscriber', recipient: { channel: parsed.wish.channel, address: parsed.wish.address } });
    } catch (error) {
      setProblems({ '': sentenceOf(error) });
    }
  };
  return (
    <Form
      title="The first subscriber"
      fields={fields}
      problems={problems}
      saving="add them"
      width={width}
      height={height}
      onChange={(values) => {
        setTitle(values.channel ?? title);
        setProblems({});
      }}
      onSubmit={(values) => void submit(values)}
      onCancel={onCancel}
    />
  );
}

/** Mistakes by the fields of this form. */
function wrongFields(problems: readonly WishProblem[]): Readonly<Record<string, string>> {
  const byField: Record<string, string> = {};
  for (const { field, message } of problems) {
    const name = ['district', 'state', 'pincode'].includes(field) ? 'district' : 'recipient';
    byField[name] ??= message;
  }
  return byField;
}
