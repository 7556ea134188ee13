// What stands around every screen: heading, tabs, what is said, and the keys; and what lies over it: help, commands,
// and the question before an engine is taken along.
import { Box } from 'ink';
import { useState } from 'react';
import type { SetupDesk } from '../src/control/setup.ts';
import type { EngineSnapshot } from '../src/core/snapshot.ts';
import type { Places } from '../src/core/wish.ts';
import { FOOT_ROWS, Foot } from './foot.tsx';
import { commandsOf } from './frame-commands.ts';
import { frameKeyOf, frameKeys } from './frame-keys.ts';
import { Header } from './header.tsx';
import { Help } from './help.tsx';
import { KeysLine } from './keys-line.tsx';
import { Guard } from './kit/guard.tsx';
import { KeptStates } from './kit/kept.ts';
import { useRestOfKeys } from './kit/keys.tsx';
import { useStalled } from './kit/use-stalled.ts';
import type { Work } from './kit/work.tsx';
import { noticesOf } from './notices.ts';
import type { CommandContext, Screen } from './screen-contract.ts';
import { roomIn } from './size.ts';
import type { ScreenState } from './store.ts';
import { Tabs } from './tabs.tsx';
import { useNote } from './use-note.ts';
import { usePause } from './use-pause.ts';
import { firstPlace, usePlaces } from './use-places.ts';

export interface FrameProps {
  readonly state: ScreenState & { readonly snapshot: EngineSnapshot };
  readonly screens: readonly Screen[];
  readonly title: string;
  readonly setup: SetupDesk | undefined;
  readonly source: Places;
  /** What leaving does to the engine, in words. */
  readonly leaving: string;
  /** Nothing is set up yet. */
  readonly firstStart: boolean;
  readonly columns: number;
  readonly rows: number;
  /** Asked now, before leaving; empty: nothing is. */
  readonly question: string;
  readonly onLeave: () => void;
  /** The answer to the question is no. */
  readonly onStay: () => void;
}

export function Frame({
  state,
  screens,
  setup,
  source,
  columns,
  rows,
  question,
  onLeave,
  ...props
}: FrameProps) {
  const { control, snapshot, restarting } = state;
  const stopped = snapshot.state === 'stopped';
  const lost = state.lost || restarting || stopped;
  const places = usePlaces(screens, () => firstPlace(screens, props.firstStart, stopped));
  const [over, setOver] = useState<'help' | 'command' | undefined>(undefined);
  const [kept] = useState(() => new Map<string, unknown>());
  const [note, say] = useNote(over === 'help');
  const pause = usePause(control, say);
  const stalled = useStalled(snapshot);
  const [work, begin] = useState<Work | undefined>(undefined);
  const context: CommandContext = { snapshot, control, setup, lost, say, go: places.go, begin };
  const commands = commandsOf(screens, { help: () => setOver('help'), leave: onLeave });
  useRestOfKeys((input, key) => {
    const meant = frameKeyOf(screens, input, key);
    if (meant === undefined) return;
    if (meant.does === 'open') places.open(meant.screen);
    else if (meant.does === 'next' || meant.does === 'previous') places.next(meant.does === 'next' ? 1 : -1);
    else if (meant.does === 'back') places.back();
    else if (meant.does === 'leave') onLeave();
    else if (meant.does !== 'pause') setOver(meant.does);
    else if (!lost) pause(snapshot.state === 'paused');
  });

  const needs = question !== '' || work !== undefined || over === 'command' ? FOOT_ROWS : 0;
  const { bodyRows, hintRows } = roomIn(rows, needs);
  const notices = noticesOf(snapshot, { lost: state.lost, restarting, stalled, note });
  const { here } = places;
  const screen = screens.find(({ name }) => name === here.screen) ?? screens[0];
  const helping = over === 'help';
  return (
    <Box flexDirection="column" width={columns} height={rows} overflow="hidden">
      <Guard name="heading" width={columns} of={snapshot}>
        <Header
          title={props.title}
          snapshot={snapshot}
          lost={state.lost}
          restarting={restarting}
          width={columns}
        />
      </Guard>
      <Tabs screens={screens} here={here.screen} width={columns} />
      {helping && (
        <Help
          of={{ frame: frameKeys(screens, props.leaving), screens, here: here.screen, commands, notices }}
          onClose={() => setOver(undefined)}
          width={columns}
          height={bodyRows}
        />
      )}
      <Box
        display={helping ? 'none' : 'flex'}
        width={columns}
        height={bodyRows}
        overflow="hidden"
        flexShrink={0}
      >
        <KeptStates value={kept}>
          <Guard key={here.screen} name={`screen ${here.screen}`} width={columns} of={snapshot}>
            {screen !== undefined && (
              <screen.Body {...context} source={source} at={here.at} width={columns} height={bodyRows} />
            )}
          </Guard>
        </KeptStates>
      </Box>
      <Foot
        question={question}
        onYes={onLeave}
        onNo={props.onStay}
        commands={over === 'command' ? commands : undefined}
        work={work}
        onWorkEnd={({ text, ok }) => {
          begin(undefined);
          say(text, ok ? 'good' : 'bad');
        }}
        context={context}
        onClose={() => setOver(undefined)}
        notices={notices}
        width={columns}
        height={hintRows}
      />
      <KeysLine
        before={[
          { keys: 'q', does: 'leave' },
          { keys: '?', does: 'help' },
          { keys: ':', does: 'command' },
          ...(places.from.length === 0 ? [] : [{ keys: 'Esc', does: 'back' }]),
        ]}
        after={lost ? [] : [{ keys: 'p', does: snapshot.state === 'paused' ? 'resume' : 'pause' }]}
        width={columns}
      />
    </Box>
  );
}
