// Opens a scene of `still-script.ts` in a pty.
import { join } from 'node:path';
import { openTerminal, type TestTerminal } from '../../support/terminal.ts';
import { ready } from '../tour.ts';

const SCRIPT = join(import.meta.dirname, 'still-script.ts');
/** Columns and lines beyond the window, to see what is drawn there. */
const SPARE = 20;
const opened: TestTerminal[] = [];

/** To be called after each test. */
export function closeAll(): void {
  for (const terminal of opened.splice(0)) terminal.close();
}

export interface StillLook {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** `still`: plain names; `scripts`: names in many scripts; `hostile`: names that do harm; `broken`: parts are missing. */
export type StillScene = 'still' | 'scripts' | 'hostile' | 'broken';

/** Resolves with the first whole picture. */
export async function still(scene: StillScene, { columns = 80, rows = 24, env = {} }: StillLook = {}) {
  const terminal = openTerminal({
    file: process.execPath,
    args: [SCRIPT, scene],
    columns,
    rows,
    spare: SPARE,
    env: {
      LANG: 'C.UTF-8',
      LC_ALL: undefined,
      LC_CTYPE: undefined,
      // As the launcher has it; the other build of React is slower, and says on screen what it does not like.
      NODE_ENV: 'production',
      ...env,
    },
  });
  opened.push(terminal);
  await ready(terminal);
  return terminal;
}
