// Whether setting up is still to be done, or to be gone on with where it was broken off: nobody is told anything yet.
import type { SettingView } from '../control/setup.ts';
import type { EngineSnapshot } from '../core/snapshot.ts';

/** Who has a sign-up page is done: people come by themselves. @param settings undefined: nothing can be set up from here */
export function isFirstStart(
  { subscribers }: Pick<EngineSnapshot, 'subscribers'>,
  settings: readonly Pick<SettingView, 'key' | 'value'>[] | undefined,
): boolean {
  const nobody = subscribers.active + subscribers.paused + subscribers.gone === 0;
  const hasPage = settings?.some(({ key, value }) => key === 'http' && value !== '') ?? false;
  return nobody && settings !== undefined && !hasPage;
}
