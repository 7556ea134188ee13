// The cursor stays on who it is on, whoever goes or comes before them.
import { PassThrough } from 'node:stream';
import { render, Text } from 'ink';
import { expect, it } from 'vitest';
import { type List, useList } from '../../../tui/kit/list.ts';
import { useSamePerson } from '../../../tui/screens/subscribers/use-same-person.ts';

/** A list on a terminal of its own. */
function listOf(first: readonly number[]) {
  const stdout = new PassThrough() as unknown as NodeJS.WriteStream;
  let seen: List | undefined;
  let shown: readonly number[] = first;
  function Part({ ids }: { readonly ids: readonly number[] }) {
    seen = useList({ count: ids.length, rows: 3 });
    useSamePerson(seen, (line) => ids[line], 'everybody');
    return <Text>{ids[seen.cursor]}</Text>;
  }
  const instance = render(<Part ids={first} />, { stdout, interactive: false, patchConsole: false });
  const turns = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    async moveTo(line: number) {
      seen?.moveTo(line);
      await turns();
    },
    async become(ids: readonly number[]) {
      shown = ids;
      instance.rerender(<Part ids={ids} />);
      await turns();
    },
    who: () => shown[seen?.cursor ?? -1],
    close: () => instance.unmount(),
  };
}

it.each([
  ['one before them goes', [2, 3, 4, 5, 6], 5],
  ['some before them go, and their line with them', [4, 5, 6], 5],
  ['somebody comes before them', [1, 9, 2, 3, 4, 5, 6], 5],
  ['all after them go', [1, 2, 3, 4, 5], 5],
  ['they go themselves: on the line they were on', [1, 2, 3, 4, 6], 6],
])('%s', async (_, ids, who) => {
  const list = listOf([1, 2, 3, 4, 5, 6]);
  await list.moveTo(4);
  expect(list.who()).toBe(5);
  await list.become(ids);
  expect(list.who()).toBe(who);
  list.close();
});
