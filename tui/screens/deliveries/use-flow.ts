// The deliveries that are looked at, asked for while the screen is shown: the newest and those in view every so often,
// older ones as one comes near their end. One question at a time.
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { DeliveryQuery } from '../../../src/core/records.ts';
import type { DeliveryView } from '../../../src/core/snapshot.ts';
import { sentenceOf } from '../../kit/asked.ts';
import { type Flow, flowed, NO_FLOW, wantsMore } from './flow.ts';

const LIMIT = 100;
const AGAIN_MS = 2_000;

export interface Flowing {
  readonly flow: Flow;
  /** Nothing was answered yet to what is asked for now. */
  readonly isNew: boolean;
  readonly refusal: string;
  again(): void;
}

export interface FlowView {
  /** First and last line in view. */
  readonly first: number;
  readonly last: number;
  /** Somebody looks at what is there: it stays, and nothing newer is asked for. */
  readonly isHeld: boolean;
}

type Narrow = Omit<DeliveryQuery, 'beforeId' | 'limit'>;

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
  const more = wantsMore(known, inView.last) && known.items.length > 0;

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is asked for is in `key`; `turn` asks once more
  useEffect(() => {
    let over = false;
    let timer: NodeJS.Timeout | undefined;
    const put = async (beforeId: number | null): Promise<void> => {
      const items = await question({ ...narrow, limit: LIMIT, ...(beforeId !== null && { beforeId }) });
      if (over) return;
      const flow = flowed(newest.current, { beforeId, limit: LIMIT, items });
      newest.current = flow;
      setState({ key, flow, isNew: false, refusal: '' });
    };
    const round = async (): Promise<void> => {
      try {
        const { first, isHeld } = viewed.current;
        const { items } = newest.current;
        const top = items[0]?.id;
        await put(isHeld && top !== undefined ? (items[first - 1]?.id ?? top + 1) : null);
        for (let asks = 0; asks < 3 && !over && wantsMore(newest.current, viewed.current.last); asks += 1)
          await put(newest.current.items.at(-1)?.id ?? null);
      } catch (error) {
        if (!over) setState({ key, flow: newest.current, isNew: false, refusal: sentenceOf(error) });
      }
      if (!over) timer = setTimeout(round, AGAIN_MS);
    };
    void round();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [key, turn, more]);

  return {
    flow: known,
    isNew: isOther || state.isNew,
    refusal: isOther ? '' : state.refusal,
    again: () => setTurn((now) => now + 1),
  };
}
