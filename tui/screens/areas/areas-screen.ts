// The screen "Areas" as the frame takes it: its tab, its keys, its words and its commands.
import type { Screen } from '../../screen-contract.ts';
import { AreasBody } from './areas-body.tsx';
import { AREA_COMMANDS } from './commands.ts';

export const AREAS_SCREEN: Screen = {
  name: 'Areas',
  digit: '2',
  Body: AreasBody,
  keys: [
    ['Enter', 'look closely at an area: what is open, what opened, at which hours'],
    ['s', 'sort by another column; a star marks it'],
    ['/', 'filter by name, state or id while you type; Esc takes it back'],
    ['n', 'poll the area with the next call'],
    ['P', 'leave the area alone, or poll it again'],
    ['d  u', 'in an area: on to the deliveries (Enter, too), the subscribers, of all areas'],
  ],
  words: [
    ['Age', 'of the last good answer; ! when three times as old as meant'],
    ['Every', 'how often the area is polled; Why says what decided that'],
    ['Errors', 'failed answers since the engine started; Enter says the last'],
    ['News/day', 'answers with news a day, learnt'],
    ['Kept', 'how long the server keeps an answer as it is, learnt'],
  ],
  commands: AREA_COMMANDS,
};
