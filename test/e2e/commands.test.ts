// Every command as a person or a script uses it: what it prints, where, and with which exit code.
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { DeliveryView, EngineSnapshot } from '../../src/core/snapshot.ts';
import type { SubscriberWithSubscriptions } from '../../src/core/subscription.ts';
import { aDistrict, aSlot, startCowinStub } from '../support/cowin-stub.ts';
import { inScene, openScene, PATIENCE_MS, pause, type Scene, until } from '../support/program.ts';
import { startReceivers } from '../support/receivers.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

const BBMP = 294;
type Person = Omit<SubscriberWithSubscriptions, 'secret'>;

const subscribers = (scene: Scene, ...query: string[]) =>
  scene.json<Person[]>(['subscribers', 'list', ...query]);

async function print(scene: Scene, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await scene.run(args);
  expect([code, stderr], args.join(' ')).toEqual([0, '']);
  return stdout;
}

describe('areas', () => {
  it.concurrent(
    'finds a district by part of its name, however it is spelt, or by number, for people and for programs',
    inScene(async (scene) => {
      expect(await print(scene, 'areas', 'bangalore')).toMatch(/^294 +BBMP +Karnataka$/m);
      expect(await print(scene, 'areas', 'Bengaluru', 'urban')).toMatch(/^265 +/m);
      expect(await scene.json(['areas', '294'])).toEqual([
        { id: 'cowin:294', name: 'BBMP', region: 'Karnataka' },
      ]);
      const bihar = await scene.json<{ region: string }[]>(['areas', 'aurangabad', '--state', 'bihar']);
      expect(bihar.map(({ region }) => region)).toContain('Bihar');
      expect(new Set(bihar.map(({ region }) => region)).size).toBe(1);
      expect(await scene.json<unknown[]>(['areas'])).toHaveLength(756);
      expect(await scene.json(['areas', 'qqqqqqq'])).toEqual([]);
      expect(await scene.run(['areas', 'qqqqqqq'])).toMatchObject({
        code: 1,
        stdout: '',
        stderr: expect.stringContaining('Try a shorter part of its name.'),
      });
      expect(existsSync(scene.dataDir)).toBe(false);
    }),
  );
});

