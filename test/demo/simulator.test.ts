// The simulator over HTTP: CoWIN's public paths, its refusals, the failures it plays, and the door that scripts it.
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../../src/clock.ts';
import { istDateOf } from '../../src/core/ist.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/demo/simulator.ts';
import { wireDate } from '../../src/demo/wire.ts';
import { AREAS, MAY_8_MS } from './areas.ts';

const running: Simulator[] = [];
const TODAY = wireDate(istDateOf(MAY_8_MS));

/** Wall time stands still on 8 May 2021; intervals are real. */
const may8: Clock = { ...systemClock, wallMs: () => MAY_8_MS };

afterEach(async () => {
  await Promise.all(running.splice(0).map((simulator) => simulator.close()));
});

async function simulate(options: Partial<SimulatorOptions> = {}): Promise<Simulator> {
  const simulator = await startSimulator({
    areas: AREAS,
    clock: may8,
    openingsPerMinute: 0,
    openAtStart: 0,
    ...options,
  });
  running.push(simulator);
  return simulator;
}

interface Session {
  session_id: string;
  available_capacity: number;
  available_capacity_dose1?: number;
}
interface CalendarBody {
  centers: { center_id: number; sessions: Session[] }[];
}

function publicPath(list: string, query: string): string {
  return `/v2/appointment/sessions/public/${list}?${query}`;
}

async function sessionsOf(simulator: Simulator, district: string | number = 294): Promise<Session[]> {
  const response = await fetch(
    simulator.url + publicPath('calendarByDistrict', `district_id=${district}&date=${TODAY}`),
  );
  expect(response.status).toBe(200);
  return ((await response.json()) as CalendarBody).centers.flatMap((centre) => centre.sessions);
}

interface Opened {
  opening: { sessionId: string; dose: string; capacity: number; closedAtMs: number | null; steps: unknown[] };
  session: { id: string; centreId: number; vaccine: string };
}

async function tell(
  simulator: Simulator,
  command: string,
  body: unknown,
): Promise<{ status: number; value: unknown }> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(`${simulator.simUrl}/${command}`, { method: 'POST', body: text });
  return { status: response.status, value: await response.json() };
}

async function open(simulator: Simulator, body: Record<string, unknown>): Promise<Opened> {
  const { status, value } = await tell(simulator, 'open', body);
  expect(status).toBe(200);
  return value as Opened;
}

