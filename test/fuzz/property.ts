// A promise that holds for any input, and how it is tried: many inputs from a seed, and one smallest input where it
// does not hold. The short form is part of the tests; `npm run fuzz` goes on for as long as it is told to.
import fc from 'fast-check';

/** Characters of a failure that are shown: the smallest input may still be a whole answer. */
const MOST_TOLD = 6_000;

/** A promise set up and ready to be tried. */
export interface Opened<T> {
  /** Throws where the promise does not hold. */
  holds(value: T): void | Promise<void>;
  close?(): void | Promise<void>;
}

export interface FuzzProperty {
  /** What `--only` takes. */
  readonly name: string;
  /** The promise in words. */
  readonly says: string;
  /** Executions in the short form, and in each stretch of the long one. */
  readonly runs: number;
  open(): Promise<Trial>;
}

/** What a property looks like to whoever plays it. */
export interface Trial {
  check(params: fc.Parameters<[unknown]>): Promise<fc.RunDetails<[unknown]>>;
  close(): Promise<void>;
}

export interface Played {
  readonly executions: number;
  readonly seconds: number;
  /** The smallest input that breaks the promise, and how to run it again; undefined when it held. */
  readonly failure: string | undefined;
}

export interface PlayOptions {
  readonly seed: number;
  /** How long to go on (ms); 0: one stretch. */
  readonly forMs: number;
  /** Where in the tree of inputs a failure was found: only that is tried. */
  readonly path?: string;
}

export function fuzzProperty<T>({
  values,
  open,
  ...rest
}: Omit<FuzzProperty, 'open'> & {
  readonly values: fc.Arbitrary<T>;
  readonly open: () => Opened<T> | Promise<Opened<T>>;
}): FuzzProperty {
  return {
    ...rest,
    async open() {
      const opened = await open();
      const tried = fc.asyncProperty(values, async (value) => opened.holds(value));
      return {
        check: async (params) => (await fc.check(tried, params as fc.Parameters<[T]>)) as never,
        close: async () => opened.close?.(),
      };
    },
  };
}

/** Tries a property, stretch after stretch, each with the seed after the last one's. */
export async function play(property: FuzzProperty, { seed, forMs, path }: PlayOptions): Promise<Played> {
  const begun = performance.now();
  const trial = await property.open();
  let executions = 0;
  let failure: string | undefined;
  try {
    for (let stretch = 0; failure === undefined; stretch++) {
      const details = await trial.check({
        seed: seed + stretch,
        numRuns: property.runs,
        includeErrorInReport: true,
        ...(path !== undefined && { path }),
      });
      executions += details.numRuns;
      if (details.failed) failure = failureText(property, details);
      if (path !== undefined || performance.now() - begun >= forMs) break;
    }
  } finally {
    await trial.close();
  }
  return { executions, seconds: (performance.now() - begun) / 1000, failure };
}

function failureText({ name, says }: FuzzProperty, details: fc.RunDetails<[unknown]>): string {
  const again = `npm run fuzz -- --only ${name} --seed ${details.seed} --path ${details.counterexamplePath}`;
  const report = (fc.defaultReportMessage(details) ?? '').slice(0, MOST_TOLD);
  return `${name} does not hold: ${says}\n${report}\nAgain: ${again}`;
}
