// Step 4: one test message to the first subscriber, and what the channel said of it.
import { useState } from 'react';
import type { Control } from '../../../src/control/control.ts';
import { type ChannelName, channelText } from '../../../src/core/subscription.ts';
import type { Recipient } from '../../../src/core/wish.ts';
import { sentenceOf, useAsked } from '../../kit/asked.ts';
import { type KeyHint, useHints, useKeys } from '../../kit/keys.tsx';
import { type Saying, Sayings } from './details.tsx';
import { GUIDE_CHANNELS, guideHints } from './guide-texts.ts';
import type { StepProps } from './step-props.ts';

type Sent = { readonly ok: boolean; readonly detail: string } | 'under way' | null;

export function TestStep({ guide, control, width, height, on }: StepProps) {
  const [sent, setSent] = useState<Sent>(null);
  // Whoever was added before the guide was opened will do.
  const known = useAsked(
    async (): Promise<Recipient | null> => guide.recipient ?? (await somebody(control, guide.channel)),
    null,
    [guide.recipient, guide.channel, control],
  );
  const to = known.value ?? null;
  const send = async (recipient: Recipient): Promise<void> => {
    setSent('under way');
    setSent(
      await control
        .testAlert(recipient.channel, recipient.address)
        .catch((error: unknown) => ({ ok: false, detail: sentenceOf(error) })),
    );
  };
  const over = sent !== null && sent !== 'under way';
  useKeys((input, key) => {
    if (to === null || sent === 'under way') return false;
    if (key.return && over && sent.ok) on({ kind: 'test', detail: 'sent' });
    else if (key.return || (input === 't' && over)) void send(to);
    else return false;
    return true;
  });
  useHints([...ownHints(to !== null, sent), ...guideHints(guide)]);
  return <Sayings sayings={sayings(to, sent, known.refusal)} width={width} height={height} />;
}

/** Somebody who is told already, best on the channel of the guide; never all the world, which is what X reaches. */
async function somebody(
  control: Pick<Control, 'listSubscribers'>,
  preferred: ChannelName | null,
): Promise<Recipient | null> {
  const names = GUIDE_CHANNELS.map(({ name }) => name);
  for (const channel of names.toSorted((a, b) => Number(b === preferred) - Number(a === preferred))) {
    const [first] = await control.listSubscribers({ state: 'active', channel, limit: 1 });
    if (first !== undefined) return { channel, address: first.address };
  }
  return null;
}

function sayings(to: Recipient | null, sent: Sent, refusal: string): readonly Saying[] {
  if (refusal !== '') return [{ text: refusal, tone: 'bad' }];
  if (to === null)
    return [{ text: 'There is nobody to send it to yet: b goes back to step 3.', tone: 'warn' }];
  const whom: Saying = { text: `To ${to.address} by ${channelText(to.channel)}.` };
  if (sent === null) return [whom];
  if (sent === 'under way') return [whom, { text: 'Sending …' }];
  return sent.ok
    ? [whom, { text: sent.detail, tone: 'good' }, { text: 'Look whether it arrived.' }]
    : [whom, { text: sent.detail, tone: 'bad' }];
}

function ownHints(isSomebody: boolean, sent: Sent): readonly KeyHint[] {
  if (!isSomebody || sent === 'under way') return [];
  if (sent === null) return [{ keys: 'Enter', does: 'send it' }];
  return sent.ok
    ? [
        { keys: 'Enter', does: 'it arrived, go on' },
        { keys: 't', does: 'send once more' },
      ]
    : [{ keys: 'Enter', does: 'try once more' }];
}
