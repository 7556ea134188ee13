// How the program ends: its exit code, and the sentence a person reads when it did not go well.

export const EXIT = {
  done: 0,
  failed: 1,
  usage: 64,
  unreachable: 69,
  held: 75,
  config: 78,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends the program with a message for a person and an exit code; `cli.ts` prints it and nothing else. */
export class Failure extends Error {
  readonly exitCode: ExitCode;
  /** The setting that would have to be another, by its name in config.json: `http`. */
  readonly setting: string | undefined;
  constructor(exitCode: ExitCode, message: string, setting?: string) {
    super(message);
    this.name = 'Failure';
    this.exitCode = exitCode;
    this.setting = setting;
  }
}
