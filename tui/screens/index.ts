// All screens, in the order of their tabs.
import type { Screen } from '../screen-contract.ts';
import { AREAS_SCREEN } from './areas/areas-screen.ts';
import { DELIVERIES_SCREEN } from './deliveries/deliveries-screen.ts';
import { LOG_SCREEN } from './log/log.tsx';
import { SETUP_SCREEN } from './setup/setup.tsx';
import { SUBSCRIBERS_SCREEN } from './subscribers/subscribers-screen.ts';
import { WATCH_SCREEN } from './watch/watch-screen.ts';

export const SCREENS: readonly Screen[] = [
  WATCH_SCREEN,
  AREAS_SCREEN,
  SUBSCRIBERS_SCREEN,
  DELIVERIES_SCREEN,
  LOG_SCREEN,
  SETUP_SCREEN,
];
