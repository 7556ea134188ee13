// No command: the terminal screen. Attaches to the engine of the data directory, or carries one inside.
import { holdStderr } from '../../tui/hold-stderr.ts';
import { runPlain } from '../../tui/run-plain.ts';
import { canShowScreen, runScreen, type ScreenOptions } from '../../tui/screen.tsx';
import { ConfigError, chooseDataDir, settingsTrouble } from '../config.ts';
import type { RemoteControl } from '../control/client.ts';
import type { Control } from '../control/control.ts';
import type { SetupDesk } from '../control/setup.ts';
import { absentControl } from '../engine/absent.ts';
import { carryEngine, knownReasons, type StandIn, type StartEngine } from '../engine/carried.ts';
import { createEventRing } from '../engine/events.ts';
import { isFirstStart } from '../engine/first-start.ts';
import { setupDesk } from '../engine/setup.ts';
import { remoteDesk } from '../engine/setup-control.ts';
import { heedingSignals, type StopSignal } from '../engine/signals.ts';
import { EXIT, Failure } from '../failure.ts';
import { silentLog } from '../log.ts';
import { startEngine } from '../main.ts';
import { type Context, runningEngine, settingsOf } from './context.ts';
import { makeRoomToDraw } from './room-to-draw.ts';

/** A large database takes an engine seconds to open. */
const STARTING_MS = 15_000;
const STARTING_LOOK_MS = 200;

/** Shows the engine until the person leaves. @throws Failure (69) when an engine in another process ended meanwhile */
export function screenCommand(context: Context): Promise<void> {
  return heedingSignals(context.stdout, context.endNow, (stop) => show(context, stop));
}

async function show(context: Context, stop: StopSignal): Promise<void> {
  const remote = await runningEngine(context);
  if (remote !== undefined) return attachedScreen(context, stop, remote);
  try {
    await carriedScreen(context, stop);
  } catch (error) {
    if (!(error instanceof Failure) || error.exitCode !== EXIT.held) throw error;
    const late = await startingEngine(context, stop);
    if (late === undefined) throw error;
    await attachedScreen(context, stop, late);
  }
}

/** The engine that holds the data directory and does not answer yet; undefined when it goes on being silent. */
async function startingEngine(context: Context, stop: StopSignal): Promise<RemoteControl | undefined> {
  context.remark('Another engine is starting here; waiting for it …');
  let leaving = false;
  stop.asked.then(() => {
    leaving = true;
  });
  const endMs = context.clock.monotonicMs() + STARTING_MS;
  while (!leaving && context.clock.monotonicMs() < endMs) {
    const remote = await runningEngine(context);
    if (remote !== undefined) return remote;
    await context.clock.sleep(STARTING_LOOK_MS);
  }
  return undefined;
}

async function attachedScreen(context: Context, stop: StopSignal, remote: RemoteControl): Promise<void> {
  const setup = await remoteDesk(remote);
  const end = await showUntilLeft(context, stop, remote, {
    title: 'vaccine-watch',
    closed: remote.closed,
    firstStart: await remote.status().then(
      (snapshot) => isFirstStart(snapshot, setup?.settings()),
      () => false,
    ),
    ...(setup && { setup }),
  });
  remote.close();
  if (end === 'lost') throw new Failure(EXIT.unreachable, 'The engine has ended.');
}

async function carriedScreen(context: Context, stop: StopSignal): Promise<void> {
  const events = createEventRing(context.clock);
  const starting = (): StartEngine => {
    const settings = settingsOf(context);
    return () => startEngine(settings, { ...context, log: silentLog, events, setup });
  };
  const setup = setupDesk({ ...context, restart: () => engine.restart(starting) });
  let wrong: unknown;
  const engine = await carryEngine(starting, standIn(context)).catch((error: unknown) => {
    if (!isMendable(context, setup, error)) throw error;
    wrong = error;
    return carryEngine(knownReasons(error) ?? [], standIn(context));
  });
  try {
    const shown = showUntilLeft(context, stop, engine.control, {
      title: 'vaccine-watch',
      leaving: 'the engine ends with the screen',
      carried: true,
      firstStart: isFirstStart(await engine.control.status(), setup.settings()),
      follow: engine.follow,
      setup,
    });
    await Promise.race([shown, engine.failed]);
  } finally {
    await engine.stop();
  }
  // Nobody mended it: the command ends as it would have without a screen.
  if (!engine.ran()) {
    starting();
    if (!(wrong instanceof ConfigError)) throw wrong;
  }
}

function standIn({ flags, env, source, clock, version }: Context): StandIn {
  const dataDir = chooseDataDir(flags, env).path;
  return (why) => absentControl({ why, version, dataDir, sourceName: source.name, clock });
}

/** Somebody sits at a terminal, and what is wrong can be mended in config.json. */
function isMendable({ flags, env, stdin, stdout }: Context, setup: SetupDesk, error: unknown): boolean {
  if (!canShowScreen(stdin, stdout, env.TERM)) return false;
  if (error instanceof ConfigError) return settingsTrouble(flags, env).elsewhere.length === 0;
  const setting = error instanceof Failure ? error.setting : undefined;
  return setup.settings().some(({ key, changeable }) => key === setting && changeable);
}

/** What a screen is told of the engine it shows, as `ScreenOptions` explains it. */
export type ShowOptions = Pick<
  ScreenOptions,
  'title' | 'leaving' | 'closed' | 'carried' | 'firstStart' | 'follow' | 'setup'
>;

/** Shows an engine on the terminal, or in plain lines where there is none, until the person leaves or a signal comes. */
export async function showUntilLeft(
  context: Context,
  stop: Pick<StopSignal, 'asked'>,
  control: Control,
  options: ShowOptions,
): Promise<'left' | 'lost'> {
  const ended = new AbortController();
  stop.asked.then(() => ended.abort());
  if (canShowScreen(context.stdin, context.stdout, context.env.TERM)) {
    makeRoomToDraw();
    const release = holdStderr();
    return runScreen({ control, source: context.source, ...options, signal: ended.signal }).finally(release);
  }
  return runPlain({
    control,
    write: (line) => context.stdout.write(line),
    signal: ended.signal,
    ...(options.closed && { closed: options.closed }),
  });
}
