// What can be asked of a running engine, put together from its parts: the control interface as the socket and a screen
// in the same process use it. It only hands on; what may be done and how is for the parts to say.
import type { Dispatch } from '../alert/dispatch.ts';
import type { Clock } from '../clock.ts';
import type { Settings } from '../config.ts';
import type { Control } from '../control/control.ts';
import type { SetupDesk } from '../control/setup.ts';
import type { SignUp } from '../core/sign-up.ts';
import type { EngineSnapshot } from '../core/snapshot.ts';
import type { Source } from '../core/source.ts';
import type { Log } from '../log.ts';
import type { PollPool } from '../poll/pool.ts';
import type { Watch } from '../poll/protocol.ts';
import type { Store } from '../store/store.ts';
import type { Channels } from './channels.ts';
import type { EventRing } from './events.ts';
import type { Figures } from './figures/figures.ts';
import { holdingControl } from './holding.ts';
import { examineLive } from './live-doctor.ts';
import { signUpControl } from './reception/sign-up.ts';
import { localRecords } from './records.ts';
import { setupControl } from './setup-control.ts';
import { sharedLook } from './shared-look.ts';
import { sendTestAlert } from './test-alert.ts';

type State = EngineSnapshot['state'];

export interface EngineControlParts {
  readonly settings: Settings;
  readonly store: Store;
  readonly source: Source;
  readonly clock: Clock;
  readonly log: Log;
  readonly channels: Channels;
  readonly dispatch: Dispatch;
  readonly worker: PollPool;
  readonly figures: Figures;
  readonly events: EventRing;
  /** Undefined: settings cannot be changed through this engine. */
  readonly setup: Pick<SetupDesk, 'settings' | 'save'> | undefined;
  readonly signUp: SignUp;
  readonly watches: () => readonly Watch[];
  readonly storeTrouble: () => string;
  /** Of the engine; polling is paused and resumed here. */
  readonly state: { get(): State; set(next: State): void };
  /** Called when areas were paused or resumed. */
  readonly onAreas: () => void;
  /** Called after subscribers or subscriptions changed. */
  readonly onChange: () => void;
}

export interface EngineControl {
  readonly control: Control;
  /** Shows everybody who watches how things are now. */
  publish(): void;
}

/** How long an examination answers for the next one (ms): it asks the providers. */
const EXAMINATION_KEPT_MS = 5_000;

export function engineControl(parts: EngineControlParts): EngineControl {
  const { settings, store, source, clock, log, channels, dispatch, worker, figures, events, state } = parts;
  const watchers = new Set<(snapshot: EngineSnapshot) => void>();

  function publish(): void {
    if (watchers.size === 0) return;
    const snapshot = figures.snapshot();
    for (const watcher of watchers) watcher(snapshot);
  }

  const control: Control = {
    ...localRecords({ store, clock, onChange: parts.onChange }),
    ...signUpControl(parts.signUp),
    ...setupControl(parts.setup, log),
    ...holdingControl({
      holds: store.holds,
      source,
      clock,
      channels,
      dispatch,
      worker,
      isPolled: (areaId) => parts.watches().some(({ area }) => area.id === areaId),
      state: state.get,
      pace: figures.pace,
      onAreas: parts.onAreas,
      onChange: publish,
    }),
    status: async () => figures.snapshot(),
    watch(onSnapshot) {
      watchers.add(onSnapshot);
      onSnapshot(figures.snapshot());
      return () => watchers.delete(onSnapshot);
    },
    throughput: async (range) => figures.throughput(range),
    events: async (query) => events.read(query),
    examine: sharedLook(
      () =>
        examineLive({
          settings,
          source,
          channels,
          snapshot: figures.snapshot,
          storeTrouble: parts.storeTrouble,
        }),
      EXAMINATION_KEPT_MS,
      clock,
    ),
    async pause() {
      if (state.get() === 'running') state.set('paused');
      log('info', 'polling.paused');
      worker.pause();
      publish();
    },
    async resume() {
      if (state.get() === 'paused') state.set('running');
      log('info', 'polling.resumed');
      worker.resume();
      publish();
    },
    testAlert: (channel, address) => sendTestAlert(channels, store, channel, address, clock.wallMs()),
  };
  return { control, publish };
}
