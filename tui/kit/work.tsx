// Long work with its progress, and Esc to stop it. It takes all keys until it has ended; nothing is begun twice.
import { Box } from 'ink';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { sentenceOf } from './asked.ts';
import { countText } from './figures.ts';
import { Layer, useHints, useKeys } from './keys.tsx';
import { plain } from './plain.ts';
import { TextCell } from './text-cell.tsx';

/** Progress is drawn this often at most (ms). */
const DRAW_MS = 150;

export interface WorkProgress {
  readonly done: number;
  /** Null: nobody knows. */
  readonly total: number | null;
  /** `checking`; empty: the title says it. */
  readonly doing?: string;
  /** What is counted, with `total`: `%`. Empty: the title says it. */
  readonly unit?: string;
}

export interface WorkEnd {
  readonly text: string;
  readonly ok: boolean;
  /** What is to be read line by line: every refusal. */
  readonly report?: readonly string[];
}

export interface Work {
  /** `Pausing 12 people` */
  readonly title: string;
  run(signal: AbortSignal, onProgress: (progress: WorkProgress) => void): Promise<WorkEnd>;
}

/** Lines that work under way takes. */
export const WORK_ROWS = 2;

export interface WorkingProps {
  readonly work: Work;
  readonly width: number;
  readonly onEnd: (end: WorkEnd) => void;
}

export function Working(props: WorkingProps) {
  return (
    <Layer>
      <Shown {...props} />
    </Layer>
  );
}

function Shown({ work, width, onEnd }: WorkingProps) {
  const [progress, setProgress] = useState<WorkProgress>({ done: 0, total: null });
  const [stopping, setStopping] = useState(false);
  const stop = useRef(new AbortController());
  const end = useEffectEvent(onEnd);
  useHints([{ keys: 'Esc', does: 'stop' }]);
  useKeys((_, key) => {
    if (key.escape) {
      setStopping(true);
      stop.current.abort();
    }
    return true;
  });
  useEffect(() => {
    let drawnMs = 0;
    let over = false;
    const { signal } = stop.current;
    const onProgress = (next: WorkProgress): void => {
      const nowMs = performance.now();
      if (over || nowMs - drawnMs < DRAW_MS) return;
      drawnMs = nowMs;
      setProgress(next);
    };
    work
      .run(signal, onProgress)
      .catch((error: unknown): WorkEnd => ({ text: sentenceOf(error), ok: false }))
      .then((ended) => {
        if (!over) end(ended);
      });
    // Whoever leaves the screen in the middle of it stops it as Esc would.
    return () => {
      over = true;
      stop.current.abort();
    };
  }, [work]);
  return (
    <Box flexDirection="column" flexShrink={0}>
      <TextCell
        text={`${plain(work.title)}${stopping ? ': stopping' : ''}`}
        width={width}
        looks={{ bold: true }}
      />
      <TextCell text={progressText(progress, width)} width={width} />
    </Box>
  );
}

/** `checking 1,200 of 100,000  [#####·····]` */
export function progressText({ doing, done, total, unit }: WorkProgress, width: number): string {
  if (done === 0 && total === null && doing === undefined) return 'It begins …';
  const of = total === null ? '' : ` of ${countText(total)}${unit === undefined ? '' : ` ${unit}`}`;
  const text = `${doing === undefined ? '' : `${doing} `}${countText(done)}${of}`;
  const room = Math.min(40, width - text.length - 4);
  if (total === null || total === 0 || room < 5) return text;
  const full = Math.floor((room * Math.min(done, total)) / total);
  return `${text}  [${'#'.repeat(full)}${'.'.repeat(room - full)}]`;
}
