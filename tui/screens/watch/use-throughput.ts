// The throughput for the graphs, asked for when a snapshot comes. Most answers wait for the next snapshot to be drawn
// with it, so that the screen is drawn once a second and not three times.
import { useEffect, useRef, useState } from 'react';
import type { Control } from '../../../src/control/control.ts';
import type { Throughput, ThroughputRange } from '../../../src/core/throughput.ts';
import { sentenceOf } from '../../kit/asked.ts';

/**
 * A graph moves with its samples; no need to ask oftener. That of a minute with every other snapshot: its bars are half of
 * what is written to a large window, and two at a time are as easy to follow.
 */
const ASK_EVERY_MS: Readonly<Record<ThroughputRange, number>> = { minute: 1_500, hour: 5_000, day: 30_000 };

export interface AskedThroughput {
  /** Undefined until the engine has answered for this range. */
  readonly throughput: Throughput | undefined;
  /** Why it last did not; empty when it did. */
  readonly refusal: string;
}

interface Held extends AskedThroughput {
  readonly control: Pick<Control, 'throughput'> | undefined;
  readonly range: ThroughputRange;
  readonly askedAtMs: number;
  /** An answer is awaited: a slow engine is not asked again meanwhile. */
  readonly awaited: boolean;
}

/** @param atMs the moment of the snapshot @param lost nobody can be asked: what was known stays */
export function useThroughput(
  control: Pick<Control, 'throughput'>,
  range: ThroughputRange,
  atMs: number,
  lost: boolean,
): AskedThroughput {
  const held = useRef<Held>({
    control: undefined,
    range,
    askedAtMs: 0,
    awaited: false,
    throughput: undefined,
    refusal: '',
  });
  const [, redraw] = useState(0);
  useEffect(() => {
    const before = held.current;
    const isNew = before.control !== control || before.range !== range;
    const isDue = !before.awaited && atMs - before.askedAtMs >= ASK_EVERY_MS[range];
    if (lost || !(isNew || isDue)) return;
    const asked: Held = { ...before, control, range, askedAtMs: atMs, awaited: true };
    held.current = asked;
    const take = (answer: AskedThroughput): void => {
      const now = held.current;
      // Who has gone on to another range or engine no longer wants this.
      if (now.control !== control || now.range !== range) return;
      const waits = now.throughput?.range === range && now.refusal === answer.refusal;
      held.current = { ...now, ...answer, awaited: false };
      if (!waits) redraw((count) => count + 1);
    };
    control.throughput(range).then(
      (throughput) => take({ throughput, refusal: '' }),
      (error: unknown) => take({ throughput: held.current.throughput, refusal: sentenceOf(error) }),
    );
  }, [control, range, atMs, lost]);
  const { throughput, refusal } = held.current;
  return {
    throughput: throughput?.range === range ? throughput : undefined,
    refusal: lost ? refusal || 'no engine answers' : refusal,
  };
}
