// Whether the program is started for the first time: nothing is set up and nobody is told anything yet.
import type { EngineSnapshot } from '../core/snapshot.ts';

/** A webhook needs no setting up, so that it alone says nothing. @param configured whether there is a config.json */
export function isFirstStart(
  { subscribers, channels }: Pick<EngineSnapshot, 'subscribers' | 'channels'>,
  configured: boolean,
): boolean {
  const nobody = subscribers.active + subscribers.paused + subscribers.gone === 0;
  return !configured && nobody && channels.every(({ name, state }) => name === 'webhook' || state === 'off');
}
