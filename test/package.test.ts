// What npm publishes: the build of the sources as they are, and nothing of sources that are gone. `build` itself leaves
// dist/ standing, because programs run from there while it builds, and two may build at once; only packing empties it.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { PATIENCE_MS } from './support/program.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

const ROOT = join(import.meta.dirname, '..');

it('is built anew when it is packed: no file of a source that is gone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vaccine-watch-pack-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ['package.json', 'tsconfig.json', 'tsconfig.build.json', 'src/launcher.cjs'])
    cpSync(join(ROOT, name), join(folder, name));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'src/there.ts'), 'export const there = 1;\n');
  mkdirSync(join(folder, 'dist/src'), { recursive: true });
  writeFileSync(join(folder, 'dist/src/gone.js'), 'export const gone = 1;\n');

  const said = execFileSync('npm', ['pack', '--dry-run', '--json', '--offline'], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  // What the scripts print comes first.
  const packs = JSON.parse(said.slice(said.indexOf('[\n'))) as readonly {
    readonly files: readonly { readonly path: string }[];
  }[];
  const paths = packs.flatMap(({ files }) => files.map(({ path }) => path));
  expect(paths.sort()).toEqual([
    'dist/src/there.js',
    'dist/src/there.js.map',
    'package.json',
    'src/launcher.cjs',
  ]);
});
