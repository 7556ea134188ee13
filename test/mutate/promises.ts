// The promises R1 to R6 and what they stand on, each broken on purpose.
import type { Mutation } from './mutation.ts';

const OUTBOX = 'src/store/deliveries/outbox.ts';
const SETTLE = 'src/store/deliveries/settle.ts';

export const BROKEN_PROMISES: readonly Mutation[] = [
  {
    name: 'r1-reversed',
    wrong: 'Redis is written before the commit',
    edits: [
      {
        file: 'src/poll/news.ts',
        from: `  const taken = await sink.take({ areaId, answeredAtMs, sessions, absent });
  if (taken !== 'recorded') return { news: 'refused', opened: false, waiting };
  await seen.remember(sessions);`,
        to: `  await seen.remember(sessions);
  const taken = await sink.take({ areaId, answeredAtMs, sessions, absent });
  if (taken !== 'recorded') return { news: 'refused', opened: false, waiting };`,
      },
    ],
    tests: ['poll/poller.test.ts'],
  },
  {
    name: 'r2-reversed',
    wrong: 'a message is on its way before `sending` is committed',
    edits: [
      {
        file: OUTBOX,
        from: `    claim: (channel, options) =>
      db.write(() => {`,
        to: `    claim: (channel, options) =>
      uncommitted(() => {`,
      },
      {
        file: OUTBOX,
        from: `    settle: (messageId, settlement) => db.write(() => settling.settle(messageId, settlement)),`,
        to: `    settle: (messageId, settlement) => {
      db.write(() => settling.settle(messageId, settlement));
      if (sql.inTransaction) sql.exec('COMMIT');
    },`,
      },
      {
        file: OUTBOX,
        from: `  const tallies = sql.prepare`,
        to: `  const uncommitted = <T>(work: () => T): T => {
    if (!sql.inTransaction) sql.exec('BEGIN IMMEDIATE');
    return work();
  };
  const tallies = sql.prepare`,
      },
    ],
    tests: ['store/deliveries/crash.test.ts'],
  },
  {
    name: 'deliveries-not-unique',
    wrong: 'the unique index on deliveries is dropped',
    edits: [
      {
        file: 'data/migrations/0001-initial.sql',
        from: 'CREATE UNIQUE INDEX deliveries_once',
        to: 'CREATE INDEX deliveries_once',
      },
      {
        file: 'src/store/deliveries/owe.ts',
        from: ' ON CONFLICT (opening, subscriber) DO NOTHING',
        to: '',
      },
    ],
    tests: ['store/slots/oracle.test.ts'],
  },
  {
    name: 'r3-skips-news',
    wrong: 'an answer that brought news is skipped when it comes again',
    edits: [
      {
        file: 'src/poll/poller.ts',
        from: `if (taken.waiting || taken.news === 'recorded') memories.forget(area);`,
        to: `if (taken.waiting) memories.forget(area);`,
      },
    ],
    tests: ['poll/poller.test.ts'],
  },
  {
    name: 'r4-closes-at-once',
    wrong: 'one answer without a session closes it',
    edits: [
      { file: 'src/poll/presence.ts', from: 'const MISSES_TO_CLOSE = 2;', to: 'const MISSES_TO_CLOSE = 1;' },
    ],
    tests: ['poll/presence.test.ts'],
  },
  {
    name: 'r4-partial-closes',
    wrong: 'an answer in which rows could not be read closes what it does not show',
    edits: [
      {
        file: 'src/poll/presence.ts',
        from: 'const missed = answer.complete && !answer.unreadable.has(id);',
        to: 'const missed = true;',
      },
    ],
    tests: ['poll/presence.test.ts'],
  },
  {
    name: 'r4-failed-closes',
    wrong: 'an answer of another shape is taken for one that lists nothing',
    edits: [
      {
        file: 'src/sources/cowin/parse.ts',
        from: `  if (!Array.isArray(centers) && !Array.isArray(sessions)) return { ok: false, why: 'envelope' };\n`,
        to: '',
      },
    ],
    tests: ['sources/cowin/parse.test.ts'],
  },
  {
    name: 'r5-unseen-state',
    wrong: 'what a provider rejects stays on its way for ever',
    edits: [
      {
        file: SETTLE,
        from: `          return end(message, 'rejected', outcome.why, nowMs, null);`,
        to: `          return;`,
      },
    ],
    tests: ['store/deliveries/outbox.test.ts'],
  },
  {
    name: 'r6-joiner-not-told',
    wrong: 'whoever joins is not told of what is open',
    edits: [
      {
        file: 'src/store/deliveries/join.ts',
        from: 'added += offering.offer(offers, newcomer, nowMs);',
        to: '',
      },
    ],
    tests: ['store/slots/slots.test.ts'],
  },
  {
    name: 'joiner-misses-rise',
    wrong: 'a newcomer who waits for more doses does not hear of them where there were as many before',
    edits: [
      {
        file: 'src/store/deliveries/join.ts',
        from: 'minCapacity > 1',
        to: 'minCapacity < 1',
      },
    ],
    tests: ['store/slots/slots.test.ts'],
  },
  {
    name: 'resent-twice',
    wrong: 'what may have arrived is sent again as often as nobody answers',
    edits: [
      {
        file: SETTLE,
        from: "new Set(['twitter'])",
        to: "new Set(['twitter', 'telegram', 'email', 'webhook'])",
      },
    ],
    tests: ['store/deliveries/outbox.test.ts'],
  },
  {
    name: 'crash-forgets-sending',
    wrong: 'what was on its way at a crash is never looked at again',
    edits: [{ file: SETTLE, from: 'const left = leftSending.all();', to: 'const left: MessageRow[] = [];' }],
    tests: ['store/deliveries/crash.test.ts'],
  },
  {
    name: 'no-cool-down',
    wrong: 'a slot that opens again is told at once again',
    edits: [
      {
        file: 'src/store/deliveries/owe.ts',
        from: 'const COOL_DOWN_MS = 10 * 60_000;',
        to: 'const COOL_DOWN_MS = 0;',
      },
    ],
    tests: ['store/deliveries/outbox.test.ts'],
  },
  {
    name: 'sends-unjournalled',
    wrong: 'messages go out while outcomes cannot be written down',
    edits: [
      {
        file: 'src/alert/lane.ts',
        from: 'if (stopping || journal.blocked() || gate.waitMs() > 0) return 0;',
        to: 'if (stopping || gate.waitMs() > 0) return 0;',
      },
    ],
    tests: ['alert/journal.test.ts'],
  },
  {
    name: 'lock-not-taken',
    wrong: 'a second engine starts on the same data directory',
    edits: [
      {
        file: 'src/store/database/lock.ts',
        from: `lock.exec('BEGIN EXCLUSIVE');`,
        to: `lock.exec('BEGIN');`,
      },
    ],
    tests: ['store/database/lock.test.ts'],
  },
];
