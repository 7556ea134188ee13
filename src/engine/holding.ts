// What the operator does with single areas and channels of a running engine: has one left alone, lets it go on, has one
// polled at once. It keeps what is held before anything is stopped, so that a restart knows of it.
import type { Clock } from '../clock.ts';
import { type Control, ControlError } from '../control/control.ts';
import type { Area, AreaId } from '../core/area.ts';
import { timeText } from '../core/ist.ts';
import type { EngineSnapshot, PaceState } from '../core/snapshot.ts';
import type { Source } from '../core/source.ts';
import { type ChannelName, channelText } from '../core/subscription.ts';
import { StoreError } from '../store/errors.ts';
import type { Holds } from '../store/holds.ts';
import { patience } from './patience.ts';

export interface HoldingParts {
  readonly holds: Holds;
  readonly source: Source;
  readonly clock: Clock;
  /** Those that are configured. */
  readonly channels: ReadonlyMap<ChannelName, unknown>;
  readonly dispatch: { pause(name: ChannelName): void; resume(name: ChannelName): void };
  readonly worker: { pollNow(areaId: AreaId): void };
  /** Whether an area is in the list of those that are polled. */
  readonly isPolled: (areaId: AreaId) => boolean;
  readonly state: () => EngineSnapshot['state'];
  readonly pace: () => PaceState;
  /** Areas were paused or resumed: the watch list is to be read anew. */
  readonly onAreas: () => void;
  /** Anything was, and is to be seen. */
  readonly onChange: () => void;
}

type Holding = Pick<Control, 'pollNow' | 'pauseArea' | 'resumeArea' | 'pauseChannel' | 'resumeChannel'>;

/** @throws ControlError from every method, with why */
export function holdingControl(parts: HoldingParts): Holding {
  const { holds, source, clock, channels, dispatch, onChange } = parts;
  const patiently = patience(clock);

  async function keep(write: () => boolean): Promise<void> {
    try {
      await patiently(write);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      throw new ControlError('failed', error.message);
    }
  }

  function areaOf(id: AreaId): Area {
    const area = source.area(id);
    if (area !== undefined) return area;
    throw new ControlError('not-found', `There is no area ${id}; see: vaccine-watch areas`);
  }

  function areasChanged(): void {
    parts.onAreas();
    onChange();
  }

  return {
    async pollNow(areaId) {
      const { name } = areaOf(areaId);
      refuseUnless(parts.state() === 'running', `Polling is ${parts.state()}, so nothing is asked.`);
      refuseUnless(!holds.areas().includes(areaId), `${name} is paused; resume it first.`);
      refuseUnless(parts.isPolled(areaId), `Nobody subscribes to ${name}, so it is not polled.`);
      const waits = waitText(source.name, parts.pace());
      if (waits !== '') throw new ControlError('unavailable', waits);
      parts.worker.pollNow(areaId);
    },
    async pauseArea(areaId) {
      areaOf(areaId);
      await keep(() => holds.holdArea(areaId, clock.wallMs()));
      areasChanged();
    },
    async resumeArea(areaId) {
      await keep(() => holds.releaseArea(areaId));
      areasChanged();
    },
    async pauseChannel(name) {
      refuseUnless(channels.has(name), `${channelText(name)} is not set up, so there is nothing to pause.`);
      await keep(() => holds.holdChannel(name, clock.wallMs()));
      dispatch.pause(name);
      onChange();
    },
    async resumeChannel(name) {
      await keep(() => holds.releaseChannel(name));
      dispatch.resume(name);
      onChange();
    },
  };
}

function refuseUnless(fine: boolean, why: string): void {
  if (!fine) throw new ControlError('invalid', why);
}

/** Why no call goes out now, in a sentence; empty when one does, as soon as the pace allows. */
function waitText(source: string, { breaker, waitsUntilMs }: PaceState): string {
  const until = waitsUntilMs === null ? '' : ` at ${timeText(waitsUntilMs)}`;
  if (breaker !== 'closed')
    return `${source} refuses us; it is tried again${until || ' soon'}, and not before.`;
  return waitsUntilMs === null ? '' : `${source} is left alone for a while: the next call goes out${until}.`;
}
