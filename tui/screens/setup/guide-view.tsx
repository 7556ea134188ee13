// The guide of the first start: the four steps, what the present one is for, and below it the step itself.
import { Box } from 'ink';
import { Guard } from '../../kit/guard.tsx';
import { useHints, useKeys } from '../../kit/keys.tsx';
import { plain } from '../../kit/plain.ts';
import { TextCell } from '../../kit/text-cell.tsx';
import { useLooks } from '../../kit/tones.tsx';
import { wrapped } from '../../kit/wrapped.ts';
import type { ScreenProps } from '../../screen-contract.ts';
import { type Guide, guided, STEPS, type StepName, stepState } from './guide.ts';
import { guideHints, STEP_TITLES, stepText } from './guide-texts.ts';
import { AreaStep } from './step-area.tsx';
import { ChannelStep } from './step-channel.tsx';
import type { StepProps } from './step-props.ts';
import { SubscriberStep } from './step-subscriber.tsx';
import { TestStep } from './step-test.tsx';

export interface GuideViewProps extends ScreenProps {
  readonly guide: Guide;
  readonly onGuide: (next: Guide) => void;
  /** Leaves the guide; it can be opened again. */
  readonly onLeave: () => void;
  /** All steps are done or skipped, and the person goes on. */
  readonly onEnd: () => void;
}

/** With fewer lines the steps stand in one. */
const ROOMY_HEIGHT = 18;
/** Longer lines are hard to read. */
const READ_WIDTH = 80;

export function GuideView({ guide, onGuide, onLeave, onEnd, ...props }: GuideViewProps) {
  const { width, height } = props;
  const looks = useLooks();
  const roomy = height >= ROOMY_HEIGHT;
  const { title, lines } = stepText(guide);
  const about = wrapped(lines.join(' '), Math.min(width, READ_WIDTH));
  const top = (roomy ? STEPS.length + 2 : 1) + 1 + about.length + (roomy ? 1 : 0);
  const step: StepProps = {
    ...props,
    guide,
    height: Math.max(4, height - top),
    on: (event) => onGuide(guided(guide, event)),
  };
  useKeys((input, key) => {
    if (key.ctrl || key.meta) return false;
    if (key.escape) onLeave();
    else if (input === 's') step.on({ kind: 'skip' });
    else if (input === 'b') step.on({ kind: 'back' });
    else return false;
    return true;
  });
  return (
    <Box flexDirection="column" width={width} height={height} overflow="hidden">
      <Steps guide={guide} width={width} roomy={roomy} />
      <TextCell text={title} width={width} looks={{ bold: true }} />
      {about.map((line) => (
        <TextCell key={line} text={line} width={width} />
      ))}
      {roomy && <TextCell text="" width={width} looks={looks('quiet')} />}
      <Guard name="step" width={width} of={guide}>
        {guide.step === 'end' ? <EndStep guide={guide} onEnd={onEnd} /> : <StepBody {...step} />}
      </Guard>
    </Box>
  );
}

function StepBody(props: StepProps) {
  switch (props.guide.step) {
    case 'area':
      return <AreaStep {...props} />;
    case 'channel':
      return <ChannelStep {...props} />;
    case 'subscriber':
      return <SubscriberStep {...props} />;
    case 'test':
      return <TestStep {...props} />;
    case 'end':
      return null;
  }
}

function EndStep({ guide, onEnd }: Pick<GuideViewProps, 'guide' | 'onEnd'>) {
  useKeys((_, key) => {
    if (!key.return) return false;
    onEnd();
    return true;
  });
  useHints([{ keys: 'Enter', does: 'to Watch' }, ...guideHints(guide)]);
  return null;
}

interface StepsProps {
  readonly guide: Guide;
  readonly width: number;
  readonly roomy: boolean;
}

function Steps({ guide, width, roomy }: StepsProps) {
  const looks = useLooks();
  if (!roomy) {
    const texts = STEPS.map((step, at) => briefStep(guide, step, at + 1));
    return <TextCell text={texts.join('  ')} width={width} looks={looks('quiet')} />;
  }
  return (
    <Box flexDirection="column" marginBottom={1} flexShrink={0}>
      <TextCell text="Setting up in four steps" width={width} looks={{ bold: true }} />
      {STEPS.map((step, at) => (
        <Step key={step} guide={guide} step={step} number={at + 1} width={width} />
      ))}
    </Box>
  );
}

const STATE_TONES = { now: undefined, done: 'good', skipped: 'warn', 'to do': 'quiet' } as const;

function Step({
  guide,
  step,
  number,
  width,
}: {
  guide: Guide;
  step: StepName;
  number: number;
  width: number;
}) {
  const looks = useLooks();
  const state = stepState(guide, step);
  return (
    <Box>
      <TextCell
        text={`${state === 'now' ? '>' : ' '} ${number} ${STEP_TITLES[step]}`}
        width={16}
        looks={{ bold: state === 'now' }}
      />
      <TextCell text={state} width={9} looks={looks(STATE_TONES[state])} />
      <TextCell text={plain(guide.done[step] ?? '')} width={Math.max(0, width - 25)} looks={looks('quiet')} />
    </Box>
  );
}

/** `1 Area done`, `[2 Channel]`, `3 Subscriber` */
function briefStep(guide: Guide, step: StepName, number: number): string {
  const state = stepState(guide, step);
  const name = `${number} ${STEP_TITLES[step]}`;
  if (state === 'now') return `[${name}]`;
  return state === 'to do' ? name : `${name} ${state}`;
}
