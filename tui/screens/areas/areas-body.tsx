// The screen "Areas": the list, or one area looked at closely; and what can be done to the one the cursor is on.
import { Box, type Key } from 'ink';
import { useMemo, useState } from 'react';
import type { AreaState } from '../../../src/core/snapshot.ts';
import { Guard } from '../../kit/guard.tsx';
import { useKept, useSent } from '../../kit/kept.ts';
import { useHints, useKeys } from '../../kit/keys.tsx';
import { Question } from '../../kit/question.tsx';
import type { ScreenProps } from '../../screen-contract.ts';
import { areaActs, pauseQuestion } from './area-acts.ts';
import { AreaDetail } from './area-detail.tsx';
import { AreasFilter } from './areas-filter.tsx';
import { AreasList, AreasSummary } from './areas-list.tsx';
import { filterAreas } from './filtering.ts';
import { type AreaSort, nextSort, sortAreas } from './sorting.ts';
import { useAreaList } from './use-area-list.ts';

/** The summary, and the heading of the table. */
const TOP_LINES = 2;
const QUESTION_LINES = 4;

export function AreasBody(props: ScreenProps) {
  const { snapshot, control, width, height, lost, say, go, at } = props;
  const [sort, setSort] = useKept<AreaSort>('areas.sort', 'interest');
  const [filter, setFilter] = useKept('areas.filter', '');
  const [filtering, setFiltering] = useState(false);
  const [asking, setAsking] = useState<AreaState | null>(null);
  /** Looked at closely: a place of its own, so that Esc leads back to the list, and from elsewhere to it. */
  const closely = at?.areaId;
  const { atMs } = snapshot;
  const all = Array.isArray(snapshot.areas) ? snapshot.areas : NO_AREAS;
  const areas = useMemo(() => sortAreas(filterAreas(all, filter), sort, atMs), [all, filter, sort, atMs]);
  const room = height - (asking === null ? 0 : QUESTION_LINES);
  const rows = room - TOP_LINES;
  const list = useAreaList(areas, rows);
  const acts = areaActs(control, say);
  const search = (text: string): void => {
    setFilter(text);
    list.toTop();
  };
  useSent('areas.sent', at?.text === undefined ? undefined : at, ({ text = '' }) => search(text));
  const area = closely === undefined ? list.current : all.find(({ id }) => id === closely);

  useKeys((input, key) => {
    if (key.ctrl || key.meta) return false;
    if (closely === undefined && onListKey(input, key)) return true;
    if (area === undefined || lost) return false;
    if (input === 'n') void acts.pollNow(area);
    else if (input === 'P') pauseOrResume(area);
    else return false;
    return true;
  });
  useHints([
    ...(closely === undefined ? LIST_HINTS : []),
    ...(lost || area === undefined ? [] : [{ keys: 'n', does: 'poll' }]),
    ...(lost || area === undefined ? [] : [{ keys: 'P', does: area.paused ? 'resume' : 'pause area' }]),
  ]);

  function onListKey(input: string, key: Key): boolean {
    if (list.onKey(input, key)) return true;
    if (key.escape && filter !== '') setFilter('');
    else if (key.return && area !== undefined) go({ screen: 'Areas', areaId: area.id });
    else if (input === 's') setSort(nextSort);
    else if (input === '/') setFiltering(true);
    else return false;
    return true;
  }

  function pauseOrResume(one: AreaState): void {
    if (one.paused) void acts.resume(one);
    else setAsking(one);
  }

  return (
    <Box flexDirection="column" width={width} height={height} overflow="hidden">
      {closely !== undefined ? (
        <Guard name="area" width={width} of={snapshot}>
          <AreaDetail {...props} key={closely} areaId={closely} area={area} height={room} />
        </Guard>
      ) : (
        <>
          {filtering ? (
            <AreasFilter filter={filter} width={width} onChange={search} onDone={() => setFiltering(false)} />
          ) : (
            <AreasSummary areas={areas} count={all.length} sort={sort} filter={filter} width={width} />
          )}
          <Guard name="areas" width={width} of={snapshot}>
            <AreasList
              areas={areas}
              count={all.length}
              place={list}
              sort={sort}
              filter={filter}
              atMs={atMs}
              width={width}
              rows={rows}
            />
          </Guard>
        </>
      )}
      {asking !== null && (
        <Question
          text={pauseQuestion(asking)}
          yes="pause it"
          onYes={() => {
            setAsking(null);
            void acts.pause(asking);
          }}
          onNo={() => setAsking(null)}
        />
      )}
    </Box>
  );
}

const NO_AREAS: readonly AreaState[] = [];
const LIST_HINTS = [
  { keys: 'Enter', does: 'closer' },
  { keys: 's', does: 'sort' },
  { keys: '/', does: 'filter' },
];
