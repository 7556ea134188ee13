// The words of the screen Setup and its guide, as values.
import { describe, expect, it } from 'vitest';
import type { SettingView } from '../../../src/control/setup.ts';
import type { Area } from '../../../src/core/area.ts';
import {
  channelFields,
  lockedNote,
  missing,
  problemsByField,
  typedChanges,
} from '../../../tui/screens/setup/channel-form.ts';
import { checkRow, checksSummary } from '../../../tui/screens/setup/check-rows.ts';
import {
  changedCount,
  type Draft,
  fieldValue,
  keysOf,
  NO_DRAFT,
  otherProblems,
  problemAt,
  variableOf,
  withChange,
} from '../../../tui/screens/setup/draft.ts';
import { type Guide, guided, guideFor, STEPS, stepState } from '../../../tui/screens/setup/guide.ts';
import { GUIDE_CHANNELS, guideChannel, NEEDED, stepText } from '../../../tui/screens/setup/guide-texts.ts';
import { overviewLayout } from '../../../tui/screens/setup/overview-layout.ts';
import { settingRow, settingText } from '../../../tui/screens/setup/setting-rows.ts';
import { busySnapshot, channel, quietSnapshot } from '../../support/snapshots.ts';

const setting = (key: string, more: Partial<SettingView> = {}): SettingView => ({
  key,
  about: 'what it is for',
  value: '',
  secret: false,
  origin: '',
  changeable: true,
  ...more,
});
const TOKEN = setting('telegramToken', { secret: true, value: 'set', origin: 'config.json' });
const PACE = setting('pace', { value: '90/5m' });
const FROM = setting('mailFrom', { value: 'a@example.org', origin: 'config.json' });
const KEYS = ['telegramToken', 'smtpUrl', 'mailFrom', 'pace', 'cowinUrl', 'http', 'httpProxies'];
const texts = ({ cells }: ReturnType<typeof settingRow>) => cells.map(({ text }) => text);

describe('a point of the examination', () => {
  it('says its state in a word, and X by the name people know', () => {
    const row = checkRow({ name: 'twitter', state: 'failed', detail: 'refused\u001B[2J' }, '0', true);
    expect(row.cells.map(({ text }) => text)).toEqual(['>', 'X', 'failed', 'refused [2J']);
  });

  it('is counted, what is worst first', () => {
    const of = (state: 'ok' | 'warn' | 'off' | 'failed') => ({ name: state, state, detail: '' });
    expect(checksSummary([of('ok'), of('ok'), of('off'), of('failed'), of('warn')])).toBe(
      '1 failed, 1 mind, 2 ok, 1 off',
    );
  });
});

describe('a changed setting', () => {
  it('waits for being saved, and is no change when it is what stands', () => {
    const draft = withChange(NO_DRAFT, PACE, '50/5m');
    expect(texts(settingRow(PACE, draft, KEYS, true, 80)).slice(0, 4)).toEqual([
      '>',
      'pace',
      '50/5m',
      'not saved yet',
    ]);
    expect(changedCount(withChange(draft, FROM, 'a@example.org'))).toBe(1);
    expect(changedCount(withChange(withChange(NO_DRAFT, FROM, 'b@example.org'), FROM, 'a@example.org'))).toBe(
      0,
    );
    expect(texts(settingRow(FROM, withChange(NO_DRAFT, FROM, ''), KEYS, false, 80))[2]).toBe('taken out');
  });

  it('never shows a secret, neither what stands nor what was typed', () => {
    const draft = withChange(NO_DRAFT, TOKEN, '123:very-secret');
    for (const row of [settingRow(TOKEN, draft, KEYS, true, 80), settingRow(TOKEN, NO_DRAFT, KEYS, true, 80)])
      expect(texts(row).join(' ')).not.toMatch(/123|very/);
    expect(settingText(TOKEN, draft, KEYS).join(' ')).not.toContain('very-secret');
    expect(fieldValue(NO_DRAFT, TOKEN)).toBe('');
  });

  it('is begun from what was typed before, and never from a default', () => {
    expect(fieldValue(NO_DRAFT, PACE)).toBe('');
    expect(fieldValue(withChange(NO_DRAFT, PACE, '5'), PACE)).toBe('5');
    expect(fieldValue(NO_DRAFT, FROM)).toBe('a@example.org');
  });

  it('says why it cannot be changed where a flag or the environment says it', () => {
    const locked = setting('pace', { value: '9/5m', origin: 'VACCINE_WATCH_PACE', changeable: false });
    expect(settingText(locked, NO_DRAFT, KEYS).at(-1)).toMatch(
      /^VACCINE_WATCH_PACE says pace.*change it there/,
    );
  });
});

