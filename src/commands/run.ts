// `run`: the engine without a screen, one JSON line per event on standard output, until a signal asks it to stop.
import { setupDesk } from '../engine/setup.ts';
import { stopSignal } from '../engine/signals.ts';
import { jsonLog } from '../log.ts';
import { startEngine } from '../main.ts';
import { type Context, settingsOf } from './context.ts';

/** Runs the engine until a signal comes or its standard output closes. @throws Failure (75, 78) when it cannot start */
export async function runCommand(context: Context): Promise<void> {
  const settings = settingsOf(context);
  const stop = stopSignal(context.stdout, context.endNow);
  const log = jsonLog(context.stdout);
  try {
    const engine = await startEngine(settings, {
      source: context.source,
      version: context.version,
      clock: context.clock,
      log,
      setup: setupDesk({ ...context, restart: null }),
    });
    await Promise.race([stop.asked, engine.failed]);
    await engine.stop();
  } finally {
    stop.release();
  }
}
