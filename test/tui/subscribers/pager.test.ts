// A long list of which only the pages looked at are asked for: what is shown is what the engine has, however late and
// in whatever order it answers.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPager, type Pager } from '../../../tui/screens/subscribers/pager.ts';
import { answered, lineAt, noPages, PAGE_ROWS, wantedPages } from '../../../tui/screens/subscribers/pages.ts';

interface Question {
  readonly search: string;
  readonly offset: number;
  answer(): void;
  refuse(why: string): void;
}

/** A list that changes, and questions that are answered when the test says so, as of when they were asked. */
function desk(list: (search: string) => readonly string[]) {
  const open: Question[] = [];
  let count = 0;
  const pager = createPager<string, string>((search, offset, limit) => {
    count += 1;
    const all = list(search);
    const answer = { total: all.length, items: all.slice(offset, offset + limit) };
    return new Promise((resolve, reject) =>
      open.push({
        search,
        offset,
        answer: () => resolve(answer),
        refuse: (why) => reject(new Error(why)),
      }),
    );
  });
  return { pager, open, asked: () => count };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

async function answerAll(open: Question[], pick: (count: number) => number = () => 0): Promise<void> {
  for (;;) {
    await settled();
    const [question] = open.splice(pick(open.length), 1);
    if (question === undefined) return;
    question.answer();
  }
}

function shown(pager: Pager<string, string>, first: number, rows: number): (string | undefined)[] {
  const { total } = pager.get().pages;
  return Array.from({ length: Math.min(rows, (total ?? 0) - first) }, (_, at) => pager.line(first + at));
}

const hundredThousand = Array.from({ length: 100_000 }, (_, at) => `line ${at}`);

describe('a list of a hundred thousand lines', () => {
  it('is asked for only where it is looked at, and around it', async () => {
    const { pager, open, asked } = desk(() => hundredThousand);
    pager.look('', { first: 50_000, rows: 20 });
    expect(open.map(({ offset }) => offset)).toEqual([50_000]);
    await answerAll(open);
    expect(shown(pager, 50_000, 20)).toEqual(hundredThousand.slice(50_000, 50_020));
    expect(pager.line(50_000 - PAGE_ROWS)).toBe(`line ${50_000 - PAGE_ROWS}`);
    expect(pager.line(50_000 + PAGE_ROWS)).toBe(`line ${50_000 + PAGE_ROWS}`);
    expect(asked()).toBe(3);
    pager.look('', { first: 50_010, rows: 20 });
    await answerAll(open);
    expect(asked()).toBe(3);
  });

  it('keeps few pages, however far one goes through it', async () => {
    const { pager, open } = desk(() => hundredThousand);
    for (let first = 0; first < 20_000; first += 60) {
      pager.look('', { first, rows: 60 });
      await answerAll(open);
    }
    expect(pager.get().pages.pages.size).toBeLessThan(12);
  });
});

describe('while one types', () => {
  const list = (search: string) => hundredThousand.slice(0, 1000).filter((line) => line.includes(search));

  it('what nobody looks for any more is not asked for, and its late answer shows nothing', async () => {
    const { pager, open } = desk(list);
    pager.look('', { first: 0, rows: 20 });
    await answerAll(open);
    for (const search of ['l', 'li', 'line 9', 'line 99', 'line 999'])
      pager.look(search, { first: 0, rows: 20 });
    expect(open.map(({ search }) => search)).toEqual(['l', 'li']);
    // Until the answer comes, what was there stays.
    expect(pager.line(3)).toBe('line 3');
    open.shift()?.answer();
    await settled();
    expect(open.map(({ search }) => search)).toEqual(['li', 'line 999']);
    open.pop()?.answer();
    await settled();
    expect(shown(pager, 0, 20)).toEqual(['line 999']);
    open.shift()?.answer();
    await settled();
    expect(shown(pager, 0, 20)).toEqual(['line 999']);
  });
});

describe('a refusal', () => {
  it('is a sentence, is not asked into over and over, and goes when the engine answers again', async () => {
    const { pager, open, asked } = desk(() => ['one']);
    pager.look('', { first: 0, rows: 5 });
    open.shift()?.refuse('The engine is gone.');
    await settled();
    expect(pager.get().refusal).toBe('The engine is gone.');
    pager.look('', { first: 0, rows: 6 });
    expect(asked()).toBe(1);
    pager.again();
    await answerAll(open);
    expect(pager.get().refusal).toBe('');
    expect(pager.line(0)).toBe('one');
  });

  it('stopped, it asks and says no more', async () => {
    const { pager, open, asked } = desk(() => ['one']);
    let changes = 0;
    pager.subscribe(() => {
      changes += 1;
    });
    pager.look('', { first: 0, rows: 5 });
    pager.stop();
    open.shift()?.answer();
    await settled();
    pager.again();
    expect([changes, asked()]).toEqual([0, 1]);
  });
});

describe('whatever happens', () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('look'), first: fc.nat(900), search: fc.constantFrom('', '1', '7') }),
    fc.record({ do: fc.constant('change'), remove: fc.nat(999), add: fc.nat(40) }),
    fc.record({ do: fc.constant('answer'), which: fc.nat(5) }),
    fc.record({ do: fc.constant('refuse'), which: fc.nat(5) }),
  );

  it('once all is answered, what is shown is what there is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        let lines = hundredThousand.slice(0, 700);
        let next = 700;
        const list = (search: string) => lines.filter((line) => line.includes(search));
        const { pager, open } = desk(list);
        const view = { search: '', first: 0, rows: 30 };
        pager.look('', view);
        for (const one of steps) {
          if (one.do === 'look' && 'first' in one) {
            Object.assign(view, { search: one.search, first: one.first });
            pager.look(one.search, view);
          } else if (one.do === 'change' && 'add' in one) {
            lines = [
              ...lines.toSpliced(one.remove % lines.length, 7),
              ...hundredThousand.slice(next, next + one.add),
            ];
            next += one.add;
            pager.again();
          } else if ('which' in one) {
            const [question] = open.splice(one.which % Math.max(1, open.length), 1);
            if (one.do === 'answer') question?.answer();
            else question?.refuse('no');
            await settled();
          }
        }
        await answerAll(open);
        pager.again();
        await answerAll(open);
        const all = list(view.search);
        expect(pager.get().pages.total).toBe(all.length);
        expect(shown(pager, view.first, view.rows)).toEqual(all.slice(view.first, view.first + view.rows));
      }),
      { numRuns: 150 },
    );
  }, 30_000);

  it('an answer to an older question never takes the place of a newer one', () => {
    const view = { first: 0, rows: 10 };
    const answer = (asked: number, total: number) => ({
      search: '',
      page: 0,
      asked,
      total,
      items: [`answer ${asked}`],
    });
    const late = answered(answered(noPages(''), answer(2, 1), view), answer(1, 9), view);
    expect(lineAt(late, 0)).toBe('answer 2');
    expect(late.total).toBe(1);
    expect(wantedPages(late, view)).toEqual([]);
  });
});
