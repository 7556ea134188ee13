import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { acquireEngineLock } from '../../../src/store/database/lock.ts';
import { StoreError } from '../../../src/store/errors.ts';
import { runChild, tempDir } from '../kit.ts';

it('a second engine is told at once who holds the directory; killed, the first frees it at once', async () => {
  const dir = tempDir();
  const { output, signal } = await runChild('hold-lock.ts', [dir], (line, kill) => {
    const startedAt = performance.now();
    const lock = acquireEngineLock(dir);
    expect(lock).toEqual({ ok: false, pid: Number(line) });
    expect(performance.now() - startedAt).toBeLessThan(1000);
    kill();
  });
  expect(signal).toBe('SIGKILL');
  expect(output).toMatch(/^\d+\n$/);
  const lock = acquireEngineLock(dir);
  expect(lock.ok).toBe(true);
  expect(Number(readFileSync(join(dir, 'engine.pid'), 'utf8'))).toBe(process.pid);
  expect(acquireEngineLock(dir)).toEqual({ ok: false, pid: process.pid });
  if (lock.ok) lock.release();
  if (lock.ok) lock.release();
  expect(readdirSync(dir)).toEqual(['engine.lock']);
  const again = acquireEngineLock(dir);
  expect(again.ok).toBe(true);
  if (again.ok) again.release();
});

it('a directory that cannot be written is an error a person can mend, and no lock', () => {
  expect(() => acquireEngineLock('/proc/vaccine-watch')).toThrow(StoreError);
});
