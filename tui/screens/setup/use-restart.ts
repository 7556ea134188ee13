// Starting the carried engine anew, once at a time, and saying how that went.
import { useRef } from 'react';
import { sentenceOf } from '../../kit/asked.ts';
import type { ScreenProps } from '../../screen-contract.ts';

/** Resolves with why the engine does not run anew, empty when it does; null where the screen does not carry it. */
export function useRestart({
  setup,
  say,
}: Pick<ScreenProps, 'setup' | 'say'>): (() => Promise<string>) | null {
  const underWay = useRef(false);
  const restart = setup?.restart ?? null;
  if (restart === null) return null;
  return async () => {
    if (underWay.current) return 'It is being started anew already.';
    underWay.current = true;
    say('The engine starts anew …');
    try {
      await restart();
      say('The engine runs with the new settings.', 'good');
      return '';
    } catch (error) {
      const trouble = `The engine could not be started anew: ${sentenceOf(error)}`;
      say(trouble, 'bad');
      return trouble;
    } finally {
      underWay.current = false;
    }
  };
}
