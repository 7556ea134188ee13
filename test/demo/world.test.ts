// The demo's world in its process: it opens slots, takes messages, judges, and does not outlive the one who started it.
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { NO_FILTERS } from '../../src/core/subscription.ts';
import { webhookPayload } from '../../src/core/text/webhook.ts';
import type { LedgerOpening } from '../../src/demo/ledger.ts';
import { startWorld, type World } from '../../src/demo/world.ts';
import { alertOf } from './alerts.ts';
import { AREAS } from './areas.ts';

const folder = mkdtempSync(join(tmpdir(), 'vaccine-watch-world-test-'));
let world: World | undefined;

afterEach(async () => {
  await world?.stop();
  rmSync(folder, { recursive: true, force: true });
});

it('opens slots when told to, judges what arrives, and is gone when stopped', async () => {
  const started = await startWorld({
    areas: AREAS,
    seed: 1,
    subscribers: [
      { channel: 'webhook', recipient: '/hook', wishes: [{ district: 294, filters: NO_FILTERS }] },
    ],
    inboxFolder: folder,
    lastsMs: [5_000, 6_000],
  });
  world = started;
  const { simUrl, webhookUrl, cowinUrl } = started.addresses;
  expect(await started.look()).toMatchObject({ openings: 0, verdict: { owed: 0 } });

  started.setRate(3_000);
  await expect.poll(async () => (await started.look()).openings, { timeout: 10_000 }).toBeGreaterThan(3);
  started.setRate(0);
  const before = await started.look();
  expect(before.verdict).toMatchObject({ owed: before.openings, sent: 0, missing: before.openings });

  const { openings } = (await (await fetch(`${simUrl}/ledger`)).json()) as { openings: LedgerOpening[] };
  const body = JSON.stringify(webhookPayload('slot.opened', alertOf(openings), 'id', Date.now()));
  const signature = `sha256=${createHmac('sha256', 'a key').update(body).digest('hex')}`;
  started.setSecret('/hook', 'a key');
  await started.look();
  const answer = await fetch(`${webhookUrl}/hook`, {
    method: 'POST',
    headers: { 'x-signature': signature },
    body,
  });
  expect(answer.status).toBe(200);
  expect((await started.look()).verdict).toMatchObject({
    sent: openings.length,
    missing: 0,
    extra: 0,
    faults: [],
  });

  await started.stop();
  await expect(started.look()).rejects.toThrow('ended');
  await expect(fetch(`${cowinUrl}/v2/admin/location/states`)).rejects.toThrow();
  await started.stop();
});
