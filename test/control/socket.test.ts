// The control socket with both real ends: what a screen or a command sees of an engine in another process.
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectControl, type RemoteControl } from '../../src/control/client.ts';
import { ControlError } from '../../src/control/control.ts';
import { type ControlServer, serveControl } from '../../src/control/server.ts';
import type { Copying } from '../../src/core/copying.ts';
import type { NewSubscription } from '../../src/core/records.ts';
import type { EngineSnapshot } from '../../src/core/snapshot.ts';
import { NO_FILTERS } from '../../src/core/subscription.ts';
import { ANITA, type PlainControl, plainControl } from '../support/plain-control.ts';
import { busySnapshot, quietSnapshot } from '../support/snapshots.ts';

let folder: string;
let path: string;
let engine: PlainControl;
let server: ControlServer;
let errors: unknown[];
const open: { close(): void }[] = [];

/** A copy of 4,096 bytes. */
async function backup(to: string): Promise<{ bytes: number }> {
  writeFileSync(to, Buffer.alloc(4096));
  return { bytes: 4096 };
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vw-control-'));
  path = join(folder, 'engine.sock');
  engine = plainControl({ snapshot: quietSnapshot(), backup });
  errors = [];
  server = await serveControl({ path, control: engine, onError: (error) => errors.push(error) });
});

