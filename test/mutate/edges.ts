// What the program does at its edges, each undone on purpose: the source, the people, the ways text goes out.
import type { Mutation } from './mutation.ts';

const PACE = 'src/poll/pace.ts';
const CODES = 'src/store/people/codes.ts';

export const UNGUARDED_EDGES: readonly Mutation[] = [
  {
    name: 'refusal-undrained',
    wrong: 'the body of a refusal is neither read nor its socket given up',
    edits: [
      {
        file: 'src/poll/call.ts',
        from: `    this.status = status;
    this.#encoding`,
        to: `    this.status = status;
    if (status === 403 || status === 429) {
      _controller.pause();
      this.#settle(false);
      return;
    }
    this.#encoding`,
      },
    ],
    tests: ['poll/fetch.test.ts'],
  },
  {
    name: 'no-timeouts',
    wrong: 'a call that hangs is never given up',
    edits: [
      {
        file: 'src/poll/fetch.ts',
        from: `for (const call of overdue) call.giveUp('timeout');`,
        to: 'void overdue;',
      },
    ],
    tests: ['poll/fetch.test.ts'],
  },
  {
    name: 'no-breaker',
    wrong: 'a source that refuses is asked on and on',
    edits: [
      {
        file: PACE,
        from: 'const BREAKER_AFTER = 20;',
        to: 'const BREAKER_AFTER = Number.POSITIVE_INFINITY;',
      },
    ],
    tests: ['poll/pace.test.ts'],
  },
  {
    name: 'retry-after-ignored',
    wrong: 'the wait a source asks for is not kept',
    edits: [
      {
        file: PACE,
        from: '      if (retryAfterMs !== null) holdUntilMs = Math.max(holdUntilMs, nowMs + retryAfterMs);\n',
        to: '',
      },
    ],
    tests: ['poll/pace.test.ts'],
  },
  {
    name: 'public-cap-lifted',
    wrong: 'a flag lets the public hosts be asked faster than they allow',
    edits: [
      {
        file: 'src/config.ts',
        from: 'if (isCowinPublicHost(new URL(values.COWIN_URL).hostname) && ',
        to: 'if (values.COWIN_URL === undefined && ',
      },
    ],
    tests: ['config.test.ts'],
  },
  {
    name: 'row-loses-district',
    wrong: 'one row of another kind loses the whole answer',
    edits: [
      {
        file: 'src/sources/cowin/gather.ts',
        from: `  } else if (!isRow(row)) {
    lost(into, 'row-shape');
  } else {
    const result`,
        to: `  } else {
    if (!isRow(row)) throw new TypeError('no row');
    const result`,
      },
    ],
    tests: ['sources/cowin/parse.test.ts'],
  },
  {
    name: 'code-works-twice',
    wrong: 'a code that was used works again',
    edits: [{ file: CODES, from: '          spend.run(id);\n', to: '' }],
    tests: ['store/people/codes.test.ts'],
  },
  {
    name: 'code-never-burns',
    wrong: 'wrong codes may be typed for ever',
    edits: [
      {
        file: CODES,
        from: `    if (typed === undefined || typed.tries < CODE_TRIES) return 0;`,
        to: `    if (typed === undefined || typed.tries > 0) return 0;`,
      },
      {
        file: CODES,
        from: `if ((countTry.get(whom, nowMs) ?? 0) < CODE_TRIES) return`,
        to: `if ((countTry.get(whom, nowMs) ?? 0) > 0) return`,
      },
    ],
    tests: ['store/people/codes.test.ts'],
  },
  {
    name: 'any-token',
    wrong: 'a link with somebody’s number opens their page whatever else it holds',
    edits: [
      {
        file: 'src/store/people/links.ts',
        from: 'const isRight = timingSafeEqual(Buffer.from(token), Buffer.from(right));',
        to: 'const isRight = timingSafeEqual(Buffer.from(right), Buffer.from(right));',
      },
    ],
    tests: ['store/people/links.test.ts'],
  },
  {
    name: 'stops-on-get',
    wrong: 'following the link of a mail ends the alerts',
    edits: [
      {
        file: 'src/web/stop-routes.tsx',
        from: `  app.get('/u/:token', (c) => {`,
        to: `  app.get('/u/:token', async (c) => {
    const scanned = await site.selfService.findByLink(c.req.param('token'));
    if (scanned !== undefined) await site.selfService.unsubscribe(scanned.id);`,
      },
    ],
    tests: ['web/manage-pages.test.ts'],
  },
  {
    name: 'log-tells-secrets',
    wrong: 'the log writes tokens and addresses down',
    edits: [{ file: 'src/log.ts', from: `redact: { paths, censor: '[redacted]' },`, to: '' }],
    tests: ['log.test.ts'],
  },
  {
    name: 'text-not-safe',
    wrong: 'names go through as a hospital typed them',
    edits: [
      {
        file: 'src/core/safe-text.ts',
        from: `if (typeof raw !== 'string') return '';`,
        to: `if (typeof raw !== 'string') return '';
  if (raw.length <= maxChars) return raw;`,
      },
    ],
    tests: ['core/safe-text.test.ts'],
  },
  {
    name: 'html-not-escaped',
    wrong: 'a name writes markup into messages and mails',
    edits: [{ file: 'src/core/text/parts.ts', from: `    .replaceAll('<', '&lt;')\n`, to: '' }],
    tests: ['core/text/telegram.test.ts'],
  },
  {
    name: 'formula-in-csv',
    wrong: 'an address runs in the spreadsheet of whoever opens an export',
    edits: [
      {
        file: 'src/core/transfer-csv.ts',
        from: 'return RUNS.test(text) ? ',
        to: 'return text.length < 0 ? ',
      },
    ],
    tests: ['control/transfer.test.ts'],
  },
  {
    name: 'webhook-inside',
    wrong: 'a name with one public address leads a webhook into the operator’s network',
    edits: [{ file: 'bots/checked-lookup.ts', from: '!found.every(', to: '!found.some(' }],
    tests: ['bots/checked-lookup.test.ts'],
  },
  {
    name: 'pincodes-take-all',
    wrong: 'districts wait for however many pincodes somebody asks for',
    edits: [
      { file: 'src/poll/shares.ts', from: 'if (had >= kept - ROUNDING) return all;', to: 'return all;' },
    ],
    tests: ['poll/pincode-flood.test.ts'],
  },
  {
    name: 'pipelines-worked-off',
    wrong: 'a thousand requests on one connection are worked off though nobody reads the answers',
    edits: [{ file: 'src/web/limits.ts', from: '  pipelined: 8,', to: '  pipelined: 8_000,' }],
    tests: ['web/abuse.test.ts'],
  },
];
