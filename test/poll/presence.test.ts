import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IstDate } from '../../src/core/ist.ts';
import type { Target } from '../../src/core/source.ts';
import {
  applyChanges,
  askedDays,
  type Listing,
  type Look,
  look,
  novelOf,
  type Presence,
  presenceOf,
} from '../../src/poll/presence.ts';
import { sessionOf } from './fake-source.ts';

const TODAY = '2021-05-08' as IstDate;
const TARGET: Target = { areaId: 'fake:1', firstDate: TODAY, days: 7, path: '/', headers: {} };
const ASKED = askedDays(TARGET);

function answer(rows: Readonly<Record<string, number>>, more: Partial<Listing> = {}): Listing {
  const sessions = Object.entries(rows).map(([id, capacity]) => sessionOf('fake:1', id, capacity, TODAY));
  return {
    sessions,
    listed: new Set(Object.keys(rows)),
    dropped: null,
    unreadable: new Set(),
    complete: true,
    ...more,
  };
}

function known(ids: readonly string[], date: string = TODAY): Presence {
  return presenceOf(ids.map((sessionId) => ({ sessionId, date: date as IstDate })));
}

/** One answer after the other, each recorded. */
function through(presence: Presence, answers: readonly Listing[]): Look[] {
  return answers.map((each) => {
    const seen = look(presence, each, ASKED, false);
    applyChanges(presence, seen);
    return seen;
  });
}

describe('presence', () => {
  it('a session is gone after two full, good answers without it, and not after one', () => {
    const [first, second, third] = through(known(['s']), [answer({}), answer({}), answer({})]) as [
      Look,
      Look,
      Look,
    ];
    expect(first).toMatchObject({ absent: [], waiting: true });
    expect(second).toMatchObject({ absent: ['s'], waiting: false });
    expect(third).toMatchObject({ absent: [], waiting: false });
  });

  it('a session that comes back between two misses is not gone', () => {
    const looks = through(known(['s']), [answer({}), answer({ s: 3 }), answer({})]);
    expect(looks.flatMap((each) => each.absent)).toEqual([]);
    expect(looks[1]?.turned.size).toBe(0);
  });

  it.each([
    ['an answer with rows nobody could name', { complete: false }],
    ['an answer where its row was unreadable', { unreadable: new Set(['s']) }],
  ])('%s proves nothing', (_, more) => {
    const looks = through(known(['s']), [answer({}, more), answer({}, more), answer({}, more)]);
    expect(looks.every((each) => each.absent.length === 0 && !each.waiting)).toBe(true);
    // And it does not take back the proof there was.
    expect(through(known(['s']), [answer({}), answer({}, more), answer({})])[2]?.absent).toEqual(['s']);
  });

  it.each([
    ['before', '2021-05-07'],
    ['after', '2021-05-15'],
  ])('a session dated %s the days that were asked for is not gone', (_, date) => {
    const looks = through(known(['s'], date), [answer({}), answer({}), answer({})]);
    expect(looks.every((each) => each.absent.length === 0 && !each.waiting)).toBe(true);
  });

  it('the last day that was asked for counts', () => {
    expect(through(known(['s'], '2021-05-14'), [answer({}), answer({})])[1]?.absent).toEqual(['s']);
  });

  it('forgets sessions whose date is long past', () => {
    const presence = known(['s'], '2021-05-01');
    through(presence, [answer({})]);
    expect(presence.open.size).toBe(0);
  });

  it('a session that opens or closes is news whatever a cache says', () => {
    const presence = known(['shut']);
    const [seen] = through(presence, [answer({ shut: 0, opened: 5, still: 0 })]);
    expect([...(seen?.turned ?? [])].sort()).toEqual(['opened', 'shut']);
    expect([...presence.open.keys()]).toEqual(['opened']);
  });

  it('an opening after an absence is news although the cache still knows the same capacity', () => {
    const looks = through(known(['s']), [answer({}), answer({}), answer({ s: 5 })]);
    expect([...(looks[2]?.turned ?? [])]).toEqual(['s']);
  });

  it('the first answer hands on all that is open or was, so that a cache that is behind costs nothing', () => {
    const seen = look(known(['open', 'shut']), answer({ open: 5, shut: 0, closed: 0 }), ASKED, true);
    expect([...seen.turned].sort()).toEqual(['open', 'shut']);
  });

  it('keeps the order of the answer when it puts news together', () => {
    const { sessions } = answer({ a: 1, b: 1, c: 1, d: 1 });
    const unknown = sessions.filter((session) => session.sessionId === 'c');
    expect(novelOf(sessions, new Set(['a']), unknown).map((session) => session.sessionId)).toEqual([
      'a',
      'c',
    ]);
  });

  it('a session that is listed as it was needs no reading: it stays as it is known', () => {
    const unread = answer({}, { listed: new Set(['open', 'shut']) });
    const seen = look(known(['open']), unread, ASKED, false);
    expect(seen).toMatchObject({ absent: [], waiting: false, changes: [] });
    expect([...seen.turned]).toEqual([]);
  });

  it('who knows what an answer dropped finds the same missing as who looks for everybody', () => {
    const ids = ['a', 'b', 'c', 'd'];
    const step = fc.record({
      rows: fc.dictionary(fc.constantFrom(...ids), fc.integer({ min: 0, max: 2 })),
      unreadable: fc.subarray(ids),
      complete: fc.boolean(),
      // What all-new answers do not tell.
      told: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), fc.subarray(ids), (steps, begun) => {
        const [quick, thorough] = [known(begun), known(begun)];
        let before: readonly string[] = [];
        steps.forEach(({ rows, unreadable, complete, told }, at) => {
          const listed = Object.keys(rows);
          const more = { unreadable: new Set(unreadable.filter((id) => !(id in rows))), complete };
          const dropped = told && at > 0 ? before.filter((id) => !(id in rows)) : null;
          const seen = look(quick, answer(rows, { ...more, dropped }), ASKED, false);
          const expected = look(thorough, answer(rows, more), ASKED, false);
          expect(seen).toEqual(expected);
          applyChanges(quick, seen);
          applyChanges(thorough, expected);
          before = listed;
        });
        expect(quick).toEqual(thorough);
      }),
    );
  });

  it('for any run of answers: gone exactly when the last two proofs both missed it', () => {
    const step = fc.constantFrom('here', 'missing', 'unreadable', 'incomplete');
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const presence = known(['s']);
        let misses = 0;
        let open = true;
        for (const each of steps) {
          const seen = look(
            presence,
            each === 'here'
              ? answer({ s: 1 })
              : answer(
                  {},
                  {
                    unreadable: new Set(each === 'unreadable' ? ['s'] : []),
                    complete: each !== 'incomplete',
                  },
                ),
            ASKED,
            false,
          );
          applyChanges(presence, seen);
          if (each === 'here') misses = 0;
          if (each === 'missing' && open) misses += 1;
          const goes: boolean = open && misses === 2;
          expect(seen.absent).toEqual(goes ? ['s'] : []);
          open = each === 'here' || (open && !goes);
          if (goes) misses = 0;
        }
      }),
    );
  });
});
