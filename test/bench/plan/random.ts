// Random numbers that come out the same for the same seed, in the shapes the simulated day needs.

export interface Random {
  /** Even in [0, 1). */
  unit(): number;
  /** Waiting time until a Poisson process with this mean gap fires. */
  gap(mean: number): number;
  /** Log-normal: half of them above `median`; `sigma` is the spread of the logarithm. */
  logNormal(median: number, sigma: number): number;
  /** The items in another order. */
  shuffled<T>(items: readonly T[]): T[];
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0;

  function unit(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  return {
    unit,
    gap: (mean) => -Math.log(1 - unit()) * mean,
    logNormal(median, sigma) {
      const normal = Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit());
      return median * Math.exp(sigma * normal);
    },
    shuffled(items) {
      const mixed = [...items];
      for (let at = mixed.length - 1; at > 0; at--) {
        const other = Math.floor(unit() * (at + 1));
        [mixed[at], mixed[other]] = [
          mixed[other] as (typeof mixed)[number],
          mixed[at] as (typeof mixed)[number],
        ];
      }
      return mixed;
    },
  };
}