describe('what was wrong', () => {
  const draft: Draft = {
    changes: { pace: '1/1s', telegramToken: 'nonsense' },
    problems: [
      'telegramToken in /data/config.json does not look like a bot token (123456:ABC…, from @BotFather).',
      'pace in /data/config.json (1/1s) is above the limit; VACCINE_WATCH_COWIN_URL may be polled at any pace.',
      'VACCINE_WATCH_MAIL_FROM is missing: mail needs an address it comes from.',
      'The disk is full.',
    ],
  };

  it('stands beside the setting it is about, by either name', () => {
    expect(problemAt(draft, 'telegramToken', KEYS)).toMatch(/bot token/);
    expect(problemAt(draft, 'pace', KEYS)).toMatch(/above the limit/);
    expect(problemAt(draft, 'cowinUrl', KEYS)).toBe('');
    expect(problemAt(draft, 'mailFrom', KEYS)).toMatch(/is missing/);
    expect(otherProblems(draft, KEYS)).toEqual(['The disk is full.']);
    expect(keysOf('httpProxies in x is no number', KEYS)).toEqual(['httpProxies']);
    expect(variableOf('xApiKey')).toBe('VACCINE_WATCH_X_API_KEY');
  });

  it('has room of its own where the screen is wide', () => {
    const row = (width: number) => texts(settingRow(TOKEN, draft, KEYS, false, width));
    expect(row(80)[3]).toMatch(/^! does not look like a bot token/);
    expect(row(120).slice(3)).toEqual([
      '! not right',
      expect.stringMatching(/^does not look like a bot token/),
    ]);
  });

  it('loses nothing that was typed, and goes when the setting is changed again', () => {
    const again = withChange(draft, TOKEN, '123:abc');
    expect(again.changes).toEqual({ pace: '1/1s', telegramToken: '123:abc' });
    expect(problemAt(again, 'telegramToken', KEYS)).toBe('');
    expect(problemAt(again, 'pace', KEYS)).toMatch(/above/);
  });
});

describe('the guide', () => {
  const BBMP: Area = { id: 'cowin:294', sourceId: 'cowin', name: 'BBMP', region: 'Karnataka' };
  const me = { channel: 'email', address: 'me@example.org' } as const;
  const fresh = guideFor(quietSnapshot());
  const through = (guide: Guide, ...kinds: readonly ('skip' | 'back')[]) =>
    kinds.reduce((at, kind) => guided(at, { kind }), guide);

  it('leads from nothing to a test alert, one step handing what it learnt to the next', () => {
    expect(fresh.step).toBe('area');
    const area = guided(fresh, { kind: 'area', area: BBMP });
    expect(area.step).toBe('channel');
    const ways = guided(area, { kind: 'channel', channel: 'email', detail: 'e-mail answers' });
    const person = guided(ways, { kind: 'subscriber', recipient: me });
    expect(person).toMatchObject({ step: 'test', area: BBMP, channel: 'email', recipient: me });
    const end = guided(person, { kind: 'test', detail: 'arrived' });
    expect(end.step).toBe('end');
    expect(STEPS.map((step) => stepState(end, step))).toEqual(['done', 'done', 'done', 'done']);
    expect(stepText(end).lines[0]).toMatch(/The engine polls/);
  });

  it('lets every step be skipped and come back to', () => {
    const end = through(fresh, 'skip', 'skip', 'skip', 'skip');
    expect(end.step).toBe('end');
    expect(stepText(end).lines[0]).toMatch(/Left out: area, channel, subscriber, test alert/);
    const back = through(end, 'back', 'back', 'back', 'back', 'back');
    expect(back.step).toBe('area');
    expect(stepState(back, 'channel')).toBe('skipped');
    expect(stepState(guided(back, { kind: 'area', area: BBMP }), 'area')).toBe('done');
    expect(through(end, 'skip').step).toBe('end');
  });

  it('keeps what was done when one only looks at it again', () => {
    const area = guided(fresh, { kind: 'area', area: BBMP });
    const again = through(area, 'back', 'skip');
    expect(stepState(again, 'area')).toBe('done');
    expect(again.step).toBe('channel');
  });

  it('forgets who was meant when the channel becomes another', () => {
    const person = guided(guided(fresh, { kind: 'channel', channel: 'email', detail: '' }), {
      kind: 'subscriber',
      recipient: me,
    });
    expect(guided(person, { kind: 'channel', channel: 'telegram', detail: '' }).recipient).toBeNull();
    expect(guided(person, { kind: 'channel', channel: 'email', detail: '' }).recipient).toEqual(me);
  });

  it('begins where things stand: with what is missing', () => {
    const half = guideFor({ ...quietSnapshot(), channels: [channel('telegram', { state: 'on' })] });
    expect(stepState(half, 'channel')).toBe('done');
    expect(half).toMatchObject({ step: 'area', channel: 'telegram' });
    expect(guideFor(busySnapshot()).step).toBe('test');
  });

  it('fits 80 columns, and says what each thing is for', () => {
    for (const step of [...STEPS, 'end'] as const) {
      const { lines } = stepText({ ...fresh, step });
      expect(lines.length).toBeGreaterThanOrEqual(2);
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
    }
    for (const { needs } of GUIDE_CHANNELS)
      for (const key of needs) expect(NEEDED[key]?.hint.length).toBeGreaterThan(0);
  });
});

