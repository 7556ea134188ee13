// What lies over the list of deliveries: the filter, the choice of a channel, a question.
import { Box } from 'ink';
import { useState } from 'react';
import type { ChannelState } from '../../../src/core/snapshot.ts';
import { Form } from '../../kit/form.tsx';
import { Question, type QuestionProps } from '../../kit/question.tsx';
import { type ChannelAct, channelChoices, chosenChannel } from './channel-choice.ts';
import { filterFields, type Narrowed, readFilters } from './filters.ts';

export type Overlay =
  | { readonly kind: 'filter' }
  | { readonly kind: 'channel' }
  | { readonly kind: 'question'; readonly of: Omit<QuestionProps, 'onNo'> };

/** Lines it takes below the list. */
export const OVERLAY_ROWS = 6;

export interface OverProps {
  readonly overlay: Overlay;
  readonly narrowed: Narrowed;
  readonly channels: readonly ChannelState[];
  readonly width: number;
  readonly onNarrow: (narrowed: Narrowed) => void;
  readonly onChannel: (channel: ChannelState, act: ChannelAct) => void;
  readonly onClose: () => void;
}

export function Over({ overlay, narrowed, channels, width, onNarrow, onChannel, onClose }: OverProps) {
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({});
  // As they were when it was opened: what is chosen is what is done, also where somebody else was faster.
  const [choices] = useState(() => channelChoices(channels));
  const form = { width, height: OVERLAY_ROWS, onCancel: onClose };
  if (overlay.kind === 'question')
    return (
      <Box width={width} height={OVERLAY_ROWS} overflow="hidden">
        <Question {...overlay.of} onNo={onClose} />
      </Box>
    );
  if (overlay.kind === 'channel')
    return (
      <Form
        {...form}
        title="Pause or resume a channel"
        fields={[{ name: 'channel', label: 'Channel', value: choices[0] ?? '', choices }]}
        problems={{}}
        saving="go on"
        onSubmit={(values) => {
          const chosen = chosenChannel(channels, values.channel ?? '');
          if (chosen === undefined) onClose();
          else onChannel(chosen.channel, chosen.act);
        }}
      />
    );
  return (
    <Form
      {...form}
      title="Show only"
      fields={filterFields(narrowed)}
      problems={problems}
      saving="show"
      onSubmit={(values) => {
        const read = readFilters(values);
        if (read.ok) onNarrow(read.narrowed);
        else setProblems(read.problems);
      }}
    />
  );
}
