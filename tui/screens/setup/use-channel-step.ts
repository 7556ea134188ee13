// How a channel gets set up: chosen, typed, saved, the engine started anew, looked at. One thing after the other.
import { useEffect, useState } from 'react';
import type { Check } from '../../../src/core/check.ts';
import { sentenceOf } from '../../kit/asked.ts';
import type { Field } from '../../kit/field.ts';
import { channelFields, missing, problemsByField, typedChanges } from './channel-form.ts';
import { type GuideChannel, guideChannel } from './guide-texts.ts';
import type { StepProps } from './step-props.ts';
import { useRestart } from './use-restart.ts';

const UNKNOWN = 'the engine does not know this channel';

export type ChannelPhase =
  | { readonly is: 'choosing' }
  | {
      readonly is: 'typing';
      readonly fields: readonly Field[];
      readonly problems: Readonly<Record<string, string>>;
    }
  /** Saved; whether to start the engine anew is asked. */
  | { readonly is: 'asking' }
  /** The engine is being started anew; it is being asked how the channel is. */
  | { readonly is: 'restarting' | 'looking' }
  /** Saved, but the engine goes by the old settings, by choice or because of `trouble`. */
  | { readonly is: 'saved'; readonly trouble: string }
  | { readonly is: 'looked'; readonly check: Check };

export interface ChannelStepState {
  readonly phase: ChannelPhase;
  /** The engine is carried by this screen, which can start it anew. */
  readonly carried: boolean;
  readonly channel: GuideChannel;
  choose(channel: GuideChannel): void;
  submit(values: Readonly<Record<string, string>>): void;
  answer(restartNow: boolean): void;
  /** Asks the engine how the channel is; where it goes by the old settings, whether to start it anew first. */
  look(): void;
  /** Back to the fields, or to the choice when there are none. */
  change(): void;
  cancel(): void;
  next(): void;
}

export function useChannelStep({ guide, on, ...props }: StepProps): ChannelStepState {
  const { setup, control } = props;
  const [phase, setPhase] = useState<ChannelPhase>({ is: 'choosing' });
  const [channel, setChannel] = useState(() => guideChannel(guide.channel));
  const restart = useRestart(props);

  // By the engine there is: another one may have taken its place since the channel was saved.
  const isLooking = phase.is === 'looking';
  useEffect(() => {
    if (!isLooking) return;
    let over = false;
    const found = (check: Check): void => {
      if (!over) setPhase({ is: 'looked', check });
    };
    const { name } = channel;
    control.examine().then(
      (checks) => found(checks.find((one) => one.name === name) ?? { name, state: 'off', detail: UNKNOWN }),
      (error: unknown) => found({ name, state: 'failed', detail: sentenceOf(error) }),
    );
    return () => {
      over = true;
    };
  }, [isLooking, channel, control]);
  const type = (of: GuideChannel): void => {
    const fields = channelFields(of, setup?.settings() ?? []);
    if (fields.length > 0) setPhase({ is: 'typing', fields, problems: {} });
    else setPhase({ is: 'looking' });
  };
  const save = async (fields: readonly Field[], values: Readonly<Record<string, string>>): Promise<void> => {
    if (setup === undefined) return;
    const settings = setup.settings();
    const gaps = missing(values, settings);
    if (Object.keys(gaps).length > 0) return setPhase({ is: 'typing', fields, problems: gaps });
    const changes = typedChanges(values, settings);
    const problems = await setup.save(changes).catch((error: unknown) => [sentenceOf(error)]);
    if (problems.length > 0) setPhase({ is: 'typing', fields, problems: problemsByField(problems, fields) });
    else setPhase(restart === null ? { is: 'saved', trouble: '' } : { is: 'asking' });
  };
  return {
    phase,
    carried: restart !== null,
    channel,
    choose(chosen) {
      setChannel(chosen);
      type(chosen);
    },
    submit(values) {
      if (phase.is === 'typing') void save(phase.fields, values);
    },
    answer(restartNow) {
      if (!restartNow || restart === null) return setPhase({ is: 'saved', trouble: '' });
      setPhase({ is: 'restarting' });
      void restart().then((trouble) =>
        setPhase(trouble === '' ? { is: 'looking' } : { is: 'saved', trouble }),
      );
    },
    look: () => setPhase({ is: phase.is === 'saved' && restart !== null ? 'asking' : 'looking' }),
    change: () => (channel.needs.length > 0 ? type(channel) : setPhase({ is: 'choosing' })),
    cancel: () => setPhase({ is: 'choosing' }),
    next() {
      const works = phase.is === 'looked' && phase.check.state === 'ok';
      const detail = works ? `${channel.title} is ready` : `${channel.title}, not seen to work yet`;
      on({ kind: 'channel', channel: channel.name, detail });
    },
  };
}