describe('subscribers', () => {
  it.concurrent(
    'are added with every filter, listed, paused, resumed and removed, by number or by address',
    inScene(async (scene) => {
      const added = await scene.run([
        ...['subscribers', 'add', '--email', 'A@Example.org', '--district', 'bbmp', '--dose', '1'],
        ...['--age', '45', '--vaccine', 'covaxin', '--fee', 'free', '--min', '5'],
      ]);
      expect(added.stdout).toContain('BBMP, Karnataka: dose 1, age 45, COVAXIN, free, at least 5 doses');
      expect(added.stdout).toContain('  freshness at 90 calls per 5 minutes and 1 area: every 3 s\n');
      expect(added.stderr).toContain('start one with: vaccine-watch run');
      await scene.run(['subscribers', 'add', '--telegram', '42', '--pincode', '560011']);
      expect(await subscribers(scene)).toMatchObject([
        {
          id: 1,
          channel: 'email',
          state: 'active',
          lastAlertAtMs: null,
          subscriptions: [
            { areaId: 'cowin:294', dose: '1', ageYears: 45, vaccine: 'COVAXIN', fee: 'free', minCapacity: 5 },
          ],
        },
        { id: 2, channel: 'telegram', address: '42', subscriptions: [{ areaId: null, pincode: '560011' }] },
      ]);
      expect(await print(scene, 'subscribers', 'pause', '2')).toBe('Paused: telegram 42 (id 2).\n');
      expect((await subscribers(scene, '--state', 'paused')).map(({ id }) => id)).toEqual([2]);
      expect(await print(scene, 'subscribers', 'resume', '--telegram', '42')).toBe(
        'Resumed: telegram 42 (id 2).\n',
      );
      expect(await subscribers(scene, '--state', 'paused')).toEqual([]);
      expect(await print(scene, 'subscribers', 'remove', '--email', 'A@example.org')).toMatch(
        /^Removed: email /,
      );
      expect((await subscribers(scene)).map(({ channel }) => channel)).toEqual(['telegram']);
      expect(await print(scene, 'subscribers', 'list', '--search', '4')).toMatch(
        /^2 +telegram +42 +active +never/m,
      );
    }),
  );

  it.concurrent(
    'travel by export and import to another data directory, with all they asked for; a second import adds nobody',
    inScene(async (scene) => {
      const wishes = [
        ['--email', 'a@example.org', '--district', '294', '--dose', '2', '--min', '10'],
        ['--email', 'a@example.org', '--pincode', '560011', '--age', '17'],
        ['--telegram', '-100123', '--district', '77', '--vaccine', 'SPUTNIK V', '--fee', 'paid'],
        ['--webhook', 'https://example.org/hook?a=1', '--district', '97'],
      ];
      for (const wish of wishes) await scene.run(['subscribers', 'add', ...wish]);
      await print(scene, 'subscribers', 'pause', '--telegram', '-100123');
      const file = join(scene.folder, 'all.json');
      writeFileSync(file, await print(scene, 'subscribers', 'export'));

      const other = openScene();
      try {
        expect(await print(other, 'subscribers', 'import', file)).toContain('Imported 4 of 4 subscriptions');
        expect(await print(other, 'subscribers', 'import', file)).toContain('Imported 0 of 4 subscriptions');
        const plain = (people: readonly Person[]) =>
          people.map(({ channel, address, state, subscriptions }) => ({
            channel,
            address,
            state,
            subscriptions: subscriptions.map(
              ({ areaId, pincode, dose, ageYears, vaccine, fee, minCapacity }) =>
                ({ areaId, pincode, dose, ageYears, vaccine, fee, minCapacity }) as const,
            ),
          }));
        const arrived = await subscribers(other);
        expect(plain(arrived)).toEqual(plain(await subscribers(scene)));
        expect(arrived.map(({ state }) => state)).toEqual(['active', 'paused', 'active']);
        const keys = (exported: string) =>
          (JSON.parse(exported) as SubscriberWithSubscriptions[]).map(({ secret }) => secret);
        expect(keys(await print(other, 'subscribers', 'export'))).toEqual(keys(readFileSync(file, 'utf8')));
        expect(JSON.stringify(arrived)).not.toContain('secret');
      } finally {
        await other.close();
      }
    }),
  );

  it.concurrent(
    'from a file with one wrong entry nobody is added, and the entry is named',
    inScene(async (scene) => {
      const file = join(scene.folder, 'some.json');
      const entry = (address: string, areaId: string) => ({
        channel: 'email',
        address,
        subscriptions: [{ areaId }],
      });
      writeFileSync(
        file,
        JSON.stringify([entry('a@example.org', 'cowin:294'), entry('b@@example.org', 'cowin:294')]),
      );
      const refused = await scene.run(['subscribers', 'import', file]);
      expect(refused).toMatchObject({ code: 1, stdout: '' });
      expect(refused.stderr).toContain('entry 2: This is not an e-mail address');
      expect(await subscribers(scene)).toEqual([]);
      writeFileSync(file, 'not JSON');
      expect((await scene.run(['subscribers', 'import', file])).stderr).toContain('subscribers export');
    }),
  );
});

