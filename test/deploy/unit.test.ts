// The systemd unit: hardened, restarted when that helps, and every setting it names is one.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../../src/failure.ts';
import { NAMES, PREFIX, SECRETS } from '../../src/settings-table.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const unit = sectionsOf(readFileSync(join(ROOT, 'docs/deploy/vaccine-watch.service'), 'utf8'));
const service = unit.get('Service') ?? new Map<string, string[]>();

/** Values by key by section; a line that is neither fails. */
function sectionsOf(text: string): Map<string, Map<string, string[]>> {
  const sections = new Map<string, Map<string, string[]>>();
  let section: Map<string, string[]> | undefined;
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const head = /^\[(\w+)\]$/.exec(line)?.[1];
    const [, key, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
    if (head !== undefined) {
      section = new Map();
      sections.set(head, section);
    } else if (key === undefined || section === undefined) throw new Error(`no line of a unit: ${line}`);
    else section.set(key, [...(section.get(key) ?? []), value ?? '']);
  }
  return sections;
}

const all = (key: string) => service.get(key) ?? [];
const one = (key: string) => {
  expect([key, all(key).length]).toEqual([key, 1]);
  return all(key)[0];
};
/** `20s` -> 20,000 */
const msOf = (text = '') => Number(/^(\d+)s$/.exec(text)?.[1]) * 1000;

describe('the systemd unit', () => {
  it('has the sections of a service that starts with the machine', () => {
    expect([...unit.keys()]).toEqual(['Unit', 'Service', 'Install']);
    expect(unit.get('Install')?.get('WantedBy')).toEqual(['multi-user.target']);
    expect(one('ExecStart')).toMatch(/^\/usr\/bin\/node \/\S+\/src\/launcher\.cjs run$/);
  });

  it.each([
    ['User', 'vaccine-watch'],
    ['NoNewPrivileges', 'yes'],
    ['ProtectSystem', 'strict'],
    ['ProtectHome', 'yes'],
    ['PrivateTmp', 'yes'],
    ['PrivateDevices', 'yes'],
    ['StateDirectory', 'vaccine-watch'],
    ['StateDirectoryMode', '0700'],
    ['UMask', '0077'],
    ['CapabilityBoundingSet', ''],
    ['AmbientCapabilities', ''],
    ['RestrictSUIDSGID', 'yes'],
    ['RestrictNamespaces', 'yes'],
    ['LockPersonality', 'yes'],
    ['SystemCallArchitectures', 'native'],
    ['LimitCORE', '0'],
  ])('%s=%s', (key, value) => {
    expect(one(key)).toBe(value);
  });

  it('bounds memory above what the engine and its Redis need', () => {
    const megabytes = Number(/^(\d+)M$/.exec(one('MemoryMax') ?? '')?.[1]);
    expect(megabytes).toBeGreaterThan(200 + 128);
    expect(megabytes).toBeLessThan(2048);
  });

  it('starts again what failed, but not what only a person can mend', () => {
    expect(one('Restart')).toBe('on-failure');
    const prevented = (one('RestartPreventExitStatus') ?? '').split(' ').map(Number);
    expect(prevented).toEqual([EXIT.usage, EXIT.held, EXIT.config]);
    expect(unit.get('Unit')?.get('StartLimitIntervalSec')).toEqual(['0']);
  });

  it('gives sends in flight their ten seconds, and the signal to the engine alone', () => {
    expect(one('KillMode')).toBe('mixed');
    expect(msOf(one('TimeoutStopSec'))).toBeGreaterThan(10_000 + 3_000);
  });

  it('a call that is filtered kills nothing, and polling threads may give way', () => {
    expect(all('SystemCallFilter')[0]).toBe('@system-service');
    // setpriority(2) is of @resources, which @system-service holds.
    expect(all('SystemCallFilter').slice(1).join(' ')).not.toMatch(/~.*(@resources|setpriority)/);
    expect(one('SystemCallErrorNumber')).toBe('EPERM');
  });

  it('lets Node compile, and reach what it must', () => {
    expect(all('MemoryDenyWriteExecute')).toEqual([]);
    expect(all('PrivateNetwork')).toEqual([]);
    for (const family of ['AF_UNIX', 'AF_INET', 'AF_INET6'])
      expect(one('RestrictAddressFamilies')?.split(' ')).toContain(family);
  });

  it('lets the engine write where the manual has its backups, in a folder that is there before the first start', () => {
    const manual = readFileSync(join(ROOT, 'docs/OPERATING.md'), 'utf8');
    const folders = new Set(
      [...manual.matchAll(/ --data-dir \S+ backup (\/\S+)\//g)].map(([, folder]) => folder ?? ''),
    );
    expect(folders.size).toBeGreaterThan(0);
    const writable = all('ReadWritePaths').flatMap((line) => line.split(' '));
    for (const folder of folders) {
      // Without the sign a folder that is not there would keep the service from starting.
      expect(writable).toContain(`-${folder}`);
      const made = manual.indexOf(`install -d -o ${one('User')} -m 0700 ${folder}\n`);
      expect(made).toBeGreaterThan(0);
      expect(made).toBeLessThan(manual.indexOf('systemctl enable --now vaccine-watch'));
    }
  });

  it('names settings that exist, secrets only as files that systemd hands over', () => {
    const names = new Set<string>(['DATA_DIR', ...NAMES]);
    const files = new Map(all('LoadCredential').map((line) => line.split(':') as [string, string]));
    expect(files.size).toBeGreaterThan(0);
    const used: string[] = [];
    for (const line of all('Environment')) {
      const [variable = '', value = ''] = line.split('=');
      if (variable === 'NODE_ENV') continue;
      const name = variable.slice(PREFIX.length);
      const secret = [...SECRETS].find((each) => name === `${each}_FILE`);
      if (secret === undefined) {
        expect(names).toContain(name);
        expect([...SECRETS]).not.toContain(name);
        continue;
      }
      const credential = /^%d\/([\w-]+)$/.exec(value)?.[1] ?? value;
      expect(files.get(credential)).toBe(`/etc/vaccine-watch/${credential}`);
      used.push(credential);
    }
    expect(used.sort()).toEqual([...files.keys()].sort());
  });
});
