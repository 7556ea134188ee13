// The screen "Areas": the list, or one area looked at closely; and what can be done to the one the cursor is on.
import { Box } from 'ink';
import { useMemo, useState } from 'react';
import type { AreaState } from '../../../src/core/snapshot.ts';
import { Guard } from '../../kit/guard.tsx';
import { Layer, useHints, useKeys } from '../../kit/keys.tsx';
import { Prompt } from '../../kit/prompt.tsx';
import { Question } from '../../kit/question.tsx';
import type { ScreenProps } from '../../screen-contract.ts';
import { areaActs, pauseQuestion } from './area-acts.ts';
import { AreaDetail } from './area-detail.tsx';
import { AreasList, AreasSummary } from './areas-list.tsx';
import { filterAreas } from './filtering.ts';
import { type AreaSort, nextSort, sortAreas } from './sorting.ts';
import { useAreaList } from './use-area-list.ts';

/** The summary, and the heading of the table. */
const TOP_LINES = 2;
const QUESTION_LINES = 4;

export function AreasBody(props: ScreenProps) {
  const { snapshot, control, width, height, lost, say, at } = props;
  const [sort, setSort] = useState<AreaSort>('interest');
  const [filter, setFilter] = useState('');
  const [filtering, setFiltering] = useState(false);
  const [asking, setAsking] = useState<AreaState | null>(null);
  const [chosen, setChosen] = useChosen(at);
  const { atMs } = snapshot;
  const all = Array.isArray(snapshot.areas) ? snapshot.areas : NO_AREAS;
  const areas = useMemo(() => sortAreas(filterAreas(all, filter), sort, atMs), [all, filter, sort, atMs]);
  const room = height - (asking === null ? 0 : QUESTION_LINES);
  const rows = room - TOP_LINES;
  const list = useAreaList(areas, rows);
  const acts = areaActs(control, say);
  const area = chosen === null ? list.current : all.find(({ id }) => id === chosen.areaId);

  useKeys((input, key) => {
    if (key.ctrl || key.meta) return false;
    if (chosen === null && list.onKey(input, key)) return true;
    if (key.escape) return back();
    if (key.return && chosen === null && area !== undefined) setChosen({ areaId: area.id, sent: false });
    else if (input === 's' && chosen === null) setSort(nextSort);
    else if (input === '/' && chosen === null) setFiltering(true);
    else if (input === 'n' && area !== undefined && !lost) void acts.pollNow(area);
    else if (input === 'P' && area !== undefined && !lost) pauseOrResume(area);
    else return false;
    return true;
  });
  useHints([
    ...(chosen === null ? LIST_HINTS : []),
    ...(lost || area === undefined ? [] : [{ keys: 'n', does: 'poll now' }]),
    ...(lost || area === undefined ? [] : [{ keys: 'P', does: area.paused ? 'resume it' : 'pause it' }]),
  ]);

  /** Where the operator was sent here from elsewhere, Esc is the frame's: it leads back there. */
  function back(): boolean {
    if (chosen !== null && !chosen.sent) setChosen(null);
    else if (chosen === null && filter !== '') setFilter('');
    else return false;
    return true;
  }

  function pauseOrResume(one: AreaState): void {
    if (one.paused) void acts.resume(one);
    else setAsking(one);
  }

  return (
    <Box flexDirection="column" width={width} height={height} overflow="hidden">
      {chosen !== null ? (
        <Guard name="area" width={width} of={snapshot}>
          <AreaDetail {...props} key={chosen.areaId} areaId={chosen.areaId} area={area} height={room} />
        </Guard>
      ) : (
        <>
          {filtering ? (
            <Layer>
              <Prompt
                label="/"
                value={filter}
                width={width}
                onChange={(text) => {
                  setFilter(text);
                  list.toTop();
                }}
                onSubmit={() => setFiltering(false)}
                onCancel={() => {
                  setFilter('');
                  setFiltering(false);
                }}
              />
            </Layer>
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
  { keys: 'Enter', does: 'look closely' },
  { keys: 's', does: 'sort' },
  { keys: '/', does: 'filter' },
];

interface Chosen {
  readonly areaId: string;
  /** The operator was sent to it from another place. */
  readonly sent: boolean;
}

/** The area looked at closely: where the screen was sent, until the operator goes elsewhere. */
function useChosen(at: ScreenProps['at']): [Chosen | null, (chosen: Chosen | null) => void] {
  const sent = at?.areaId === undefined ? null : { areaId: at.areaId, sent: true };
  const [state, setState] = useState({ at, chosen: sent });
  if (state.at !== at) {
    setState({ at, chosen: sent });
    return [sent, (chosen) => setState({ at, chosen })];
  }
  return [state.chosen, (chosen) => setState({ at, chosen })];
}
