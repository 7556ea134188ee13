// Puts the screen on a terminal and takes it off again. Whatever happens, the terminal is afterwards as it was before.
// It never stops an engine: it tells its caller that the person left, or that the engine was lost.
import { type Instance, render } from 'ink';
import type { Control } from '../src/control/control.ts';
import type { SetupDesk } from '../src/control/setup.ts';
import type { Places } from '../src/core/wish.ts';
import { App } from './app.tsx';
import { asciiOnly } from './ascii-terminal.ts';
import { ASCII, DRAWN, GlyphSet, isUtf8 } from './kit/glyphs.ts';
import { Colour } from './kit/tones.tsx';
import { SCREENS } from './screens/index.ts';
import { type ScreenEnd, screenStore } from './store.ts';

/**
 * For keys alone, which must show themselves within 50 ms: what the engine says comes once a second, and what a screen
 * asks for not much oftener, so that without keys there are fewer than ten frames a second.
 */
const MAX_FPS = 60;

/** How long a window must have kept its size before everything is drawn anew (ms). */
const RESIZED_MS = 100;
const CLEAR = '\u001B[H\u001B[2J';

export interface ScreenOptions {
  readonly control: Control;
  /** The name in the first line. */
  readonly title: string;
  /** Resolves when an engine in another process can no longer be reached (`RemoteControl.closed`). */
  readonly closed?: Promise<void>;
  /** The districts and pincodes that can be asked for. */
  readonly source: Places;
  /** What leaving does to the engine, for the help (default: `the engine goes on`). */
  readonly leaving?: string;
  /** The engine is inside and ends with the screen: leaving asks first, saying `leaving` (default false). */
  readonly carried?: boolean;
  /** Nothing is set up and nobody subscribes yet: it opens in Setup (default false). */
  readonly firstStart?: boolean;
  /**
   * Tells when another engine takes the place of the one shown: null, it is being started; a control, it is there.
   * Returns how to stop being told.
   */
  readonly follow?: (onEngine: (control: Control | null) => void) => () => void;
  /** Reads and writes what is set up; left out where that cannot be done. */
  readonly setup?: SetupDesk;
  /** Called as soon as the person asks to leave, before the terminal is given back. */
  readonly onLeave?: () => void;
  /** Takes the screen down as if the person had left. */
  readonly signal?: AbortSignal;
  /** A terminal each (default: this process's). */
  readonly stdin?: NodeJS.ReadStream;
  readonly stdout?: NodeJS.WriteStream;
  /** Default: unless `NO_COLOR` is set. */
  readonly colour?: boolean;
  /** Default: what the locale of this process says. */
  readonly utf8?: boolean;
}

/** Whether a screen can be shown at all; if not, `runPlain` is the way. */
export function canShowScreen(
  stdin: NodeJS.ReadStream = process.stdin,
  stdout: NodeJS.WriteStream = process.stdout,
  term: string | undefined = process.env.TERM,
): boolean {
  return stdin.isTTY === true && stdout.isTTY === true && term !== 'dumb';
}

/** Shows the engine until the person leaves (q, Ctrl-C), the terminal goes away, or `signal` aborts. */
export async function runScreen(options: ScreenOptions): Promise<ScreenEnd> {
  const { control, title, stdin = process.stdin, stdout = process.stdout, signal } = options;
  const utf8 = options.utf8 ?? isUtf8(process.env);
  const store = screenStore(control, options.closed);
  const unfollow = options.follow?.(store.replace);
  let left = false;
  /** Undefined while it is drawn for the first time, in which the terminal may go away, too. */
  let instance: Instance | undefined;
  const leave = (): void => {
    if (left) return;
    left = true;
    options.onLeave?.();
    instance?.unmount();
  };
  // A terminal that went away must not bring the engine down with an unhandled error, however many it makes.
  let gone = false;
  const lose = (): void => {
    gone = true;
    leave();
  };
  stdin.once('end', lose).on('error', lose);
  stdout.on('error', lose);
  // Before the first line is drawn: a terminal that still echoes would put what is typed ahead into the picture.
  stdin.setRawMode?.(true);

  const face = () => (
    <Colour value={options.colour ?? (process.env.NO_COLOR ?? '') === ''}>
      <GlyphSet value={utf8 ? DRAWN : ASCII}>
        <App
          store={store}
          screens={SCREENS}
          title={title}
          setup={options.setup}
          source={options.source}
          leaving={options.leaving ?? 'the engine goes on'}
          question={options.carried === true ? 'The engine ends with the screen. Leave?' : ''}
          firstStart={options.firstStart ?? false}
          onLeave={leave}
        />
      </GlyphSet>
    </Colour>
  );
  instance = render(face(), {
    stdin,
    stdout: utf8 ? stdout : asciiOnly(stdout),
    alternateScreen: true,
    incrementalRendering: true,
    interactive: true,
    maxFps: MAX_FPS,
    exitOnCtrlC: false,
  });
  // What was on its way while the window changed its size stands elsewhere than Ink believes, and Ink writes only what
  // changed: so everything is drawn once more.
  let settling: NodeJS.Timeout | undefined;
  const redraw = (): void => {
    if (left) return;
    instance?.clear();
    stdout.write(CLEAR);
    instance?.rerender(face());
  };
  const resized = (): void => {
    clearTimeout(settling);
    settling = setTimeout(redraw, RESIZED_MS);
  };
  stdout.on('resize', resized);
  try {
    if (signal?.aborted === true) leave();
    if (left) instance.unmount();
    signal?.addEventListener('abort', leave);
    await instance.waitUntilExit();
    return store.get().lost ? 'lost' : 'left';
  } finally {
    clearTimeout(settling);
    stdout.off('resize', resized);
    signal?.removeEventListener('abort', leave);
    stdin.off('end', lose);
    if (!gone) {
      stdin.off('error', lose);
      stdout.off('error', lose);
    }
    unfollow?.();
    store.stop();
  }
}
