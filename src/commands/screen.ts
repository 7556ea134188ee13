// No command: the terminal screen. Attaches to the engine of the data directory, or carries one inside.
import { runPlain } from '../../tui/run-plain.ts';
import { canShowScreen, runScreen } from '../../tui/screen.tsx';
import type { Control } from '../control/control.ts';
import { stopSignal } from '../engine/signals.ts';
import { EXIT, Failure } from '../failure.ts';
import { silentLog } from '../log.ts';
import { startEngine } from '../main.ts';
import { type Context, runningEngine, settingsOf } from './context.ts';

/** Shows the engine until the person leaves. @throws Failure (69) when an engine in another process ended meanwhile */
export async function screenCommand(context: Context): Promise<void> {
  const remote = await runningEngine(context);
  if (remote !== undefined) {
    const end = await showUntilLeft(context, remote, { title: 'vaccine-watch', closed: remote.closed });
    remote.close();
    if (end === 'lost') throw new Failure(EXIT.unreachable, 'The engine has ended.');
    return;
  }
  const engine = await startEngine(settingsOf(context), { ...context, log: silentLog });
  try {
    const shown = showUntilLeft(context, engine.control, {
      title: 'vaccine-watch',
      leaving: 'the engine ends with the screen',
    });
    await Promise.race([shown, engine.failed]);
  } finally {
    await engine.stop();
  }
}

export interface ShowOptions {
  readonly title: string;
  /** What leaving does to the engine, for the help. */
  readonly leaving?: string;
  /** Resolves when the engine can no longer be reached. */
  readonly closed?: Promise<void>;
}

/** Shows an engine on the terminal, or in plain lines where there is none, until the person leaves or a signal comes. */
export async function showUntilLeft(
  context: Context,
  control: Control,
  options: ShowOptions,
): Promise<'left' | 'lost'> {
  const stop = stopSignal(context.stdout, context.endNow);
  const ended = new AbortController();
  stop.asked.then(() => ended.abort());
  try {
    return canShowScreen(context.stdin, context.stdout, context.env.TERM)
      ? await runScreen({ control, ...options, signal: ended.signal })
      : await runPlain({
          control,
          write: (line) => context.stdout.write(line),
          signal: ended.signal,
          ...(options.closed && { closed: options.closed }),
        });
  } finally {
    stop.release();
  }
}