describe('freshness', () => {
  interface Check {
    readonly name: string;
    readonly state: string;
    readonly detail: string;
  }
  const doctor = async (scene: Scene, ...flags: string[]) => {
    const { stdout } = await scene.run([...flags, 'doctor', '--json']);
    return (JSON.parse(stdout) as Check[]).find(({ name }) => name === 'freshness');
  };
  const add = (scene: Scene, email: string, place: string, ...flags: string[]) =>
    scene.run([...flags, 'subscribers', 'add', '--email', email, '--district', place]);

  it.concurrent(
    'of the allowed pace is said when somebody is added and by doctor, for their area and for all',
    inScene(async (scene) => {
      expect(await doctor(scene)).toMatchObject({
        state: 'warn',
        detail: expect.stringContaining('no area is subscribed yet'),
      });
      await add(scene, 'a@example.org', '294');
      await add(scene, 'b@example.org', '294');
      await add(scene, 'c@example.org', '294');
      await add(scene, 'd@example.org', '294');
      const added = await add(scene, 'a@example.org', 'Patna');
      expect(added.stdout).toContain(
        '  freshness at 90 calls per 5 minutes and 2 areas: every 7 s on average, Patna every 10 s\n',
      );
      const json = await scene.json<{ freshness: unknown }>([
        ...['--pace', '6/1m', 'subscribers', 'add', '--email', 'a@example.org', '--district', '294'],
      ]);
      expect(json.freshness).toMatchObject({
        areas: 2,
        meanIntervalMs: 20_000,
        areaIntervalMs: expect.closeTo(15_000),
        warning: '',
      });
      expect(await doctor(scene)).toEqual({
        name: 'freshness',
        state: 'ok',
        detail: 'at 90 calls per 5 minutes and 2 areas: every 7 s on average, the busiest more often',
      });
    }),
  );

  it.concurrent(
    'that is too old for anybody is warned of, with what can be done',
    inScene(async (scene) => {
      const { stdout, code } = await add(scene, 'a@example.org', '294', '--all-areas');
      expect(code).toBe(0);
      expect(stdout).toContain('  freshness at 90 calls per 5 minutes and 756 areas: every 42 min');
      expect(stdout).toMatch(
        /^ {2}! That is longer than the 5 min .* this pace serves 90 areas\. Watch fewer/m,
      );
      expect(await doctor(scene, '--all-areas')).toMatchObject({
        state: 'warn',
        detail: expect.stringContaining('set a faster pace (VACCINE_WATCH_PACE)'),
      });
    }),
  );

  it.concurrent(
    'is not what a wrong setting keeps somebody from being added for',
    inScene(async (scene) => {
      const { stdout, code } = await add(scene, 'a@example.org', '294', '--pace', 'fast');
      expect(code).toBe(0);
      expect(stdout).toContain('Added:');
      expect(stdout).not.toContain('freshness');
    }),
  );

  it.concurrent(
    'is that of the running engine, by its pace',
    inScene(async (scene) => {
      const cowin = await startCowinStub();
      scene.atEnd(cowin.close);
      await scene.engine({ VACCINE_WATCH_COWIN_URL: cowin.url });
      const added = await add(scene, 'a@example.org', '294');
      expect(added.stdout).toContain(
        '  freshness at 1,200 calls per minute and 1 area: several times a second\n',
      );
      expect(added.stderr).toBe('');
    }),
  );
});

