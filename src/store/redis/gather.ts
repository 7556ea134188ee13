// Gathers what several callers want during one turn of the event loop, so that it travels as one.
// Idle, nobody waits: the turn ends at once. Under load a turn brings many answers, and they share one round trip.
// It knows neither what it carries nor where to; it never holds anything beyond the turn.

/** One caller's part of what was sent: the result of all of it, and where his own items begin. */
export interface Part<Result> {
  readonly result: Promise<Result>;
  readonly from: number;
}

interface Load<Item, Result> {
  readonly items: Item[];
  readonly sent: PromiseWithResolvers<Result>;
}

/** @param send is handed the items of a whole turn, in the order they came; must not reject */
export function gather<Item, Result>(
  send: (items: readonly Item[]) => Promise<Result>,
): (items: readonly Item[]) => Part<Result> {
  let load: Load<Item, Result> | undefined;

  function depart({ items, sent }: Load<Item, Result>): void {
    load = undefined;
    sent.resolve(send(items));
  }

  return (items) => {
    if (load === undefined) {
      load = { items: [], sent: Promise.withResolvers<Result>() };
      // Runs when the sockets that were ready have been read, and before anybody waits for more.
      setImmediate(depart, load);
    }
    const from = load.items.length;
    for (const item of items) load.items.push(item);
    return { result: load.sent.promise, from };
  };
}
