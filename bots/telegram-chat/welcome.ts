// The first words, and the list of what can be asked.
import { bold } from '../../src/core/text/marked.ts';
import { count } from '../../src/core/text/parts.ts';
import { choicesText } from './choices.ts';
import { COMMANDS } from './menu.ts';
import { placeName } from './places.ts';
import { key, type Screen, screen } from './screen.ts';
import { personOf, stateText, type Turn } from './turn.ts';

export const BEGIN = key('Choose a place', { do: 'states', page: 0 });
export const MY_ALERTS = key('My alerts', { do: 'list', page: 0 });

/** `/start`: three lines and a button. Whoever had blocked the bot and comes back is told again. */
export async function startScreen(turn: Turn): Promise<Screen> {
  const person = await personOf(turn);
  const ended = person?.state === 'gone' && person.subscriptions.length > 0;
  // In a group anybody may say it, and only admins may change what it gets.
  if (ended && turn.chat.kind === 'private') return backAgain(turn, person.id);
  const intro = [
    `I watch ${turn.places.name} and write here the moment a vaccination slot opens that fits you.`,
    'Choose a place; dose, age, vaccine and fee if you like.',
    'Slots are gone within minutes, so book at once. /stop ends it all, /help shows what else I can do.',
  ];
  const alerts = person?.subscriptions.length ?? 0;
  if (person === undefined || alerts === 0) return screen(intro, [BEGIN]);
  return screen(
    [...intro, '', `You have ${count(alerts, 'alert')}: ${stateText(person)}.`],
    [BEGIN, MY_ALERTS],
  );
}

/** Ends a pause, and whatever else kept alerts away. */
export async function resumeScreen(turn: Turn): Promise<Screen> {
  const person = await personOf(turn);
  if (person === undefined || person.subscriptions.length === 0) return nothingYet();
  return backAgain(turn, person.id);
}

async function backAgain(turn: Turn, id: number): Promise<Screen> {
  const person = await turn.self.resume(id);
  if (person === undefined) return nothingYet();
  if (person.state !== 'active') {
    return screen([
      'Your alerts stay ended: whoever runs this service has blocked this chat. Only they can change that.',
    ]);
  }
  const shown = person.subscriptions.slice(0, 5);
  const more = person.subscriptions.length - shown.length;
  const paused = person.subscriptions.some((one) => one.paused);
  return screen(
    [
      bold('Your alerts are on again'),
      ...shown.map(
        (one) => `• ${placeName(turn.places, one)}: ${choicesText(one)}${one.paused ? ' (paused)' : ''}`,
      ),
      ...(more > 0 ? [`and ${more} more`] : []),
      '',
      'What is open now and fits comes in a moment.',
      ...(paused ? ['What is marked as paused stays so: /list lets you resume it.'] : []),
    ],
    [MY_ALERTS],
  );
}

export function nothingYet(): Screen {
  return screen(['You have no alerts yet. Choose a place to get some.'], [BEGIN]);
}

export function helpScreen(turn: Turn): Screen {
  const named = turn.chat.kind === 'group' ? `@${turn.botName}` : '';
  return screen(
    [
      bold('What I can do'),
      ...COMMANDS.map(
        ({ name, example, about }) => `/${name}${named}${example === '' ? '' : ` ${example}`} – ${about}`,
      ),
      '',
      turn.chat.kind === 'private'
        ? 'Or just write a district or a pincode.'
        : turn.chat.kind === 'group'
          ? 'In a group my name belongs to each command. Only admins can change the alerts of the group.'
          : 'Whoever may post in this channel can change its alerts.',
    ],
    [BEGIN, MY_ALERTS],
  );
}

/** For words that are no place and no command. */
export function shortHelp(): Screen {
  return screen(
    [
      'I did not find that place. Write a district (BBMP), or a pincode (560011), or choose from the list. /help shows the rest.',
    ],
    [BEGIN],
  );
}

export function unknownCommand(): Screen {
  return screen(['I do not know this command. /help lists what I can do.'], [BEGIN]);
}

/** For a button of another version, or of something that is not there any more. */
export function oldButton(): Screen {
  return screen(['This button is old. /subscribe begins anew, /list shows your alerts.'], [BEGIN, MY_ALERTS]);
}
