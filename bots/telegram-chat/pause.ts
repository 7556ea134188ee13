// Being left alone: a pause that ends by itself or not, quiet hours, and the end of it all.
import { DAY_MS, minuteText } from '../../src/core/ist.ts';
import { LONGEST_PAUSE_MS, PAUSE_TEXTS, PAUSES, type Pause, pauseEndsMs } from '../../src/core/pause.ts';
import type { Person } from '../../src/core/self-service.ts';
import { bold } from '../../src/core/text/marked.ts';
import { shortName } from './places.ts';
import { key, rows, type Screen, screen } from './screen.ts';
import { personOf, stateText, type Turn } from './turn.ts';
import { BEGIN, MY_ALERTS, nothingYet } from './welcome.ts';

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: DAY_MS };

/** `/pause`, with or without how long: `5h`, `30 min`, `2 days`, `morning`; a bare number is hours. */
export async function pauseScreen(turn: Turn, text: string): Promise<Screen> {
  const person = await personOf(turn);
  if (person === undefined || person.subscriptions.length === 0) return nothingYet();
  if (text === '') return askScreen(person, []);
  // Counted from when it was asked, so that asking twice is asking once.
  const untilMs = /^(?:until )?(?:tomorrow|morning)$/i.test(text)
    ? pauseEndsMs('morning', turn.askedAtMs)
    : endMs(text, turn.askedAtMs);
  if (untilMs === undefined) {
    return askScreen(person, [
      'I did not understand for how long. Write /pause 5h, /pause 2d (31 days at most), or choose:',
    ]);
  }
  if (untilMs !== null && untilMs <= turn.nowMs)
    return screen(['The time you wanted paused is over already.'], [MY_ALERTS]);
  return paused(turn, person.id, untilMs);
}

/** A pause chosen by button. */
export async function pauseForScreen(turn: Turn, pause: Pause): Promise<Screen> {
  const person = await personOf(turn);
  if (person === undefined || person.subscriptions.length === 0) return nothingYet();
  return paused(turn, person.id, pauseEndsMs(pause, turn.nowMs));
}

async function paused(turn: Turn, id: number, untilMs: number | null): Promise<Screen> {
  const person = await turn.self.pause(id, untilMs);
  if (person === undefined) return nothingYet();
  // Who blocked the bot has no alerts to pause.
  if (person.state === 'gone') return screen([`Your alerts are ${stateText(person)}.`], [MY_ALERTS]);
  const until = untilMs === null ? 'until you /resume' : `until ${minuteText(untilMs)}`;
  return screen(
    [bold(`Paused ${until}`), 'No alert comes meanwhile. What is still open afterwards and fits comes then.'],
    [key('Resume now', { do: 'resume' })],
  );
}

function askScreen(person: Person, said: readonly string[]): Screen {
  const keys = PAUSES.map((pause) => key(`Pause ${PAUSE_TEXTS[pause]}`, { do: 'pause', pause }));
  const resume = person.state === 'active' ? [] : [key('Resume now', { do: 'resume' })];
  return screen([`Your alerts are ${stateText(person)}.`, ...said], ...rows(keys, 1), resume);
}

function endMs(text: string, fromMs: number): number | undefined {
  const [, number, unit = 'h'] =
    /^(?:for )?(\d{1,5}) ?(m|min|mins|minutes?|h|hrs?|hours?|d|days?)?$/i.exec(text) ?? [];
  const ms = Number(number) * (UNIT_MS[unit.charAt(0).toLowerCase()] ?? Number.NaN);
  return ms > 0 && ms <= LONGEST_PAUSE_MS ? fromMs + ms : undefined;
}

/** "Pause BBMP" below an alert. */
export async function pauseAreaScreen(turn: Turn, areaId: string): Promise<Screen> {
  const person = await personOf(turn);
  const changed = person === undefined ? undefined : await turn.self.pauseArea(person.id, areaId);
  if (changed === undefined) return nothingYet();
  const name = shortName(turn.places, { areaId, pincode: null });
  const going = changed.subscriptions.filter((one) => !one.paused).length;
  return screen(
    [
      bold(`Paused: ${name}`),
      going === 0 ? 'No alerts come now.' : `Your other alerts go on: ${going}.`,
      '/list lets you resume it.',
    ],
    [MY_ALERTS],
  );
}

/** `/stop`, and the answer to its one question. */
export async function stopScreen(turn: Turn, sure: 'ask' | 'yes' | 'no'): Promise<Screen> {
  const person = await personOf(turn);
  if (sure === 'no') return screen(['Nothing was changed.'], [MY_ALERTS]);
  if (sure === 'yes') {
    if (person !== undefined) await turn.self.forget(person.id);
    return screen(['Done: no more alerts, and nothing about you is kept here. /start begins anew.'], [BEGIN]);
  }
  if (person === undefined)
    return screen(['You have no alerts, and nothing about you is kept here.'], [BEGIN]);
  return screen(
    [
      bold('End all alerts and be forgotten?'),
      `Your alerts (${person.subscriptions.length}) and everything else kept about this chat are deleted for good.`,
    ],
    [key('Yes, forget me', { do: 'stop', sure: 'yes' }), key('No', { do: 'stop', sure: 'no' })],
    [key('Only pause', { do: 'pause', pause: 'resumed' })],
  );
}
