// What the guide says at each step, to somebody who has never seen the program. Pure.
import type { ChannelName } from '../../../src/core/subscription.ts';
import type { KeyHint } from '../../kit/key-board.ts';
import type { Guide, StepName } from './guide.ts';

export interface StepText {
  readonly title: string;
  /** What it is for, and what to do next: one paragraph. */
  readonly lines: readonly string[];
}

export const STEP_TITLES: Readonly<Record<StepName, string>> = {
  area: 'Area',
  channel: 'Channel',
  subscriber: 'Subscriber',
  test: 'Test alert',
};

/** The channels the guide sets up, as one chooses between them. */
export interface GuideChannel {
  readonly name: Exclude<ChannelName, 'twitter'>;
  readonly title: string;
  readonly about: string;
  /** The settings it needs, by key. */
  readonly needs: readonly string[];
  /** How its recipients are asked for. */
  readonly recipient: string;
  readonly recipientHint: string;
}

export const GUIDE_CHANNELS: readonly GuideChannel[] = [
  {
    name: 'telegram',
    title: 'Telegram',
    about: 'a bot writes to people; needs a token from @BotFather',
    needs: ['telegramToken'],
    recipient: 'Telegram chat',
    recipientHint:
      'number of the chat, or @name of a public channel; who writes to the bot joins by themselves',
  },
  {
    name: 'email',
    title: 'E-mail',
    about: 'by your mail provider; needs its address and a sender',
    needs: ['smtpUrl', 'mailFrom'],
    recipient: 'E-mail address',
    recipientHint: 'like you@example.org',
  },
  {
    name: 'webhook',
    title: 'Webhook',
    about: 'calls a web address of yours; needs nothing here',
    needs: [],
    recipient: 'Webhook URL',
    recipientHint: 'like https://example.org/hook; the address alone, without a password',
  },
];

/** How the settings of a channel are asked for, and what they look like. */
export const NEEDED: Readonly<Record<string, { readonly label: string; readonly hint: string }>> = {
  telegramToken: {
    label: 'Bot token',
    hint: 'write /newbot to @BotFather on Telegram; like 123456:ABC-DEF…',
  },
  smtpUrl: { label: 'SMTP address', hint: 'smtps://user:password@smtp.example.org, or smtp://…:587' },
  mailFrom: { label: 'Sender', hint: 'what alerts come from: alerts@example.org' },
};

export function guideChannel(name: ChannelName | null): GuideChannel {
  const [first] = GUIDE_CHANNELS as readonly [GuideChannel];
  return GUIDE_CHANNELS.find((channel) => channel.name === name) ?? first;
}

export function stepText(guide: Guide): StepText {
  switch (guide.step) {
    case 'area':
      return {
        title: 'Step 1 of 4: an area',
        lines: [
          'An area is a district whose vaccination slots are watched. Only areas that',
          'somebody subscribes to are polled, so that no call is wasted.',
          'Press Enter and type the district you want first: a part of its name will do.',
        ],
      };
    case 'channel':
      return {
        title: 'Step 2 of 4: a channel',
        lines: [
          'A channel is the way alerts reach people. One is enough to start; others can',
          'join later. What you type is kept in config.json, readable by you alone.',
          'Choose one with the arrows and press Enter.',
        ],
      };
    case 'subscriber':
      return {
        title: 'Step 3 of 4: the first subscriber',
        lines: [
          'A subscriber is told whenever a slot opens in their area, once for each.',
          'Begin with yourself: press Enter and say where alerts shall go.',
          'Dose, age and more can be set later, on the screen Subscribers (3).',
        ],
      };
    case 'test':
      return {
        title: 'Step 4 of 4: a test alert',
        lines: [
          'One message goes out now, the same way as alerts do, and says that it is a',
          'test. When it arrives, everything between here and there works.',
          // Whether there is anybody else is still asked for; the step itself says it.
          ...(guide.recipient === null ? [] : ['Press Enter to send it.']),
        ],
      };
    case 'end':
      return { title: 'That is all', lines: endLines(guide) };
  }
}

function endLines({ skipped, done }: Guide): readonly string[] {
  const left = skipped
    .filter((step) => done[step] === undefined)
    .map((step) => STEP_TITLES[step].toLowerCase());
  const first =
    left.length === 0
      ? 'The engine polls, and whoever subscribes is told as soon as a slot opens.'
      : `Left out: ${left.join(', ')}. b goes back; :setup guide opens this guide again.`;
  return [
    first,
    'Press Enter for the screen Watch: what the engine does, live. The digits 1 to 6',
    'change the screen, ? explains the keys of each, and q leaves.',
  ];
}

/** What works at every step, after what the step itself offers. */
export function guideHints({ step }: Guide): readonly KeyHint[] {
  return [
    ...(step === 'end' ? [] : [{ keys: 's', does: 'skip' }]),
    ...(step === 'area' ? [] : [{ keys: 'b', does: 'back' }]),
    { keys: 'Esc', does: 'leave the guide' },
  ];
}
