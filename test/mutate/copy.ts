// A copy of the tree to be made wrong: sources, tests and settings; what is installed or was built stays where it is.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Edit, edited, type Mutation } from './mutation.ts';

const ROOT = join(import.meta.dirname, '../..');
const COPIED = ['src', 'bots', 'tui', 'data', 'docs', 'test', 'package.json', 'README.md', 'SECURITY.md'];
const SETTINGS = ['tsconfig.json', 'tsconfig.build.json', 'vitest.config.ts', 'CHANGELOG.md', 'LICENSE'];
/** Made on this machine, and only read. */
const SHARED = ['node_modules', 'test/.cache'];
const BUILD_MS = 300_000;
const TESTS_MS = 900_000;

export interface TestRun {
  readonly green: boolean;
  /** Full names of tests that failed. */
  readonly failed: readonly string[];
  /** What was printed, for when nothing else says what went wrong. */
  readonly output: string;
}

export interface Copy {
  /** Makes it wrong. @throws Error when its text is not found exactly once */
  apply(mutation: Mutation): void;
  /** Puts everything back as it was. */
  undo(): void;
  /** What the compiler says against it; empty: it is built. */
  build(): string;
  /** Runs tests until the first that fails. @param tests files below `test/` */
  test(tests: readonly string[]): TestRun;
  close(): void;
}

export function copyTree(): Copy {
  const folder = mkdtempSync(join(tmpdir(), 'vw-mutate-'));
  for (const name of [...COPIED, ...SETTINGS]) {
    cpSync(join(ROOT, name), join(folder, name), {
      recursive: true,
      filter: (path) => !path.includes('/test/.cache'),
    });
  }
  for (const name of SHARED) {
    if (existsSync(join(ROOT, name))) symlinkSync(join(ROOT, name), join(folder, name));
  }
  const before = new Map<string, string>();

  function put(edit: Edit): void {
    const path = join(folder, edit.file);
    const text = readFileSync(path, 'utf8');
    if (!before.has(path)) before.set(path, text);
    writeFileSync(path, edited(text, edit));
  }

  /** A module of an installed package, by this very Node. */
  function run(script: string, args: readonly string[], timeoutMs: number) {
    return spawnSync(process.execPath, [join(folder, 'node_modules', script), ...args], {
      cwd: folder,
      encoding: 'utf8',
      timeout: timeoutMs,
      env: { ...process.env, NO_COLOR: '1' },
      maxBuffer: 64 * 1024 * 1024,
    });
  }

  return {
    apply({ edits }) {
      for (const edit of edits) put(edit);
    },
    undo() {
      for (const [path, text] of before) writeFileSync(path, text);
      before.clear();
    },
    build() {
      // A mutation may leave a name behind that nobody uses any more.
      const lenient = ['--noUnusedLocals', 'false', '--noUnusedParameters', 'false'];
      const built = run('typescript/bin/tsc', ['-p', 'tsconfig.build.json', ...lenient], BUILD_MS);
      return built.status === 0 ? '' : built.stdout || built.stderr || 'the compiler did not end';
    },
    test(tests) {
      const file = join(folder, 'result.json');
      rmSync(file, { force: true });
      const files = tests.map((name) => join('test', name));
      const reporting = ['--reporter=json', `--outputFile=${file}`, '--bail=1'];
      const ran = run('vitest/vitest.mjs', ['run', ...files, ...reporting], TESTS_MS);
      const output = `${ran.stdout}${ran.stderr}`;
      if (!existsSync(file)) return { green: false, failed: [], output };
      const { success, testResults } = JSON.parse(readFileSync(file, 'utf8')) as VitestResult;
      const failed = testResults.flatMap(({ assertionResults }) =>
        assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName),
      );
      return { green: success && ran.status === 0, failed, output };
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

interface VitestResult {
  readonly success: boolean;
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}
