// A source of its own small kind for the poller's tests: an answer is a JSON list of sessions by id and capacity.
import { gzipSync } from 'node:zlib';
import type { IstDate } from '../../src/core/ist.ts';
import type { Session } from '../../src/core/session.ts';
import type { KeptAnswer, ParsedAnswer, Source } from '../../src/core/source.ts';

export interface Row {
  readonly id: string;
  /** Doses; null: a row that cannot be read. */
  readonly capacity: number | null;
  readonly date?: string;
}

export interface FakeAnswer {
  readonly rows: readonly Row[];
  /** False: a row without an id was skipped. */
  readonly complete?: boolean;
}

export function sessionOf(areaId: string, id: string, capacity: number, date: string): Session {
  return {
    sourceId: 'fake',
    sessionId: id,
    areaId,
    centre: {
      id: `c-${id}`,
      name: 'Town Hall',
      address: '1 Main Road',
      block: 'B',
      district: 'D',
      state: 'S',
      pincode: '560001',
    },
    date: date as IstDate,
    vaccine: 'COVISHIELD',
    ageMinYears: 18,
    ageMaxYears: null,
    feeType: 'free',
    feeInr: null,
    times: [],
    capacity: { '1': capacity },
  };
}

/** What the fake keeps of an answer: each session as it was. */
interface FakeKept extends KeptAnswer {
  readonly rows: ReadonlyMap<string, string>;
}

/** @param onParse told of every answer that is looked into, wholly or in part */
export function fakeSource(onParse: () => void = () => undefined): Source {
  const fake: Source = {
    id: 'fake',
    name: 'Fake',
    silenceText: 'The fake source is silent.',
    bookingUrl: 'https://example.org/',
    areas: [],
    area: (id) => ({ id, sourceId: 'fake', name: id, region: '' }),
    target: (areaId, today) => ({
      areaId,
      firstDate: today,
      days: 7,
      path: `/area?id=${encodeURIComponent(areaId)}&date=${today}`,
      headers: { accept: 'application/json' },
    }),
    parse(body, target): ParsedAnswer {
      onParse();
      const text = Buffer.from(body).toString();
      if (text === '') return { ok: false, why: 'empty' };
      if (text.startsWith('<')) return { ok: false, why: 'html' };
      let answer: FakeAnswer;
      try {
        answer = JSON.parse(text);
      } catch {
        return { ok: false, why: 'not-json' };
      }
      if (!Array.isArray(answer.rows)) return { ok: false, why: 'envelope' };
      const unreadable = answer.rows.filter((row) => row.capacity === null).map((row) => row.id);
      const sessions = answer.rows
        .filter((row) => row.capacity !== null)
        .map((row) => sessionOf(target.areaId, row.id, row.capacity as number, row.date ?? target.firstDate));
      const problems: Record<string, number> =
        unreadable.length > 0 ? { 'capacity-missing': unreadable.length } : {};
      return { ok: true, sessions, unreadable, complete: answer.complete ?? true, problems };
    },
    read(body, target, last) {
      const answer = fake.parse(body, target);
      if (!answer.ok) return answer;
      const before = last?.firstDate === target.firstDate ? (last as FakeKept).rows : undefined;
      const rows = new Map(answer.sessions.map((session) => [session.sessionId, JSON.stringify(session)]));
      const kept: FakeKept = { areaId: target.areaId, firstDate: target.firstDate, rows };
      return {
        ...answer,
        sessions: answer.sessions.filter(({ sessionId }) => before?.get(sessionId) !== rows.get(sessionId)),
        listed: new Set(rows.keys()),
        dropped: before === undefined ? null : [...before.keys()].filter((id) => !rows.has(id)),
        unreadable: new Set(answer.unreadable),
        kept,
      };
    },
  };
  return fake;
}

/** An answer as it goes over the wire. */
export function answerBody(answer: FakeAnswer): Buffer {
  return gzipSync(JSON.stringify(answer));
}
