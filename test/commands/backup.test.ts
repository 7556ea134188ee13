// `backup` through an engine behind a real control socket: what it says has been made is there.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { backupCommand } from '../../src/commands/backup.ts';
import type { Context } from '../../src/commands/context.ts';
import { serveControl } from '../../src/control/server.ts';
import { dataDirAt } from '../../src/data-dir.ts';
import { plainControl } from '../support/plain-control.ts';
import { quietSnapshot } from '../support/snapshots.ts';

const endings: (() => unknown)[] = [];

afterEach(async () => {
  for (const ending of endings.splice(0).reverse()) await ending();
});

/** What the command says. @param writes how many bytes stand at the asked place afterwards, as we see it */
async function backupOf(bytes: number, writes: number | undefined): Promise<string> {
  const dataDir = mkdtempSync(join(tmpdir(), 'vw-backup-'));
  endings.push(() => rmSync(dataDir, { recursive: true, force: true }));
  const backup = async (path: string) => {
    if (writes !== undefined) writeFileSync(path, Buffer.alloc(writes));
    return { bytes };
  };
  const server = await serveControl({
    path: dataDirAt(dataDir, {}).controlSocket,
    control: plainControl({ snapshot: quietSnapshot(), backup }),
    onError: (error) => {
      throw error;
    },
  });
  endings.push(() => server.close());
  let out = '';
  const context = {
    flags: { dataDir },
    env: {},
    stdout: process.stdout,
    endNow: () => undefined,
    progress: () => undefined,
    print: (text: string) => {
      out += `${text}\n`;
    },
  } as unknown as Context;
  await backupCommand(context, join(dataDir, 'copy.db'));
  return out;
}

describe('backup', () => {
  it('says what an engine has written', async () => {
    expect(await backupOf(200_000, 200_000)).toMatch(/^Backed up 0\.2 MB to .*copy\.db\.\n$/);
  });

  it.each([
    ['nothing stands there', undefined],
    ['another file stands there', 10],
  ])('does not say so where the engine sees other folders than who asks: %s', async (_, writes) => {
    await expect(backupOf(200_000, writes)).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringContaining('does not stand at'),
    });
  });
});
