// Which screen is shown, where in it, and the way back.
import { useState } from 'react';
import type { Destination, Screen, ScreenName } from './screen-contract.ts';

/** Longest way back; who goes in circles gives up the oldest steps. */
const STEPS = 20;

export interface Place {
  readonly screen: ScreenName;
  /** Where it was sent; undefined: by its tab. */
  readonly at: Destination | undefined;
}

export interface Way {
  readonly here: Place;
  /** Where `back` leads, the last step last. */
  readonly from: readonly Place[];
}

export interface Places extends Way {
  go(to: Destination): void;
  /** By its tab: nothing to come back to. */
  open(screen: ScreenName): void;
  /** To the screen `by` tabs further. */
  next(by: 1 | -1): void;
  back(): void;
}

export function usePlaces(screens: readonly Screen[], first: () => Place): Places {
  const [way, setWay] = useState<Way>(() => ({ here: first(), from: [] }));
  return {
    ...way,
    go: (to) => setWay((now) => gone(now, to)),
    open: (screen) => setWay((now) => opened(now, screen)),
    next: (by) =>
      setWay((now) => {
        const names = screens.map(({ name }) => name);
        const at = (names.indexOf(now.here.screen) + by + names.length) % names.length;
        return opened(now, names[at] ?? now.here.screen);
      }),
    back: () => setWay(cameBack),
  };
}

export function gone(way: Way, to: Destination): Way {
  return { here: { screen: to.screen, at: to }, from: [...way.from, way.here].slice(-STEPS) };
}

export function opened(way: Way, screen: ScreenName): Way {
  return way.here.screen === screen ? way : { here: { screen, at: undefined }, from: [] };
}

export function cameBack(way: Way): Way {
  const here = way.from.at(-1);
  return here === undefined ? way : { here, from: way.from.slice(0, -1) };
}

/** The first of the screens; without an engine the one that sets up, on a first start with its guide. */
export function firstPlace(screens: readonly Screen[], isFirstStart: boolean, isStopped = false): Place {
  if (isStopped) return { screen: 'Setup', at: undefined };
  if (isFirstStart && screens.some(({ name }) => name === 'Setup'))
    return { screen: 'Setup', at: { screen: 'Setup', text: 'guide' } };
  return { screen: screens[0]?.name ?? 'Watch', at: undefined };
}
