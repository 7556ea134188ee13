// The screen "Subscribers" as the frame knows it.
import type { Screen } from '../../screen-contract.ts';
import { SubscribersBody } from './subscribers-body.tsx';

export const SUBSCRIBERS_SCREEN: Screen = {
  name: 'Subscribers',
  digit: '3',
  Body: SubscribersBody,
  keys: [
    ['/', 'search addresses as you type'],
    ['f', 'only a state, only a channel'],
    ['a', 'add a subscription'],
    ['Enter e', 'open a person; in there:'],
    ['  a c s d', 'add, change, pause, remove a subscription'],
    ['  v', 'their deliveries'],
    ['Space', 'pick; p r b x then act on all picked'],
    ['p r', 'pause, resume the person'],
    ['b', 'block, or unblock'],
    ['x', 'remove, with all that is theirs'],
    ['t', 'send a test message'],
    ['i E', 'import from, export to a CSV or JSON file; Esc stops'],
    ['Esc', 'nobody picked, then everybody shown'],
  ],
  words: [
    ['From', 'where they signed up, and whether they proved the address'],
    ['Last', 'when they were last told of a slot'],
    ['Fails', 'sends in a row that did not arrive'],
    ['gone', 'they refused us, unsubscribed, or are blocked'],
  ],
  commands: [
    {
      name: 'subscribers',
      takes: 'TEXT',
      does: 'search subscribers by a part of their address',
      run: (text, { go }) => go({ screen: 'Subscribers', text }),
    },
    {
      name: 'subscriber',
      takes: 'ID',
      does: 'open one subscriber',
      run(text, { go }) {
        if (!/^\d{1,15}$/.test(text))
          throw new Error('Give a number, as in subscriber 42; or search: subscribers anita');
        go({ screen: 'Subscribers', subscriberId: Number(text) });
      },
    },
  ],
};
