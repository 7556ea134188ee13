// What a part remembers while its screen is not shown: a screen that is left is taken down, and comes back as it was.
import { createContext, useContext, useEffect, useEffectEvent, useLayoutEffect, useState } from 'react';

/** By name; stands around all screens. */
export const KeptStates = createContext<Map<string, unknown>>(new Map());

/** As `useState`, and the value is there again when the part comes back. @param name of the state, unique on the whole screen: `areas.sort` */
export function useKept<T>(name: string, initial: T): readonly [T, (next: T | ((now: T) => T)) => void] {
  const kept = useContext(KeptStates);
  const [value, setValue] = useState<T>(() => (kept.has(name) ? (kept.get(name) as T) : initial));
  useLayoutEffect(() => void kept.set(name, value), [kept, name, value]);
  return [value, setValue];
}

/**
 * Calls back when the part is sent somewhere. Coming back is not being sent: what is shown is as it was left, but where
 * it was sent elsewhere in between. @param name as of `useKept` @param at a new object every time
 */
export function useSent<T extends object>(name: string, at: T | undefined, onSent: (at: T) => void): void {
  const kept = useContext(KeptStates);
  const sent = useEffectEvent(onSent);
  useEffect(() => {
    if (at === undefined || kept.get(name) === at) return;
    kept.set(name, at);
    sent(at);
  }, [kept, name, at]);
}

const obeyed = new WeakSet<object>();

/** Calls back once ever for each order: coming back to where it was given does nothing again. @param order as `at` of `useSent` */
export function useOrder(order: object | undefined, onOrder: () => void): void {
  const obey = useEffectEvent(onOrder);
  useEffect(() => {
    if (order === undefined || obeyed.has(order)) return;
    obeyed.add(order);
    obey();
  }, [order]);
}
