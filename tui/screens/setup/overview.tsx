// The overview of Setup: what doctor says, live, and the settings; the chosen line is told whole below them.
import { Box } from 'ink';
import { useMemo } from 'react';
import { Guard } from '../../kit/guard.tsx';
import { Layer, useHints } from '../../kit/keys.tsx';
import { plain } from '../../kit/plain.ts';
import { Prompt } from '../../kit/prompt.tsx';
import { Question } from '../../kit/question.tsx';
import { checkName, stateTone, stateWord } from './check-rows.ts';
import { Details, type Saying } from './details.tsx';
import { fieldValue, otherProblems } from './draft.ts';
import { ChecksPane, SettingsPane } from './panes.tsx';
import { settingText } from './setting-rows.ts';
import { type OverviewProps, type Overview as OverviewState, useOverview } from './use-overview.ts';

const QUESTIONS = {
  restart: {
    text: 'Saved. Start the engine anew now, so that it counts? What is owed is kept.',
    yes: 'start it anew now',
  },
  aside: {
    text: 'config.json cannot be read. Begin a new one? The old one is kept beside it under another name.',
    yes: 'begin a new one',
  },
} as const;

export function Overview(props: OverviewProps) {
  const { width, setup } = props;
  const overview = useOverview(props);
  const { layout, pane, checks, settings, editing, asked } = overview;
  const keys = useMemo(() => settings.map(({ key }) => key), [settings]);
  return (
    <Box flexDirection="column" width={width} height={props.height} overflow="hidden">
      <Box
        flexDirection={layout.beside ? 'row' : 'column'}
        columnGap={width - layout.checksWidth - layout.settingsWidth}
        flexGrow={1}
      >
        <Guard name="checks" width={layout.checksWidth} of={checks}>
          <ChecksPane
            checks={checks}
            empty={
              asked.refusal === ''
                ? 'Waiting for the checks …'
                : `Cannot be looked at: ${plain(asked.refusal)}`
            }
            place={overview.checksList}
            focused={pane === 'checks'}
            width={layout.checksWidth}
            rows={layout.checksRows}
          />
        </Guard>
        <Guard name="settings" width={layout.settingsWidth} of={settings}>
          <SettingsPane
            settings={settings}
            draft={overview.draft}
            keys={keys}
            empty={setup === undefined ? 'Settings cannot be changed from here.' : 'There are none.'}
            place={overview.settingsList}
            focused={pane === 'settings'}
            width={layout.settingsWidth}
            rows={layout.settingsRows}
          />
        </Guard>
      </Box>
      {overview.asking !== null && (
        <Question
          text={QUESTIONS[overview.asking].text}
          yes={QUESTIONS[overview.asking].yes}
          onYes={() => overview.onAnswer(true)}
          onNo={() => overview.onAnswer(false)}
        />
      )}
      {editing !== null && (
        <Layer>
          <EditHints />
          <Prompt
            label={`${editing.key}:`}
            value={fieldValue(overview.draft, editing)}
            mask={editing.secret}
            width={width}
            onSubmit={overview.onTyped}
            onCancel={overview.onNotTyped}
          />
        </Layer>
      )}
      <Details
        sayings={sayingsOf(overview, keys)}
        width={width}
        height={layout.detailRows - (overview.asking !== null ? 2 : editing === null ? 0 : 1)}
      />
    </Box>
  );
}

function EditHints() {
  useHints([
    { keys: 'Enter', does: 'take it (s saves later)' },
    { keys: 'Ctrl-U', does: 'empty' },
    { keys: 'Esc', does: 'leave as it was' },
  ]);
  return null;
}

function sayingsOf(overview: OverviewState, keys: readonly string[]): readonly Saying[] {
  const { pane, checks, settings, checksList, settingsList, editing } = overview;
  const trouble = overview.trouble === '' ? [] : [overview.trouble];
  const problems = [...trouble, ...otherProblems(overview.draft, keys)].map(
    (text): Saying => ({ text: `! ${text}`, tone: 'bad' }),
  );
  const check = checks[checksList.cursor];
  const setting = editing ?? settings[settingsList.cursor];
  if (pane === 'settings' && setting !== undefined) {
    const texts = settingText(setting, overview.draft, keys);
    return [
      ...problems,
      ...texts.map((text): Saying => (text.startsWith('! ') ? { text, tone: 'bad' } : { text })),
    ];
  }
  if (check === undefined) return problems;
  const tone = stateTone(check);
  return [...problems, { text: `${checkName(check)}, ${stateWord(check)}:`, tone }, { text: check.detail }];
}
