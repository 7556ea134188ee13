// Setting the program up from the screen: what stands where, and writing config.json. What may be written is decided by
// the reading of settings itself; a secret is taken and never shown again.
import { ConfigError, chooseDataDir, type Flags, rawSettings, readSettings } from '../config.ts';
import type { SettingView, SetupDesk } from '../control/setup.ts';
import { prepareDataDir } from '../data-dir.ts';
import { ABOUT } from '../settings-about.ts';
import {
  type ConfigContent,
  check,
  fileKey,
  NAMES,
  type Name,
  type Raw,
  readConfigFile,
  SECRETS,
} from '../settings-table.ts';
import { replaceFile } from '../store/files.ts';

export interface SetupParts {
  readonly flags: Flags;
  readonly env: NodeJS.ProcessEnv;
  /** See `SetupDesk.restart`. */
  readonly restart: SetupDesk['restart'];
}

/** The desk of the data directory that flags and environment name. */
export function setupDesk({ flags, env, restart }: SetupParts): SetupDesk {
  const dir = chooseDataDir(flags, env);

  function settings(): readonly SettingView[] {
    const raw = rawSettings(flags, env, []);
    const values = check(raw, []);
    return NAMES.map((name) => viewOf(name, raw, String(values[name] ?? ''), dir.configFile));
  }

  function save(changes: Readonly<Record<string, string>>): readonly string[] {
    const problems = fixedElsewhere(changes, rawSettings(flags, env, []), dir.configFile);
    const content = changed(readConfigFile(dir.configFile, problems), changes);
    problems.push(...problemsOf(flags, env, content).filter((problem) => !problems.includes(problem)));
    if (problems.length > 0) return problems;
    const unusable = prepareDataDir(dir);
    if (unusable !== undefined) return [unusable];
    try {
      replaceFile(dir.configFile, `${JSON.stringify(content, null, 2)}\n`);
      return [];
    } catch (error) {
      const why = (error as NodeJS.ErrnoException).code ?? 'unknown error';
      return [`${dir.configFile} cannot be written (${why}); nothing was changed.`];
    }
  }

  return { settings, save: async (changes) => save(changes), restart };
}

function viewOf(name: Name, raw: Raw, value: string, configFile: string): SettingView {
  const given = raw.get(name);
  // A wrong value is shown as it was written, so that it can be mended.
  const text = given?.text ?? value;
  const secret = SECRETS.has(name) || holdsCredentials(text);
  return {
    key: fileKey(name),
    about: ABOUT[name],
    value: secret ? (text === '' ? '' : 'set') : text,
    secret,
    origin: given === undefined ? '' : isOfFile(given.origin, configFile) ? 'config.json' : given.origin,
    changeable: given === undefined || isOfFile(given.origin, configFile),
  };
}

/** Some addresses may carry a password. */
function holdsCredentials(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return `${username}${password}` !== '';
}

function isOfFile(origin: string, configFile: string): boolean {
  return origin.endsWith(` in ${configFile}`);
}

/** Changes that would change nothing, because a flag or the environment goes first. */
function fixedElsewhere(changes: Readonly<Record<string, string>>, raw: Raw, configFile: string): string[] {
  return NAMES.filter((name) => changes[fileKey(name)] !== undefined).flatMap((name) => {
    const origin = raw.get(name)?.origin;
    if (origin === undefined || isOfFile(origin, configFile)) return [];
    return [`${fileKey(name)} is set by ${origin}, which goes before config.json: change it there.`];
  });
}

/** Keeps what is not changed as it is, also what this version does not know. */
function changed(content: ConfigContent, changes: Readonly<Record<string, string>>): ConfigContent {
  const kept = Object.entries(content).filter(([key]) => !Object.hasOwn(changes, key));
  const given = Object.entries(changes)
    .map(([key, text]) => [key, text.trim()] as const)
    .filter(([, text]) => text !== '');
  return Object.fromEntries([...kept, ...given]);
}

function problemsOf(flags: Flags, env: NodeJS.ProcessEnv, content: ConfigContent): readonly string[] {
  try {
    readSettings(flags, env, content);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}