describe('with an engine at work', () => {
  it.concurrent(
    'who comes paused in a file imported while it runs is told nothing, the others are',
    inScene(async (scene) => {
      const cowin = await startCowinStub();
      const to = await startReceivers();
      for (const server of [cowin, to]) scene.atEnd(server.close);
      cowin.set(BBMP, aDistrict(aSlot(1, 12)));
      const person = (name: string, state: string) => ({
        channel: 'webhook',
        address: to.webhook.urlOf(`/${name}`),
        state,
        subscriptions: [{ areaId: 'cowin:294' }],
      });
      const file = join(scene.folder, 'some.json');
      writeFileSync(file, JSON.stringify([person('resting', 'paused'), person('waiting', 'active')]));
      // Somebody is there already, so that the area is polled and what is open could be told at once.
      await scene.run(['subscribers', 'add', '--webhook', to.webhook.urlOf('/first'), '--district', '294']);
      await scene.engine({ ...to.env, VACCINE_WATCH_COWIN_URL: cowin.url });
      await until(() => to.webhook.calls[0], 'the first one to be told');
      expect(await print(scene, 'subscribers', 'import', file)).toContain('Imported 2 of 2');
      await until(() => to.webhook.calls[1], 'the active one to be told');
      await cowin.polled(BBMP, 5);
      await pause(400);
      expect(to.webhook.calls.map(({ path }) => path)).toEqual(['/first', '/waiting']);
    }),
  );

  it.concurrent(
    'status, deliveries, test-alert, doctor, backup and restore',
    inScene(async (scene) => {
      const cowin = await startCowinStub();
      const to = await startReceivers();
      for (const server of [cowin, to]) scene.atEnd(server.close);
      const env = { ...to.env, VACCINE_WATCH_COWIN_URL: cowin.url };
      cowin.set(BBMP, aDistrict(aSlot(1, 12)));
      await scene.run(['subscribers', 'add', '--email', 'a@example.org', '--district', '294']);
      await scene.run(['subscribers', 'add', '--webhook', to.webhook.urlOf('/a'), '--district', '294']);
      const engine = await scene.engine(env);
      await until(() => to.mail.mails[0] && to.webhook.calls[0], 'both to be told');

      const snapshot = await until(async () => {
        const one = await scene.json<EngineSnapshot>(['status']);
        return (
          one.openings === 1 && one.channels.every(({ pending, sending }) => pending + sending === 0) && one
        );
      }, 'a settled status');
      expect(snapshot).toMatchObject({
        state: 'running',
        hints: [],
        slotsOpen: 1,
        subscribers: { active: 2 },
      });
      expect(snapshot.areas).toMatchObject([{ id: 'cowin:294', name: 'BBMP', subscribers: 2, slotsOpen: 1 }]);
      const [text, deliveries, pending, hooks, tested, doctor] = await Promise.all([
        print(scene, 'status'),
        scene.json<DeliveryView[]>(['deliveries']),
        scene.json(['deliveries', '--channel', 'email', '--state', 'pending']),
        print(scene, 'deliveries', '--channel', 'webhook'),
        print(scene, 'test-alert', '--email', 'b@example.org'),
        scene.json<{ name: string; state: string }[]>(['doctor'], env),
      ]);
      expect(text).toMatch(/^freshness at 1,200 calls per minute and 1 area: several times a second$/m);
      expect(text).toMatch(/^AREA +SUBS +OPEN +AGE +EVERY +WHY$/m);
      expect(text).toMatch(/^BBMP +2 +1 +\d s +<1 s +2 people/m);
      expect(text).toMatch(/^slots +1 open, 1 openings and 0 closings/m);
      expect(deliveries.map(({ channel, state }) => [channel, state]).sort()).toEqual([
        ['email', 'sent'],
        ['webhook', 'sent'],
      ]);
      expect(deliveries[0]).toMatchObject({
        centreName: 'Lakeside Health Centre',
        vaccine: 'COVISHIELD',
        dose: '1',
      });
      expect(pending).toEqual([]);
      expect(hooks).toMatch(/ webhook http:\S+\/a +.* sent$/m);
      expect(tested).toBe('Sent: email accepted the test message.\n');
      expect(to.mail.mails.at(-1)?.to).toEqual(['b@example.org']);
      expect(Object.fromEntries(doctor.map(({ name, state }) => [name, state]))).toMatchObject({
        Node: 'ok',
        SQLite: 'ok',
        CoWIN: 'ok',
        freshness: 'ok',
        telegram: 'ok',
        email: 'ok',
        webhook: 'ok',
        twitter: 'off',
      });

      const copy = join(scene.folder, 'copy.db');
      expect(await print(scene, 'backup', copy)).toMatch(/^Backed up \d+\.\d MB to /);
      expect(statSync(copy).mode & 0o077).toBe(0);
      const again = await scene.run(['backup', copy]);
      expect(again).toMatchObject({
        code: 1,
        stdout: '',
        stderr: expect.stringContaining('never overwrites'),
      });
      await print(scene, 'subscribers', 'remove', '--email', 'a@example.org');
      const refused = await scene.run(['restore', copy]);
      expect(refused).toMatchObject({ stdout: '', stderr: expect.stringMatching(/engine/i) });
      expect(refused.code).not.toBe(0);
      expect((await subscribers(scene)).length).toBe(1);
      await engine.stop();
      const restored = await print(scene, 'restore', copy);
      expect(restored).toContain(`Restored from ${copy}.`);
      expect((await subscribers(scene)).map(({ address }) => address)).toContain('a@example.org');
      const aside = /is kept as (.*)\.\n/.exec(restored)?.[1] ?? '';
      expect(readFileSync(aside).subarray(0, 6).toString()).toBe('SQLite');

      // The restored database knows what was sent: nobody is told again.
      const sent = [to.mail.mails.length, to.webhook.calls.length];
      cowin.set(BBMP, aDistrict(aSlot(1, 12)));
      await scene.engine(env);
      await cowin.polled(BBMP, 5);
      expect([to.mail.mails.length, to.webhook.calls.length]).toEqual(sent);
    }),
  );

  it.concurrent(
    'the plain screen of a second terminal without a TTY attaches to it and ends with it',
    inScene(async (scene) => {
      const engine = await scene.engine();
      const screen = scene.start([]);
      await until(() => screen.stdout().includes('running'), 'a line of figures');
      await engine.stop();
      const ended = await screen.ended;
      expect(ended).toMatchObject({ code: 69, stderr: 'The engine has ended.\n' });
    }),
  );
});

describe('help', () => {
  it.concurrent(
    'teaches by examples, on standard output, with 0',
    inScene(async (scene) => {
      expect(await print(scene, '--help')).toContain('vaccine-watch subscribers add --email you@example.org');
      expect(await print(scene, 'subscribers', 'add', '--help')).toContain(
        '--webhook https://example.org/slots',
      );
      expect(await print(scene, '--version')).toMatch(/^\d+\.\d+\.\d+\n$/);
    }),
  );
});
