// What a person meets when typing: help that teaches by examples, and slips that are named and mended.
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import type { Context } from '../../src/commands/context.ts';
import { EXAMPLES } from '../../src/commands/examples.ts';
import { programFor } from '../../src/commands/program.ts';
import type { Flags } from '../../src/config.ts';
import { cowinSource } from '../../src/sources/cowin/index.ts';

interface Typed {
  readonly out: string;
  readonly err: string;
  readonly exitCode: number | undefined;
}

/** Runs a command line that needs no more than the list of districts. */
async function typed(...words: string[]): Promise<Typed> {
  let out = '';
  let err = '';
  let exitCode: number | undefined;
  const print = (text: string) => {
    out += `${text}\n`;
  };
  const program = programFor('1.2.3', (flags: Flags) => ({ flags, source: cowinSource(), print }) as Context);
  for (const command of everyCommand(program)) {
    command.configureOutput({
      writeOut: (text) => {
        out += text;
      },
      writeErr: (text) => {
        err += text;
      },
    });
  }
  try {
    await program.parseAsync(['node', 'vaccine-watch', ...words]);
  } catch (error) {
    exitCode = (error as { exitCode: number }).exitCode;
    err += (error as Error).message;
  }
  return { out, err, exitCode };
}

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

function commandOf(path: string): Command | undefined {
  const words = path.split(' ').filter((word) => word !== '');
  return words.reduce<Command | undefined>(
    (command, word) => command?.commands.find((each) => each.name() === word),
    programFor('1.2.3', () => {
      throw new Error('nothing is run here');
    }),
  );
}

function pathsOf(command: Command, path = ''): string[] {
  return [path, ...command.commands.flatMap((each) => pathsOf(each, `${path} ${each.name()}`.trim()))];
}

describe('help', () => {
  const paths = pathsOf(commandOf('') as Command);

  it.each(paths)('of "vaccine-watch %s" shows an example of it', async (path) => {
    const { out } = await typed(...path.split(' ').filter(Boolean), '--help');
    expect(out).toContain(`\nExamples:\n  vaccine-watch ${path}`.trimEnd());
  });

  it('has no example of a command there is none of, nor of an option it does not take', () => {
    expect(Object.keys(EXAMPLES).filter((path) => !paths.includes(path))).toEqual([]);
    const lines =
      Object.values(EXAMPLES)
        .join('')
        .match(/(?<=vaccine-watch ).*/g) ?? [];
    expect(lines.length).toBeGreaterThan(20);
    for (const line of lines) {
      const path = paths.findLast((each) => each !== '' && `${line} `.startsWith(`${each} `));
      const options = [path ?? '', ''].flatMap((each) => commandOf(each)?.options ?? []);
      const known = options.map((option) => option.long);
      const used = (line.match(/ --[a-z-]+/g) ?? []).map((option) => option.trim());
      expect({ line, strange: used.filter((option) => !known.includes(option)) }).toEqual({
        line,
        strange: [],
      });
    }
  });

  it('of a command names the options every command takes, and a time as a person says it', async () => {
    const { out } = await typed('demo', '--help');
    expect(out).toMatch(/Global Options:\s+-V, --version.*\s+--data-dir <folder>/);
    expect(out).toContain('(default: 30s)');
  });

  it('is also had with the word help', async () => {
    expect((await typed('help', 'areas')).out).toContain('find a district');
    expect((await typed('help')).out).toContain('Examples:');
    expect((await typed('help', 'subscribers', 'add')).out).toContain(
      'vaccine-watch subscribers add --email',
    );
  });
});

describe('a slip', () => {
  it.each([
    ['statsu', 'status'],
    ['subscriber', 'subscribers'],
    ['Doctor', 'doctor'],
    ['simulat', 'simulate'],
  ])('%s is answered with %s and wrong usage', async (word, meant) => {
    const { err, exitCode } = await typed(word);
    expect(err).toContain(`unknown command '${word}'\n(Did you mean ${meant}?)`);
    expect(exitCode).toBe(64);
  });

  it.each([
    [['help', 'runn'], 'run'],
    [['help', 'subscribers', 'ad'], 'add'],
  ])('%j is answered with %s and wrong usage', async (words, meant) => {
    const { out, err, exitCode } = await typed(...words);
    expect(err).toContain(`unknown command '${words.at(-1)}'\n(Did you mean ${meant}?)`);
    expect({ out, exitCode }).toEqual({ out: '', exitCode: 64 });
  });

  it('a limit of nothing is refused', async () => {
    for (const line of [
      ['areas', '--limit', '0'],
      ['deliveries', '--limit', '0'],
    ]) {
      const { out, err } = await typed(...line);
      expect(err).toContain('It must be at least 1.');
      expect(out).toBe('');
    }
  });

  it('that is like no command gets no offer', async () => {
    const { err, exitCode } = await typed('xyzzy');
    expect(err).toContain("unknown command 'xyzzy'");
    expect(err).not.toContain('Did you mean');
    expect(exitCode).toBe(64);
  });

  it('of a word too many is not passed over', async () => {
    for (const line of [
      ['run', 'now'],
      ['doctor', 'x'],
      ['status', 'x'],
      ['backup', 'a', 'b'],
    ]) {
      expect((await typed(...line)).err).toMatch(/too many arguments/);
    }
  });
});

describe('--channel', () => {
  const asked = (path: string, word: string): unknown =>
    commandOf(path)
      ?.options.find(({ long }) => long === '--channel')
      ?.parseArg?.(word, undefined);

  it.each(['deliveries', 'subscribers list'])(
    'of %s takes X by the name people know and by the other',
    (path) => {
      for (const word of ['x', 'X', 'twitter']) expect(asked(path, word)).toBe('twitter');
      expect(asked(path, 'email')).toBe('email');
    },
  );

  it('names the channels there are when it is given another, and in its help', async () => {
    const { err, exitCode } = await typed('deliveries', '--channel', 'pigeon');
    expect(err).toContain('It must be telegram, email, webhook or x.');
    expect(exitCode).not.toBe(0);
    const help = (await typed('deliveries', '--help')).out.replace(/\s+/g, ' ');
    expect(help).toContain('"telegram", "email", "webhook", "x"');
  });
});

describe('areas', () => {
  const rows = (out: string) => out.trim().split('\n').slice(1);

  it('shows no more than asked for, also when no name is given', async () => {
    expect(rows((await typed('areas', '--limit', '2')).out)).toHaveLength(2);
    expect(rows((await typed('areas', 'pur', '--limit', '3')).out)).toHaveLength(3);
  });

  it('without a name shows them all, or all of a state', async () => {
    expect(rows((await typed('areas')).out)).toHaveLength(756);
    expect(rows((await typed('areas', '--state', 'kerala')).out)).toHaveLength(14);
    // By any of its names, as wherever else a state is typed.
    for (const name of ['Odisha', 'orissa', 'odsha']) {
      expect(rows((await typed('areas', '--state', name)).out), name).toHaveLength(30);
    }
  });

  it('says that it is the state which is unknown', async () => {
    expect((await typed('areas', '--state', 'nowhere')).err).toBe(
      'No state is called anything like "nowhere".',
    );
  });
});
