// The root of the screen: its size, the engine it shows, and how one leaves it. The frame does the rest.
import { Box, type Key, Text, useWindowSize } from 'ink';
import { useState, useSyncExternalStore } from 'react';
import type { SetupDesk } from '../src/control/setup.ts';
import type { Places } from '../src/core/wish.ts';
import { Frame } from './frame.tsx';
import { KeyRoot } from './kit/keys.tsx';
import { useNoWrap } from './kit/use-no-wrap.ts';
import type { Screen } from './screen-contract.ts';
import { isTooSmall, LEAST_COLUMNS, LEAST_ROWS } from './size.ts';
import type { ScreenStore } from './store.ts';

export interface AppProps {
  readonly store: ScreenStore;
  readonly screens: readonly Screen[];
  readonly title: string;
  readonly setup: SetupDesk | undefined;
  readonly source: Places;
  /** What leaving does to the engine, in words. */
  readonly leaving: string;
  /** Nothing is set up and nobody subscribes yet: it opens in Setup. */
  readonly firstStart: boolean;
  /** Asked before leaving; empty: leaving needs no question. */
  readonly question: string;
  readonly onLeave: () => void;
}

export function App({ store, question, onLeave, ...props }: AppProps) {
  const { columns, rows } = useWindowSize();
  useNoWrap();
  const state = useSyncExternalStore(store.subscribe, store.get);
  const [asking, setAsking] = useState(false);
  const leave = (): void => {
    // Without an engine nothing ends with the screen.
    if (question === '' || asking || state.lost || state.snapshot?.state === 'stopped') onLeave();
    else setAsking(true);
  };
  const tooSmall = isTooSmall(columns, rows);
  const hasFrame = !tooSmall && state.snapshot !== undefined;
  const before = (input: string, key: Key): boolean => {
    if (key.ctrl && input === 'c') leave();
    else if (hasFrame) return false;
    else if (asking) {
      if (input === 'y') onLeave();
      else if (input === 'n' || key.escape) setAsking(false);
    } else if (input === 'q') leave();
    return true;
  };
  const need = `This screen needs ${LEAST_COLUMNS} columns and ${LEAST_ROWS} rows. q leaves.`;
  const wait = state.lost ? 'The engine is gone. q leaves.' : 'Waiting for the engine … q leaves.';
  return (
    <KeyRoot before={before}>
      {!hasFrame && <Text wrap="wrap">{asking ? `${question} y / n` : tooSmall ? need : wait}</Text>}
      {state.snapshot !== undefined && (
        // In a window that is too small for a moment, what was typed stays.
        <Box display={tooSmall ? 'none' : 'flex'}>
          <Frame
            {...props}
            state={{ ...state, snapshot: state.snapshot }}
            columns={Math.max(columns, LEAST_COLUMNS)}
            rows={Math.max(rows, LEAST_ROWS)}
            question={asking ? question : ''}
            onLeave={leave}
            onStay={() => setAsking(false)}
          />
        </Box>
      )}
    </KeyRoot>
  );
}
