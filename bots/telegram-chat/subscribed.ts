// What follows "That is all": the subscription is made, and said in words with how fresh it can be and who else waits.
// Where something stands for the same place, the person says what becomes of it.
import { durationText } from '../../src/core/ist.ts';
import { quietText } from '../../src/core/quiet.ts';
import type { Crowd, Person } from '../../src/core/self-service.ts';
import type { Filters, Subscription } from '../../src/core/subscription.ts';
import { bold, plain, stack } from '../../src/core/text/marked.ts';
import { line } from '../../src/core/text/parts.ts';
import { choicesText } from './choices.ts';
import { areaOfPlace, asPlace, placeName, polledArea } from './places.ts';
import type { ChosenPlace } from './press.ts';
import { type Key, key, link, type Screen, screen } from './screen.ts';
import { personOf, type Turn } from './turn.ts';
import { MY_ALERTS, oldButton } from './welcome.ts';

/** Alerts Telegram takes from one bot in a second, as the sender keeps to. */
const ALERTS_A_SECOND = 28;
/** From so many people on it is said what waiting for one's turn means. */
const CROWDED_FROM = 500;

/** @param others what becomes of other subscriptions for the place; `ask`: the person is asked when there are any */
export async function subscribeScreen(
  turn: Turn,
  place: ChosenPlace,
  choices: Filters,
  others: 'ask' | 'replace' | 'keep',
): Promise<Screen> {
  if (areaOfPlace(turn.places, place) === undefined) return oldButton();
  const there = (await personOf(turn))?.subscriptions.filter((one) => isAt(one, place)) ?? [];
  const stands = there.some((one) => isSame(one, choices));
  if (others === 'ask' && there.length > 0 && !stands) return othersScreen(turn, place, choices, there);
  const answer = await turn.self.subscribe({
    ...turn.to,
    place: asPlace(place),
    filters: choices,
    origin: 'telegram',
    others: others === 'replace' ? 'replace' : 'keep',
  });
  if (!answer.ok) return screen([answer.message], [MY_ALERTS]);
  return subscribedScreen(turn, place, choices, answer.subscriber, answer.crowd);
}

function subscribedScreen(
  turn: Turn,
  place: ChosenPlace,
  choices: Filters,
  person: Person,
  crowd: Crowd,
): Screen {
  const name = placeName(turn.places, asPlace(place));
  return screen(
    [
      stack([plain('Alerts are on: '), bold(name)], ''),
      `For ${choicesText(choices)}.`,
      '',
      ...freshnessLine(turn, place),
      'What is open now and fits comes in a moment.',
      ...crowdLines(crowd),
      ...(person.quiet === null ? [] : [`Your quiet hours hold: ${quietText(person.quiet)}.`]),
    ],
    ...crowd.channels.slice(0, 3).map((channel) => channelKeys(channel)),
    [MY_ALERTS, key('Add another', { do: 'states', page: 0 })],
  );
}

function freshnessLine({ places, pollsEvery }: Turn, place: ChosenPlace): readonly string[] {
  const area = polledArea(places, asPlace(place));
  const every = area === undefined ? '' : pollsEvery(area.id);
  return area === undefined || every === '' ? [] : [`${line(area.name, 60)} is checked ${every}.`];
}

function crowdLines({ people, channels }: Crowd): readonly string[] {
  const said = people.toLocaleString('en-GB');
  const waiting =
    people <= 1
      ? 'Nobody else waits for it yet.'
      : people < CROWDED_FROM
        ? `${said} people wait for it, you among them.`
        : `${said} people wait for it, you among them. Telegram takes ${ALERTS_A_SECOND} alerts a second, so telling ` +
          `all of them takes ${durationText((people / ALERTS_A_SECOND) * 1000)}; who was told least recently goes first.`;
  if (channels.length === 0) return [waiting];
  const named = channels.slice(0, 3).join(', ');
  return [waiting, `Told before everybody else: ${named}. Join there, and you wait for no turn.`];
}

function channelKeys(channel: string): readonly Key[] {
  return /^@\w+$/.test(channel) ? [link(`Open ${channel}`, `https://t.me/${channel.slice(1)}`)] : [];
}

function othersScreen(
  { places }: Turn,
  place: ChosenPlace,
  choices: Filters,
  there: readonly Subscription[],
): Screen {
  const shown = there.slice(0, 5);
  const press = (others: 'replace' | 'keep') => ({ do: 'subscribe', others, choices, place }) as const;
  return screen(
    [
      stack([plain('You already have alerts for '), bold(placeName(places, asPlace(place)))], ''),
      ...shown.map((one) => `• ${choicesText(one)}${one.paused ? ' (paused)' : ''}`),
      ...(there.length > shown.length ? [`and ${there.length - shown.length} more`] : []),
      '',
      `New: ${choicesText(choices)}. Change what stands to this, or add it beside?`,
    ],
    [key('Change it', press('replace')), key('Add beside it', press('keep'))],
    [MY_ALERTS],
  );
}

function isAt(one: Subscription, place: ChosenPlace): boolean {
  const { areaId, pincode } = asPlace(place);
  return one.areaId === areaId && one.pincode === pincode;
}

function isSame(one: Filters, other: Filters): boolean {
  return (
    one.dose === other.dose &&
    one.ageYears === other.ageYears &&
    one.vaccine === other.vaccine &&
    one.fee === other.fee &&
    one.minCapacity === other.minCapacity
  );
}
