// The keys of the frame: which there are, for the help and the last line, and what each means. Pure.
import type { Key } from 'ink';
import type { Screen, ScreenName } from './screen-contract.ts';

/** For the help; `digits` such as `1–6`. */
export function frameKeys(
  screens: readonly Screen[],
  leaving: string,
): readonly (readonly [keys: string, does: string])[] {
  const digits = screens.map(({ digit }) => digit);
  return [
    [`${digits[0]}–${digits.at(-1)}`, 'show a screen'],
    ['Tab', 'the next screen; Shift-Tab the one before'],
    ['Esc', 'back to where you came from'],
    ['p', 'pause or resume polling; what is owed is still sent'],
    [':', 'type a command; Tab completes it'],
    ['?', 'this help'],
    ['q  Ctrl-C', `leave; ${leaving}`],
  ];
}

export type FrameKey =
  | { readonly does: 'open'; readonly screen: ScreenName }
  | { readonly does: 'next' | 'previous' | 'back' | 'pause' | 'command' | 'help' | 'leave' };

/** What a key nobody else took means; undefined: nothing. */
export function frameKeyOf(screens: readonly Screen[], input: string, key: Key): FrameKey | undefined {
  if (key.tab) return { does: key.shift ? 'previous' : 'next' };
  if (key.escape) return { does: 'back' };
  if (key.ctrl || key.meta) return undefined;
  if (input === 'p') return { does: 'pause' };
  if (input === ':') return { does: 'command' };
  if (input === '?') return { does: 'help' };
  if (input === 'q') return { does: 'leave' };
  const screen = screens.find(({ digit }) => digit === input);
  return screen === undefined ? undefined : { does: 'open', screen: screen.name };
}
