// A copy of the built program with defects put in from outside, for what must be seen when a part of it is wrong. One
// that does not fit the code is an error: it would prove nothing.
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../bench/product.ts';

export interface Defect {
  /** Below `dist`. */
  readonly file: string;
  /** Stands there exactly once. */
  readonly from: string;
  readonly to: string;
}

/** Path of the copy's launcher. @param folder made; must not be there @throws Error when a defect does not fit */
export function spoiltProgram(folder: string, defects: readonly Defect[]): string {
  for (const part of ['package.json', 'data', 'dist', 'src/launcher.cjs', 'src/small-heap.cjs']) {
    cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  for (const { file, from, to } of defects) {
    const path = join(folder, 'dist', file);
    const text = readFileSync(path, 'utf8');
    if (text.split(from).length !== 2)
      throw new Error(`a defect does not fit ${file}, which must hold exactly once: ${from}`);
    writeFileSync(
      path,
      text.replace(from, () => to),
    );
  }
  return join(folder, 'src', 'launcher.cjs');
}
