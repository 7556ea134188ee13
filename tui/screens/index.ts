// All screens, in the order of their tabs.
import type { Screen } from '../screen-contract.ts';
import { AREAS_SCREEN } from './areas/areas-screen.ts';
import { LOG_SCREEN } from './log/log.tsx';
import { SETUP_SCREEN } from './setup/setup.tsx';
import { WATCH_SCREEN } from './watch/watch-screen.ts';

export const SCREENS: readonly Screen[] = [WATCH_SCREEN, AREAS_SCREEN, LOG_SCREEN, SETUP_SCREEN];
