// A server that answers CoWIN's paths with exactly the bodies a test lays into it, and remembers every call.
// It knows nothing of the program: what it says comes from cowin-bodies.ts.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { addDays, dayText, type IstDate, istDateOf } from '../../src/core/ist.ts';
import { aCentre, aSession, calendarBody, type Raw, sessionId } from './cowin-bodies.ts';
import { until } from './program.ts';

export interface StubCall {
  readonly path: string;
  readonly district: string;
  readonly date: string;
  /** Whether the body laid in last was the answer. */
  readonly fresh: boolean;
  readonly atMs: number;
}

/** What to answer with instead of a body. */
export interface StubRefusal {
  readonly status: number;
  readonly body: string;
}

export interface CowinStub {
  /** For VACCINE_WATCH_COWIN_URL. */
  readonly url: string;
  readonly calls: readonly StubCall[];
  /** From now on this is the answer for a district; others are empty. */
  set(district: number, answer: Uint8Array | StubRefusal): void;
  /** Resolves when the answer of now has been fetched `times` times. */
  polled(district: number, times?: number, withinMs?: number): Promise<void>;
  /** When the answer of now was first given (`performance.now()`). */
  firstGivenMs(district: number): number;
  close(): Promise<void>;
}

export async function startCowinStub(): Promise<CowinStub> {
  const calls: StubCall[] = [];
  const answers = new Map<string, Uint8Array | StubRefusal>();
  const given = new Map<string, number[]>();
  const empty = calendarBody();

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://stub');
    const district = url.searchParams.get('district_id') ?? '';
    const answer = answers.get(district) ?? empty;
    const atMs = performance.now();
    calls.push({
      path: url.pathname,
      district,
      date: url.searchParams.get('date') ?? '',
      fresh: answers.has(district),
      atMs,
    });
    given.get(district)?.push(atMs);
    if (answer instanceof Uint8Array) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
    } else {
      response.writeHead(answer.status, { 'content-type': 'text/html' }).end(answer.body);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const givenFor = (district: number): readonly number[] => given.get(String(district)) ?? [];

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`,
    calls,
    set(district, answer) {
      answers.set(String(district), answer);
      given.set(String(district), []);
    },
    async polled(district, times = 2, withinMs) {
      await until(() => givenFor(district).length >= times, `${times} polls of ${district}`, withinMs);
    },
    firstGivenMs(district) {
      const [first] = givenFor(district);
      if (first === undefined)
        throw new Error(`district ${district} was not polled since its answer was set`);
      return first;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A day that is to come wherever the test runs, and stays so through a midnight. */
export const SLOT_DATE: IstDate = addDays(istDateOf(Date.now()), 2);
/** As CoWIN writes it, and as people read it. */
export const SLOT_DATE_RAW = SLOT_DATE.split('-').reverse().join('-');
export const SLOT_DAY = dayText(SLOT_DATE);

/** A session to come. @param dose1 doses left for the first dose; none for the second */
export function aSlot(number: number, dose1: number, over: Raw = {}): Raw {
  return aSession({
    session_id: sessionId(number),
    date: SLOT_DATE_RAW,
    available_capacity: dose1,
    available_capacity_dose1: dose1,
    available_capacity_dose2: 0,
    ...over,
  });
}

/** The calendar answer of a district with one centre. */
export function aDistrict(...sessions: readonly Raw[]): Uint8Array {
  return calendarBody(aCentre(sessions));
}
