// Opens a scene of `still-script.ts` in a pty.
import { join } from 'node:path';
import { openTerminal, type TestTerminal } from '../../support/terminal.ts';
import { ready } from '../tour.ts';

const SCRIPT = join(import.meta.dirname, 'still-script.ts');
/** Columns and lines beyond the window, to see what is drawn there. */
const SPARE = 20;

export interface StillLook {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** `still`: plain names; `scripts`: names in many scripts; `hostile`: names that do harm; `broken`: parts are missing. */
export type StillScene = 'still' | 'scripts' | 'hostile' | 'broken';

/**
 * A test on a scene of its own: played from the first whole picture on, and closed whatever comes of it, so that
 * several can be played at once.
 * @param look 80×24 by default
 */
export function onStill(
  scene: StillScene,
  { columns = 80, rows = 24, env = {} }: StillLook,
  play: (terminal: TestTerminal) => Promise<void>,
): () => Promise<void> {
  return async () => {
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
    try {
      await ready(terminal);
      await play(terminal);
    } finally {
      terminal.close();
    }
  };
}