describe('the room of the overview', () => {
  const counts = { checks: 12, settings: 28 };

  it('is used to the last line, and goes first to the list the keys are in', () => {
    for (const [width, height] of [
      [60, 11],
      [80, 20],
      [120, 36],
      [140, 66],
    ] as const) {
      for (const focus of ['checks', 'settings'] as const) {
        const { checksRows, settingsRows, detailRows } = overviewLayout(width, height, counts, focus);
        expect(checksRows).toBeGreaterThan(0);
        expect(settingsRows).toBeGreaterThan(0);
        expect(checksRows + settingsRows + 2 + detailRows).toBeLessThanOrEqual(height);
        expect(checksRows + settingsRows + 2 + detailRows).toBeGreaterThanOrEqual(height - 2);
      }
    }
    expect(overviewLayout(80, 20, counts, 'checks').checksRows).toBe(12);
    expect(overviewLayout(80, 20, counts, 'settings').settingsRows).toBe(12);
    expect(overviewLayout(120, 36, counts, 'settings').checksRows).toBeGreaterThan(8);
  });

  it('stands side by side where it is wide', () => {
    const { beside, checksWidth, settingsWidth } = overviewLayout(250, 60, counts, 'checks');
    expect(beside).toBe(true);
    expect(checksWidth + settingsWidth).toBeLessThan(250);
  });

  it('has nothing to lay out before the first answer', () => {
    const empty = { checks: 0, settings: 0 };
    expect(overviewLayout(80, 20, empty, 'checks').checksRows).toBeGreaterThan(0);
  });
});

describe('the form of a channel', () => {
  const settings = [
    setting('smtpUrl', { secret: true, value: 'set', origin: 'config.json' }),
    FROM,
    setting('telegramToken', {
      secret: true,
      value: 'set',
      origin: 'VACCINE_WATCH_TELEGRAM_TOKEN',
      changeable: false,
    }),
  ];
  const mail = guideChannel('email');

  it('asks for what the channel needs, masks secrets, and shows none that stands', () => {
    expect(channelFields(mail, settings).map(({ name, value, mask }) => [name, value, mask])).toEqual([
      ['smtpUrl', '', true],
      ['mailFrom', 'a@example.org', false],
    ]);
  });

  it('asks for nothing that a flag or the environment says, and says where it stands', () => {
    expect(channelFields(guideChannel('telegram'), settings)).toEqual([]);
    expect(lockedNote(guideChannel('telegram'), settings)).toMatch(/stands in VACCINE_WATCH_TELEGRAM_TOKEN/);
    expect(lockedNote(mail, settings)).toBe('');
  });

  it('keeps a secret that was not typed anew, and names what is still to be typed', () => {
    expect(typedChanges({ smtpUrl: '', mailFrom: ' b@example.org ' }, settings)).toEqual({
      mailFrom: 'b@example.org',
    });
    expect(missing({ smtpUrl: '', mailFrom: '' }, settings)).toEqual({
      mailFrom: expect.stringMatching(/^Needed: /),
    });
  });

  it('says what is wrong beside each field, without its name and path', () => {
    const problems = [
      'mailFrom in /a dir/config.json ("x") must be an address.',
      'VACCINE_WATCH_SMTP_URL is missing.',
      'The disk is full.',
    ];
    expect(problemsByField(problems, channelFields(mail, settings))).toEqual({
      mailFrom: 'must be an address.',
      smtpUrl: 'VACCINE_WATCH_SMTP_URL is missing.',
      '': 'The disk is full.',
    });
  });
});
