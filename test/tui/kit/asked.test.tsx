// Asking while shown: at once, again when told, the newest answer last, an error as a sentence, and silence afterwards.
import { PassThrough } from 'node:stream';
import { render, Text } from 'ink';
import { describe, expect, it } from 'vitest';
import { type Asked, useAsked } from '../../../tui/kit/asked.ts';

/** Waits until it is so. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

/** A part on a terminal of its own that asks for what belongs to `about`. */
function part(ask: (about: string) => Promise<string>, everyMs: number | null) {
  const stdout = new PassThrough() as unknown as NodeJS.WriteStream;
  let seen: Asked<string> | undefined;
  function Part({ about }: { readonly about: string }) {
    seen = useAsked(() => ask(about), everyMs, [about]);
    return <Text>{seen.value ?? ''}</Text>;
  }
  const instance = render(<Part about="first" />, { stdout, interactive: false, patchConsole: false });
  return {
    now: () => seen as Asked<string>,
    about: (about: string) => instance.rerender(<Part about={about} />),
    close: () => instance.unmount(),
  };
}

describe('what is asked while shown', () => {
  it('is the newest, also when an older answer comes late', async () => {
    const answers = new Map<string, (answer: string) => void>();
    const one = part((about) => new Promise((resolve) => void answers.set(about, resolve)), null);
    await until(() => answers.has('first'));
    one.about('second');
    await until(() => answers.has('second'));
    answers.get('second')?.('new');
    await until(() => one.now().value === 'new');
    answers.get('first')?.('old');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(one.now()).toMatchObject({ value: 'new', busy: false, refusal: '' });
    one.close();
  });

  it('says an error as a sentence beside the last good answer, and asks again when told', async () => {
    let turn = 0;
    const one = part(async () => {
      turn += 1;
      if (turn === 2) throw new Error('the engine is busy');
      return `answer ${turn}`;
    }, null);
    await until(() => one.now().value === 'answer 1');
    one.now().again();
    await until(() => one.now().refusal !== '');
    expect(one.now()).toMatchObject({ value: 'answer 1', refusal: 'the engine is busy', busy: false });
    one.now().again();
    await until(() => one.now().value === 'answer 3');
    expect(one.now().refusal).toBe('');
    one.close();
  });

  it('comes again every so often, and no more once it is not shown', async () => {
    let asked = 0;
    const one = part(async () => {
      asked += 1;
      return `${asked}`;
    }, 5);
    await until(() => asked >= 3);
    one.close();
    const before = asked;
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(asked).toBeLessThanOrEqual(before + 1);
  });
});
