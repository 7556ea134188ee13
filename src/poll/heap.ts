// A binary heap: the least item first. Kept small on purpose; the plan is its only user.

export interface Heap<T> {
  readonly size: () => number;
  peek(): T | undefined;
  push(item: T): void;
  pop(): T | undefined;
  /** Puts other items in the place of all. */
  refill(items: readonly T[]): void;
}

/** @param less whether `a` comes before `b`; equals come in no particular order */
export function createHeap<T>(less: (a: T, b: T) => boolean): Heap<T> {
  let items: T[] = [];

  function swap(a: number, b: number): void {
    const kept = items[a] as T;
    items[a] = items[b] as T;
    items[b] = kept;
  }

  function up(start: number): void {
    let at = start;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!less(items[at] as T, items[parent] as T)) return;
      swap(at, parent);
      at = parent;
    }
  }

  function down(start: number): void {
    let at = start;
    for (;;) {
      const left = 2 * at + 1;
      if (left >= items.length) return;
      const right = left + 1;
      const least = right < items.length && less(items[right] as T, items[left] as T) ? right : left;
      if (!less(items[least] as T, items[at] as T)) return;
      swap(at, least);
      at = least;
    }
  }

  return {
    size: () => items.length,
    peek: () => items[0],
    push(item) {
      items.push(item);
      up(items.length - 1);
    },
    pop() {
      const first = items[0];
      const last = items.pop();
      if (items.length > 0 && last !== undefined) {
        items[0] = last;
        down(0);
      }
      return first;
    },
    refill(fresh) {
      items = [...fresh];
      for (let at = (items.length >> 1) - 1; at >= 0; at--) down(at);
    },
  };
}
