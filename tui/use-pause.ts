// Pausing and resuming the engine's polling, one request at a time.
import { useRef } from 'react';
import type { Control } from '../src/control/control.ts';
import { sentenceOf } from './kit/asked.ts';
import type { Tone } from './kit/columns.ts';

/** Said when calls go out again; that they do not is said as long as it lasts. */
export const RESUMED = 'Polling goes on.';

/** Asks for the other state; does nothing while the last request is under way. */
export function usePause(
  control: Pick<Control, 'pause' | 'resume'>,
  say: (text: string, tone?: Tone) => void,
): (isPaused: boolean) => void {
  const underWay = useRef(false);
  return (isPaused) => {
    if (underWay.current) return;
    underWay.current = true;
    const verb = isPaused ? 'resume' : 'pause';
    control[verb]()
      .then(() => (isPaused ? say(RESUMED, 'good') : say('')))
      .catch((error: unknown) => say(`Could not ${verb}: ${sentenceOf(error)}`, 'warn'))
      .finally(() => {
        underWay.current = false;
      });
  };
}
