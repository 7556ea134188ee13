// The help as lines: every key, command and word, from the lists of those who have them. Pure.
import type { Tone } from './kit/columns.ts';
import { wrapped } from './kit/wrapped.ts';
import { type Notice, noticeMark } from './notices.ts';
import type { Command, Screen, ScreenName } from './screen-contract.ts';

export interface HelpLine {
  /** In front, in its own column; empty on lines that go on. */
  readonly name: string;
  readonly text: string;
  readonly tone?: Tone;
  readonly isTitle?: true;
  /** What needs the person: as wide as the screen. */
  readonly isNotice?: true;
}

export const NAME_WIDTH = 16;

type Pairs = readonly (readonly [name: string, text: string])[];

export interface HelpOf {
  readonly frame: Pairs;
  /** All screens; the present one comes first. */
  readonly screens: readonly Screen[];
  readonly here: ScreenName;
  readonly commands: readonly Command[];
  readonly notices: readonly Notice[];
}

export function helpLines(
  { frame, screens, here, commands, notices }: HelpOf,
  width: number,
): readonly HelpLine[] {
  const present = screens.filter(({ name }) => name === here);
  const others = screens.filter(({ name }) => name !== here);
  return [
    ...(notices.length === 0 ? [] : [title('What needs you')]),
    ...notices.flatMap((notice) => noticeLines(notice, width)),
    ...present.flatMap(({ name, keys, words = [] }) => [
      ...section(`Keys in ${name}`, keys, width),
      ...section(`Words in ${name}`, words, width),
    ]),
    ...section('Keys everywhere', frame, width),
    ...others.flatMap(({ name, keys }) => section(`Keys in ${name}`, keys, width)),
    ...section(
      'Commands',
      commands.map(({ name, takes = '', does }) => [`:${name} ${takes}`.trimEnd(), does] as const),
      width,
    ),
    ...others.flatMap(({ name, words = [] }) => section(`Words in ${name}`, words, width)),
  ];
}

function title(name: string): HelpLine {
  return { name, text: '', isTitle: true };
}

function section(name: string, pairs: Pairs, width: number): readonly HelpLine[] {
  return pairs.length === 0 ? [] : [title(name), ...pairs.flatMap((pair) => pairLines(pair, width))];
}

function pairLines([name, text]: readonly [string, string], width: number): readonly HelpLine[] {
  const lines = wrapped(text, width - NAME_WIDTH);
  // A name too long for its column has a line of its own.
  const isLong = name.length >= NAME_WIDTH;
  const rows = lines.map((line, at): HelpLine => ({ name: at === 0 && !isLong ? name : '', text: line }));
  return isLong ? [{ name, text: '' }, ...rows] : rows;
}

function noticeLines(notice: Notice, width: number): readonly HelpLine[] {
  const { text, tone } = notice;
  const lines = wrapped(`${noticeMark(notice)} ${text}`, width);
  return lines.map((line) => ({ name: '', text: line, isNotice: true, ...(tone && { tone }) }));
}
