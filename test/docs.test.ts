// What the documents tell people to type exists: commands, their options, scripts of npm, settings, files.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { programFor } from '../src/commands/program.ts';
import { NAMES, PREFIX, SECRETS } from '../src/settings-table.ts';

const ROOT = join(import.meta.dirname, '..');
const deploy = readdirSync(join(ROOT, 'docs/deploy')).map((file) => `docs/deploy/${file}`);
const DOCUMENTS = [
  'README.md',
  'SECURITY.md',
  'docs/OPERATING.md',
  'docs/DEPENDENCIES.md',
  'docs/WEBHOOKS.md',
  ...deploy,
];
const textOf = (file: string) => readFileSync(join(ROOT, file), 'utf8');

const program = programFor('0', () => {
  throw new Error('nothing is run here');
});

/** What is wrong with a command line as a person would type it; empty: nothing. */
function faultOf(line: string): string {
  const words = line
    .replace(/\s#.*$/, '')
    .split(/\s+/)
    .filter((word) => word !== '');
  let command: Command = program;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] as string;
    if (word.startsWith('--')) {
      const option = [...command.options, ...program.options].find(({ long }) => long === word.split('=')[0]);
      if (option === undefined && word !== '--help') return `${line}: no option ${word}`;
      if (option !== undefined && !option.isBoolean() && !word.includes('=')) at += 1;
      continue;
    }
    const next = command.commands.find((each) => each.name() === word);
    if (next !== undefined) command = next;
    else if (command.commands.length > 0) return `${line}: no command ${word}`;
  }
  return '';
}

/** Lines that begin with the program, or follow `npx` or `sudo -u …`, in code of any kind. */
function commandsIn(text: string): string[] {
  const code = [...text.matchAll(/`([^`\n]+)`/g), ...text.matchAll(/^[^`\n]*$/gm)].map(
    (match) => match[1] ?? match[0],
  );
  const typed = /(?:^|&& |; )\s*(?:sudo -u \S+ |npx )?vaccine-watch( .*)?$/;
  return code.flatMap((line) => {
    const found = typed.exec(line.replace(/\s+#.*$/, ''))?.[1]?.split(/ (?:>>|&&|\|) /)[0];
    return found === undefined ? [] : [found];
  });
}

/** What cron is to run, with the folders it looks in: of itself only these two, whatever the system's own are. */
function linesOfCron(text: string): { readonly line: string; readonly folders: readonly string[] }[] {
  return [...text.matchAll(/^```\w*\n(.*?)^```$/gms)].flatMap(([, block = '']) => {
    const folders = (/^PATH=(.*)$/m.exec(block)?.[1] ?? '/usr/bin:/bin').split(':');
    return [...block.matchAll(/^[\d*]+ [\d*]+ \S+ \S+ \S+ \S+ vaccine-watch .*$/gm)].map(([line]) => ({
      line,
      folders,
    }));
  });
}

describe('the documents', () => {
  it('name commands and options that exist', () => {
    const lines = DOCUMENTS.filter((file) => file.endsWith('.md')).flatMap((file) =>
      commandsIn(textOf(file)),
    );
    expect(lines.length).toBeGreaterThan(15);
    expect(lines.map(faultOf).filter((fault) => fault !== '')).toEqual([]);
  });

  it('naming one that does not exist would be noticed', () => {
    expect(commandsIn('Type `vaccine-watch bakcup FILE`.').map(faultOf)[0]).toContain('no command bakcup');
    expect(commandsIn('```\nsudo -u x vaccine-watch status --jsn\n```').map(faultOf)[0]).toContain('--jsn');
    expect(commandsIn('npx vaccine-watch subscribers ad').map(faultOf)[0]).toContain('no command ad');
  });

  it('have cron find what it is to run', () => {
    const found = linesOfCron(textOf('docs/OPERATING.md'));
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter(({ folders }) => !folders.includes('/usr/local/bin'))).toEqual([]);
    const [link] = /ln -s \S+ (\S+)\/vaccine-watch$/m.exec(textOf('docs/OPERATING.md'))?.slice(1) ?? [];
    expect(link).toBe('/usr/local/bin');
  });

  it('name scripts of npm that exist', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
    const named = DOCUMENTS.flatMap((file) =>
      [...textOf(file).matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name),
    );
    expect([...new Set(named)].filter((name) => scripts[name ?? ''] === undefined)).toEqual([]);
  });

  it('name settings that exist, and the README every setting', () => {
    const known = new Set(['DATA_DIR', ...NAMES, ...[...SECRETS].map((name) => `${name}_FILE`)]);
    const named = DOCUMENTS.flatMap((file) =>
      [...textOf(file).matchAll(new RegExp(`${PREFIX}([A-Z][A-Z_]*[A-Z])`, 'g'))].map(
        ([, name]) => name ?? '',
      ),
    );
    expect([...new Set(named)].filter((name) => !known.has(name))).toEqual([]);
    const readme = textOf('README.md');
    expect(NAMES.filter((name) => !new RegExp(`[…_\`]${name}(_FILE)?\``).test(readme))).toEqual([]);
  });

  it('link to files that are there', () => {
    const dead = DOCUMENTS.filter((file) => file.endsWith('.md')).flatMap((file) =>
      [...textOf(file).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)]
        .map(([, link]) => join(dirname(file), link ?? ''))
        .filter((link) => !existsSync(join(ROOT, link))),
    );
    expect(dead).toEqual([]);
  });
});
