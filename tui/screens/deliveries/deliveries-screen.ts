// The screen "Deliveries" as the frame knows it.
import type { Screen } from '../../screen-contract.ts';
import { DeliveriesBody } from './deliveries-body.tsx';
import { EVERY_DELIVERY, narrowedBy, WORDS } from './filters.ts';

export const DELIVERIES_SCREEN: Screen = {
  name: 'Deliveries',
  digit: '4',
  Body: DeliveriesBody,
  keys: [
    ['f', 'only a state, a channel, a subscriber'],
    ['Enter', 'all that is known of one'],
    ['R', 'retry one that ended unsent, while its slot is open'],
    ['D', 'drop one that waits'],
    ['v', 'the person it is owed to'],
    ['c', 'pause or resume a channel'],
    ['Esc', 'back, then all shown'],
  ],
  words: [
    ['pending', 'waits for its turn'],
    ['gone', 'the recipient cannot be reached any more'],
    ['rejected', 'the message was refused: our mistake'],
    ['expired', 'not sent: too late to help, or not wanted any more'],
    ['unknown', 'may have arrived: nobody can say'],
  ],
  commands: [
    {
      name: 'deliveries',
      takes: '[STATE]',
      does: 'all deliveries; or those in a state, on a channel, of a subscriber by number',
      complete: (typed) => WORDS.filter((word) => word.startsWith(typed.toLowerCase())),
      run(text, { go }) {
        const narrowed = text === '' ? EVERY_DELIVERY : narrowedBy(text);
        if (narrowed === undefined)
          throw new Error(`Give the number of a subscriber, or one of: ${WORDS.join(', ')}.`);
        go({ screen: 'Deliveries', text });
      },
    },
  ],
};
