// From a key to what it asks for on the screen, among the subscribers. A key is done when the whole answer stands
// there: the count of all who fit, and no line that is still to come.
import { percentile } from '../../bench/numbers.ts';
import { chatOf } from '../../bench/people.ts';
import type { TestTerminal } from '../../support/terminal.ts';
import { press, visit } from '../tour.ts';

const SEARCHES = 25;
const PAGES = 100;
const ENDS = 40;
const PERSONS = 50;
const PATIENCE_MS = 30_000;
const ESC = '\u001B';
const PAGE_DOWN = '\u001B[6~';

/** Rows of a table. @param people how many there are, made by `person` */
export async function keyTimes(
  screen: TestTerminal,
  people: number,
): Promise<readonly (readonly [string, string])[]> {
  const addresses = Array.from({ length: people }, (_, chat) => chatOf(chat));
  await visit(screen, 'Subscribers');
  await screen.until((now) => isFull(now) && countOf(now) === people, PATIENCE_MS);
  const echo: number[] = [];
  const found: number[] = [];
  for (let round = 0; round < SEARCHES; round += 1) {
    const sought = addresses[Math.floor((people * (round + 0.5)) / SEARCHES)] as string;
    await press(screen, '/');
    for (let length = 1; length <= sought.length; length += 1) {
      const typed = sought.slice(0, length);
      const fitting = addresses.filter((address) => address.includes(typed)).length;
      const startMs = performance.now();
      screen.type(typed.at(-1) as string);
      await screen.until((now) => now.text().includes(`${typed}_`), PATIENCE_MS);
      echo.push(performance.now() - startMs);
      await screen.until((now) => isFull(now) && countOf(now) === fitting, PATIENCE_MS);
      found.push(performance.now() - startMs);
    }
    await press(screen, ESC);
    await screen.until((now) => countOf(now) === people && isFull(now), PATIENCE_MS);
  }
  const page = await timesOf(screen, PAGES, () => PAGE_DOWN);
  const ends = await timesOf(screen, ENDS, (turn) => (turn % 2 === 0 ? 'G' : 'g'));
  const open: number[] = [];
  for (let round = 0; round < PERSONS; round += 1) {
    await press(screen, 'j');
    const startMs = performance.now();
    screen.type('\r');
    await screen.until(({ text }) => /Last alert/.test(text()), PATIENCE_MS);
    open.push(performance.now() - startMs);
    await press(screen, ESC);
    await screen.until(isFull, PATIENCE_MS);
  }
  return [
    row('a letter of the search, on the screen', echo),
    row('everybody who fits it, counted and shown', found),
    row('a page down, whole', page),
    row('to the other end of the list, whole', ends),
    row('a person opened', open),
  ];
}

/** Presses a key and waits until the list stands elsewhere and whole. */
async function timesOf(
  screen: TestTerminal,
  times: number,
  keyOf: (turn: number) => string,
): Promise<readonly number[]> {
  const taken: number[] = [];
  for (let turn = 0; turn < times; turn += 1) {
    const before = titleOf(screen);
    const startMs = performance.now();
    screen.type(keyOf(turn));
    await screen.until((now) => titleOf(now) !== before && isFull(now), PATIENCE_MS);
    taken.push(performance.now() - startMs);
  }
  return taken;
}

function row(name: string, times: readonly number[]): readonly [string, string] {
  const ms = (percent: number) => `${percentile(times, percent).toFixed(0)} ms`;
  return [name, `p50 ${ms(50)}, p99 ${ms(99)}, most ${ms(100)} (${times.length} keys)`];
}

/** `Subscribers 1–34/100000`, `Subscribers 7`. */
const titleOf = (screen: TestTerminal): string => /Subscribers [\d,–/ of]*\d/.exec(screen.text())?.[0] ?? '';

function countOf(screen: TestTerminal): number {
  return Number(/[\d,]+$/.exec(titleOf(screen))?.[0].replaceAll(',', ''));
}

/** No line is still to come. */
const isFull = (screen: TestTerminal): boolean => screen.lines().every((line) => !/^.{0,3}\s*…$/.test(line));
