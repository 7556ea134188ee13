// The Dockerfile: no fault by a linter not ours, nothing copied that is not there, nothing run as root, exactly what the
// lockfile names.
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { validate } from 'dockerfile-utils';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { PATIENCE_MS } from '../support/program.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

const ROOT = join(import.meta.dirname, '..', '..');
const text = readFileSync(join(ROOT, 'docs/deploy/Dockerfile'), 'utf8');

/** `[instruction, rest]`, continued lines joined. */
const instructions = text
  .replace(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => [line.split(' ')[0] ?? '', line.slice(line.indexOf(' ') + 1)] as const);
const all = (name: string) => instructions.filter(([each]) => each === name).map(([, rest]) => rest);
const stages = all('FROM').map((rest) => rest.split(' AS '));

interface Lock {
  readonly packages: Readonly<
    Record<
      string,
      {
        readonly dev?: boolean;
        readonly link?: boolean;
        readonly optional?: boolean;
        readonly optionalDependencies?: object;
      }
    >
  >;
}
type Instruction = readonly [name: string, rest: string];

function stagesIn(all: readonly Instruction[]): Instruction[][] {
  const found: Instruction[][] = [];
  for (const one of all) {
    if (one[0] === 'FROM') found.push([]);
    found.at(-1)?.push(one);
  }
  return found;
}

const runs = (stage: readonly Instruction[], command: string) =>
  stage.some(([name, rest]) => name === 'RUN' && rest === command);

/** Copies from the repository what a stage copies from its context. */
function copyAsIn(stage: readonly Instruction[], folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, rest] of stage) {
    if (name !== 'COPY' || rest.startsWith('--from=')) continue;
    const sources = rest.split(' ');
    const target = join(folder, sources.pop() ?? '');
    const isFolder = rest.endsWith('/');
    for (const source of sources) {
      const to = isFolder ? join(target, basename(source)) : target;
      mkdirSync(dirname(to), { recursive: true });
      cpSync(join(ROOT, source), to, { recursive: true });
    }
  }
}

/** The packages `npm ci --omit=dev --omit=optional` would install, and no other. */
function linkShipped(folder: string): void {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as Lock;
  for (const [path, { dev, link, optional }] of Object.entries(packages)) {
    const name = /^node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path)?.[1];
    if (name === undefined || dev || link || optional) continue;
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    symlinkSync(join(ROOT, path), join(folder, name));
  }
}

describe('the Dockerfile', () => {
  it('has nothing a linter finds fault with', () => {
    expect(validate(text)).toEqual([]);
  });

  it('would be found fault with', () => {
    expect(validate(text.replace('WORKDIR /app', 'WORKDIR app')).length).toBeGreaterThan(0);
    expect(validate(text.replace('HEALTHCHECK', 'HELTHCHECK')).length).toBeGreaterThan(0);
  });

  it('builds in one stage and runs in another, on Node 24 slim, which the program takes', () => {
    expect(stages.length).toBeGreaterThan(1);
    for (const [image] of stages) expect(image).toBe('node:24-bookworm-slim');
    expect(stages.at(-1)).toHaveLength(1);
  });

  it('installs exactly what the lockfile names, and runs no script of a package', () => {
    const installs = all('RUN').filter((run) => run.includes('npm '));
    expect(installs.filter((run) => /npm (install|i|add)\b/.test(run))).toEqual([]);
    for (const run of installs.filter((each) => each.includes('npm ci')))
      expect(run).toContain('--ignore-scripts');
    expect(installs.some((run) => run.includes('--omit=dev'))).toBe(true);
  });

  it('builds where the compiler is installed, which the lockfile has among what is optional', () => {
    const [build = ''] = text.split('\nFROM ').filter((stage) => stage.includes('npm run build'));
    const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as Lock;
    expect(lock.packages['node_modules/typescript']?.optionalDependencies).toBeDefined();
    expect(/^RUN npm ci.*$/m.exec(build)?.[0]).not.toContain('--omit');
  });

  it('what it copies builds, and what its last stage has runs', () => {
    const stages = stagesIn(instructions);
    const [build, last] = [stages.find((stage) => runs(stage, 'npm run build')), stages.at(-1)];
    const folder = mkdtempSync(join(tmpdir(), 'image-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const [building, running] = [join(folder, 'build'), join(folder, 'run')];
    copyAsIn(build ?? [], building);
    symlinkSync(join(ROOT, 'node_modules'), join(building, 'node_modules'));
    const path = { PATH: `${dirname(process.execPath)}:${process.env.PATH}` };
    execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
      cwd: building,
    });
    copyAsIn(last ?? [], running);
    renameSync(join(building, 'dist'), join(running, 'dist'));
    linkShipped(join(running, 'node_modules'));
    const env = { ...path, HOME: folder, VACCINE_WATCH_DATA_DIR: join(folder, 'data') };
    const said = execFileSync(process.execPath, [join(running, 'src/launcher.cjs'), 'areas', 'bbmp'], {
      env,
      cwd: folder,
    });
    expect(said.toString()).toMatch(/294\s+BBMP/);
  });

  it('copies what is there, what its ignore file lets through, and all that the package is of', () => {
    const allowed = readFileSync(join(ROOT, 'docs/deploy/Dockerfile.dockerignore'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    const copied = all('COPY').filter((rest) => !rest.startsWith('--from='));
    const sources = copied.flatMap((rest) => rest.split(' ').slice(0, -1));
    for (const source of sources) {
      expect([source, existsSync(join(ROOT, source))]).toEqual([source, true]);
      expect(allowed.some((each) => source === each || source.startsWith(`${each}/`))).toBe(true);
    }
    const last = text.slice(text.lastIndexOf('\nFROM '));
    const { files } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { files: string[] };
    for (const file of files)
      expect(last).toMatch(new RegExp(`[ /]${file.replaceAll('.', '\\.')}( |$)`, 'm'));
  });

  it('runs as nobody special, on a volume only it may enter, and stops in order', () => {
    const last = instructions.slice(instructions.findLastIndex(([name]) => name === 'FROM'));
    const at = (name: string) => last.findIndex(([each]) => each === name);
    expect(last[at('USER')]?.[1]).toBe('node');
    expect(last.slice(at('USER')).filter(([name]) => name === 'RUN' || name === 'COPY')).toEqual([]);
    expect(last[at('VOLUME')]?.[1]).toBe('/data');
    expect(text).toContain('install -d -o node -g node -m 0700 /data');
    expect(last[at('ENV')]?.[1]).toContain('VACCINE_WATCH_DATA_DIR=/data');
    expect(last[at('STOPSIGNAL')]?.[1]).toBe('SIGTERM');
    expect(last[at('HEALTHCHECK')]?.[1]).toContain('CMD ["vaccine-watch", "status"]');
    expect(last[at('ENTRYPOINT')]?.[1]).toBe('["vaccine-watch"]');
    expect(last[at('CMD')]?.[1]).toBe('["run"]');
  });

  it('holds no secret and opens no port by itself', () => {
    expect(all('ENV').join(' ')).not.toMatch(/TOKEN|PASSWORD|SECRET|KEY|VACCINE_WATCH_HTTP/);
    expect(all('ARG')).toEqual([]);
    expect(all('EXPOSE')).toEqual([]);
  });
});
