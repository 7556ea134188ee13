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

/**
 * A fault of our own for whoever reports it: what kind, where in the program, and what the error says, without what may
 * be of others in it: an error of a library quotes what it was given.
 */
export function faultText(error: unknown): string {
  if (!(error instanceof Error)) return `a ${typeof error} was thrown`;
  const places = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [`${error.name}: ${withoutData(error.message)}`, ...places].join('\n');
}

/** Longest part of a message that is shown (UTF-16 units). */
const MESSAGE_MAX_CHARS = 500;

function withoutData(message: string): string {
  return message
    .slice(0, MESSAGE_MAX_CHARS)
    .replace(/"[^"]*(?:"|$)/g, '"…"')
    .replace(/\b([a-z][a-z0-9+.-]*):\/\/\S+/gi, '$1://…')
    .replace(/\S+@\S+/g, '…')
    .replace(/\b\d+:[\w-]{8,}/g, '…')
    .replace(/\b\d{6,}\b/g, '…')
    .replace(/[\w+/=-]{24,}/g, '…');
}
