// The list of subscribers, as far as it is known, with what it is narrowed to above it.
import { Box } from 'ink';
import type { SubscriberWithSubscriptions } from '../../../src/core/subscription.ts';
import type { AreaNamer } from '../../../src/core/text/wish.ts';
import { countText } from '../../kit/figures.ts';
import { useGlyphs } from '../../kit/glyphs.ts';
import { type List, listTitle } from '../../kit/list.ts';
import { plain } from '../../kit/plain.ts';
import { Table } from '../../kit/table.tsx';
import { TextCell } from '../../kit/text-cell.tsx';
import { useLooks } from '../../kit/tones.tsx';
import { type Narrowed, narrowedText } from './filters.ts';
import { SUBSCRIBER_COLUMNS, SUBSCRIBER_TITLE_SPAN, subscriberRow } from './rows.ts';

export interface SubscriberListProps {
  readonly counts: { readonly active: number; readonly paused: number; readonly gone: number };
  readonly narrowed: Narrowed;
  readonly refusal: string;
  /** Whether the lines are those of what it is narrowed to; before that no key means any of them. */
  readonly isAnswered: boolean;
  /** Null: not known yet. */
  readonly total: number | null;
  readonly lineAt: (at: number) => SubscriberWithSubscriptions | undefined;
  readonly list: List;
  /** Ids of those picked. */
  readonly picked: Pick<ReadonlySet<number>, 'has' | 'size'>;
  readonly nowMs: number;
  readonly areaName: AreaNamer;
  readonly width: number;
  /** Lines of people; the list is two lines higher. */
  readonly rows: number;
}

export function SubscriberList(props: SubscriberListProps) {
  const { narrowed, refusal, isAnswered, total, lineAt, list, picked, nowMs, areaName, width, rows } = props;
  const glyphs = useGlyphs();
  const looks = useLooks();
  const places = Array.from({ length: Math.min(rows, Math.max(0, (total ?? 0) - list.offset)) }, (_, at) => {
    const place = list.offset + at;
    const person = lineAt(place);
    const isPicked = person !== undefined && picked.has(person.id);
    const marks = { isHere: place === list.cursor, isPicked, picked: glyphs.picked };
    return subscriberRow(person, place, marks, nowMs, areaName);
  });
  return (
    <Box flexDirection="column" width={width} height={rows + 2} overflow="hidden">
      {refusal === '' ? (
        <TextCell text={summaryText(props, glyphs.dot)} width={width} looks={looks('quiet')} />
      ) : (
        <TextCell text={`! ${plain(refusal)}`} width={width} looks={looks('bad')} />
      )}
      <Table
        title={isAnswered ? listTitle('Subscribers', list.offset, rows, total ?? 0) : 'Subscribers …'}
        titleSpan={SUBSCRIBER_TITLE_SPAN}
        columns={SUBSCRIBER_COLUMNS}
        rows={places}
        empty={emptyText(total, narrowed, refusal)}
        width={width}
        height={rows}
      />
    </Box>
  );
}

/** `1,204 active · 8 paused · 2 gone · shown: paused, telegram; Esc shows all · 3 picked` */
function summaryText({ counts, narrowed, picked }: SubscriberListProps, dot: string): string {
  const { active, paused, gone } = counts;
  const only = narrowedText(narrowed);
  return [
    `${countText(active)} active`,
    `${countText(paused)} paused`,
    `${countText(gone)} gone`,
    ...(only === '' ? [] : [`shown: ${plain(only)}; Esc shows all`]),
    ...(picked.size === 0 ? [] : [`${countText(picked.size)} picked`]),
  ].join(` ${dot} `);
}

function emptyText(total: number | null, narrowed: Narrowed, refusal: string): string {
  if (total === null) return refusal === '' ? 'Asking the engine …' : 'Who subscribes is not known.';
  return narrowedText(narrowed) === ''
    ? 'Nobody subscribes yet: a adds somebody, i imports a file.'
    : 'Nobody fits; Esc shows everybody.';
}
