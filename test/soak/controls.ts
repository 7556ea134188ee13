// The program a soak runs: as it was built, or for a negative control a copy of it with one defect.
import { join } from 'node:path';
import { ROOT } from '../bench/product.ts';
import { type Defect, spoiltProgram } from '../harness/spoilt-program.ts';
import type { ControlName } from './options.ts';

const DEFECTS: Readonly<Record<ControlName, readonly Defect[]>> = {
  // A refusal is over when its status is there; what follows stays in the socket, which nobody gives back.
  bodies: [
    {
      file: 'src/poll/call.js',
      from: '        this.status = status;\n',
      to: '        this.status = status;\n        if (status === 401 || status === 403 || status === 429) {\n            this.#controller?.pause();\n            this.#settle(false);\n            return;\n        }\n',
    },
  ],
  // What was seen is kept for ever: however much there is of it, and when its day is past.
  seen: [
    {
      file: 'src/store/redis/seen-memory.js',
      from: 'if (usedInRound >= half) {',
      to: 'if (false) {',
    },
    {
      file: 'src/store/redis/seen-memory.js',
      from: '            forget((kept) => kept.date < date);\n',
      to: '',
    },
  ],
};

/** Path of the launcher to start. @param folder where a copy may lie. @throws Error when a defect does not fit the code */
export function programFor(control: ControlName | null, folder: string): string {
  if (control === null) return join(ROOT, 'src', 'launcher.cjs');
  return spoiltProgram(join(folder, `program-${control}`), DEFECTS[control]);
}
