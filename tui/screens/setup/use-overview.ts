// What the overview of Setup shows and does: points and settings, which of them the keys are on, editing, saving.
import { useEffect, useEffectEvent, useMemo, useState } from 'react';
import type { SettingsTrouble, SettingView } from '../../../src/control/setup.ts';
import type { Check } from '../../../src/core/check.ts';
import { type Asked, sentenceOf, useAsked } from '../../kit/asked.ts';
import { useOrder } from '../../kit/kept.ts';
import { useHints, useKeys } from '../../kit/keys.tsx';
import { type List, useList } from '../../kit/list.ts';
import type { ScreenProps } from '../../screen-contract.ts';
import { changedCount, type Draft, NO_DRAFT, problemAt, standing, withChange, without } from './draft.ts';
import type { Remember, SetupMemory } from './memory.ts';
import { type OverviewLayout, overviewLayout, type Pane } from './overview-layout.ts';
import { lockedText } from './setting-rows.ts';
import { useRestart } from './use-restart.ts';

/** Looking asks mail server and messengers, too: not often. */
const EVERY_MS = 60_000;

const NO_TROUBLE: SettingsTrouble = { problems: [], unreadable: false };

/** What asks for saving: `:save`. */
export const SAVE = 'save';

export interface OverviewProps extends ScreenProps {
  readonly memory: SetupMemory;
  readonly remember: Remember;
  readonly onGuide: () => void;
}

export interface Overview {
  readonly asked: Asked<readonly Check[]>;
  readonly checks: readonly Check[];
  readonly settings: readonly SettingView[];
  /** What is changed and not saved, and what is wrong with that or with what stands. */
  readonly draft: Draft;
  readonly pane: Pane;
  readonly layout: OverviewLayout;
  readonly checksList: List;
  readonly settingsList: List;
  /** The setting that is being typed; null: none. */
  readonly editing: SettingView | null;
  readonly onTyped: (text: string) => void;
  readonly onNotTyped: () => void;
  /** Whether to start the engine anew is asked, or whether to put a config.json aside that cannot be read. */
  readonly asking: 'restart' | 'aside' | null;
  readonly onAnswer: (yes: boolean) => void;
  /** Why the engine did not start anew the last time; empty: it did, or was not asked to. */
  readonly trouble: string;
}

