// The guide of the first start as a state machine: four steps, each done, skipped, or still to do. Pure.
// It holds what one step hands to the next, and never a secret.
import { type Area, areaText } from '../../../src/core/area.ts';
import type { EngineSnapshot } from '../../../src/core/snapshot.ts';
import { type ChannelName, channelText } from '../../../src/core/subscription.ts';
import type { Recipient } from '../../../src/core/wish.ts';
import { plural } from '../../kit/figures.ts';

export const STEPS = ['area', 'channel', 'subscriber', 'test'] as const;
export type StepName = (typeof STEPS)[number];

export interface Guide {
  /** `end`: all four were done or skipped. */
  readonly step: StepName | 'end';
  /** What became of a step, in a few words. */
  readonly done: Readonly<Partial<Record<StepName, string>>>;
  readonly skipped: readonly StepName[];
  readonly area: Area | null;
  readonly channel: ChannelName | null;
  readonly recipient: Recipient | null;
}

export type GuideEvent =
  | { readonly kind: 'area'; readonly area: Area }
  /** `detail`: what the examination found, in words. */
  | { readonly kind: 'channel'; readonly channel: ChannelName; readonly detail: string }
  | { readonly kind: 'subscriber'; readonly recipient: Recipient }
  | { readonly kind: 'test'; readonly detail: string }
  | { readonly kind: 'skip' | 'back' };

/** What stands already when the guide is opened: it begins with the first step that does not. */
export function guideFor({ areas, channels, subscribers }: EngineSnapshot): Guide {
  const on = channels.find(({ name, state }) => name !== 'webhook' && name !== 'twitter' && state !== 'off');
  const people = subscribers.active + subscribers.paused;
  const done: Partial<Record<StepName, string>> = {
    ...(areas.length > 0 && { area: `${plural(areas.length, 'area')} polled` }),
    ...(on !== undefined && { channel: `${channelText(on.name)} is set up` }),
    ...(people > 0 && { subscriber: plural(people, 'subscriber') }),
  };
  const guide: Guide = {
    step: 'area',
    done,
    skipped: [],
    area: null,
    channel: on?.name ?? null,
    recipient: null,
  };
  return { ...guide, step: nextStep(guide, -1) };
}

export function guided(guide: Guide, event: GuideEvent): Guide {
  const at = guide.step === 'end' ? STEPS.length : STEPS.indexOf(guide.step);
  switch (event.kind) {
    case 'back':
      return { ...guide, step: STEPS[Math.max(0, at - 1)] ?? 'area' };
    case 'skip': {
      if (guide.step === 'end') return guide;
      const isNew = guide.done[guide.step] === undefined && !guide.skipped.includes(guide.step);
      return {
        ...guide,
        step: STEPS[at + 1] ?? 'end',
        skipped: isNew ? [...guide.skipped, guide.step] : guide.skipped,
      };
    }
    case 'area':
      return finished({ ...guide, area: event.area }, 'area', areaText(event.area));
    case 'channel': {
      // Somebody on another channel is not who is meant now.
      const recipient = guide.recipient?.channel === event.channel ? guide.recipient : null;
      return finished({ ...guide, channel: event.channel, recipient }, 'channel', event.detail);
    }
    case 'subscriber': {
      const { channel } = event.recipient;
      return finished(
        { ...guide, recipient: event.recipient },
        'subscriber',
        `one on ${channelText(channel)}`,
      );
    }
    case 'test':
      return finished(guide, 'test', event.detail);
  }
}

function finished(guide: Guide, step: StepName, words: string): Guide {
  const next = {
    ...guide,
    done: { ...guide.done, [step]: words },
    skipped: guide.skipped.filter((one) => one !== step),
  };
  return { ...next, step: nextStep(next, STEPS.indexOf(step)) };
}

/** The first step after `at` that is not done: what stands already is not asked for twice. */
function nextStep({ done }: Guide, at: number): StepName | 'end' {
  return STEPS.find((step, index) => index > at && done[step] === undefined) ?? 'end';
}

export type StepState = 'now' | 'done' | 'skipped' | 'to do';

export function stepState(guide: Guide, step: StepName): StepState {
  if (guide.step === step) return 'now';
  if (guide.done[step] !== undefined) return 'done';
  return guide.skipped.includes(step) ? 'skipped' : 'to do';
}
