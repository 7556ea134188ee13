// The deliveries that are looked at, asked for while the screen is shown: those in view every so often, their
// neighbours as one comes near them. One question at a time.
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { DeliveryQuery } from '../../../src/core/records.ts';
import type { DeliveryView } from '../../../src/core/snapshot.ts';
import { sentenceOf } from '../../kit/asked.ts';
import { type Flow, type FlowView, flowed, NO_FLOW, type Stretch, sameAgain, wanted } from './flow.ts';

const LIMIT = 100;
const AGAIN_MS = 2_000;
/** Questions in a row for what is missing, before one rests. */
const MOST_ASKS = 4;

export interface Flowing {
  readonly flow: Flow;
  /** Nothing was answered yet to what is asked for now. */
  readonly isNew: boolean;
  readonly refusal: string;
  again(): void;
}

type Narrow = Omit<DeliveryQuery, 'beforeId' | 'afterId' | 'limit'>;

export function useFlow(
  ask: (query: DeliveryQuery) => Promise<readonly DeliveryView[]>,
  narrow: Narrow,
  inView: FlowView,
): Flowing {
  const key = JSON.stringify(narrow);
  const [state, setState] = useState({ key, flow: NO_FLOW, isNew: true, refusal: '' });
  const [turn, setTurn] = useState(0);
  const viewed = useRef(inView);
  viewed.current = inView;
  const question = useEffectEvent((query: DeliveryQuery) => ask(query));
  const isOther = state.key !== key;
  const known = isOther ? NO_FLOW : state.flow;
  const newest = useRef(known);
  newest.current = known;
  const missing = known.items.length === 0 ? undefined : wanted(known, inView)?.of;

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is asked for is in `key`; `turn` asks once more
  useEffect(() => {
    let over = false;
    let timer: NodeJS.Timeout | undefined;
    const put = async (stretch: Stretch): Promise<void> => {
      const items = await question({ ...narrow, ...queryOf(stretch), limit: LIMIT });
      if (over) return;
      const flow = flowed(newest.current, { stretch, limit: LIMIT, items });
      newest.current = flow;
      setState({ key, flow, isNew: false, refusal: '' });
    };
    const round = async (): Promise<void> => {
      try {
        let stretch = wanted(newest.current, viewed.current) ?? sameAgain(newest.current, viewed.current);
        for (let asks = 0; asks < MOST_ASKS && !over; asks += 1) {
          await put(stretch);
          const next = wanted(newest.current, viewed.current);
          if (next === null) break;
          stretch = next;
        }
      } catch (error) {
        // A refusal is no answer: of what was never answered, nothing is known.
        if (!over)
          setState((now) => ({
            key,
            flow: newest.current,
            isNew: now.key !== key || now.isNew,
            refusal: sentenceOf(error),
          }));
      }
      if (!over) timer = setTimeout(round, AGAIN_MS);
    };
    void round();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [key, turn, missing]);

  return {
    flow: known,
    isNew: isOther || state.isNew,
    refusal: isOther ? '' : state.refusal,
    again: () => setTurn((now) => now + 1),
  };
}

function queryOf(stretch: Stretch): Pick<DeliveryQuery, 'beforeId' | 'afterId'> {
  if (stretch.of === 'older') return { beforeId: stretch.beforeId };
  if (stretch.of === 'newer') return { afterId: stretch.afterId };
  return stretch.of === 'oldest' ? { afterId: 0 } : {};
}
