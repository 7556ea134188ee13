// The floors of the house: who may import whom. A broken floor is named with its file and import.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const CODE = /\.(ts|tsx)$/;

/** What the files of a floor may import: folders of ours, and packages. `node:` stands for Node's own modules. */
interface Floor {
  readonly ours: readonly string[];
  readonly packages: readonly string[];
}

const CORE: Floor = { ours: ['src/core/'], packages: [] };
const EDGE = ['src/core/', 'src/clock.ts', 'src/log.ts'];

const FLOORS: readonly (readonly [string, Floor])[] = [
  ['src/core/', CORE],
  ['src/sources/', { ours: ['src/sources/', 'src/core/'], packages: ['node:'] }],
  ['src/poll/call.ts', { ours: ['src/poll/', ...EDGE], packages: ['node:', 'undici'] }],
  ['src/poll/fetch', { ours: ['src/poll/', ...EDGE], packages: ['node:', 'undici'] }],
  ['src/poll/', { ours: ['src/poll/', ...EDGE], packages: ['node:'] }],
  ['src/store/', { ours: ['src/store/', ...EDGE], packages: ['node:', 'better-sqlite3', 'ioredis'] }],
  ['src/alert/', { ours: ['src/alert/', ...EDGE], packages: ['node:', 'rate-limiter-flexible'] }],
  ['src/web/metrics.ts', { ours: ['src/web/', ...EDGE], packages: ['prom-client'] }],
  ['src/web/', { ours: ['src/web/', ...EDGE], packages: ['node:', 'hono', '@hono/node-server'] }],
  ['src/control/', { ours: ['src/control/', 'src/core/'], packages: ['node:'] }],
  ['bots/telegram', { ours: ['bots/', 'src/core/'], packages: ['node:', 'grammy'] }],
  ['bots/email', { ours: ['bots/', 'src/core/'], packages: ['node:', 'nodemailer'] }],
  ['bots/', { ours: ['bots/', 'src/core/'], packages: ['node:', 'ipaddr.js'] }],
  ['tui/', { ours: ['tui/', 'src/core/', 'src/control/'], packages: ['ink', 'react'] }],
];

function filesUnder(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((file) => CODE.test(file));
}

/** Every module a text imports, exports from, or loads at run time. */
function importsOf(text: string): string[] {
  const statement =
    /^(?:import|export)\s+(?:type\s+)?(?:\*(?:\s+as\s+\w+)?|\{[^}]*\}|\w+(?:\s*,\s*\{[^}]*\})?)\s+from\s+['"]([^'"]+)['"]/gm;
  const bare = /(?:^import\s+|\bimport\(\s*|\brequire\(\s*)['"]([^'"]+)['"]/gm;
  return [...text.matchAll(statement), ...text.matchAll(bare)].map((match) => match[1] as string);
}

function breach(file: string, specifier: string, floor: Floor): string | undefined {
  if (specifier.startsWith('.')) {
    const target = normalize(join(dirname(file), specifier));
    return floor.ours.some((folder) => target.startsWith(folder)) ? undefined : `${file} -> ${target}`;
  }
  const allowed = floor.packages.some((name) =>
    name === 'node:' ? specifier.startsWith('node:') : specifier === name || specifier.startsWith(`${name}/`),
  );
  return allowed ? undefined : `${file} -> ${specifier}`;
}

function floorOf(file: string): Floor | undefined {
  return FLOORS.find(([prefix]) => file.startsWith(prefix))?.[1];
}

describe('the floors', () => {
  it('holds in every file: nobody imports what their floor may not', () => {
    const breaches = ['src', 'bots', 'tui'].flatMap(filesUnder).flatMap((file) => {
      const floor = floorOf(file);
      if (floor === undefined) return [];
      return importsOf(readFileSync(join(ROOT, file), 'utf8'))
        .map((specifier) => breach(file, specifier, floor))
        .filter((found) => found !== undefined);
    });
    expect(breaches).toEqual([]);
  });

  it('keeps each SDK in its one or two files', () => {
    const sdks: Record<string, RegExp> = {
      undici: /^src\/poll\/(?:call|fetch)\.ts$/,
      ioredis: /^src\/store\//,
      'better-sqlite3': /^src\/store\//,
      grammy: /^bots\/telegram/,
      nodemailer: /^bots\/email/,
      hono: /^src\/web\//,
      'rate-limiter-flexible': /^src\/alert\//,
      'prom-client': /^src\/web\/metrics\.ts$/,
    };
    const strays = ['src', 'bots', 'tui'].flatMap(filesUnder).flatMap((file) =>
      importsOf(readFileSync(join(ROOT, file), 'utf8'))
        .filter((name) => sdks[name] !== undefined && !sdks[name].test(file))
        .map((name) => `${file} -> ${name}`),
    );
    expect(strays).toEqual([]);
  });

  it('would notice: a core file that reads a file, a bot that opens the store', () => {
    expect(breach('src/core/match.ts', 'node:fs', CORE)).toBe('src/core/match.ts -> node:fs');
    expect(
      breach('bots/email.ts', '../src/store/database/db.ts', floorOf('bots/email.ts') as Floor),
    ).toContain('src/store/database/db.ts');
    const text =
      "import {\n  type x,\n} from '../a.ts';\nexport * from './b.ts';\nawait import('./c.ts');\nimport './d.ts';\n" +
      'const sql = \'DELETE FROM "e"\';';
    expect(importsOf(text)).toEqual(['../a.ts', './b.ts', './c.ts', './d.ts']);
  });
});
