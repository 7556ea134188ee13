// Starting the carried engine anew, once at a time, and saying how that went.
import { useRef } from 'react';
import { sentenceOf } from '../../kit/asked.ts';
import type { ScreenProps } from '../../screen-contract.ts';

/** Resolves with whether the engine runs anew; null where the screen does not carry it. */
export function useRestart({
  setup,
  say,
}: Pick<ScreenProps, 'setup' | 'say'>): (() => Promise<boolean>) | null {
  const underWay = useRef(false);
  const restart = setup?.restart ?? null;
  if (restart === null) return null;
  return async () => {
    if (underWay.current) return false;
    underWay.current = true;
    say('The engine starts anew …');
    try {
      await restart();
      say('The engine runs with the new settings.', 'good');
      return true;
    } catch (error) {
      say(`The engine could not be started anew: ${sentenceOf(error)}`, 'bad');
      return false;
    } finally {
      underWay.current = false;
    }
  };
}
