// What the operator can do with people, one or many: how it is asked, done, and said afterwards. Pure but for the
// engine it is given. A sentence names people by id, never by address: what is said may be looked over a shoulder.
import { breather } from '../../../src/control/breathe.ts';
import type { Control } from '../../../src/control/control.ts';
import { BLOCKED_WHY } from '../../../src/core/gone-why.ts';
import { channelText, type SubscriberWithSubscriptions } from '../../../src/core/subscription.ts';
import { line } from '../../../src/core/text/parts.ts';
import { stateText } from '../../../src/core/text/subscriber.ts';
import { sentenceOf } from '../../kit/asked.ts';
import { countText, plural } from '../../kit/figures.ts';

export type ActName = 'pause' | 'resume' | 'block' | 'unblock' | 'remove';
type Person = Pick<SubscriberWithSubscriptions, 'id' | 'channel'>;

interface Act {
  readonly key: string;
  /** `Paused` */
  readonly done: string;
  /** What it means, for the question; undefined: one person is not asked about. */
  readonly means: string;
  readonly asksForOne: boolean;
  work(control: Control, id: number): Promise<unknown>;
}

export const ACTS: Readonly<Record<ActName, Act>> = {
  pause: {
    key: 'p',
    done: 'Paused',
    means: 'They are told nothing until they are resumed.',
    asksForOne: false,
    work: (control, id) => control.pauseSubscriber({ id }),
  },
  resume: {
    key: 'r',
    done: 'Resumed',
    means: 'They are told at once of what is open now.',
    asksForOne: false,
    work: (control, id) => control.resumeSubscriber({ id }),
  },
  block: {
    key: 'b',
    done: 'Blocked',
    means: 'They are told nothing any more, and cannot come back by themselves.',
    asksForOne: true,
    work: (control, id) => control.blockRecipient({ id }),
  },
  unblock: {
    key: 'b',
    done: 'Unblocked',
    means: 'They may come back; r resumes them.',
    asksForOne: false,
    work: (control, id) => control.unblockRecipient({ id }),
  },
  remove: {
    key: 'x',
    done: 'Removed',
    means: 'Their subscriptions and what they were owed go with them; this cannot be taken back.',
    asksForOne: true,
    work: (control, id) => control.removeSubscriber({ id }),
  },
};

/** What a key does with somebody: `b` unblocks who is blocked. Undefined: nothing. */
export function actOf(
  input: string,
  person: Pick<SubscriberWithSubscriptions, 'stateWhy'> | undefined,
): ActName | undefined {
  if (input === 'b') return person?.stateWhy === BLOCKED_WHY ? 'unblock' : 'block';
  return input === 'p' ? 'pause' : input === 'r' ? 'resume' : input === 'x' ? 'remove' : undefined;
}

/** Longest address in a sentence (UTF-16 units), so that the rest of it is read, too. */
const ADDRESS_CAP = 80;

/** `telegram 42 (id 7)`: only for the operator's eyes. */
export function nameOf({ id, channel, address }: SubscriberWithSubscriptions): string {
  return `${channelText(channel)} ${line(address, ADDRESS_CAP)} (id ${id})`;
}

/** Before it is done to one. */
export function questionOfOne(name: ActName, person: SubscriberWithSubscriptions): string {
  const count = person.subscriptions.length;
  const what =
    name === 'remove'
      ? `${plural(count, 'subscription')} and what they were owed ${count === 0 ? 'goes' : 'go'} with them; this cannot be taken back.`
      : ACTS[name].means;
  return `${capital(name)} ${nameOf(person)}? ${what}`;
}

/** Before it is done to many. */
export function questionOfMany(name: ActName, count: number): string {
  return `${capital(name)} ${peopleText(count)}? ${ACTS[name].means}`;
}

/** Before a test message that somebody might not want; empty: it goes out without a question. */
export function questionOfTest(person: SubscriberWithSubscriptions): string {
  if (person.channel === 'twitter')
    return 'Post a test message on X? Everybody can read it, and it costs a post.';
  if (person.state !== 'gone') return '';
  return `Send a test message to ${nameOf(person)}? They are ${stateText(person)} and should hear nothing.`;
}

export interface ManyEnd {
  readonly done: number;
  readonly total: number;
  /** One sentence each: `id 7: They are gone …`. */
  readonly refused: readonly string[];
  readonly stopped: boolean;
}

/** Does it to one after the other; a refusal of one is no reason to leave out the next. */
export async function actOnMany(
  name: ActName,
  people: readonly Person[],
  control: Control,
  watching: { readonly signal: AbortSignal; onProgress(done: number): void },
): Promise<ManyEnd> {
  const breathe = breather();
  const refused: string[] = [];
  let done = 0;
  for (const [at, { id }] of people.entries()) {
    if (watching.signal.aborted) return { done, total: people.length, refused, stopped: true };
    try {
      await ACTS[name].work(control, id);
      done += 1;
    } catch (error) {
      refused.push(`id ${id}: ${sentenceOf(error)}`);
    }
    watching.onProgress(at + 1);
    await breathe();
  }
  return { done, total: people.length, refused, stopped: false };
}

/** `Paused 12 people.`, `Paused 10 of 12 people; 2 were refused.`, `… ; stopped.` */
export function manyText(name: ActName, { done, total, refused, stopped }: ManyEnd): string {
  const whom = done === total ? peopleText(total) : `${countText(done)} of ${peopleText(total)}`;
  const parts = [
    `${ACTS[name].done} ${whom}`,
    ...(refused.length === 0 ? [] : [`${countText(refused.length)} refused`]),
    ...(stopped ? ['stopped'] : []),
  ];
  return `${parts.join('; ')}.`;
}

function peopleText(count: number): string {
  return plural(count, 'person', 'people');
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
