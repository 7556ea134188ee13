// One area looked at closely: how it is polled, when slots tend to open, what is open now and what opened lately.
import { Box } from 'ink';
import { areaText } from '../../../src/core/area.ts';
import type { AreaDetail as Detail } from '../../../src/core/area-detail.ts';
import type { AreaState } from '../../../src/core/snapshot.ts';
import { useAsked } from '../../kit/asked.ts';
import { Guard } from '../../kit/guard.tsx';
import { useHints, useKeys } from '../../kit/keys.tsx';
import { listTitle } from '../../kit/list.ts';
import { plain } from '../../kit/plain.ts';
import { Table } from '../../kit/table.tsx';
import { TextCell } from '../../kit/text-cell.tsx';
import { useLooks } from '../../kit/tones.tsx';
import type { ScreenProps } from '../../screen-contract.ts';
import { useScroll } from '../watch/use-scroll.ts';
import { areaSaid, OPENING_COLUMNS, OPENINGS_TITLE_SPAN, openingRow, type Said } from './detail-rows.ts';
import { HoursChart } from './hours-chart.tsx';

const ASK_EVERY_MS = 3000;
/** Of the chart with its words: never less, and never more. */
const LEAST_CHART_LINES = 4;
const MOST_CHART_LINES = 14;

export interface AreaDetailProps
  extends Pick<ScreenProps, 'snapshot' | 'control' | 'width' | 'height' | 'lost' | 'go'> {
  readonly areaId: string;
  /** Undefined when it is no longer polled. */
  readonly area: AreaState | undefined;
}

export function AreaDetail({ areaId, area, snapshot, control, width, height, lost, go }: AreaDetailProps) {
  const asked = useAsked(() => control.areaDetail(areaId), lost ? null : ASK_EVERY_MS, [control, areaId]);
  const chartLines = Math.max(LEAST_CHART_LINES, Math.min(MOST_CHART_LINES, Math.floor(height / 4)));
  const said = area === undefined ? NOT_POLLED : areaSaid(area, snapshot.atMs);
  // Below the name, the sentences, the chart and the heading of the table.
  const rows = height - 1 - said.length - chartLines - 1;
  const openings = openingsOf(asked.value);
  const scroll = useScroll(openings.length, rows);
  useHints([
    { keys: 'd', does: 'all deliveries' },
    { keys: 'u', does: 'all subscribers' },
  ]);
  useKeys((input, key) => {
    if (key.ctrl || key.meta) return false;
    if (key.return || input === 'd') go({ screen: 'Deliveries', areaId });
    else if (input === 'u') go({ screen: 'Subscribers', areaId, text: '' });
    else return scroll.onKey(input, key);
    return true;
  });
  const shown = openings.slice(scroll.offset, scroll.offset + rows);
  return (
    <Box flexDirection="column" width={width} height={height} overflow="hidden">
      <TextCell
        text={plain(area === undefined ? areaId : `${areaText(area)} (${area.id})`)}
        width={width}
        looks={{ bold: true }}
      />
      {said.map((one) => (
        <Sentence key={one.text} said={one} width={width} />
      ))}
      {asked.value === undefined ? (
        <Sentence said={waitingSaid(asked.refusal)} width={width} />
      ) : (
        <>
          <Guard name="hours" width={width} of={asked.value}>
            <HoursChart
              byHour={asked.value.byHour}
              overDays={asked.value.overDays}
              width={width}
              height={chartLines}
            />
          </Guard>
          <Guard name="openings" width={width} of={asked.value}>
            <Table
              title={listTitle('Openings', scroll.offset, rows, openings.length)}
              titleSpan={OPENINGS_TITLE_SPAN}
              columns={OPENING_COLUMNS}
              rows={shown.map((opening) => openingRow(opening, snapshot.atMs))}
              empty="Nothing opened here that is kept."
              width={width}
              height={rows}
            />
          </Guard>
        </>
      )}
    </Box>
  );
}

const NOT_POLLED: readonly Said[] = [
  { text: 'It is not polled: nobody subscribes there.', tone: 'quiet' },
  { text: 'What stands below is what is kept of it.', tone: 'quiet' },
];

/** What is open first, then what is gone. */
function openingsOf(detail: Detail | undefined): Detail['open'] {
  return detail === undefined ? [] : [...detail.open, ...detail.gone];
}

function waitingSaid(refusal: string): Said {
  return refusal === ''
    ? { text: 'What opened here is looked up.', tone: 'quiet' }
    : { text: `! What opened here is not known: ${plain(refusal)}`, tone: 'bad' };
}

function Sentence({ said, width }: { readonly said: Said; readonly width: number }) {
  const looks = useLooks();
  return <TextCell text={said.text} width={width} looks={looks(said.tone)} />;
}
