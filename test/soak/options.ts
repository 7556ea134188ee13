// The soak's command line. What is wrong with it comes back as a sentence. Pure.
import { parseArgs } from 'node:util';

export const CONTROLS = ['bodies', 'seen'] as const;
/** A defect put into a copy of the program on purpose, so that the thresholds can be seen to find it. */
export type ControlName = (typeof CONTROLS)[number];

export interface SoakOptions {
  readonly minutes: number;
  readonly seed: number;
  readonly control: ControlName | null;
  readonly people: number;
  /** Answers of the source a second. */
  readonly rate: number;
  /** Sessions that others take the place of, each second. */
  readonly replaced: number;
  /** Slots that open in a minute. */
  readonly slots: number;
  /** Minutes from one forced midnight to the next. */
  readonly midnight: number;
  /** Where CSV, report, plot and logs go; null: a new folder among the temporary ones. */
  readonly out: string | null;
}

export const USAGE = `usage: npm run soak -- [--minutes N] [--seed S] [--control bodies|seen] [--people N] [--rate N] [--replaced N] [--slots N] [--midnight N] [--out DIR]
  --minutes   how long it is watched (60)
  --seed      of everything that is drawn (1)
  --control   a defect put into a copy of the program, which the thresholds must find:
              bodies: what the source refuses is not read; seen: what was seen is never forgotten
  --people    subscribers (50000)
  --rate      answers of the source a second (5000), a tenth of them spoilt
  --replaced  sessions that others take the place of, each second (1)
  --slots     slots that open in a minute (20)
  --midnight  minutes from one forced midnight to the next (2, so that all that is known of a week
              has passed once before anything is judged)
  --out       where samples.csv, report.md, plot.svg and the logs go (a new folder among the temporary ones)
Ends with 0 when every threshold is met, 1 when one is broken, 3 when none is broken and the time was too short to say
of each; a control with 0 when one is broken, and 1 when none is.`;

const DEFAULTS = { minutes: 60, seed: 1, people: 50_000, rate: 5_000, replaced: 1, slots: 20, midnight: 2 };

/** Reads the arguments after the script's name. */
export function readOptions(args: readonly string[]): SoakOptions | { readonly problem: string } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        ...{ minutes: { type: 'string' }, seed: { type: 'string' }, control: { type: 'string' } },
        ...{ people: { type: 'string' }, rate: { type: 'string' }, replaced: { type: 'string' } },
        ...{ slots: { type: 'string' }, midnight: { type: 'string' }, out: { type: 'string' } },
      },
    });
    const numbers = { ...DEFAULTS };
    for (const name of Object.keys(DEFAULTS) as (keyof typeof DEFAULTS)[]) {
      const text = values[name];
      if (text === undefined) continue;
      if (!/^\d{1,7}(\.\d+)?$/.test(text) || Number(text) <= 0)
        return {
          problem: `--${name} must be a number above 0 with at most 7 digits before the point: ${text}`,
        };
      numbers[name] = Number(text);
    }
    const control = CONTROLS.find((name) => name === values.control) ?? null;
    if (values.control !== undefined && control === null)
      return { problem: `there is no control ${values.control}` };
    return { ...numbers, control, out: values.out ?? null };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}
