// Setting the program up from the screen: what stands where, and writing config.json. What may be written is decided by
// the reading of settings itself; a secret is taken and never shown again.
import { chmodSync, lstatSync, renameSync } from 'node:fs';
import type { Clock } from '../clock.ts';
import { chooseDataDir, type Flags, problemsOf, rawSettings } from '../config.ts';
import { ControlError } from '../control/control.ts';
import type { SettingView, SetupDesk } from '../control/setup.ts';
import { prepareDataDir } from '../data-dir.ts';
import { ABOUT } from '../settings-about.ts';
import {
  type ConfigContent,
  check,
  fileKey,
  isNested,
  NAMES,
  type Name,
  type Raw,
  readConfigFile,
  SECRETS,
} from '../settings-table.ts';
import { replaceFile } from '../store/database/files.ts';

export interface SetupParts {
  readonly flags: Flags;
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Pick<Clock, 'wallMs'>;
  /** See `SetupDesk.restart`. */
  readonly restart: SetupDesk['restart'];
}

/** The desk of the data directory that flags and environment name. */
export function setupDesk({ flags, env, clock, restart }: SetupParts): SetupDesk {
  const dir = chooseDataDir(flags, env);

  function settings(): readonly SettingView[] {
    const raw = rawSettings(flags, env, []);
    const values = check(raw, []);
    const content = readConfigFile(dir.configFile, []);
    return [
      ...unknownKeys(content).map(unknownView),
      ...NAMES.map((name) => {
        const view = viewOf(name, raw, String(values[name] ?? ''), dir.configFile);
        return raw.has(name) || !isNested(content[view.key] ?? '') ? view : { ...view, ...NESTED };
      }),
    ];
  }

  const isUnreadable = (): boolean => {
    const problems: string[] = [];
    readConfigFile(dir.configFile, problems);
    return problems.length > 0;
  };

  /** A link is put aside, not what it leads to. */
  async function setAside(): Promise<string> {
    if (!isUnreadable()) throw new ControlError('invalid', `${dir.configFile} can be read: it stays.`);
    const aside = `${dir.configFile}.${new Date(clock.wallMs()).toISOString().replace(/[:.]/g, '-')}`;
    try {
      // It may hold secrets; a link leads to what is somebody else's to close.
      if (!lstatSync(dir.configFile).isSymbolicLink()) chmodSync(dir.configFile, 0o600);
      renameSync(dir.configFile, aside);
      return aside;
    } catch (error) {
      const why = (error as NodeJS.ErrnoException).code ?? 'unknown error';
      throw new ControlError('failed', `${dir.configFile} cannot be renamed (${why}); nothing was changed.`);
    }
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

  return {
    settings,
    trouble: () => ({ problems: problemsOf(flags, env), unreadable: isUnreadable() }),
    save: async (changes) => save(changes),
    restart,
    setAside,
  };
}

function unknownKeys(content: ConfigContent): readonly string[] {
  const known = NAMES.map(fileKey);
  return Object.keys(content).filter((key) => !known.includes(key));
}

/** What nobody knows may be a misspelt secret. */
function unknownView(key: string): SettingView {
  const about = 'there is no such setting: e, then Ctrl-U and Enter, takes it out';
  return { key, about, value: 'set', secret: true, origin: 'config.json', changeable: true };
}

/** A list or an object stands where a setting is one value. */
const NESTED = { value: 'set', secret: true, origin: 'config.json' } as const;

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
