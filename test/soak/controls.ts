// The program a soak runs: as it was built, or for a negative control a copy of it with one defect put in from outside.
// A copy that cannot be made wrong as it should be is an error: the control would prove nothing.
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../bench/product.ts';
import type { ControlName } from './options.ts';

interface Defect {
  /** Below `dist/src`. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const DEFECTS: Readonly<Record<ControlName, readonly Defect[]>> = {
  // A refusal is over when its status is there; what follows stays in the socket, which nobody gives back.
  bodies: [
    {
      file: 'poll/call.js',
      from: '        this.status = status;\n',
      to: '        this.status = status;\n        if (status === 401 || status === 403 || status === 429) {\n            this.#controller?.pause();\n            this.#settle(false);\n            return;\n        }\n',
    },
  ],
  // Beside the bounded memory one of everything that ever was recorded.
  seen: [
    {
      file: 'store/redis/seen-memory.js',
      from: 'export function createSeenMemory(',
      to: 'const everSeen = new Set();\nexport function createSeenMemory(',
    },
    {
      file: 'store/redis/seen-memory.js',
      from: '        keep: (session) => put(session.areaId, session.sessionId, newsOf(session)),',
      to: '        keep: (session) => {\n            everSeen.add([session.areaId, session.date, session.sessionId, session.vaccine].join());\n            put(session.areaId, session.sessionId, newsOf(session));\n        },',
    },
  ],
};

/** Path of the launcher to start. @param folder where a copy may lie. @throws Error when a defect does not fit the code */
export function programFor(control: ControlName | null, folder: string): string {
  if (control === null) return join(ROOT, 'src', 'launcher.cjs');
  const copy = join(folder, `program-${control}`);
  for (const part of ['package.json', 'data', 'dist', 'src/launcher.cjs', 'src/small-heap.cjs']) {
    cpSync(join(ROOT, part), join(copy, part), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  for (const { file, from, to } of DEFECTS[control]) {
    const path = join(copy, 'dist', 'src', file);
    const text = readFileSync(path, 'utf8');
    if (text.split(from).length !== 2) {
      throw new Error(`the control "${control}" does not fit ${file}: it must hold exactly once: ${from}`);
    }
    writeFileSync(
      path,
      text.replace(from, () => to),
    );
  }
  return join(copy, 'src', 'launcher.cjs');
}
