// Keys for the parts of the screen: each stands in a layer and hears keys only while that is the top one. Keys come
// one by one, also when a busy moment delivers several at once: each finds the screen as the one before left it.
import { type Key, useInput, usePaste } from 'ink';
import {
  createContext,
  type ReactNode,
  useContext,
  useEffectEvent,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import {
  type KeyBoard,
  type KeyHint,
  keyBoard,
  type LayerOfKeys,
  newLayer,
  type TopOfKeys,
} from './key-board.ts';
import { isPasted, keyOfLetter } from './key-of-letter.ts';

export type { KeyHint } from './key-board.ts';

const Board = createContext<KeyBoard>(keyBoard());
const Here = createContext<LayerOfKeys | null>(null);

export interface KeyRootProps {
  /** Asked for every key before anybody else; true when it was its own. */
  readonly before: (input: string, key: Key) => boolean;
  readonly children: ReactNode;
}

/** Stands once, around everything: takes what is typed and pasted, and hands it to the top layer. */
export function KeyRoot({ before, children }: KeyRootProps) {
  const [board] = useState(keyBoard);
  const [inTurn] = useState(oneByOne);
  const type = useEffectEvent((input: string, key: Key) => {
    if (!before(input, key)) board.key(input, key);
  });
  /** The terminal has marked what was pasted: what comes without a mark was typed. */
  const marks = useRef(false);
  useLayoutEffect(() => inTurn.start(), [inTurn]);
  useInput((input, key) => {
    const letters = [...input];
    if (!marks.current && isPasted(letters)) inTurn.do(() => board.paste(input));
    else if (letters.length <= 1) inTurn.do(() => type(input, key));
    else for (const letter of letters) inTurn.do(() => type(...keyOfLetter(letter, key)));
  });
  usePaste((text) => {
    marks.current = true;
    inTurn.do(() => board.paste(text));
  });
  return <Board value={board}>{children}</Board>;
}

/** Does one thing at a time, with time to draw between two of them. */
function oneByOne() {
  const waiting: (() => void)[] = [];
  let busy = false;
  let stopped = true;
  const next = (): void => {
    const work = stopped ? undefined : waiting.shift();
    busy = work !== undefined;
    if (work === undefined) return;
    // What a key changes is drawn in the turn after this one; only then comes the next key.
    setImmediate(() => setImmediate(next));
    work();
  };
  return {
    do(work: () => void): void {
      waiting.push(work);
      if (!busy) next();
    },
    start(): () => void {
      stopped = false;
      return () => {
        stopped = true;
        waiting.length = 0;
      };
    },
  };
}

function useLayer(): { readonly board: KeyBoard; readonly layer: LayerOfKeys } {
  const board = useContext(Board);
  const layer = useContext(Here);
  return { board, layer: layer ?? board.base };
}

/**
 * Calls back for every key while the layer is on top: a letter with its modifiers, or a named key with an empty
 * `input`. Say `true` for a key that was taken; of several parts in a layer the inner ones are asked first.
 */
export function useKeys(onKey: (input: string, key: Key) => unknown): void {
  const { layer } = useLayer();
  const handle = useEffectEvent((input: string, key: Key) => onKey(input, key) === true);
  useLayoutEffect(() => {
    const mine = (input: string, key: Key): boolean => handle(input, key);
    layer.keys.add(mine);
    return () => void layer.keys.delete(mine);
  }, [layer]);
}

/** Calls back for the keys that nobody of the screen's own layer took, while nothing lies over it; for the frame. */
export function useRestOfKeys(onKey: (input: string, key: Key) => void): void {
  const board = useContext(Board);
  const handle = useEffectEvent(onKey);
  useLayoutEffect(() => {
    const mine = (input: string, key: Key): boolean => {
      handle(input, key);
      return true;
    };
    board.rest.add(mine);
    return () => void board.rest.delete(mine);
  }, [board]);
}

/** Calls back with text that was pasted while the layer is on top; it may have several lines. */
export function usePasted(onPaste: (text: string) => void): void {
  const { layer } = useLayer();
  const handle = useEffectEvent(onPaste);
  useLayoutEffect(() => {
    const mine = (text: string): void => handle(text);
    layer.pastes.add(mine);
    return () => void layer.pastes.delete(mine);
  }, [layer]);
}

/** What the last line shows of this part while its layer is on top. */
export function useHints(hints: readonly KeyHint[]): void {
  const { board, layer } = useLayer();
  const [part] = useState(() => Symbol('hints'));
  useLayoutEffect(() => board.hint(layer, part, hints));
  useLayoutEffect(() => () => board.hint(layer, part, null), [board, layer, part]);
}

/** What works now, for the last line. */
export function useTopOfKeys(): TopOfKeys {
  const board = useContext(Board);
  return useSyncExternalStore(board.subscribe, board.top);
}

/** Its children take all keys until it is unmounted: for forms, prompts and questions. */
export function Layer({ children }: { readonly children: ReactNode }) {
  const { board, layer: outer } = useLayer();
  const [layer] = useState(() => newLayer(outer));
  useLayoutEffect(() => {
    board.push(layer);
    return () => board.remove(layer);
  }, [board, layer]);
  return <Here value={layer}>{children}</Here>;
}
