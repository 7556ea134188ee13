// Setting the program up from the screen: which settings stand, changing them, and starting anew with them.
// A secret goes in and never comes out again.

/** One setting as the screen shows it. */
export interface SettingView {
  /** As in config.json: `telegramToken`. */
  readonly key: string;
  /** What it is for, in a few words. */
  readonly about: string;
  /** Shown as it is; of a secret only whether it is set: `set` or empty. */
  readonly value: string;
  readonly secret: boolean;
  /** Where it stands: a flag, `VACCINE_WATCH_…`, config.json; empty: the default. */
  readonly origin: string;
  /** False where a flag or the environment says it: config.json would change nothing. */
  readonly changeable: boolean;
}

export interface SettingsTrouble {
  /** What is wrong with the settings as they stand, in sentences. */
  readonly problems: readonly string[];
  /** config.json is there and cannot be read: nothing can be saved until it is mended or put aside. */
  readonly unreadable: boolean;
}

export interface SetupDesk {
  settings(): readonly SettingView[];
  /** What keeps an engine from starting with the settings as they stand. */
  trouble(): SettingsTrouble;
  /**
   * Writes values to config.json (0600); an empty text takes one out. Nothing is written when anything is wrong: then
   * what is wrong comes back, in sentences. Empty: done.
   */
  save(changes: Readonly<Record<string, string>>): Promise<readonly string[]>;
  /** Starts the engine this screen carries anew, with the settings as they are now; null: it runs elsewhere. */
  readonly restart: (() => Promise<void>) | null;
  /**
   * Gives a config.json that cannot be read another name beside it, so that another can be written; resolves with that
   * name. Rejects with `ControlError` and changes nothing where it can be read. Null: not from here.
   */
  readonly setAside: (() => Promise<string>) | null;
}
