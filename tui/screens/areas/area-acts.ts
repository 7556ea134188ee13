// What the operator can do to an area: have it polled now, leave it alone, or poll it again. Each says how it went.
import type { Control } from '../../../src/control/control.ts';
import { areaText } from '../../../src/core/area.ts';
import type { AreaState } from '../../../src/core/snapshot.ts';
import { sentenceOf } from '../../kit/asked.ts';
import type { ScreenProps } from '../../screen-contract.ts';

export type NamedArea = Pick<AreaState, 'id' | 'name' | 'region'>;
type Act = (area: NamedArea) => Promise<void>;

export interface AreaActs {
  readonly pollNow: Act;
  readonly pause: Act;
  readonly resume: Act;
}

/** They never reject: a refusal is said. */
export function areaActs(
  control: Pick<Control, 'pollNow' | 'pauseArea' | 'resumeArea'>,
  say: ScreenProps['say'],
): AreaActs {
  const saying =
    (act: (areaId: string) => Promise<void>, done: string, failed: string): Act =>
    async (area) => {
      try {
        await act(area.id);
        say(`${areaText(area)} ${done}.`, 'good');
      } catch (error) {
        say(`${areaText(area)} ${failed}: ${sentenceOf(error)}`, 'bad');
      }
    };
  return {
    pollNow: saying(control.pollNow, 'is polled with the next call', 'is not polled now'),
    pause: saying(
      control.pauseArea,
      'is paused: no call goes out for it until you resume it',
      'is not paused',
    ),
    resume: saying(control.resumeArea, 'is polled again', 'is not resumed'),
  };
}

/** What pausing means for those who wait there, as a question. */
export function pauseQuestion(area: Pick<AreaState, 'name' | 'region' | 'subscribers'>): string {
  const { subscribers } = area;
  const whom =
    subscribers === 0
      ? 'Nobody subscribes there.'
      : `${subscribers === 1 ? 'Its one subscriber hears' : `Its ${subscribers} subscribers hear`} of no slot meanwhile.`;
  return `Pause ${areaText(area)}? It is not polled until you resume it, also after a restart. ${whom}`;
}
