// A sentence that is said above the last line for some seconds.
import { useCallback, useEffect, useState } from 'react';
import type { Tone } from './kit/columns.ts';

const LEAST_MS = 5_000;
/** Long sentences stand longer. */
const A_LETTER_MS = 40;

export interface Note {
  readonly text: string;
  readonly tone: Tone | undefined;
}

/**
 * The newest sentence, while it stands, and how to say one; an empty one takes back what stands.
 * @param held it is being read: it stands as long as that, and its time again
 */
export function useNote(
  held: boolean,
): readonly [note: Note | undefined, say: (text: string, tone?: Tone) => void] {
  const [note, setNote] = useState<Note | undefined>(undefined);
  const say = useCallback(
    (text: string, tone?: Tone) => setNote(text === '' ? undefined : { text, tone }),
    [],
  );
  useEffect(() => {
    if (note === undefined || held) return;
    const timer = setTimeout(() => setNote(undefined), LEAST_MS + note.text.length * A_LETTER_MS);
    return () => clearTimeout(timer);
  }, [note, held]);
  return [note, say];
}
