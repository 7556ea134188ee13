// What keys do to people, for the list and for one person alike: asked first where it must be, done, and said.
import type { Control } from '../../../src/control/control.ts';
import type { SubscriberWithSubscriptions } from '../../../src/core/subscription.ts';
import { sentenceOf } from '../../kit/asked.ts';
import { plural } from '../../kit/figures.ts';
import type { ScreenProps } from '../../screen-contract.ts';
import {
  ACTS,
  type ActName,
  actOf,
  actOnMany,
  manyText,
  nameOf,
  questionOfMany,
  questionOfOne,
  questionOfTest,
} from './acts.ts';
import type { Overlay } from './overlay.tsx';

type Person = SubscriberWithSubscriptions;

export interface ActsOptions {
  readonly control: Control;
  readonly say: ScreenProps['say'];
  readonly show: (overlay: Overlay | null) => void;
  /** Called after anybody changed; `removed`: who is there no more. */
  readonly onChange: (removed?: boolean) => void;
}

export interface Acts {
  /** `p r b x t` on one person; true when the key was one of them. */
  onOne(input: string, person: Person | undefined): boolean;
  /** `p r b x` on all that were picked. */
  onMany(input: string, people: readonly Person[]): boolean;
}

export function useActs({ control, say, show, onChange }: ActsOptions): Acts {
  const tried = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      say(sentenceOf(error), 'bad');
    }
  };
  const doOne = (name: ActName, person: Person): Promise<void> =>
    tried(async () => {
      await ACTS[name].work(control, person.id);
      const after = name === 'unblock' ? `. ${ACTS.unblock.means}` : '.';
      say(`${ACTS[name].done}: ${nameOf(person)}${after}`, 'good');
      onChange(name === 'remove');
    });
  const test = (person: Person): Promise<void> =>
    tried(async () => {
      say(`Sending a test message to ${nameOf(person)} …`);
      const { ok, detail } = await control.testAlert(person.channel, person.address);
      say(detail, ok ? 'good' : 'bad');
    });
  return {
    onOne(input, person) {
      const name = actOf(input, person);
      if (name === undefined && input !== 't') return false;
      if (person === undefined) return true;
      const act = (): void => {
        if (name === undefined) void test(person);
        else void doOne(name, person);
      };
      const text =
        name === undefined
          ? questionOfTest(person)
          : ACTS[name].asksForOne
            ? questionOfOne(name, person)
            : '';
      const onYes = (): void => {
        show(null);
        act();
      };
      if (text === '') act();
      else show({ kind: 'question', of: { text, yes: name ?? 'send it', onYes } });
      return true;
    },
    onMany(input, people) {
      const name = actOf(input, people.find((person) => actOf('b', person) === 'block') ?? people[0]);
      if (name === undefined) return false;
      const onYes = (): void => {
        const title = `${name} ${plural(people.length, 'person', 'people')}`;
        show({
          kind: 'work',
          work: {
            title: title.charAt(0).toUpperCase() + title.slice(1),
            async run(signal, onProgress) {
              const end = await actOnMany(name, people, control, {
                signal,
                onProgress: (done) => onProgress({ done, total: people.length }),
              });
              return { text: manyText(name, end), ok: end.done === end.total, report: end.refused };
            },
          },
          onEnd(end) {
            say(end.text, end.ok ? 'good' : 'warn');
            const lines = end.report ?? [];
            show(lines.length === 0 ? null : { kind: 'report', title: end.text, lines });
            onChange(name === 'remove');
          },
        });
      };
      show({ kind: 'question', of: { text: questionOfMany(name, people.length), yes: name, onYes } });
      return true;
    },
  };
}
