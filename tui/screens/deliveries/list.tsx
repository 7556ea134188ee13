// What was owed, the newest first, as far as it is known.
import { Box } from 'ink';
import type { ChannelState } from '../../../src/core/snapshot.ts';
import { countText } from '../../kit/figures.ts';
import { plain } from '../../kit/plain.ts';
import { Table } from '../../kit/table.tsx';
import { TextCell } from '../../kit/text-cell.tsx';
import { useLooks } from '../../kit/tones.tsx';
import { type Narrowed, narrowedText } from './filters.ts';
import type { Flow } from './flow.ts';
import { DELIVERY_TITLE_SPAN, deliveryColumns, deliveryRow } from './rows.ts';
import type { NewestList } from './use-newest.ts';

export interface DeliveryListProps {
  readonly flow: Flow;
  /** No answer yet. */
  readonly isNew: boolean;
  readonly refusal: string;
  readonly narrowed: Narrowed;
  readonly list: NewestList;
  readonly channels: readonly ChannelState[];
  readonly width: number;
  /** Lines of deliveries; the list is two lines higher. */
  readonly rows: number;
}

export function DeliveryList(props: DeliveryListProps) {
  const { flow, isNew, refusal, narrowed, list, channels, width, rows } = props;
  const looks = useLooks();
  const { offset, cursor } = list;
  const only = narrowedText(narrowed);
  const about = [
    only === '' ? 'All deliveries' : `Shown: ${only}; Esc shows all`,
    list.keeps === 'newest' ? 'the newest first' : 'g shows the newest',
  ].join('; ');
  return (
    <Box flexDirection="column" width={width} height={rows + 2} overflow="hidden">
      {refusal === '' ? (
        <TextCell text={about} width={width} looks={looks('quiet')} />
      ) : (
        <TextCell text={`! ${plain(refusal)}`} width={width} looks={looks('bad')} />
      )}
      <Table
        title={titleText(flow, offset, rows)}
        titleSpan={DELIVERY_TITLE_SPAN}
        columns={deliveryColumns(true)}
        rows={flow.items
          .slice(offset, offset + rows)
          .map((delivery, at) => deliveryRow(delivery, offset + at === cursor, true, channels))}
        empty={emptyText(isNew, only, refusal)}
        width={width}
        height={rows}
      />
    </Box>
  );
}

/** Columns the title has over the mark and the time. */
const TITLE_WIDTH = 17;

/** `1–15 of 87`; `1–15 of 100+`: the end is not known yet; `15–1 from end`: one came from there. */
export function titleText({ items, above, isWhole }: Flow, offset: number, rows: number): string {
  const last = Math.min(offset + rows, items.length);
  if (items.length === 0 || (above === null && !isWhole)) return 'Deliveries';
  const range = (from: number, to: number): string => `${countText(from)}–${countText(to)}`;
  const [place, whole] =
    above === null
      ? [range(items.length - offset, items.length - last + 1), ' from end']
      : [
          range(above + offset + 1, above + last),
          ` of ${countText(above + items.length)}${isWhole ? '' : '+'}`,
        ];
  return place.length + whole.length <= TITLE_WIDTH ? place + whole : place;
}

function emptyText(isNew: boolean, only: string, refusal: string): string {
  if (isNew) return refusal === '' ? 'Asking the engine …' : 'What is owed is not known.';
  return only === ''
    ? 'Nothing was owed yet: it is when a slot opens that somebody wants.'
    : 'None fits; Esc shows all.';
}
