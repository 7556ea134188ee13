// What every answer of the conversation is made from: who asks, where, when, and what may be asked of the program.
import type { AreaId } from '../../src/core/area.ts';
import { minuteText } from '../../src/core/ist.ts';
import type { Addressee, Person, SelfService } from '../../src/core/self-service.ts';
import type { Chat } from './incoming.ts';
import type { Places } from './places.ts';

/** What the conversation knows of the program. */
export interface World {
  readonly self: SelfService;
  readonly places: Places;
  /**
   * How often an area is or would be polled, to follow "it is checked": `every 2 min 15 s`, `as often as the source
   * answers`. Empty while nobody knows.
   */
  readonly pollsEvery: (areaId: AreaId) => string;
}

export interface Turn extends World {
  readonly to: Addressee;
  readonly chat: Chat;
  /** Wall ms. */
  readonly nowMs: number;
  /** When it was asked (wall ms), as far as Telegram says; never later than `nowMs`. */
  readonly askedAtMs: number;
  /** Of the bot, without `@`. */
  readonly botName: string;
}

/** Undefined when nobody of this chat is known. */
export function personOf({ self, to }: Turn): Promise<Person | undefined> {
  return self.find(to);
}

/** `on`, `paused until 8 May 14:03 IST`, `paused until you /resume`, `ended` */
export function stateText(person: Person): string {
  if (person.state === 'active') return 'on';
  if (person.state === 'gone') return 'ended; /resume brings them back';
  return person.resumesAtMs === null
    ? 'paused until you /resume'
    : `paused until ${minuteText(person.resumesAtMs)}; /resume ends that`;
}
