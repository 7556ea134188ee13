// Changed settings that are not saved yet, and what was wrong when they were. Pure; nothing typed is lost by a refusal.
import type { SettingView } from '../../../src/control/setup.ts';

export interface Draft {
  /** By key; an empty text takes the setting out. */
  readonly changes: Readonly<Record<string, string>>;
  /** What was wrong at the last try, in sentences. */
  readonly problems: readonly string[];
}

export const NO_DRAFT: Draft = { changes: {}, problems: [] };

export function isChanged({ changes }: Draft, key: string): boolean {
  return Object.hasOwn(changes, key);
}

export function changedCount({ changes }: Draft): number {
  return Object.keys(changes).length;
}

/** With another value for one setting; no change at all when it is what stands already. Its problems are answered. */
export function withChange(draft: Draft, setting: SettingView, text: string): Draft {
  const { changes, problems } = without(draft, setting.key);
  const stands = setting.secret ? text === '' && setting.value === '' : text === shownValue(setting);
  return { changes: stands ? changes : { ...changes, [setting.key]: text }, problems };
}

/** As if one setting had not been touched. */
export function without(draft: Draft, key: string): Draft {
  const { [key]: _, ...changes } = draft.changes;
  return { changes, problems: draft.problems.filter((problem) => !keysOf(problem, [key]).includes(key)) };
}

/** What a field begins with: what was typed before, else what stands. A secret that stands is never shown. */
export function fieldValue(draft: Draft, setting: SettingView): string {
  return draft.changes[setting.key] ?? (setting.secret ? '' : shownValue(setting));
}

/** A default is not written down as if somebody had chosen it. */
function shownValue({ value, origin }: SettingView): string {
  return origin === '' ? '' : value;
}

/** A draft that has not been refused shows what is wrong with what stands, but for what is changed. */
export function standing(draft: Draft, problems: readonly string[]): Draft {
  if (draft.problems.length > 0) return draft;
  const changed = Object.keys(draft.changes);
  return { ...draft, problems: problems.filter((problem) => keysOf(problem, changed).length === 0) };
}

/** What is wrong with one setting; empty when nothing is known to be. */
export function problemAt(draft: Draft, key: string, keys: readonly string[]): string {
  return draft.problems.filter((problem) => keysOf(problem, keys).includes(key)).join(' ');
}

/** What is wrong with none of the settings in particular. */
export function otherProblems(draft: Draft, keys: readonly string[]): readonly string[] {
  return draft.problems.filter((problem) => keysOf(problem, keys).length === 0);
}

/** Without naming the field it stands beside. */
export function briefly(problem: string, key: string): string {
  if (key === '') return problem;
  if (problem.startsWith(`${key} in `)) return problem.replace(/^.*?config\.json:? (\("[^"]*"\) )?/, '');
  const told = problem.replace(/^.*?config\.json: /, '');
  return told.startsWith(`${key} `) ? told.slice(key.length + 1) : told;
}

/** The settings a sentence is about: the one it begins with, else all it names, by either of their names. */
export function keysOf(problem: string, keys: readonly string[]): readonly string[] {
  const named = keys
    .map((key) => ({ key, at: Math.max(placeOf(problem, key), placeOf(problem, variableOf(key))) }))
    .filter(({ at }) => at !== -1);
  const first = named.filter(({ at }) => at === 0);
  return (first.length > 0 ? first : named).map(({ key }) => key);
}

/** Where a name stands by itself, not as part of another; -1 when it does not. */
function placeOf(text: string, name: string): number {
  return text.search(new RegExp(`(?<!\\w)${name}(?!\\w)`));
}

/** `telegramToken` -> `VACCINE_WATCH_TELEGRAM_TOKEN`, its name in the environment. */
export function variableOf(key: string): string {
  return `VACCINE_WATCH_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}
