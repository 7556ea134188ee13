// The setup desk of an engine for who sits in another process: the engine's own flags and environment count, which that
// process cannot know.
import { type Control, ControlError } from '../control/control.ts';
import type { SetupDesk } from '../control/setup.ts';
import type { Log } from '../log.ts';

type Desk = Pick<SetupDesk, 'settings' | 'save'>;

/** The part of `Control` about settings. @param desk undefined: refuses with 'unavailable' */
export function setupControl(desk: Desk | undefined, log: Log): Pick<Control, 'settings' | 'saveSettings'> {
  const present = (): Desk => {
    if (desk !== undefined) return desk;
    throw new ControlError('unavailable', 'this engine cannot be set up from here');
  };
  return {
    settings: async () => present().settings(),
    async saveSettings(changes) {
      const problems = await present().save(changes);
      if (problems.length === 0) log('info', 'settings.saved', { names: Object.keys(changes) });
      return problems;
    },
  };
}

/**
 * The desk of an engine in another process; undefined when it has none. What it shows is as it was when last asked.
 * It cannot restart: whoever started that engine must.
 */
export async function remoteDesk(
  control: Pick<Control, 'settings' | 'saveSettings'>,
): Promise<SetupDesk | undefined> {
  try {
    let shown = await control.settings();
    return {
      settings: () => shown,
      // That engine runs; what it would say of them now it says when they are saved.
      trouble: () => ({ problems: [], unreadable: false }),
      async save(changes) {
        const problems = await control.saveSettings(changes);
        if (problems.length === 0) shown = await control.settings();
        return problems;
      },
      restart: null,
      setAside: null,
    };
  } catch (error) {
    if (error instanceof ControlError) return undefined;
    throw error;
  }
}
