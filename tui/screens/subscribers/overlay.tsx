// What lies over the list of subscribers, or takes its place: a prompt, a form, a question, work under way, a report.
import { Box } from 'ink';
import type { Control } from '../../../src/control/control.ts';
import type {
  ChannelName,
  SubscriberWithSubscriptions,
  Subscription,
} from '../../../src/core/subscription.ts';
import type { AreaNamer } from '../../../src/core/text/wish.ts';
import type { Places } from '../../../src/core/wish.ts';
import { Form } from '../../kit/form.tsx';
import { type KeyHint, Layer, useHints } from '../../kit/keys.tsx';
import { Prompt, type PromptProps } from '../../kit/prompt.tsx';
import { Question, type QuestionProps } from '../../kit/question.tsx';
import { WORK_ROWS, type Work, type WorkEnd, Working } from '../../kit/work.tsx';
import { Add } from './add.tsx';
import { Change } from './change.tsx';
import { filterFields, type Narrowed, narrowedBy } from './filters.ts';
import { Report } from './report.tsx';

export type Overlay =
  | { readonly kind: 'prompt'; readonly hints: readonly KeyHint[]; readonly of: Omit<PromptProps, 'width'> }
  | { readonly kind: 'filter'; readonly narrowed: Narrowed; readonly onDone: (narrowed: Narrowed) => void }
  | { readonly kind: 'question'; readonly of: Omit<QuestionProps, 'onNo'> }
  | { readonly kind: 'work'; readonly work: Work; readonly onEnd: (end: WorkEnd) => void }
  | { readonly kind: 'report'; readonly title: string; readonly lines: readonly string[] }
  | {
      readonly kind: 'add';
      /** The channel the form begins with. */
      readonly first: ChannelName;
      readonly to?: { readonly channel: ChannelName; readonly address: string };
      readonly onAdded: (subscriber: SubscriberWithSubscriptions, added: boolean) => void;
    }
  | {
      readonly kind: 'change';
      readonly subscription: Subscription;
      readonly onChanged: (subscriber: SubscriberWithSubscriptions) => void;
    };

/** How many lines it takes below the list; null: the whole room. */
export function overlayRows(overlay: Overlay | null): number | null {
  if (overlay === null) return 0;
  const { kind } = overlay;
  if (kind === 'prompt') return 1;
  if (kind === 'work') return WORK_ROWS;
  if (kind === 'filter') return 3;
  return kind === 'question' ? 5 : null;
}

export interface OverProps {
  readonly overlay: Overlay;
  readonly control: Control;
  readonly source: Places;
  readonly areaName: AreaNamer;
  readonly width: number;
  readonly height: number;
  readonly onClose: () => void;
}

export function Over({ overlay, control, source, areaName, width, height, onClose }: OverProps) {
  const room = { width, height };
  switch (overlay.kind) {
    case 'prompt':
      return (
        <Layer>
          <Asking hints={overlay.hints} of={{ ...overlay.of, width }} />
        </Layer>
      );
    case 'filter':
      return (
        <Form
          title="Show only"
          fields={filterFields(overlay.narrowed)}
          problems={{}}
          saving="show"
          onSubmit={(values) => overlay.onDone(narrowedBy(overlay.narrowed, values))}
          onCancel={onClose}
          width={width}
          height={overlayRows(overlay) ?? height}
        />
      );
    case 'question':
      return (
        <Box width={width} height={overlayRows(overlay) ?? height} overflow="hidden">
          <Question {...overlay.of} onNo={onClose} />
        </Box>
      );
    case 'work':
      return <Working work={overlay.work} width={width} onEnd={overlay.onEnd} />;
    case 'report':
      return <Report title={overlay.title} lines={overlay.lines} {...room} onClose={onClose} />;
    case 'add':
      return (
        <Add
          control={control}
          source={source}
          first={overlay.first}
          {...(overlay.to && { to: overlay.to })}
          {...room}
          onAdded={overlay.onAdded}
          onCancel={onClose}
        />
      );
    case 'change':
      return (
        <Change
          control={control}
          source={source}
          areaName={areaName}
          subscription={overlay.subscription}
          {...room}
          onChanged={overlay.onChanged}
          onCancel={onClose}
        />
      );
  }
}

function Asking({ hints, of }: { readonly hints: readonly KeyHint[]; readonly of: PromptProps }) {
  useHints(hints);
  return <Prompt {...of} />;
}
