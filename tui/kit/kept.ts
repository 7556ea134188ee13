// What a part remembers while its screen is not shown: a screen that is left is taken down, and comes back as it was.
import { createContext, useContext, useLayoutEffect, useState } from 'react';

/** By name; stands around all screens. */
export const KeptStates = createContext<Map<string, unknown>>(new Map());

/** As `useState`, and the value is there again when the part comes back. @param name of the state, unique on the whole screen: `areas.sort` */
export function useKept<T>(name: string, initial: T): readonly [T, (next: T | ((now: T) => T)) => void] {
  const kept = useContext(KeptStates);
  const [value, setValue] = useState<T>(() => (kept.has(name) ? (kept.get(name) as T) : initial));
  useLayoutEffect(() => void kept.set(name, value), [kept, name, value]);
  return [value, setValue];
}
