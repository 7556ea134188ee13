// What the program stands on is exact, listed with its licence, and runs nothing when it is installed.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const read = <T>(file: string) => JSON.parse(readFileSync(join(ROOT, file), 'utf8')) as T;

interface Manifest {
  readonly version: string;
  readonly license?: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly gypfile?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}
interface Locked {
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly link?: boolean;
}
const own = read<Manifest>('package.json');
const lock = read<{ packages: Record<string, Locked> }>('package-lock.json').packages;
/** `[folder, what the lockfile says]` of every library, those of tests too. */
const locked = Object.entries(lock).filter(([path, { link }]) => path.includes('node_modules/') && !link);
/** Those the program is published with. */
const shipped = locked.filter(([, { dev, optional }]) => !dev && !optional);

const DOCUMENT = readFileSync(join(ROOT, 'docs/DEPENDENCIES.md'), 'utf8');
const rows = [...DOCUMENT.matchAll(/^\| `([^`]+)` \| (\S+) \| (\S+) \| .+ \|$/gm)].map((match) =>
  match.slice(1, 4),
);

describe('the libraries', () => {
  it('are exact, and each locked to its checksum', () => {
    for (const [name, version] of Object.entries({ ...own.dependencies, ...own.devDependencies })) {
      expect([name, version]).toEqual([name, expect.stringMatching(/^\d+\.\d+\.\d+$/)]);
      expect(lock[`node_modules/${name}`]?.version).toBe(version);
    }
    for (const [path, { integrity }] of locked)
      expect([path, integrity]).toEqual([path, expect.stringMatching(/^sha512-/)]);
  });

  it('are listed, each with its version and its licence as it is installed', () => {
    const installed = Object.keys(own.dependencies ?? {}).map((name) => {
      const { version, license } = read<Manifest>(`node_modules/${name}/package.json`);
      return [name, version, license];
    });
    expect(rows).toEqual(installed.sort());
  });

  it('with what they bring along are as many as said, under the licences said', () => {
    expect(DOCUMENT).toContain(`they are ${shipped.length} packages`);
    const said = new Set(/under the licences\s(.+)\.$/m.exec(DOCUMENT)?.[1]?.split(/, | and /) ?? []);
    const found = new Set<string>();
    for (const [path, { license = 'none' }] of shipped) {
      expect([path, read<Manifest>(`${path}/package.json`).license]).toEqual([path, license]);
      for (const name of license.replace(/[()]/g, '').split(' OR ')) found.add(name);
    }
    expect([...found].sort()).toEqual([...said].sort());
  });

  it('run no script when they are installed, those of tests neither', () => {
    expect(locked.filter(([, { hasInstallScript }]) => hasInstallScript === true)).toEqual([]);
    for (const [path] of locked) {
      if (!existsSync(join(ROOT, path))) continue;
      const { scripts = {} } = read<Manifest>(`${path}/package.json`);
      const run = Object.keys(scripts).filter((name) => /^(pre|post)?install$/.test(name));
      expect([path, run]).toEqual([path, []]);
    }
  });
});
