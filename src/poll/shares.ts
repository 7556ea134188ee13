// How the calls are shared among areas. Pure. With weights w and a limited number of calls, the waiting time summed
// over people is least when an area is polled in proportion to the square root of w; a floor keeps anybody from
// waiting too long for it.

/**
 * Each area's share of all calls; the shares sum to 1.
 * @param weights people an area serves; below 1 counts as 1
 * @param leastShare no area gets less; at most half of an even share, so that the rest still follows demand
 */
export function sharesOf(weights: readonly number[], leastShare: number): readonly number[] {
  const roots = weights.map((weight) => Math.sqrt(Math.max(1, weight)));
  const least = Math.min(leastShare, 1 / (2 * Math.max(1, weights.length)));
  const ascending = roots.map((_, at) => at).sort((a, b) => (roots[a] as number) - (roots[b] as number));
  const shares = new Array<number>(weights.length).fill(0);
  let rest = 1;
  let sum = roots.reduce((total, root) => total + root, 0);
  for (const at of ascending) {
    const root = roots[at] as number;
    const fair = (rest * root) / sum;
    if (fair >= least) {
      shares[at] = fair;
      continue;
    }
    shares[at] = least;
    rest -= least;
    sum -= root;
  }
  return shares;
}
