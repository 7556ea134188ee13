// What Tab takes: only what the line could become as it stands, also while the answer for it is awaited.
import { PassThrough } from 'node:stream';
import { render, Text } from 'ink';
import { expect, it } from 'vitest';
import { type Complete, type Completion, useCompletion } from '../../../tui/kit/completion.tsx';

/** A line on a terminal of its own that is typed from outside. */
function line(complete: Complete) {
  const stdout = new PassThrough() as unknown as NodeJS.WriteStream;
  let seen: Completion | undefined;
  function Part({ text }: { readonly text: string }) {
    seen = useCompletion(complete, text);
    return <Text>{seen.candidates.join(' ')}</Text>;
  }
  const instance = render(<Part text="" />, { stdout, interactive: false, patchConsole: false });
  return {
    now: () => seen as Completion,
    type: (text: string) => instance.rerender(<Part text={text} />),
    close: () => instance.unmount(),
  };
}

const DISTRICTS: Readonly<Record<string, string>> = { '29': 'Lohit', '294': 'BBMP' };
const found = (text: string): readonly string[] => [DISTRICTS[text] ?? ''].filter((name) => name !== '');

it('Tab takes what the line could become as it stands', () => {
  const one = line(found);
  one.type('29');
  expect(one.now().candidates).toEqual(['Lohit']);
  one.type('294');
  expect(one.now().candidates).toEqual(['BBMP']);
  expect(one.now().next(1)).toBe('BBMP');
  one.close();
});

it('Tab takes nothing of an earlier text while the answer for this one is awaited', async () => {
  const answers = new Map<string, () => void>();
  const one = line((text) => new Promise((resolve) => void answers.set(text, () => resolve(found(text)))));
  const until = async (isSo: () => boolean): Promise<void> => {
    while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
  };
  one.type('29');
  await until(() => answers.has('29'));
  answers.get('29')?.();
  await until(() => one.now().candidates.length > 0);
  one.type('294');
  // It is still shown, and is not what was typed.
  expect(one.now().candidates).toEqual(['Lohit']);
  expect(one.now().next(1)).toBeUndefined();
  await until(() => answers.has('294'));
  answers.get('294')?.();
  await until(() => one.now().candidates[0] === 'BBMP');
  expect(one.now().next(1)).toBe('BBMP');
  one.close();
});
