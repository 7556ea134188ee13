// The settings as lines of a table: value, where it stands, what is changed or wrong. Pure; a secret is never shown.
import type { SettingView } from '../../../src/control/setup.ts';
import type { Cell, Column, TableRow } from '../../kit/columns.ts';
import { plain } from '../../kit/plain.ts';
import { briefly, type Draft, isChanged, problemAt } from './draft.ts';

/** Tables at least this wide say what a setting is for. */
const ABOUT_FROM = 100;
export const SETTING_COLUMNS: readonly Column[] = [
  { title: '', width: 2 },
  { title: '', width: 19 },
  { title: 'Value', width: 16, share: 2 },
  { title: 'Where it stands', width: 18, share: 1 },
  { title: 'For', width: 30, share: 2, from: ABOUT_FROM },
];
/** The heading stands over the first two columns. */
export const SETTING_TITLE_SPAN = 2;

/** @param width of the table: where it is wide, what is wrong stands in the widest column */
export function settingRow(
  setting: SettingView,
  draft: Draft,
  keys: readonly string[],
  chosen: boolean,
  width: number,
): TableRow {
  const problem = plain(briefly(problemAt(draft, setting.key, keys), setting.key));
  const wide = width >= ABOUT_FROM;
  const about: Cell = { text: plain(setting.about), tone: 'quiet' };
  return {
    key: setting.key,
    cells: [
      { text: chosen ? '>' : '' },
      { text: plain(setting.key) },
      valueCell(setting, draft),
      problem === ''
        ? standsCell(setting, draft)
        : { text: wide ? '! not right' : `! ${problem}`, tone: 'bad' },
      problem === '' ? about : { text: problem, tone: 'bad' },
    ],
  };
}

function valueCell(setting: SettingView, draft: Draft): Cell {
  const changed = draft.changes[setting.key];
  if (changed === '') return { text: 'taken out', tone: 'warn' };
  if (changed !== undefined) return { text: setting.secret ? 'typed, hidden' : plain(changed), tone: 'warn' };
  if (setting.value === '') return { text: 'not set', tone: 'quiet' };
  return setting.secret
    ? { text: 'set, hidden' }
    : { text: plain(setting.value), ...(setting.origin === '' && { tone: 'quiet' }) };
}

function standsCell(setting: SettingView, draft: Draft): Cell {
  if (isChanged(draft, setting.key)) return { text: 'not saved yet', tone: 'warn' };
  return { text: setting.origin === '' ? 'default' : plain(setting.origin), tone: 'quiet' };
}

/** Everything there is to say of one setting, in sentences; what is wrong comes first. */
export function settingText(setting: SettingView, draft: Draft, keys: readonly string[]): readonly string[] {
  const problem = problemAt(draft, setting.key, keys);
  const about = plain(setting.about);
  return [
    ...(problem === '' ? [] : [`! ${plain(briefly(problem, setting.key))}`]),
    `${plain(setting.key)}: ${about}${/[.!?…]$/.test(about) ? '' : '.'}`,
    setting.changeable ? '' : lockedText(setting),
  ].filter((line) => line !== '');
}

/** Why a setting cannot be changed here. */
export function lockedText({ key, origin }: SettingView): string {
  return `${plain(origin)} says ${plain(key)}, and goes before config.json: change it there and start the engine anew.`;
}
