// A run of figures as a line of bars. Pure.

const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** The last `width` values, oldest first, scaled to the highest of them; shorter runs are filled with blanks in front. */
export function sparkline(values: readonly number[], width: number): string {
  const shown = width > 0 ? values.slice(-width) : [];
  const highest = Math.max(...shown, 0);
  const bar = (value: number): string => {
    if (highest === 0 || value <= 0) return BARS[0];
    return BARS[Math.ceil((value / highest) * (BARS.length - 1))] ?? BARS[0];
  };
  return shown.map(bar).join('').padStart(width);
}
