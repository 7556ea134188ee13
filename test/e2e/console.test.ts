// What the console asks of a running engine, over its socket: the graphs, the events, the examination.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { connectControl } from '../../src/control/client.ts';
import { remoteDesk } from '../../src/engine/setup-control.ts';
import { aDistrict, aSlot, startCowinStub } from '../support/cowin-stub.ts';
import { inScene, PATIENCE_MS, type Scene, until } from '../support/program.ts';
import { startTelegramServer, TELEGRAM_TOKEN } from '../support/telegram-server.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

const BBMP = 294;

async function attached(scene: Scene) {
  const remote = await connectControl(join(scene.dataDir, 'control.sock'));
  scene.atEnd(remote.close);
  return remote;
}

describe('the console of a running engine', () => {
  it.concurrent(
    'shows what is polled, the openings, and what they cost, in the last minute, hour and day',
    inScene(async (scene) => {
      const cowin = await startCowinStub();
      scene.atEnd(cowin.close);
      await scene.run(['subscribers', 'add', '--email', 'a@example.org', '--district', String(BBMP)]);
      await scene.engine({ VACCINE_WATCH_COWIN_URL: cowin.url });
      await until(() => cowin.calls[2], 'the first polls');
      const remote = await attached(scene);
      cowin.set(BBMP, aDistrict(aSlot(1, 20)));
      const minute = await until(async () => {
        const { samples } = await remote.throughput('minute');
        const seen =
          samples.some(({ openings }) => openings > 0) && samples.some(({ callsPerS }) => callsPerS > 5);
        return seen && samples.length >= 3 ? samples : undefined;
      }, 'a second with calls, and one with an opening');
      expect(minute.reduce((sum, { openings }) => sum + openings, 0)).toBe(1);
      expect(minute.some(({ bytesPerS }) => bytesPerS > 0)).toBe(true);
      expect(minute.some(({ unchangedShare }) => unchangedShare !== null && unchangedShare > 0.5)).toBe(true);
      expect(minute.at(-1)?.latencyP99Ms).toBeGreaterThan(0);
      expect(minute.at(-1)?.rssMb).toBeGreaterThan(20);
      for (const range of ['hour', 'day'] as const) {
        const { samples } = await remote.throughput(range);
        expect(samples).toHaveLength(1);
        expect(samples[0]).toMatchObject({ openings: 1 });
      }
      await expect(remote.throughput('year' as 'day')).rejects.toThrow('range must be one of');
    }),
  );

  it.concurrent(
    'shows its log, and examines itself without a call to the source beyond the pace',
    inScene(async (scene) => {
      const cowin = await startCowinStub();
      const telegram = await startTelegramServer();
      scene.atEnd(cowin.close);
      scene.atEnd(telegram.close);
      const engine = await scene.engine({
        VACCINE_WATCH_COWIN_URL: cowin.url,
        VACCINE_WATCH_TELEGRAM_TOKEN: TELEGRAM_TOKEN,
        VACCINE_WATCH_TELEGRAM_API: telegram.url,
      });
      const remote = await attached(scene);
      const { events, lastSeq } = await remote.events({});
      expect(lastSeq).toBe(events.length);
      expect(events[0]).toMatchObject({ seq: 1 });
      const ready = events.find(({ event }) => event === 'ready');
      expect(ready?.level).toBe('info');
      expect(ready?.fields).toContain('source=cowin');
      expect((await remote.events({ text: 'READY' })).events).toEqual([ready]);
      await expect(remote.events({ level: 'loud' as 'warn' })).rejects.toThrow('level must be one of');
      const checks = await remote.examine();
      expect(checks).toContainEqual(expect.objectContaining({ name: 'SQLite', state: 'ok' }));
      expect(checks).toContainEqual(expect.objectContaining({ name: 'telegram', state: 'ok' }));
      expect(checks).toContainEqual(expect.objectContaining({ name: 'email', state: 'off' }));
      const asked = () => telegram.heard.filter(({ path }) => path.endsWith('/getMe')).length;
      const before = asked();
      await Promise.all([remote.examine(), remote.examine(), remote.examine()]);
      expect(asked()).toBe(before);
      // Nobody subscribes: nothing is polled, and looking polls nothing either.
      expect(cowin.calls).toEqual([]);
      expect(JSON.stringify([checks, events])).not.toContain('CANARY');
      expect((await engine.stop()).code).toBe(0);
    }),
  );

  it.concurrent(
    'shows its settings with the environment it has itself, and saves what its next start goes by',
    inScene(async (scene) => {
      const engine = await scene.engine({ VACCINE_WATCH_SIGN_UP: 'closed' });
      const desk = await remoteDesk(await attached(scene));
      const view = (key: string) => desk?.settings().find((one) => one.key === key);
      expect(desk?.restart).toBeNull();
      expect(view('signUp')).toMatchObject({ value: 'closed', changeable: false });
      expect(view('pace')).toMatchObject({ value: '1200/1m', origin: '--pace' });
      expect(await desk?.save({ signUp: 'open', smtpUrl: 'smtp://me:canary@localhost' })).toEqual([
        'signUp is set by VACCINE_WATCH_SIGN_UP, which goes before config.json: change it there.',
        expect.stringContaining('VACCINE_WATCH_MAIL_FROM is missing'),
      ]);
      expect(existsSync(join(scene.dataDir, 'config.json'))).toBe(false);
      const mail = { smtpUrl: 'smtp://me:canary@localhost', mailFrom: 'a@example.org' };
      expect(await desk?.save(mail)).toEqual([]);
      expect(view('smtpUrl')).toMatchObject({ value: 'set', secret: true, origin: 'config.json' });
      expect(JSON.parse(readFileSync(join(scene.dataDir, 'config.json'), 'utf8'))).toEqual(mail);
      const remote = await attached(scene);
      const saved = (await remote.events({ text: 'settings.saved' })).events;
      expect(saved.map(({ fields }) => fields)).toEqual(['names="smtpUrl, mailFrom"']);
      const { stdout } = await engine.stop();
      expect(stdout).not.toContain('canary');
    }),
  );
});
