// The commands every screen has: to go somewhere, to hold things up, to leave.
import { typedPath } from '../src/control/typed-path.ts';
import { areaText } from '../src/core/area.ts';
import type { AreaState, ChannelState, EngineSnapshot } from '../src/core/snapshot.ts';
import { channelText } from '../src/core/subscription.ts';
import { backupWork } from './backup-work.ts';
import type { Command, Screen } from './screen-contract.ts';
import { channelGoesOn, channelHolds } from './screens/deliveries/channel-choice.ts';
import { RESUMED } from './use-pause.ts';

export interface FrameActs {
  readonly help: () => void;
  readonly leave: () => void;
}

/** The frame's commands, and those of all screens; a screen may have its own under a name of the frame. */
export function commandsOf(screens: readonly Screen[], acts: FrameActs): readonly Command[] {
  const own = screens.flatMap(({ commands = [] }) => commands);
  const all = [...screens.map(goTo), ...general(acts)];
  return [...all.filter(({ name }) => !own.some((other) => other.name === name)), ...own];
}

function goTo({ name }: Screen): Command {
  return {
    name: name.toLowerCase(),
    takes: '[TEXT]',
    does: `show ${name}`,
    run: (text, { go }) => go(text === '' ? { screen: name } : { screen: name, text }),
  };
}

function general({ help, leave }: FrameActs): readonly Command[] {
  return [
    {
      name: 'open',
      takes: 'AREA',
      does: 'show an area closely',
      complete: (typed, { snapshot }) => areasLike(snapshot, typed).map(areaText),
      run: (typed, { snapshot, go }) => go({ screen: 'Areas', areaId: areaOf(snapshot, typed).id }),
    },
    {
      name: 'pause',
      does: 'stop polling; what is owed is still sent',
      run: (_, { control }) => control.pause(),
    },
    {
      name: 'resume',
      does: 'poll again',
      run: async (_, { control, say }) => {
        await control.resume();
        say(RESUMED, 'good');
      },
    },
    {
      name: 'pause-channel',
      takes: 'CHANNEL',
      does: 'stop sending by a channel; what is owed waits',
      complete: (typed, { snapshot }) => channelsLike(snapshot, typed),
      run: async (typed, { snapshot, control, say }) => {
        const { name } = channelOf(snapshot, typed);
        await control.pauseChannel(name);
        say(channelHolds(name), 'good');
      },
    },
    {
      name: 'resume-channel',
      takes: 'CHANNEL',
      does: 'send by it again',
      complete: (typed, { snapshot }) => channelsLike(snapshot, typed),
      run: async (typed, { snapshot, control, say }) => {
        const { name } = channelOf(snapshot, typed);
        await control.resumeChannel(name);
        say(channelGoesOn(name), 'good');
      },
    },
    {
      name: 'backup',
      takes: 'FILE',
      does: 'copy the database to a file that must not exist; Esc stops',
      run: (path, { control, begin }) => {
        if (path === '') throw new Error('Where to? backup /var/backups/vaccine-watch/monday.db');
        begin(backupWork(control, typedPath(path)));
      },
    },
    { name: 'help', does: 'all keys and commands', run: help },
    { name: 'quit', does: 'leave', run: leave },
  ];
}

function areasLike({ areas }: EngineSnapshot, typed: string): readonly AreaState[] {
  const wanted = typed.toLowerCase();
  const begun = areas.filter((area) => areaText(area).toLowerCase().startsWith(wanted));
  const within = areas.filter(
    (area) => !begun.includes(area) && areaText(area).toLowerCase().includes(wanted),
  );
  return [...begun, ...within];
}

function areaOf(snapshot: EngineSnapshot, typed: string): AreaState {
  const exact = snapshot.areas.find(({ id, name }) => id === typed || name === typed);
  const [best] = areasLike(snapshot, typed);
  if (typed === '') throw new Error('Which area? open BBMP');
  if (exact === undefined && best === undefined) throw new Error(`No polled area is called “${typed}”.`);
  return (exact ?? best) as AreaState;
}

function channelsLike({ channels }: EngineSnapshot, typed: string): readonly string[] {
  return channels
    .filter(({ state }) => state !== 'off')
    .map(({ name }) => channelText(name).toLowerCase())
    .filter((name) => name.startsWith(typed.toLowerCase()));
}

function channelOf({ channels }: EngineSnapshot, typed: string): ChannelState {
  const wanted = typed.toLowerCase().replace('e-mail', 'email');
  const found = channels.find(({ name }) => [name, channelText(name).toLowerCase()].includes(wanted));
  if (found !== undefined) return found;
  const names = channels.map(({ name }) => channelText(name).toLowerCase()).join(', ');
  throw new Error(typed === '' ? `Which channel? ${names}` : `There is no channel “${typed}”: ${names}.`);
}
