// The Dockerfile: no fault by a linter not ours, nothing copied that is not there, nothing run as root, exactly what the
// lockfile names.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { validate } from 'dockerfile-utils';
import { describe, expect, it } from 'vitest';

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
