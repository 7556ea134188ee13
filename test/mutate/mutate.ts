// `npm run mutate -- [--only NAME,…]`: the program made wrong in one way after the other, in a copy, and whether its
// tests see it. First the copy as it is must be green, or red would say nothing. Exit codes: 0 all caught, 1 one
// survived, 64 wrong usage, 70 a mutation cannot be made any more.
import { parseArgs } from 'node:util';
import { MUTATIONS } from './all.ts';
import { type Copy, copyTree } from './copy.ts';
import type { Mutation } from './mutation.ts';

function chosen(args: readonly string[]): readonly Mutation[] {
  const { values } = parseArgs({ args: [...args], options: { only: { type: 'string' } } });
  const names = values.only?.split(',');
  const mutations = MUTATIONS.filter(({ name }) => names === undefined || names.includes(name));
  if (mutations.length < (names?.length ?? 1)) {
    throw new TypeError(`--only takes some of these: ${MUTATIONS.map(({ name }) => name).join(', ')}`);
  }
  return mutations;
}

interface Trial {
  /** The first test that saw it; undefined: none did. */
  readonly caughtBy: string | undefined;
  readonly seconds: number;
}

/** @throws Error when the mutation cannot be made, or does not compile */
function attempt(copy: Copy, mutation: Mutation): Trial {
  const begun = performance.now();
  try {
    copy.apply(mutation);
    const refusal = copy.build();
    if (refusal !== '') throw new Error(`${mutation.name} does not compile:\n${refusal}`);
    const { green, failed, output } = copy.test(mutation.tests);
    const caughtBy = green ? undefined : (failed[0] ?? `the tests could not be run: ${output.slice(0, 300)}`);
    return { caughtBy, seconds: (performance.now() - begun) / 1000 };
  } finally {
    copy.undo();
  }
}

function main(args: readonly string[]): number {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  let mutations: readonly Mutation[];
  try {
    mutations = chosen(args);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    return 64;
  }
  const copy = copyTree();
  try {
    for (const mutation of mutations) {
      copy.apply(mutation);
      copy.undo();
    }
    const refusal = copy.build();
    if (refusal !== '') throw new Error(`the copy does not compile:\n${refusal}`);
    const whole = copy.test([...new Set(mutations.flatMap(({ tests }) => tests))]);
    if (!whole.green) throw new Error(`as it is, the copy is red: ${whole.failed[0] ?? whole.output}`);
    say('as it is: green');
    const survivors: string[] = [];
    for (const mutation of mutations) {
      const { caughtBy, seconds } = attempt(copy, mutation);
      if (caughtBy === undefined) survivors.push(mutation.name);
      const end = caughtBy === undefined ? 'SURVIVED' : 'caught';
      say(
        `${end.padEnd(9)}${mutation.name.padEnd(23)}${seconds.toFixed(0).padStart(4)} s  ${mutation.wrong}`,
      );
      say(`         ${mutation.tests.join(' ')}${caughtBy === undefined ? '' : `: ${caughtBy}`}`);
    }
    say(`${mutations.length - survivors.length} of ${mutations.length} caught`);
    return survivors.length === 0 ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    return 70;
  } finally {
    copy.close();
  }
}

process.exitCode = main(process.argv.slice(2));
