// Step 2: a channel. One of three is chosen, its settings are typed, and the engine says whether it answers.
import { Box } from 'ink';
import type { ChannelState } from '../../../src/core/snapshot.ts';
import { Form } from '../../kit/form.tsx';
import { useHints, useKeys } from '../../kit/keys.tsx';
import { useList } from '../../kit/list.ts';
import { plain } from '../../kit/plain.ts';
import { Question } from '../../kit/question.tsx';
import { TextCell } from '../../kit/text-cell.tsx';
import { useLooks } from '../../kit/tones.tsx';
import { lockedNote } from './channel-form.ts';
import { checkName, stateTone, stateWord } from './check-rows.ts';
import { type Saying, Sayings } from './details.tsx';
import { GUIDE_CHANNELS, guideHints } from './guide-texts.ts';
import type { StepProps } from './step-props.ts';
import { type ChannelPhase, type ChannelStepState, useChannelStep } from './use-channel-step.ts';

const SAVED = 'Saved, but the engine does not go by it yet. Press Enter to start it anew.';
const SAVED_ELSEWHERE =
  'Saved. Restart the engine: until then it goes by the old settings. Then press Enter to see whether it answers.';

export function ChannelStep(props: StepProps) {
  const step = useChannelStep(props);
  const { width, height, setup } = props;
  const { phase, channel } = step;
  switch (phase.is) {
    case 'choosing':
      return <Choosing {...props} choose={step.choose} />;
    case 'typing': {
      const note = lockedNote(channel, setup?.settings() ?? []);
      return (
        <Form
          title={note === '' ? channel.title : `${channel.title}: ${note}`}
          fields={phase.fields}
          problems={phase.problems}
          width={width}
          height={height}
          onSubmit={step.submit}
          onCancel={step.cancel}
        />
      );
    }
    case 'asking':
      return (
        <Question
          text="Saved. Start the engine anew now, so that it counts? Nothing is lost."
          yes="start it anew now"
          onYes={() => step.answer(true)}
          onNo={() => step.answer(false)}
        />
      );
    case 'restarting':
      return <TextCell text="The engine starts anew …" width={width} />;
    case 'looking':
      return <TextCell text={`Looking whether ${channel.title} answers …`} width={width} />;
    case 'saved':
    case 'looked':
      return <Found {...props} step={step} />;
  }
}

function Choosing({ snapshot, setup, guide, width, choose }: StepProps & Pick<ChannelStepState, 'choose'>) {
  const looks = useLooks();
  const list = useList({ count: GUIDE_CHANNELS.length, rows: GUIDE_CHANNELS.length });
  useKeys((input, key) => {
    const channel = GUIDE_CHANNELS[list.cursor];
    if (key.return && channel !== undefined) choose(channel);
    else return list.onKey(input, key);
    return true;
  });
  useHints([{ keys: '↑↓', does: 'choose' }, { keys: 'Enter', does: 'set it up' }, ...guideHints(guide)]);
  return (
    <Box flexDirection="column" width={width}>
      {GUIDE_CHANNELS.map(({ name, title, about }, at) => (
        <Box key={name}>
          <TextCell
            text={`${at === list.cursor ? '>' : ' '} ${title}`}
            width={12}
            looks={{ bold: at === list.cursor }}
          />
          <TextCell
            text={stateOf(snapshot.channels.find((one) => one.name === name))}
            width={10}
            looks={looks('quiet')}
          />
          <TextCell text={about} width={width - 22} looks={looks('quiet')} />
        </Box>
      ))}
      {guide.done.channel !== undefined && (
        <TextCell text="One is set up already: s goes on." width={width} />
      )}
      {setup === undefined && (
        <TextCell
          text="! Settings cannot be written from here: edit config.json on the machine."
          width={width}
          looks={looks('warn')}
        />
      )}
    </Box>
  );
}

function stateOf(channel: ChannelState | undefined): string {
  return channel === undefined || channel.state === 'off' ? 'not yet' : plain(channel.state);
}

function Found({ guide, width, height, step }: StepProps & { readonly step: ChannelStepState }) {
  const { phase } = step;
  const looked = phase.is === 'looked';
  const works = looked && phase.check.state === 'ok';
  useKeys((input, key) => {
    if (key.return && looked) step.next();
    else if (key.return || input === 'r') step.look();
    else if (input === 'e') step.change();
    else return false;
    return true;
  });
  useHints([
    {
      keys: 'Enter',
      does: looked
        ? works
          ? 'next step'
          : 'go on all the same'
        : step.carried
          ? 'start it anew'
          : 'look whether it answers',
    },
    ...(works ? [] : [{ keys: 'e', does: 'change it' }]),
    ...(looked && !works ? [{ keys: 'r', does: 'look again' }] : []),
    ...guideHints(guide),
  ]);
  return <Sayings sayings={foundSayings(phase, step.carried)} width={width} height={height} />;
}

function foundSayings(phase: ChannelPhase, carried: boolean): readonly Saying[] {
  if (phase.is === 'looked') {
    const { check } = phase;
    return [
      { text: `${checkName(check)}: ${stateWord(check)}`, tone: stateTone(check) },
      { text: check.detail },
    ];
  }
  const saved: Saying = { text: carried ? SAVED : SAVED_ELSEWHERE };
  return phase.is === 'saved' && phase.trouble !== ''
    ? [{ text: phase.trouble, tone: 'bad' }, saved]
    : [saved];
}
