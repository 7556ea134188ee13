// Keys one by one, also when a busy moment delivers several at once.
import { type Key, useInput } from 'ink';

/** More letters at once than this were pasted, not typed, and mean nothing here. */
const TYPED_AT_ONCE = 8;

/** Calls back for every key: a letter with its modifiers, or a named key with an empty `input`. */
export function useKeys(onKey: (input: string, key: Key) => void): void {
  useInput((input, key) => {
    const letters = [...input];
    if (letters.length <= 1) onKey(input, key);
    else if (letters.length <= TYPED_AT_ONCE) for (const letter of letters) onKey(letter, key);
  });
}
