// The screen "Watch" as the frame takes it: its tab, its keys and its words.
import type { Screen } from '../../screen-contract.ts';
import { WatchBody } from './watch-body.tsx';

export const WATCH_SCREEN: Screen = {
  name: 'Watch',
  digit: '1',
  Body: WatchBody,
  keys: [
    ['m h d', 'graphs of the last minute, hour, day'],
    ['↑ ↓  j k', 'scroll the feed; PgUp PgDn by a page; g G to its ends'],
  ],
  words: [
    ['fresh', 'answered well not long ago, as often as the area is polled'],
    ['Unchanged', 'share of answers that were the same as before, which cost least'],
    ['breaker', 'opens after 20 refusals in a row, then probes now and then'],
    ['Doses/for', 'doses when a slot opened; how long it was open when it closed'],
    ['Failed', 'refused as wrong, or with an end nobody knows'],
    ['Expired', 'not sent: too late to help, or not wanted any more'],
    ['loop p99', 'how long the engine is kept from its next work, at most 1 % longer'],
  ],
};
