// Pausing and resuming the engine's polling, one request at a time.
import { useRef, useState } from 'react';
import type { Control } from '../src/control/control.ts';

export interface Pause {
  /** Why the last try failed; empty when it did not. */
  readonly refusal: string;
  /** Asks for the other state; does nothing while the last request is under way. */
  toggle(isPaused: boolean): void;
}

export function usePause(control: Pick<Control, 'pause' | 'resume'>): Pause {
  const [refusal, setRefusal] = useState('');
  const underWay = useRef(false);
  const toggle = (isPaused: boolean): void => {
    if (underWay.current) return;
    underWay.current = true;
    const verb = isPaused ? 'resume' : 'pause';
    control[verb]()
      .then(
        () => setRefusal(''),
        (error: unknown) =>
          setRefusal(`Could not ${verb}: ${error instanceof Error ? error.message : 'the engine refused'}.`),
      )
      .finally(() => {
        underWay.current = false;
      });
  };
  return { refusal, toggle };
}