afterEach(async () => {
  for (const one of open.splice(0)) one.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function client(options: { callTimeoutMs?: number } = {}): Promise<RemoteControl> {
  const remote = await connectControl(path, options);
  open.push(remote);
  return remote;
}

async function until(true_: () => boolean): Promise<void> {
  const endMs = performance.now() + 10_000;
  while (!true_()) {
    if (performance.now() > endMs) throw new Error('it did not come true within 10 s');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** A bare connection: what it sends is up to the test; what it gets is collected line by line. */
async function bare(): Promise<{ socket: Socket; lines: string[]; closed: Promise<void> }> {
  const socket = connect(path);
  await new Promise((resolve) => socket.once('connect', resolve));
  const lines: string[] = [];
  let rest = '';
  socket.on('data', (chunk) => {
    const parts = (rest + chunk.toString()).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
  });
  socket.on('error', () => undefined);
  open.push({ close: () => socket.destroy() });
  return { socket, lines, closed: new Promise((resolve) => socket.once('close', () => resolve())) };
}

const WISH: NewSubscription = {
  channel: 'email',
  address: 'anita@example.org',
  place: { areaId: 'cowin:294', pincode: null },
  filters: { ...NO_FILTERS, dose: '1', ageYears: 45, minCapacity: 5 },
};

describe('an engine over its socket', () => {
  it('answers every question as the engine itself would', async () => {
    const remote = await client();
    expect(await remote.status()).toEqual(quietSnapshot());
    expect(await remote.addSubscription({ ...WISH, paused: true })).toEqual({
      subscriber: ANITA,
      added: true,
    });
    expect(await remote.listSubscribers({ channel: 'email', search: 'ani', limit: 5 })).toEqual([ANITA]);
    expect(await remote.pauseSubscriber({ id: 7 })).toEqual(ANITA);
    expect(await remote.resumeSubscriber({ channel: 'email', address: 'a@example.org' })).toEqual(ANITA);
    expect(await remote.blockRecipient({ id: 7 })).toEqual({ subscriber: ANITA });
    expect(await remote.unblockRecipient({ channel: 'telegram', address: '42' })).toEqual({
      wasBlocked: true,
    });
    expect(await remote.listDeliveries({ state: 'sent' })).toEqual([]);
    expect(await remote.backup(join(folder, 'vw.db'))).toEqual({ bytes: 4096 });
    expect(await remote.testAlert('telegram', '42')).toEqual({ ok: true, detail: 'accepted' });
    const to = { channel: 'email', address: 'a@example.org' } as const;
    expect(await remote.register({ purpose: 'manage', to })).toEqual({ ok: true, validForMs: 600_000 });
    expect(await remote.verify(to, '123456')).toMatchObject({ ok: true, person: ANITA, token: 'token' });
    expect(await remote.throughput('day')).toMatchObject({ range: 'day', samples: [] });
    expect(await remote.events({ level: 'warn', afterSeq: 4 })).toEqual({ events: [], lastSeq: 0 });
    expect(await remote.examine()).toEqual([{ name: 'Node', state: 'ok', detail: 'v24' }]);
    expect(await remote.settings()).toEqual([]);
    expect(await remote.saveSettings({ pace: 'often' })).toEqual(['pace must be calls per time']);
    expect(await remote.pause()).toBeUndefined();
    expect((await remote.status()).state).toBe('paused');
    expect(await remote.resume()).toBeUndefined();
    expect(engine.asked).toEqual([
      ['addSubscription', { ...WISH, paused: true }],
      ['listSubscribers', { channel: 'email', search: 'ani', limit: 5 }],
      ['pauseSubscriber', { id: 7 }],
      ['resumeSubscriber', { channel: 'email', address: 'a@example.org' }],
      ['blockRecipient', { id: 7 }],
      ['unblockRecipient', { channel: 'telegram', address: '42' }],
      ['listDeliveries', { state: 'sent' }],
      ['backup', join(folder, 'vw.db')],
      ['testAlert', 'telegram', '42'],
      ['register', { purpose: 'manage', to }],
      ['verify', to, '123456', undefined],
      ['throughput', 'day'],
      ['events', { level: 'warn', afterSeq: 4 }],
      ['examine'],
      ['settings'],
      ['saveSettings', { pace: 'often' }],
      ['pause'],
      ['resume'],
    ]);
    expect(errors).toEqual([]);
  });

  it("passes on the engine's refusals word for word", async () => {
    const remote = await client();
    await expect(remote.removeSubscriber({ id: 99 })).rejects.toMatchObject({
      name: 'ControlError',
      code: 'not-found',
      message: 'there is no subscriber 99; `subscribers list` shows them',
    });
  });

  it.each([
    ['no file', undefined],
    ['another file', 10],
  ])('finds %s where the engine says a copy stands: the engine sees other folders', async (_, bytes) => {
    await server.close();
    const elsewhere = async (to: string) => {
      if (bytes !== undefined) writeFileSync(to, Buffer.alloc(bytes));
      return { bytes: 4096 };
    };
    engine = plainControl({ snapshot: quietSnapshot(), backup: elsewhere });
    server = await serveControl({ path, control: engine, onError: (error) => errors.push(error) });
    await expect((await client()).backup(join(folder, 'vw.db'))).rejects.toMatchObject({
      code: 'failed',
      message: expect.stringContaining(`does not stand at ${join(folder, 'vw.db')} for you`),
    });
  });

  it('keeps the cause of an engine fault to the log', async () => {
    await server.close();
    const fault = new Error('SMTP password hunter2 was wrong');
    engine = plainControl({ snapshot: quietSnapshot(), backup: () => Promise.reject(fault) });
    server = await serveControl({ path, control: engine, onError: (error) => errors.push(error) });
    const remote = await client();
    const refusal = await remote.backup('/tmp/x.db').catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'failed' });
    expect(String(refusal)).not.toContain('hunter2');
    expect(errors).toEqual([fault]);
  });

  it('shows snapshots to two watchers, and stops for the one who leaves', async () => {
    const [first, second] = [await client(), await client()];
    const seen: [EngineSnapshot[], EngineSnapshot[]] = [[], []];
    const stop = first.watch((snapshot) => seen[0].push(snapshot));
    second.watch((snapshot) => seen[1].push(snapshot));
    await until(() => seen[0].length === 1 && seen[1].length === 1);
    engine.show(busySnapshot());
    await until(() => seen[0].length === 2 && seen[1].length === 2);
    expect(seen[0][1]).toEqual(busySnapshot());
    stop();
    await until(() => engine.watchers() === 1);
    engine.show(busySnapshot(1));
    await until(() => seen[1].length === 3);
    expect(seen[0]).toHaveLength(2);
    second.close();
    await until(() => engine.watchers() === 0);
  });

  it('lets several watch over one connection, the late one seeing the last snapshot at once', async () => {
    const remote = await client();
    const seen: EngineSnapshot[] = [];
    const stopFirst = remote.watch((snapshot) => seen.push(snapshot));
    await until(() => seen.length === 1);
    const stopSecond = remote.watch((snapshot) => seen.push(snapshot));
    expect(seen).toHaveLength(2);
    stopFirst();
    stopFirst();
    expect(engine.watchers()).toBe(1);
    stopSecond();
    await until(() => engine.watchers() === 0);
  });
});

describe('a copy of the database under way', () => {
  /** Copies until it is told to stop; says at once that it is half done. */
  const copying = (_: string, { signal, onProgress }: Copying = {}) =>
    new Promise<never>((_, reject) => {
      signal?.addEventListener('abort', () => reject(new ControlError('failed', 'Stopped.')));
      onProgress?.(0.5);
    });
  beforeEach(async () => {
    await server.close();
    engine = plainControl({ snapshot: quietSnapshot(), backup: copying });
    server = await serveControl({ path, control: engine, onError: (error) => errors.push(error) });
  });

  it('says how far it is to whoever asked for it, and stops at their word, the other one going on', async () => {
    const remote = await client();
    const [first, second] = [new AbortController(), new AbortController()];
    const shares: string[] = [];
    const ends: string[] = [];
    const copy = (name: string, { signal }: AbortController) =>
      remote
        .backup(`/var/backups/${name}.db`, {
          signal,
          onProgress: (share) => shares.push(`${name} ${share}`),
        })
        .catch((error: ControlError) => ends.push(`${name}: ${error.code} ${error.message}`));
    const both = [copy('first', first), copy('second', second)];
    await until(() => shares.length === 2);
    expect(shares).toEqual(['first 0.5', 'second 0.5']);
    second.abort();
    await both[1];
    // Whatever else the abort did, it would have been done by now.
    expect(await remote.status()).toEqual(quietSnapshot());
    expect(ends).toEqual(['second: failed Stopped.']);
    first.abort();
    await both[0];
    expect(ends).toHaveLength(2);
    expect(errors).toEqual([]);
  });

  it('is stopped at once by a word that was said before', async () => {
    const remote = await client();
    await expect(remote.backup('/var/backups/vw.db', { signal: AbortSignal.abort() })).rejects.toMatchObject({
      message: 'Stopped.',
    });
  });

  it('is not touched by a word for a call that there is not', async () => {
    const { socket, lines } = await bare();
    socket.write('{"id":1,"method":"backup","params":{"path":"/var/backups/vw.db"}}\n');
    socket.write('{"id":2,"method":"cancel","params":{"call":9}}\n');
    await until(() => lines.length === 2);
    expect(lines).toEqual(['{"event":"progress","id":1,"share":0.5}', '{"id":2,"result":null}']);
    socket.write('{"id":3,"method":"cancel","params":{"call":"1"}}\n');
    await until(() => lines.length === 3);
    expect(lines[2]).toContain('call must be a whole number');
  });
});

describe('when the client goes', () => {
  it('a copy of the database that nobody waits for any more is stopped', async () => {
    await server.close();
    let signal: AbortSignal | undefined;
    const backup = (_: string, copying?: Copying) => {
      signal = copying?.signal;
      return new Promise<never>(() => undefined);
    };
    engine = plainControl({ snapshot: quietSnapshot(), backup });
    server = await serveControl({ path, control: engine, onError: (error) => errors.push(error) });
    const remote = await client();
    const outcome = expect(remote.backup('/var/backups/vw.db')).rejects.toMatchObject({
      code: 'unavailable',
    });
    await until(() => signal !== undefined);
    expect(signal?.aborted).toBe(false);
    remote.close();
    await outcome;
    await until(() => signal?.aborted === true);
  });
});

describe('when the engine goes', () => {
  it('ends calls under way, says so, and refuses later ones', async () => {
    await server.close();
    engine = plainControl({ snapshot: quietSnapshot(), backup: () => new Promise(() => undefined) });
    server = await serveControl({ path, control: engine, onError: (error) => errors.push(error) });
    const remote = await client();
    const call = remote.backup('/var/backups/vw.db');
    const outcome = expect(call).rejects.toMatchObject({ code: 'unavailable' });
    await until(() => engine.asked.length === 1);
    await server.close();
    await outcome;
    await remote.closed;
    await expect(remote.status()).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('gives up on an engine that does not answer', async () => {
    await server.close();
    const silent = createServer((socket) => void socket.resume()).listen(path);
    await new Promise((resolve) => silent.once('listening', resolve));
    const remote = await client({ callTimeoutMs: 50 });
    await expect(remote.status()).rejects.toMatchObject({
      code: 'unavailable',
      message: 'the engine did not answer within 0.05 s',
    });
    remote.close();
    await new Promise((resolve) => silent.close(resolve));
  });

  it('says that no engine answers where there is no socket, and where a dead one lies', async () => {
    await server.close();
    await expect(connectControl(path)).rejects.toMatchObject({ name: 'ControlError', code: 'unavailable' });
    await leaveDeadSocket();
    await expect(connectControl(path)).rejects.toMatchObject({ code: 'unavailable' });
  });
});

/** A socket file as a killed engine leaves it. */
async function leaveDeadSocket(): Promise<void> {
  const { spawnSync } = await import('node:child_process');
  const script = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
  spawnSync(process.execPath, ['-e', script]);
  expect(existsSync(path)).toBe(true);
}

describe('the socket file', () => {
  it('may be opened by its owner only, and is gone with the engine', async () => {
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await server.close();
    await server.close();
    expect(existsSync(path)).toBe(false);
  });

  it('is replaced when it is dead', async () => {
    await server.close();
    await leaveDeadSocket();
    server = await serveControl({ path, control: engine, onError: (error) => errors.push(error) });
    expect((await (await client()).status()).state).toBe('running');
  });

  it('is left alone while another engine answers at it', async () => {
    await expect(serveControl({ path, control: engine, onError: () => undefined })).rejects.toMatchObject({
      code: 'unavailable',
      message: `another engine already answers at ${path}`,
    });
    expect((await (await client()).status()).state).toBe('running');
  });

  it('is not laid over a file that is no socket', async () => {
    const file = join(folder, 'notes');
    writeFileSync(file, 'mine');
    await expect(serveControl({ path: file, control: engine, onError: () => undefined })).rejects.toThrow(
      /in the way/,
    );
    expect(existsSync(file)).toBe(true);
  });
});

describe('what no client of ours sends', () => {
  it.each([
    ['garbage', 'hello', null],
    ['a list', '[1,2]', null],
    ['no id', '{"method":"status"}', null],
    ['an id that is text', '{"id":"1","method":"status"}', null],
    ['no method', '{"id":3}', 3],
    ['a method nobody knows', '{"id":4,"method":"shutdown"}', 4],
    ['a method every object has', '{"id":5,"method":"constructor"}', 5],
    ['params that are a list', '{"id":6,"method":"status","params":[]}', 6],
  ])('is refused and the connection goes on: %s', async (_name, line, id) => {
    const { socket, lines } = await bare();
    socket.write(`${line}\n{"id":77,"method":"status"}\n`);
    await until(() => lines.length === 2);
    const replies = lines.map((one) => JSON.parse(one));
    expect(replies.find((reply) => reply.id === 77)).toMatchObject({ result: { state: 'running' } });
    expect(replies.find((reply) => reply.id === id)).toMatchObject({ error: { code: 'invalid' } });
  });

  it('ends a connection whose line never ends', async () => {
    const { socket, lines, closed } = await bare();
    socket.write('x'.repeat((1 << 20) + 1));
    await closed;
    expect(lines.join('')).toContain('at most 1048576 bytes');
    expect((await (await client()).status()).state).toBe('running');
  });

  it('serves a thousand calls sent in one breath, each once', async () => {
    const { socket, lines } = await bare();
    const calls = Array.from({ length: 1000 }, (_, id) => `{"id":${id},"method":"listDeliveries"}\n`);
    socket.write(calls.join(''));
    await until(() => lines.length === 1000);
    expect(new Set(lines.map((line) => JSON.parse(line).id)).size).toBe(1000);
  });

  it('takes a line in pieces, cut within a letter', async () => {
    const { socket, lines } = await bare();
    const bytes = Buffer.from('{"id":1,"method":"listSubscribers","params":{"search":"ಅನಿತಾ"}}\n');
    for (const byte of bytes) {
      socket.write(Buffer.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await until(() => lines.length === 1);
    expect(engine.asked).toEqual([['listSubscribers', { search: 'ಅನಿತಾ' }]]);
  });
});

describe('a client that does not read', () => {
  it('gets no more snapshots, costs no memory, and keeps nobody waiting', async () => {
    const { socket } = await bare();
    socket.pause();
    socket.write('{"id":1,"method":"watch"}\n');
    await until(() => engine.watchers() === 1);
    const fat = { ...busySnapshot(), hints: ['x'.repeat(1 << 20)] };
    const heldBefore = process.memoryUsage().external + process.memoryUsage().heapUsed;
    for (let push = 0; push < 200; push += 1) engine.show(fat);
    const heldAfter = process.memoryUsage().external + process.memoryUsage().heapUsed;
    expect(heldAfter - heldBefore).toBeLessThan(50 << 20);
    expect((await (await client()).status()).atMs).toBe(fat.atMs);
  });

  it('is not served further until it reads', async () => {
    await server.close();
    const many = Array.from({ length: 20_000 }, () => ANITA);
    engine = plainControl({ snapshot: quietSnapshot(), subscribers: many });
    server = await serveControl({ path, control: engine, onError: (error) => errors.push(error) });
    const { socket, lines } = await bare();
    socket.pause();
    socket.write(
      Array.from({ length: 100 }, (_, id) => `{"id":${id},"method":"listSubscribers"}\n`).join(''),
    );
    await until(() => engine.asked.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(engine.asked.length).toBeLessThan(20);
    socket.resume();
    await until(() => lines.length === 3);
  });
});