export function useOverview({ memory, remember, onGuide, ...props }: OverviewProps): Overview {
  const { control, setup, width, height, say, at } = props;
  const stopped = props.snapshot.state === 'stopped';
  const [pane, setPane] = useState<Pane>('checks');
  const [editing, setEditing] = useState<SettingView | null>(null);
  const [asking, setAsking] = useState<Overview['asking']>(null);
  const [saves, setSaves] = useState(0);
  const [trouble, setTrouble] = useState('');
  const restart = useRestart(props);

  // Looked at when shown, now and then, when asked for, and when the engine is another one.
  const asked = useAsked(() => control.examine(), EVERY_MS, [control]);
  const checks = asked.value ?? [];
  // biome-ignore lint/correctness/useExhaustiveDependencies: read anew after saving, and with a new engine
  const settings = useMemo(() => setup?.settings() ?? [], [setup, saves, control]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: as the settings
  const now = useMemo(() => setup?.trouble() ?? NO_TROUBLE, [setup, saves, control]);
  const draft = standing(memory.draft, now.problems);
  const layout = overviewLayout(width, height, { checks: checks.length, settings: settings.length }, pane);
  const checksList = useList({ count: checks.length, rows: layout.checksRows });
  const settingsList = useList({ count: settings.length, rows: layout.settingsRows });
  const setting = pane === 'settings' ? settings[settingsList.cursor] : undefined;

  const toFirstWrong = (of: Draft): void => {
    const keys = settings.map(({ key }) => key);
    const first = keys.findIndex((key) => problemAt(of, key, keys) !== '');
    if (first === -1) return;
    setPane('settings');
    settingsList.moveTo(first);
  };
  const beginAtWrong = useEffectEvent(() => toFirstWrong(draft));
  useEffect(() => beginAtWrong(), []);

  /** What was wrong may have been mended in another window. */
  const startFirst = (): void => {
    setSaves((count) => count + 1);
    const wrong = setup?.trouble().problems.length ?? 0;
    if (wrong > 0) say('Still wrong: see the lines with an exclamation mark.', 'bad');
    else void restart?.().then(setTrouble);
  };

  const save = async (): Promise<void> => {
    if (now.unreadable && setup?.setAside !== null) return setAsking('aside');
    if (setup === undefined || changedCount(draft) === 0)
      return stopped ? startFirst() : say('Nothing is changed.');
    const problems = await setup.save(draft.changes).catch((error: unknown) => [sentenceOf(error)]);
    if (problems.length > 0) {
      remember((now) => ({ draft: { ...now.draft, problems } }));
      toFirstWrong({ ...draft, problems });
      return say('Nothing is saved yet: see the lines with an exclamation mark.', 'bad');
    }
    remember(() => ({ draft: NO_DRAFT }));
    setSaves((count) => count + 1);
    // An earlier try may have been refused, and is still spoken of.
    say('');
    if (restart === null) say('Saved. Restart the engine: until then the old settings hold.', 'good');
    else if (stopped) startFirst();
    else setAsking('restart');
  };

  const putAside = async (): Promise<void> => {
    try {
      const kept = await setup?.setAside?.();
      say(
        `The old file is kept as ${kept}. Set what you need, then s saves it and starts the engine.`,
        'good',
      );
    } catch (error) {
      say(sentenceOf(error), 'bad');
    }
    setSaves((count) => count + 1);
  };

  useOrder(at?.text === SAVE ? at : undefined, () => void save());

  const edit = (one: SettingView): void => {
    if (one.changeable) setEditing(one);
    else say(lockedText(one), 'warn');
  };
  /** The two lists are one to the arrows: below the points come the settings. */
  const crosses = (input: string, down: boolean, up: boolean): boolean => {
    const last = checks.length === 0 ? !asked.busy : checksList.cursor === checks.length - 1;
    if (pane === 'checks' && last && (down || input === 'j')) setPane('settings');
    else if (pane === 'settings' && settingsList.cursor === 0 && (up || input === 'k')) setPane('checks');
    else return false;
    return true;
  };

  useKeys((input, key) => {
    if (key.ctrl || key.meta) return false;
    if (key.leftArrow) setPane('checks');
    else if (key.rightArrow) setPane('settings');
    else if (crosses(input, key.downArrow, key.upArrow)) return true;
    else if ((pane === 'checks' ? checksList : settingsList).onKey(input, key)) return true;
    else if ((input === 'e' || key.return) && setting !== undefined) edit(setting);
    else if (input === 'u' && setting !== undefined)
      remember((now) => ({ draft: without(now.draft, setting.key) }));
    else if (input === 's') void save();
    else if (input === 'r' && stopped) startFirst();
    else if (input === 'r') {
      asked.again();
      say('Everything is looked at again.');
    } else if (input === 'w') onGuide();
    else return false;
    return true;
  });
  const changed = changedCount(draft);
  const saving = now.unreadable ? 'begin anew' : stopped ? 'save, start' : changed > 0 ? 'save' : '';
  useHints([
    { keys: '↑↓', does: 'move' },
    { keys: '← →', does: pane === 'checks' ? 'settings' : 'checks' },
    ...(setting === undefined ? [{ keys: 'r', does: 'check again' }] : [{ keys: 'e', does: 'change' }]),
    ...(saving === '' ? [] : [{ keys: 's', does: saving }]),
    ...(stopped ? [] : [{ keys: 'w', does: 'guide' }]),
  ]);

  return {
    asked,
    checks,
    settings,
    draft,
    pane,
    layout,
    checksList,
    settingsList,
    editing,
    onTyped(text) {
      if (editing !== null) remember((now) => ({ draft: withChange(now.draft, editing, text.trim()) }));
      setEditing(null);
    },
    onNotTyped: () => setEditing(null),
    asking,
    trouble,
    onAnswer(yes) {
      setAsking(null);
      if (asking === 'aside') return yes ? void putAside() : say('config.json stays as it is.');
      setTrouble('');
      if (yes && restart !== null) void restart().then(setTrouble);
      else say('Saved. Until the engine is started anew the old settings hold.', 'warn');
    },
  };
}
