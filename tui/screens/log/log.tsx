// The screen "Log": what the engine did last, followed as it happens, filtered by level and text.
import { Box } from 'ink';
import { useState } from 'react';
import { Guard } from '../../kit/guard.tsx';
import { useKept, useSent } from '../../kit/kept.ts';
import { Layer, useHints, useKeys } from '../../kit/keys.tsx';
import { plain } from '../../kit/plain.ts';
import { Prompt } from '../../kit/prompt.tsx';
import { TextCell } from '../../kit/text-cell.tsx';
import { useLooks } from '../../kit/tones.tsx';
import { widthOf } from '../../kit/width.ts';
import type { Screen, ScreenProps } from '../../screen-contract.ts';
import { fitting, NO_FILTER, nextLevel } from './event-filter.ts';
import { EventView } from './event-view.tsx';
import { NO_EVENTS } from './event-window.ts';
import { cameMeanwhile, type LogPlace, movedTo, shownAt } from './log-place.ts';
import { emptyText, followText, logTitle, unknownText } from './log-rows.ts';
import { LogTable } from './log-table.tsx';
import { useEvents } from './use-events.ts';

/** From here on an event stands beside the list, not in its place. */
const BESIDE_WIDTH = 150;
/** Title and heading. */
const TOP_ROWS = 2;

function Log({ snapshot, control, width, height, at }: ScreenProps) {
  const looks = useLooks();
  const asked = useEvents(control, snapshot.startedAtMs);
  const [filter, setFilter] = useKept('log.filter', NO_FILTER);
  const [place, setPlace] = useKept<LogPlace>('log.place', null);
  const [reading, setReading] = useState(false);
  /** The text there was before it was typed over; null while nothing is typed. */
  const [before, setBefore] = useState<string | null>(null);
  useSent('log.sent', at?.text === undefined ? undefined : at, ({ text = '' }) => {
    setFilter({ ...NO_FILTER, text });
    setPlace(null);
    setReading(false);
  });

  const held = asked.value ?? NO_EVENTS;
  const events = fitting(held.events, filter);
  const typing = before !== null;
  const rows = Math.max(1, height - TOP_ROWS - (typing ? 1 : 0));
  const { cursor, top } = shownAt(place, events, rows);
  const chosen = events[cursor];

  useKeys((input, key) => {
    if (key.ctrl || key.meta) return false;
    const to = movedTo(place, events, rows, input, key);
    if (to !== undefined) setPlace(to);
    else if (key.return && chosen !== undefined) {
      setReading(!reading);
      // What is read must not be pushed away by what comes.
      if (!reading)
        setPlace({
          cursorSeq: chosen.seq,
          topSeq: events[top]?.seq ?? chosen.seq,
          leftSeq: place?.leftSeq ?? held.lastSeq,
        });
    } else if (key.escape && reading) setReading(false);
    else if (key.escape && (filter.text !== '' || filter.level !== 'debug')) setFilter(NO_FILTER);
    else if (input === 'l') setFilter({ ...filter, level: nextLevel(filter.level) });
    else if (input === '/') setBefore(filter.text);
    else return false;
    return true;
  });
  useHints([
    { keys: '↑↓', does: 'move' },
    { keys: 'Enter', does: reading ? 'close' : 'whole event' },
    { keys: 'G', does: 'follow' },
    { keys: 'l', does: 'level' },
    { keys: '/', does: 'text' },
    ...(filter === NO_FILTER ? [] : [{ keys: 'Esc', does: 'show all' }]),
  ]);

  const isReading = reading && chosen !== undefined;
  const beside = isReading && width >= BESIDE_WIDTH;
  const viewWidth = beside ? Math.floor(width * 0.4) : width;
  const listWidth = beside ? width - viewWidth - 2 : width;
  const follow =
    asked.refusal === '' ? followText(place === null, cameMeanwhile(place, events)) : plain(asked.refusal);
  const followWidth = Math.min(widthOf(follow), width >> 1);
  return (
    <Box flexDirection="column" width={width} height={height} overflow="hidden">
      <Box columnGap={1}>
        <TextCell
          text={logTitle(
            { top, rows, fitting: events.length, held: held.events.length },
            { ...filter, text: plain(filter.text) },
          )}
          width={width - followWidth - 1}
          looks={{ bold: true }}
        />
        <TextCell text={follow} width={followWidth} looks={looks(asked.refusal === '' ? 'quiet' : 'bad')} />
      </Box>
      <Box height={rows + 1} columnGap={2}>
        {(!isReading || beside) && (
          <Guard name="events" width={listWidth} of={events}>
            <LogTable
              events={events.slice(top, top + rows)}
              cursorSeq={chosen?.seq}
              sought={filter.text}
              empty={
                asked.value === undefined ? unknownText(asked.refusal) : emptyText(held.events.length, filter)
              }
              nowMs={snapshot.atMs}
              width={listWidth}
            />
          </Guard>
        )}
        {isReading && (
          <Guard name="event" width={viewWidth} of={chosen}>
            <EventView event={chosen} sought={filter.text} width={viewWidth} height={rows + 1} />
          </Guard>
        )}
      </Box>
      {typing && (
        <Layer>
          <TypingHints />
          <Prompt
            label="Only events with:"
            value={filter.text}
            width={width}
            onChange={(text) => setFilter((now) => ({ ...now, text }))}
            onSubmit={() => setBefore(null)}
            onCancel={() => {
              setFilter((now) => ({ ...now, text: before ?? '' }));
              setBefore(null);
            }}
          />
        </Layer>
      )}
    </Box>
  );
}

function TypingHints() {
  useHints([
    { keys: 'Enter', does: 'keep it' },
    { keys: 'Ctrl-U', does: 'empty' },
    { keys: 'Esc', does: 'as it was' },
  ]);
  return null;
}

export const LOG_SCREEN: Screen = {
  name: 'Log',
  digit: '5',
  Body: Log,
  keys: [
    ['↑↓ j k', 'one event back or on'],
    ['PgUp PgDn', 'a page; g the oldest'],
    ['G', 'the newest event, and follow the log again'],
    ['Enter', 'one event whole, and back'],
    ['l', 'all events; warn and worse; errors only'],
    ['/', 'only events with a text; Esc shows all again'],
  ],
  words: [['Time', 'in India (IST), of the newest 2,000 events of this engine']],
};
