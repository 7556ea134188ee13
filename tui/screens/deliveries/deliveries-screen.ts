// The screen "Deliveries" as the frame knows it.
import { channelText } from '../../../src/core/subscription.ts';
import type { Command, CommandContext, Screen } from '../../screen-contract.ts';
import { shownChannels } from '../watch/channel-rows.ts';
import { chosenChannel } from './channel-choice.ts';
import { DeliveriesBody } from './deliveries-body.tsx';

function channelCommand(does: 'pause' | 'resume'): Command {
  return {
    name: `${does}-channel`,
    takes: 'CHANNEL',
    does: does === 'pause' ? 'stop sending on a channel; what is owed waits' : 'send on a channel again',
    complete: (typed, { snapshot }) => names(snapshot).filter((name) => name.startsWith(typed)),
    async run(rest, { control, snapshot, say }) {
      const channel = chosenChannel(shownChannels(snapshot.channels), rest);
      if (channel === undefined) throw new Error(`Give one of: ${names(snapshot).join(', ')}`);
      await (does === 'pause' ? control.pauseChannel(channel.name) : control.resumeChannel(channel.name));
      say(`${channelText(channel.name)} ${does === 'pause' ? 'is paused' : 'goes on'}.`, 'good');
    },
  };
}

function names(snapshot: CommandContext['snapshot']): readonly string[] {
  return shownChannels(snapshot.channels).map(({ name }) => channelText(name));
}

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
  commands: [channelCommand('pause'), channelCommand('resume')],
};
