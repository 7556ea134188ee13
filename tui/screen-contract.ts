// What a screen is to the frame, and what the frame gives to a screen. Types only.
import type { ComponentType } from 'react';
import type { Control } from '../src/control/control.ts';
import type { SetupDesk } from '../src/control/setup.ts';
import type { EngineSnapshot } from '../src/core/snapshot.ts';
import type { Places } from '../src/core/wish.ts';
import type { Tone } from './kit/columns.ts';
import type { Work } from './kit/work.tsx';

export type ScreenName = 'Watch' | 'Areas' | 'Subscribers' | 'Deliveries' | 'Log' | 'Setup';

/** Where to go: a screen, and what to show there first. */
export interface Destination {
  readonly screen: ScreenName;
  readonly areaId?: string;
  readonly subscriberId?: number;
  /** What to search for there. */
  readonly text?: string;
}

export interface ScreenProps {
  /** The engine as it was about a second ago; the last one known while `lost`. */
  readonly snapshot: EngineSnapshot;
  readonly control: Control;
  /** Reads and writes what is set up; undefined when that cannot be done from here. */
  readonly setup: SetupDesk | undefined;
  /** The districts and pincodes that can be asked for. */
  readonly source: Places;
  /** The room of the screen, in terminal columns and lines: all between the tabs and the hints. */
  readonly width: number;
  readonly height: number;
  /** The engine cannot be reached (for the moment): asking is of no use. */
  readonly lost: boolean;
  /**
   * Says a sentence above the last line for some seconds; `text` may come from outside, and takes the last one back
   * when it is empty. @param tone default: none
   */
  readonly say: (text: string, tone?: Tone) => void;
  /** Shows another place; Esc there, where nothing else takes it, comes back. */
  readonly go: (to: Destination) => void;
  /** Where this screen was sent with `go` or a command; a new object every time. Undefined: by its tab. */
  readonly at: Destination | undefined;
}

/** A command behind `:`; everything is typed by the operator. */
export interface Command {
  /** One word or more: `pause-channel`. */
  readonly name: string;
  /** What is to be typed after the name: `CHANNEL`; shown to the operator. Default: nothing. */
  readonly takes?: string;
  /** For the help and beside the completion: `stop sending by a channel`. */
  readonly does: string;
  /** What can stand after the name, best first. @param typed what stands there so far */
  readonly complete?: (typed: string, at: CommandContext) => readonly string[];
  /** @param rest what was typed after the name, trimmed @throws the sentence that says why not, as an Error's message */
  readonly run: (rest: string, at: CommandContext) => Promise<void> | void;
}

/** What a command may use. */
export interface CommandContext
  extends Pick<ScreenProps, 'snapshot' | 'control' | 'setup' | 'lost' | 'say' | 'go'> {
  /** Shows long work above the last line, where Esc stops it, and says its end. It takes all keys meanwhile. */
  readonly begin: (work: Work) => void;
}

export interface Screen {
  readonly name: ScreenName;
  /** The key of its tab: `2`. */
  readonly digit: string;
  readonly Body: ComponentType<ScreenProps>;
  /** Every key of the screen and what it does, for the help: `['p', 'poll this area now']`. */
  readonly keys: readonly (readonly [keys: string, does: string])[];
  /** What the words of the screen mean, for the help: `['Age', 'of the last good answer']`. */
  readonly words?: readonly (readonly [word: string, means: string])[];
  /** Its commands; they work wherever the operator is. */
  readonly commands?: readonly Command[];
}
