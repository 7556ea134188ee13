// The help: every key, what the words of the screen mean, and all hints in full.
import { Box, Text } from 'ink';
import { TextCell } from './kit/text-cell.tsx';
import { useLooks } from './kit/tones.tsx';
import type { Line } from './screens/watch/lines.ts';

const KEYS: readonly (readonly [keys: string, does: string])[] = [
  ['p', 'pause or resume polling; what is owed is still sent'],
  ['Tab', 'move the keys to the other list (marked >)'],
  ['↑ ↓  j k', 'scroll it by a line; PgUp PgDn by a page; g G to its ends'],
  ['?  Esc', 'open and close this help'],
];
const WORDS: readonly (readonly [word: string, means: string])[] = [
  ['same', 'share of answers that were the same as before, which cost least'],
  ['breaker', 'opens after 20 refusals in a row, then probes now and then'],
  ['Age', 'of the last good answer; ! when three times as old as meant'],
  ['Every', 'how often the area is polled; Why says what decided that'],
  ['Doses/for', 'doses when a slot opened; how long it was open when it closed'],
  ['Failed', 'refused as wrong, expired, or with an end nobody knows'],
];
const NAME_WIDTH = 12;

export interface HelpProps {
  /** What leaving does to the engine, in words. */
  readonly leaving: string;
  readonly hints: readonly Line[];
  readonly width: number;
  readonly height: number;
}

export function Help({ leaving, hints, width, height }: HelpProps) {
  const looks = useLooks();
  const pair = ([name, text]: readonly [string, string]) => (
    <Box key={name}>
      <TextCell text={name} width={NAME_WIDTH} looks={{ bold: true }} />
      <TextCell text={text} width={width - NAME_WIDTH} />
    </Box>
  );
  return (
    <Box flexDirection="column" width={width} height={height} overflow="hidden">
      <TextCell text="Keys" width={width} looks={looks('quiet')} />
      {pair(['q  Ctrl-C', `leave; ${leaving}`])}
      {KEYS.map(pair)}
      <TextCell text="Words" width={width} looks={looks('quiet')} />
      {WORDS.map(pair)}
      {hints.length > 0 && <TextCell text="What needs you" width={width} looks={looks('quiet')} />}
      {hints.map((hint) => (
        <Box key={hint.text} width={width} flexShrink={0}>
          <Text wrap="wrap" {...looks(hint.tone)}>
            {`! ${hint.text}`}
          </Text>
        </Box>
      ))}
    </Box>
  );
}