describe('the public paths', () => {
  it('lists states, and the districts of a state', async () => {
    const simulator = await simulate();
    const states = (await (await fetch(`${simulator.url}/v2/admin/location/states`)).json()) as {
      states: { state_id: number; state_name: string }[];
      ttl: number;
    };
    expect(states.states).toHaveLength(37);
    expect(states.states).toContainEqual({ state_id: 16, state_name: 'Karnataka' });
    expect(states.states).toContainEqual({ state_id: 37, state_name: 'Daman and Diu' });
    const districts = (await (await fetch(`${simulator.url}/v2/admin/location/districts/16`)).json()) as {
      districts: { district_id: number; district_name: string }[];
    };
    expect(districts.districts).toContainEqual({ district_id: 294, district_name: 'BBMP' });
  });

  it('shows an opened slot in all four lists, and takes district ids padded with zeros', async () => {
    const simulator = await simulate();
    const { session, opening } = await open(simulator, { district: 5, capacity: 12, dose: 1 });
    const listed = simulator.country.session(session.id);
    if (listed === undefined) throw new Error('the session is not known');
    const { date, centre } = listed;
    expect(opening).toMatchObject({ dose: '1', capacity: 12 });
    const day = wireDate(date);
    for (const path of [
      publicPath('calendarByDistrict', `district_id=005&date=${TODAY}`),
      publicPath('calendarByPin', `pincode=${centre.pincode}&date=${TODAY}`),
      publicPath('findByDistrict', `district_id=5&date=${day}`),
      publicPath('findByPin', `pincode=${centre.pincode}&date=${day}`),
    ]) {
      const body = (await (await fetch(simulator.url + path)).json()) as Partial<CalendarBody> & {
        sessions?: Session[];
      };
      const sessions = body.sessions ?? body.centers?.flatMap((centre) => centre.sessions) ?? [];
      const shown = sessions.find(({ session_id }) => session_id === session.id);
      expect(shown?.available_capacity_dose1, path).toBe(12);
    }
  });

  it.each([
    [400, publicPath('calendarByDistrict', `district_id=9999&date=${TODAY}`)],
    [400, publicPath('calendarByDistrict', 'district_id=294&date=2021-05-08')],
    [400, publicPath('calendarByDistrict', 'district_id=294&date=31-02-2021')],
    [400, publicPath('calendarByDistrict', `date=${TODAY}`)],
    [400, publicPath('findByPin', `pincode=12&date=${TODAY}`)],
    [400, '/v2/admin/location/districts/99'],
    [401, `/v2/appointment/sessions/calendarByDistrict?district_id=294&date=${TODAY}`],
    [404, publicPath('nothing', '')],
    [404, '/v3'],
  ])('answers %i with a code and a sentence for %s', async (status, path) => {
    const simulator = await simulate();
    const response = await fetch(simulator.url + path);
    expect(response.status).toBe(status);
    const body = (await response.json()) as Record<string, unknown>;
    expect(body).toEqual({ errorCode: expect.any(String), error: expect.any(String) });
  });

  it('answers a pincode nobody has with an empty list', async () => {
    const simulator = await simulate();
    const response = await fetch(simulator.url + publicPath('calendarByPin', `pincode=999999&date=${TODAY}`));
    expect(await response.json()).toEqual({ centers: [] });
  });

  it('compresses when asked to, and only then', async () => {
    const simulator = await simulate();
    const path = publicPath('calendarByDistrict', `district_id=294&date=${TODAY}`);
    const zipped = await fetch(simulator.url + path, { headers: { 'accept-encoding': 'gzip' } });
    const plain = await fetch(simulator.url + path, { headers: { 'accept-encoding': 'identity' } });
    expect(zipped.headers.get('content-encoding')).toBe('gzip');
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(await zipped.text()).toBe(await plain.text());
  });

  it('refuses a caller that does not say who it is', async () => {
    const simulator = await simulate();
    const socket = connect(Number(new URL(simulator.url).port), '127.0.0.1');
    socket.write('GET /api/v2/admin/location/states HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    expect(answer.toString()).toMatch(/^HTTP\/1.1 403 /);
  });

  it('sends entity tags only when set to, and then honours them until the district changes', async () => {
    const path = publicPath('calendarByDistrict', `district_id=294&date=${TODAY}`);
    const without = await simulate();
    expect((await fetch(without.url + path)).headers.get('etag')).toBeNull();

    const simulator = await simulate({ etag: true });
    const etag = (await fetch(simulator.url + path)).headers.get('etag') ?? '';
    expect(etag).toMatch(/^W\//);
    const again = () => fetch(simulator.url + path, { headers: { 'if-none-match': etag } });
    expect((await again()).status).toBe(304);
    await open(simulator, { district: 294 });
    expect((await again()).status).toBe(200);
  });

  it('answers 429 beyond the limit, and again after it', async () => {
    const simulator = await simulate({ limit: { calls: 3, perMs: 400 } });
    const call = async () => {
      const response = await fetch(`${simulator.url}/v2/admin/location/states`);
      await response.text();
      return response.status;
    };
    expect([await call(), await call(), await call(), await call()]).toEqual([200, 200, 200, 429]);
    await systemClock.sleep(450);
    expect(await call()).toBe(200);
  });
});

describe('slots on request', () => {
  it('opens, shows, and closes; the ledger has both moments', async () => {
    const simulator = await simulate();
    const { session } = await open(simulator, { district: 294, capacity: 12 });
    const shown = (await sessionsOf(simulator)).find(({ session_id }) => session_id === session.id);
    expect(shown?.available_capacity_dose1).toBe(12);

    const { value } = await tell(simulator, 'close', { session: session.id });
    expect((value as { closed: unknown[] }).closed).toHaveLength(1);
    const gone = (await sessionsOf(simulator)).find(({ session_id }) => session_id === session.id);
    expect(gone?.available_capacity).toBe(0);

    const ledger = (await (await fetch(`${simulator.simUrl}/ledger`)).json()) as {
      openings: { sessionId: string; openedAtMs: number; closedAtMs: number; capacity: number }[];
    };
    expect(ledger.openings).toHaveLength(1);
    expect(ledger.openings[0]).toMatchObject({
      sessionId: session.id,
      capacity: 12,
      openedAtMs: MAY_8_MS,
      closedAtMs: MAY_8_MS,
    });
  });

  it('opens where and what it is told to', async () => {
    const simulator = await simulate();
    const some = simulator.country
      .district(294)
      ?.sessions.find(({ vaccine, capacity }) => vaccine === 'COVAXIN' && capacity.has('2'));
    if (some === undefined) throw new Error('BBMP has no COVAXIN');
    const opened = await open(simulator, {
      district: '0294',
      centre: some.centre.id,
      vaccine: 'COVAXIN',
      dose: '2',
      capacity: 3,
    });
    expect(opened.session).toMatchObject({ centreId: some.centre.id, vaccine: 'COVAXIN' });
    expect(opened.opening.dose).toBe('2');
  });

  it('books an opening out in falling steps when told how long it lasts', async () => {
    const simulator = await simulate();
    await open(simulator, { district: 294, capacity: 100, lasts: 0.4 });
    await expect.poll(() => simulator.ledger().closed, { timeout: 5_000 }).toBe(1);
    const capacities = simulator.ledger().openings[0]?.steps.map(({ capacity }) => capacity) ?? [];
    expect(capacities.at(-1)).toBe(0);
    expect([...capacities].sort((a, b) => b - a)).toEqual(capacities);
  });

  it('sets an exact state, and takes a session off the lists', async () => {
    const simulator = await simulate();
    const { session } = await open(simulator, { district: 294 });
    await tell(simulator, 'set', { district: 294, session: session.id, dose1: 0, dose2: 61.5 });
    const find = async () =>
      (await sessionsOf(simulator)).find(({ session_id }) => session_id === session.id);
    expect(await find()).toMatchObject({ available_capacity_dose1: 0, available_capacity_dose2: 61.5 });
    await tell(simulator, 'set', { session: session.id, listed: false });
    expect(await find()).toBeUndefined();
    expect(simulator.ledger().openings.map(({ dose, closedAtMs }) => [dose, closedAtMs !== null])).toEqual([
      ['1', true],
      ['2', true],
    ]);
  });

  it.each([
    ['open', '{"district":', 400],
    ['open', {}, 400],
    ['open', { district: 'BBMP' }, 400],
    ['open', { district: 294, capacity: -1 }, 400],
    ['open', { district: 294, colour: 'red' }, 400],
    ['open', { district: 9999 }, 404],
    ['open', { session: 'none' }, 404],
    ['open', { district: 294, vaccine: 'ELIXIR' }, 409],
    ['close', {}, 400],
    ['set', { session: 'none' }, 404],
    ['fail', { mode: 'teapot' }, 400],
    ['dance', {}, 404],
    ['open', 'x'.repeat(70_000), 400],
  ])('refuses %s with %o and says why', async (command, body, status) => {
    const simulator = await simulate();
    const reply = await tell(simulator, command, body);
    expect(reply.status).toBe(status);
    expect((reply.value as { error: string }).error).toMatch(/\.$/);
  });

  it('lets slots open by themselves, each session once, lasting five seconds at least', async () => {
    const simulator = await simulate({
      openingsPerMinute: 3_000,
      focus: [294, 265],
      lastsMs: [5_000, 6_000],
    });
    await expect.poll(() => simulator.ledger().opened, { timeout: 5_000 }).toBeGreaterThan(60);
    const { openings, closed } = simulator.ledger();
    expect(closed).toBe(0);
    expect(new Set(openings.map(({ sessionId }) => sessionId)).size).toBe(openings.length);
    expect(new Set(openings.map(({ district }) => district))).toEqual(new Set([294, 265]));
    expect(openings.every(({ date }) => date > istDateOf(MAY_8_MS))).toBe(true);
    await tell(simulator, 'rate', { openingsPerMinute: 0 });
    const before = simulator.ledger().opened;
    await systemClock.sleep(200);
    expect(simulator.ledger().opened).toBe(before);
  });

  it('counts what it was asked', async () => {
    const simulator = await simulate();
    await sessionsOf(simulator, 294);
    await sessionsOf(simulator, 294);
    await (await fetch(simulator.url + publicPath('findByDistrict', 'district_id=294&date=x'))).text();
    const stats = await (await fetch(`${simulator.simUrl}/stats`)).json();
    expect(stats).toMatchObject({
      calls: 3,
      byPath: { calendarByDistrict: 2, findByDistrict: 1 },
      byStatus: { 200: 2, 400: 1 },
      byDistrict: { 294: 2 },
    });
  });
});

describe('failures on request', () => {
  const path = publicPath('calendarByDistrict', `district_id=294&date=${TODAY}`);

  /** Status and body, or why there was none. */
  async function ask(simulator: Simulator, timeoutMs = 5_000): Promise<string> {
    try {
      const response = await fetch(simulator.url + path, {
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      });
      return `${response.status} ${(await response.text()).slice(0, 40)}`;
    } catch (error) {
      return (error as Error).name === 'TimeoutError' ? 'timeout' : 'broken off';
    }
  }

  it.each([
    ['401', /^401 /],
    ['403', /^403 <!DOCTYPE/],
    ['403-json', /^403 \{"message":"Forbidden"\}/],
    ['429', /^429 \{"error":"Too Many Requests"\}/],
    ['500', /^500 /],
    ['503', /^503 /],
    ['html', /^200 <!DOCTYPE/],
    ['empty', /^200 $/],
    ['no-rows', /^200 \{"centers":\[\]\}/],
    ['garbage', /^200 \{"centers":\[\{"center_id":1,,/],
    ['drift', /^200 \{"data"/],
    ['redirect', /^302 /],
    ['truncated', /^broken off$/],
    ['reset', /^broken off$/],
    ['stall', /^timeout$/],
  ])('plays %s for as many calls as told, then all is well', async (mode, seen) => {
    const simulator = await simulate();
    await tell(simulator, 'fail', { mode, calls: 1 });
    expect(await ask(simulator, mode === 'stall' ? 300 : 5_000)).toMatch(seen);
    expect(await ask(simulator)).toMatch(/^200 \{"centers":\[\{/);
  });

  it('plays a failure for a time, in one district, until cleared', async () => {
    const simulator = await simulate();
    await tell(simulator, 'fail', { mode: '500', for: 60, district: 294 });
    expect(await ask(simulator)).toMatch(/^500/);
    await sessionsOf(simulator, 265);
    await tell(simulator, 'clear', {});
    expect(await ask(simulator)).toMatch(/^200/);
  });

  it('answers slowly, and gives a wait with a refusal, when told to', async () => {
    const simulator = await simulate();
    await tell(simulator, 'fail', { mode: 'slow', delay: 0.3, calls: 1 });
    const start = performance.now();
    expect(await ask(simulator)).toMatch(/^200 \{"centers":\[\{/);
    expect(performance.now() - start).toBeGreaterThan(280);
    await tell(simulator, 'fail', { mode: '429', retryAfter: 17 });
    const response = await fetch(simulator.url + path);
    expect(response.headers.get('retry-after')).toBe('17');
  });
});
