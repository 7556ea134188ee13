// The settings of one channel as fields of a form, and what was typed as changes to save. Pure.
import type { SettingView } from '../../../src/control/setup.ts';
import type { Field } from '../../kit/field.ts';
import { briefly, keysOf } from './draft.ts';
import { type GuideChannel, NEEDED } from './guide-texts.ts';

/** What can be typed for a channel; what a flag or the environment says cannot. */
export function channelFields(channel: GuideChannel, settings: readonly SettingView[]): readonly Field[] {
  return settingsOf(channel, settings)
    .filter(({ changeable }) => changeable)
    .map((setting) => ({
      name: setting.key,
      label: NEEDED[setting.key]?.label ?? setting.key,
      value: setting.secret ? '' : setting.value,
      hint:
        setting.secret && setting.value !== ''
          ? 'set; empty keeps it'
          : (NEEDED[setting.key]?.hint ?? setting.about),
      mask: setting.secret,
    }));
}

/** Names the settings that stand elsewhere, in a sentence; empty when there are none. */
export function lockedNote(channel: GuideChannel, settings: readonly SettingView[]): string {
  const locked = settingsOf(channel, settings).filter(({ changeable }) => !changeable);
  return locked.map(({ key, origin }) => `${key} stands in ${origin} and stays as it is.`).join(' ');
}

/** What was typed, without secrets that are to stay as they are. */
export function typedChanges(
  values: Readonly<Record<string, string>>,
  settings: readonly SettingView[],
): Readonly<Record<string, string>> {
  const stays = (key: string): boolean =>
    settings.some((setting) => setting.key === key && setting.secret && setting.value !== '');
  const trimmed = Object.entries(values).map(([key, text]) => [key, text.trim()] as const);
  return Object.fromEntries(trimmed.filter(([key, text]) => text !== '' || !stays(key)));
}

/** What is still to be typed, by field: a channel needs all of it. */
export function missing(
  values: Readonly<Record<string, string>>,
  settings: readonly SettingView[],
): Readonly<Record<string, string>> {
  const changes = typedChanges(values, settings);
  const empty = Object.keys(changes).filter((key) => changes[key] === '');
  return Object.fromEntries(empty.map((key) => [key, `Needed: ${NEEDED[key]?.hint ?? key}`]));
}

/** What is wrong, by field; under an empty name what is wrong with none of them. */
export function problemsByField(
  problems: readonly string[],
  fields: readonly Pick<Field, 'name'>[],
): Readonly<Record<string, string>> {
  const names = fields.map(({ name }) => name);
  const byField: Record<string, string> = {};
  for (const problem of problems) {
    const about = keysOf(problem, names);
    for (const name of about.length > 0 ? about : ['']) {
      byField[name] = [byField[name] ?? '', briefly(problem, name)].filter((text) => text !== '').join(' ');
    }
  }
  return byField;
}

function settingsOf({ needs }: GuideChannel, settings: readonly SettingView[]): readonly SettingView[] {
  return needs.flatMap((key) => settings.filter((setting) => setting.key === key));
}
