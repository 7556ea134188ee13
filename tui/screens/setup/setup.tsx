// The screen "Setup": the guide of the first start, or the overview of what stands and what is set.
import { useOrder } from '../../kit/kept.ts';
import type { Screen, ScreenProps } from '../../screen-contract.ts';
import { guideFor } from './guide.ts';
import { GuideView } from './guide-view.tsx';
import { useMemory } from './memory.ts';
import { Overview } from './overview.tsx';
import { SAVE } from './use-overview.ts';

/** What sends to the guide: `:setup guide`. */
const GUIDE = 'guide';

function Setup(props: ScreenProps) {
  const { snapshot, setup, control, at, say, go } = props;
  const [memory, remember] = useMemory(setup ?? control);
  const openGuide = (): void =>
    remember(({ guide }) => ({ guide: guide ?? guideFor(snapshot), guiding: true }));
  useOrder(at?.text === GUIDE ? at : undefined, openGuide);
  if (memory.guiding && memory.guide !== null)
    return (
      <GuideView
        {...props}
        guide={memory.guide}
        onGuide={(guide) => remember(() => ({ guide }))}
        onLeave={() => {
          remember(() => ({ guiding: false }));
          say('w opens the guide again, where you left it.');
        }}
        onEnd={() => {
          remember(() => ({ guide: null, guiding: false }));
          go({ screen: 'Watch' });
        }}
      />
    );
  return <Overview {...props} memory={memory} remember={remember} onGuide={openGuide} />;
}

export const SETUP_SCREEN: Screen = {
  name: 'Setup',
  digit: '6',
  Body: Setup,
  keys: [
    ['↑↓ j k', 'a line up or down, from the checks into the settings'],
    ['PgUp PgDn', 'a page; g G to the ends'],
    ['← →', 'to the checks; to the settings'],
    ['r', 'check everything again'],
    ['e Enter', 'change the setting; it waits for s'],
    ['u', 'leave the setting as it was'],
    ['s', 'save all changes; in the guide: skip the step'],
    [
      'w',
      'the guide: an area, a channel, a subscriber, a test; b there goes a step back, t sends the test once more',
    ],
  ],
  words: [
    ['mind', 'works, could be better'],
    ['off', 'not set up, which may be meant'],
    ['not saved', 'changed here and kept until s saves it; nothing typed is lost by leaving the screen'],
  ],
  commands: [
    {
      name: 'setup',
      takes: '[guide]',
      does: 'what the program stands on and its settings; the guide of the first start',
      complete: (typed) => (GUIDE.startsWith(typed) ? [GUIDE] : []),
      run: (rest, { go }) => go(rest === '' ? { screen: 'Setup' } : { screen: 'Setup', text: rest }),
    },
    {
      name: 'save',
      does: 'save the changed settings',
      run: (_, { go }) => go({ screen: 'Setup', text: SAVE }),
    },
  ],
};
