// What lies over the list of deliveries: the filter, the choice of a channel, a question.
import { Box } from 'ink';
import { useState } from 'react';
import type { ChannelState } from '../../../src/core/snapshot.ts';
import { Form } from '../../kit/form.tsx';
import { Question, type QuestionProps } from '../../kit/question.tsx';
import { channelChoices, chosenChannel } from './channel-choice.ts';
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
  readonly onChannel: (channel: ChannelState) => void;
  readonly onClose: () => void;
}

export function Over({ overlay, narrowed, channels, width, onNarrow, onChannel, onClose }: OverProps) {
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({});
  const choices = channelChoices(channels);
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
          const channel = chosenChannel(channels, values.channel ?? '');
          if (channel === undefined) onClose();
          else onChannel(channel);
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
