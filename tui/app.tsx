// The root of the screen: size, keys, and which of its few faces it shows.
import { Box, Text, useWindowSize } from 'ink';
import { useState, useSyncExternalStore } from 'react';
import type { Control } from '../src/control/control.ts';
import type { EngineSnapshot } from '../src/core/snapshot.ts';
import { Header } from './header.tsx';
import { Help } from './help.tsx';
import { Hints } from './hints.tsx';
import { KeysLine } from './keys-line.tsx';
import { Guard } from './kit/guard.tsx';
import type { KeyHint } from './kit/keys.tsx';
import { useKeys } from './kit/use-keys.ts';
import { useNoWrap } from './kit/use-no-wrap.ts';
import { useStalled } from './kit/use-stalled.ts';
import { shownChannels } from './screens/watch/channel-rows.ts';
import { isTooSmall, LEAST_COLUMNS, LEAST_ROWS, layoutFor } from './screens/watch/layout.ts';
import { hintLines } from './screens/watch/lines.ts';
import { useLists } from './screens/watch/use-lists.ts';
import { Watch } from './screens/watch/watch.tsx';
import type { ScreenStore } from './store.ts';
import { usePause } from './use-pause.ts';

export interface AppProps {
  readonly control: Pick<Control, 'pause' | 'resume'>;
  readonly store: ScreenStore;
  readonly title: string;
  /** What leaving does to the engine, in words. */
  readonly leaving: string;
  readonly onLeave: () => void;
}

export function App(props: AppProps) {
  const { columns, rows } = useWindowSize();
  useNoWrap();
  const { snapshot, lost } = useSyncExternalStore(props.store.subscribe, props.store.get);
  useKeys((input, key) => {
    if (input === 'q' || (key.ctrl && input === 'c')) props.onLeave();
  });
  if (isTooSmall(columns, rows))
    return (
      <Text wrap="wrap">{`This screen needs ${LEAST_COLUMNS} columns and ${LEAST_ROWS} rows. q leaves.`}</Text>
    );
  if (snapshot === undefined)
    return <Text>{lost ? 'The engine is gone. q leaves.' : 'Waiting for the engine … q leaves.'}</Text>;
  return <Shown {...props} snapshot={snapshot} lost={lost} columns={columns} rows={rows} />;
}

interface ShownProps extends AppProps {
  readonly snapshot: EngineSnapshot;
  readonly lost: boolean;
  readonly columns: number;
  readonly rows: number;
}

function Shown({ control, title, leaving, snapshot, lost, columns, rows }: ShownProps) {
  const [helping, setHelping] = useState(false);
  const stalled = useStalled(snapshot);
  const pause = usePause(control);
  const areas = listOf(snapshot.areas);
  const feed = listOf(snapshot.feed);
  const channels = shownChannels(listOf(snapshot.channels));
  const layout = layoutFor(columns, rows, { areas: areas.length, channels: channels.length });
  const lists = useLists({
    areas: { count: areas.length, rows: layout.areaRows },
    feed: { count: feed.length, rows: layout.feedRows },
  });
  const paused = snapshot.state === 'paused';

  useKeys((input, key) => {
    if (input === '?') setHelping((now) => !now);
    else if (helping && key.escape) setHelping(false);
    else if (input === 'p' && !lost) pause.toggle(paused);
    else if (!helping) lists.onKey(input, key);
  });

  const hints = hintLines(snapshot, { lost, stalled, refusal: lost ? '' : pause.refusal });
  const header = (
    <Guard name="heading" width={columns} of={snapshot}>
      <Header title={title} snapshot={snapshot} lost={lost} width={columns} />
    </Guard>
  );
  return (
    <Box flexDirection="column" width={columns} height={rows} overflow="hidden">
      {header}
      {helping ? (
        <Help leaving={leaving} hints={hints} width={columns} height={rows - 2} />
      ) : (
        <>
          <Watch snapshot={snapshot} layout={layout} lists={lists} width={columns} />
          <Box flexGrow={1} />
          <Hints hints={hints} width={columns} height={layout.hintRows} />
        </>
      )}
      <KeysLine hints={keysHere({ helping, lost, paused })} />
    </Box>
  );
}

/** An engine of another version may leave a list out: then its part says so, and the others are still laid out. */
function listOf<T>(list: readonly T[]): readonly T[] {
  return Array.isArray(list) ? list : [];
}

interface Here {
  readonly helping: boolean;
  readonly lost: boolean;
  readonly paused: boolean;
}

function keysHere({ helping, lost, paused }: Here): readonly KeyHint[] {
  const leave = { keys: 'q', does: 'leave' };
  const pausing = lost ? [] : [{ keys: 'p', does: paused ? 'resume' : 'pause' }];
  if (helping) return [leave, ...pausing, { keys: 'Esc', does: 'close help' }];
  return [
    leave,
    ...pausing,
    { keys: '?', does: 'help' },
    { keys: 'Tab', does: 'other list' },
    { keys: '↑↓', does: 'scroll' },
  ];
}
