// What several ask for in the same turn of the event loop is asked for once. Nothing is kept from one turn to the next.

/** @param ask its answer must hold for the whole turn */
export function onceATurn<T>(ask: () => T): () => T {
  let asked: { readonly answer: T } | undefined;
  return () => {
    if (asked === undefined) {
      asked = { answer: ask() };
      queueMicrotask(() => {
        asked = undefined;
      });
    }
    return asked.answer;
  };
}
