// What the screen Setup keeps while another one is shown: what was typed and not saved, and how far the guide came.
// In memory only: an unsaved secret goes with the program.
import { useSyncExternalStore } from 'react';
import { type Draft, NO_DRAFT } from './draft.ts';
import type { Guide } from './guide.ts';

export interface SetupMemory {
  readonly draft: Draft;
  /** Null: it was not opened yet, or is over. */
  readonly guide: Guide | null;
  /** The guide is what is shown. */
  readonly guiding: boolean;
}

interface Kept {
  memory: SetupMemory;
  readonly listeners: Set<() => void>;
}

const EMPTY: SetupMemory = { draft: NO_DRAFT, guide: null, guiding: false };
const kept = new WeakMap<object, Kept>();

export type Remember = (change: (now: SetupMemory) => Partial<SetupMemory>) => void;

/** @param owner whose screen it is: lives as long as this */
export function useMemory(owner: object): readonly [SetupMemory, Remember] {
  const mine = memoryOf(owner);
  const memory = useSyncExternalStore(
    (onChange) => {
      mine.listeners.add(onChange);
      return () => void mine.listeners.delete(onChange);
    },
    () => mine.memory,
  );
  return [
    memory,
    (change) => {
      mine.memory = { ...mine.memory, ...change(mine.memory) };
      for (const listener of [...mine.listeners]) listener();
    },
  ];
}

function memoryOf(owner: object): Kept {
  const known = kept.get(owner);
  if (known !== undefined) return known;
  const fresh: Kept = { memory: EMPTY, listeners: new Set() };
  kept.set(owner, fresh);
  return fresh;
}
