// The two lists of the overview: what the program stands on, and its settings.
import type { SettingView } from '../../../src/control/setup.ts';
import type { Check } from '../../../src/core/check.ts';
import type { Column } from '../../kit/columns.ts';
import { type ListPlace, listTitle } from '../../kit/list.ts';
import { Table } from '../../kit/table.tsx';
import { CHECK_COLUMNS, CHECK_TITLE_SPAN, checkRow, checksSummary } from './check-rows.ts';
import { changedCount, type Draft } from './draft.ts';
import { SETTING_COLUMNS, SETTING_TITLE_SPAN, settingRow } from './setting-rows.ts';

interface PaneProps {
  readonly place: ListPlace;
  readonly focused: boolean;
  readonly width: number;
  readonly rows: number;
}

export interface ChecksPaneProps extends PaneProps {
  readonly checks: readonly Check[];
  /** Said in place of points when there are none. */
  readonly empty: string;
}

export function ChecksPane({ checks, empty, place, focused, width, rows }: ChecksPaneProps) {
  const shown = checks.slice(place.offset, place.offset + rows);
  const last = CHECK_COLUMNS.length - 1;
  const columns = CHECK_COLUMNS.with(last, {
    title: checks.length === 0 ? '' : checksSummary(checks),
    width: 20,
    share: 1,
  });
  return (
    <Table
      title={listTitle('Checks', place.offset, rows, checks.length)}
      titleSpan={CHECK_TITLE_SPAN}
      columns={columns}
      rows={shown.map((check, line) => {
        const at = place.offset + line;
        return checkRow(check, `${at}`, focused && at === place.cursor);
      })}
      empty={empty}
      width={width}
      height={rows}
      focused={focused}
    />
  );
}

export interface SettingsPaneProps extends PaneProps {
  readonly settings: readonly SettingView[];
  readonly draft: Draft;
  readonly keys: readonly string[];
  /** Said in place of settings when there are none. */
  readonly empty: string;
}

export function SettingsPane({
  settings,
  draft,
  keys,
  empty,
  place,
  focused,
  width,
  rows,
}: SettingsPaneProps) {
  const changed = changedCount(draft);
  const title = listTitle('Settings', place.offset, rows, settings.length);
  return (
    <Table
      title={title}
      titleSpan={SETTING_TITLE_SPAN}
      columns={changed === 0 ? SETTING_COLUMNS : SETTING_COLUMNS.with(STANDS, unsaved(changed))}
      rows={settings
        .slice(place.offset, place.offset + rows)
        .map((setting, line) =>
          settingRow(setting, draft, keys, focused && place.offset + line === place.cursor, width),
        )}
      empty={empty}
      width={width}
      height={rows}
      focused={focused}
    />
  );
}

/** The place of the column that says where a setting stands. */
const STANDS = 3;

function unsaved(count: number): Column {
  return { ...(SETTING_COLUMNS[STANDS] as Column), title: `${count} not saved: s` };
}
