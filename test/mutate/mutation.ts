// What a mutation is: the program made wrong on purpose, in one way, and the tests that should see it.

/** An exact text that stands once in a file, and what takes its place. */
export interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** A file's text with the edit in it. @throws Error when what it replaces is not found exactly once */
export function edited(text: string, { file, from, to }: Edit): string {
  const times = text.split(from).length - 1;
  if (times !== 1) throw new Error(`${file} holds this ${times} times, not once: ${from}`);
  // As a function, since a text with a dollar sign would mean something.
  return text.replace(from, () => to);
}

export interface Mutation {
  /** What `--only` takes. */
  readonly name: string;
  /** What is wrong then, as a person would tell it. */
  readonly wrong: string;
  readonly edits: readonly Edit[];
  /** Files of tests, below `test/`: the fewest that should see it. */
  readonly tests: readonly string[];
}
