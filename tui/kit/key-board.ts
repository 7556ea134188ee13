// Who hears a key: a stack of layers, of which only the top one listens, and the handlers that stand in each.
// Knows nothing of React or of the terminal.
import type { Key } from 'ink';

/** Says true when the key was its own, so that nobody else gets it. */
export type OnKey = (input: string, key: Key) => boolean;
/** Pasted text, as it came. */
export type OnPaste = (text: string) => void;

/** A key that works here, and what it does, for the last line. */
export interface KeyHint {
  readonly keys: string;
  readonly does: string;
}

export interface LayerOfKeys {
  readonly parent: LayerOfKeys | null;
  readonly keys: Set<OnKey>;
  readonly pastes: Set<OnPaste>;
  readonly hints: Map<symbol, readonly KeyHint[]>;
}

/** What the last line must know. */
export interface TopOfKeys {
  readonly hints: readonly KeyHint[];
  /** The top layer is the screen's own: the keys of the frame work, too. */
  readonly isBase: boolean;
}

export interface KeyBoard {
  readonly base: LayerOfKeys;
  /** Asked for the keys that nobody of the base layer took, while no other lies over it. */
  readonly rest: Set<OnKey>;
  /** A layer on top of all but its own children; `remove` takes it away again. */
  push(layer: LayerOfKeys): void;
  remove(layer: LayerOfKeys): void;
  /** To the handlers of the top layer, the innermost first, until one takes it. */
  key(input: string, key: Key): void;
  paste(text: string): void;
  /** Sets what one part of a layer says in the last line; null takes it back. */
  hint(layer: LayerOfKeys, part: symbol, hints: readonly KeyHint[] | null): void;
  /** The same object until something changes. */
  top(): TopOfKeys;
  subscribe(onChange: () => void): () => void;
}

export function newLayer(parent: LayerOfKeys | null): LayerOfKeys {
  return { parent, keys: new Set(), pastes: new Set(), hints: new Map() };
}

function isWithin(layer: LayerOfKeys, outer: LayerOfKeys): boolean {
  return layer.parent !== null && (layer.parent === outer || isWithin(layer.parent, outer));
}

export function keyBoard(): KeyBoard {
  const base = newLayer(null);
  const rest = new Set<OnKey>();
  const stack: LayerOfKeys[] = [base];
  const listeners = new Set<() => void>();
  let shown: TopOfKeys = { hints: [], isBase: true };
  const topLayer = (): LayerOfKeys => stack.at(-1) ?? base;
  const changed = (): void => {
    const layer = topLayer();
    const hints = [...layer.hints.values()].flat();
    const isBase = layer === base;
    if (isBase === shown.isBase && sameHints(hints, shown.hints)) return;
    shown = { hints, isBase };
    for (const listener of [...listeners]) listener();
  };
  return {
    base,
    rest,
    push(layer) {
      // Children are mounted before what is around them, and still lie above it.
      const child = stack.findIndex((other) => isWithin(other, layer));
      stack.splice(child === -1 ? stack.length : child, 0, layer);
      changed();
    },
    remove(layer) {
      const at = stack.indexOf(layer);
      if (at > 0) stack.splice(at, 1);
      changed();
    },
    key(input, key) {
      const layer = topLayer();
      for (const onKey of [...layer.keys, ...(layer === base ? rest : [])]) if (onKey(input, key)) return;
    },
    paste(text) {
      for (const onPaste of [...topLayer().pastes]) onPaste(text);
    },
    hint(layer, part, hints) {
      if (hints === null) layer.hints.delete(part);
      else layer.hints.set(part, hints);
      changed();
    },
    top: () => shown,
    subscribe(onChange) {
      listeners.add(onChange);
      return () => void listeners.delete(onChange);
    },
  };
}

function sameHints(one: readonly KeyHint[], other: readonly KeyHint[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ keys, does }, at) => keys === other[at]?.keys && does === other[at].does)
  );
}
