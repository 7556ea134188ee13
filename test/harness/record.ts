// What the cases of `npm run faults` say of themselves, beside what vitest prints: appended to the file that
// `test/faults/run.ts` names, for its table. Without that file (in `npm test`) it is only printed.
import { appendFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect } from 'vitest';

/** Which file the lines go to. */
export const RECORD_FILE = 'VACCINE_WATCH_TEST_FAULTS_RECORD';

/** A verdict as the table counts it, or words for below the table. */
export type RecordLine = { readonly hazard: string } & (
  | {
      readonly kind: 'verdict';
      readonly due: number;
      readonly missing: number;
      readonly extra: number;
      readonly duplicated: number;
      readonly allowed: number;
    }
  | { readonly kind: 'note'; readonly text: string }
);

export function recordVerdict(counts: {
  readonly due: number;
  readonly missing: number;
  readonly extra: number;
  readonly duplicated: number;
  readonly allowed: number;
}): void {
  append({ hazard: hazardNow(), kind: 'verdict', ...counts });
}

/** A figure of a hazard that is no verdict, in one line: points covered, kills survived. */
export function note(text: string): void {
  process.stdout.write(`  ${text}\n`);
  append({ hazard: hazardNow(), kind: 'note', text });
}

/** The name of the file that runs: `…/kill.long.ts` is the hazard `kill`. */
export function hazardOf(path: string): string {
  return basename(path).replace(/\..*$/, '');
}

function hazardNow(): string {
  return hazardOf(expect.getState().testPath ?? 'unknown');
}

function append(line: RecordLine): void {
  const file = process.env[RECORD_FILE];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(line)}\n`);
}
