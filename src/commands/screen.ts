// No command: the terminal screen. Attaches to the engine of the data directory, or carries one inside.
import { runPlain, runScreen } from '../../tui/screen.tsx';
import type { Control } from '../control/control.ts';
import { stopSignal } from '../engine/signals.ts';
import { EXIT, Failure } from '../failure.ts';
import { silentLog } from '../log.ts';
import { startEngine } from '../main.ts';
import { type Context, runningEngine, settingsOf } from './context.ts';

export async function screenCommand(context: Context): Promise<void> {
  const attached = await runningEngine(context);
  if (attached !== undefined) {
    try {
      await showUntilLeft(context, attached, 'attached');
    } finally {
      attached.close();
    }
    return;
  }
  const settings = settingsOf(context);
  const engine = await startEngine(settings, {
    source: context.source,
    version: context.version,
    clock: context.clock,
    log: silentLog,
  });
  try {
    await Promise.race([showUntilLeft(context, engine.control, 'inside'), engine.failed]);
  } finally {
    await engine.stop();
  }
}

/** Shows the engine on the terminal, or in plain lines where there is none, until the person leaves or a signal comes. */
export async function showUntilLeft(
  context: Context,
  control: Control,
  engine: 'attached' | 'inside' | 'demo',
): Promise<void> {
  void engine;
  const stop = stopSignal(context.stdout, context.endNow);
  try {
    if (context.stdout.isTTY && context.stdin.isTTY && context.env.TERM !== 'dumb') {
      await runScreen({ control, until: stop.asked });
    } else {
      await runPlain({ control, write: context.print, until: stop.asked });
    }
  } finally {
    stop.release();
  }
}
void [EXIT, Failure];
