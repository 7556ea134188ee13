// The frame without a terminal: what is said, how the room is shared, where the keys and commands lead.
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Key } from 'ink';
import { describe, expect, it } from 'vitest';
import { asciiOf } from '../../tui/ascii.ts';
import { runTyped } from '../../tui/command-line.tsx';
import { completions, meant } from '../../tui/command-match.ts';
import { commandsOf } from '../../tui/frame-commands.ts';
import { frameKeyOf, frameKeys } from '../../tui/frame-keys.ts';
import { helpLines } from '../../tui/help-lines.ts';
import { fitting, notTaken } from '../../tui/keys-line.tsx';
import { isUtf8 } from '../../tui/kit/glyphs.ts';
import type { KeyHint } from '../../tui/kit/keys.tsx';
import { widthOf } from '../../tui/kit/width.ts';
import type { Work } from '../../tui/kit/work.tsx';
import { noticeRows, noticesOf } from '../../tui/notices.ts';
import type { CommandContext, Destination, Screen } from '../../tui/screen-contract.ts';
import { isTooSmall, roomIn } from '../../tui/size.ts';
import { screenStore } from '../../tui/store.ts';
import { tabTexts } from '../../tui/tabs.tsx';
import { cameBack, firstPlace, gone, opened } from '../../tui/use-places.ts';
import { plainControl } from '../support/plain-control.ts';
import { busySnapshot, quietSnapshot } from '../support/snapshots.ts';

const NO_KEY = {} as Key;
const Body = () => null;
const SCREENS: readonly Screen[] = [
  { name: 'Watch', digit: '1', Body, keys: [['m h d', 'graphs']], words: [['fresh', 'answered well']] },
  { name: 'Areas', digit: '2', Body, keys: [['s', 'sort']] },
  { name: 'Subscribers', digit: '3', Body, keys: [['a', 'add']] },
  { name: 'Deliveries', digit: '4', Body, keys: [['r', 'retry']] },
  { name: 'Log', digit: '5', Body, keys: [['l', 'level']] },
  {
    name: 'Setup',
    digit: '6',
    Body,
    keys: [['w', 'the guide']],
    commands: [{ name: 'guide', does: 'the guide', run: () => undefined }],
  },
];
const NOTHING = { lost: false, restarting: false, stalled: false, note: undefined };

function scene(snapshot = busySnapshot()) {
  const said: string[] = [];
  const went: Destination[] = [];
  const done: string[] = [];
  const begun: Work[] = [];
  const control = plainControl({ snapshot });
  const context: CommandContext = {
    snapshot,
    control,
    setup: undefined,
    lost: false,
    say: (text) => void said.push(text),
    go: (to) => void went.push(to),
    begin: (work) => void begun.push(work),
  };
  const commands = commandsOf(SCREENS, { help: () => done.push('help'), leave: () => done.push('leave') });
  return {
    said,
    went,
    done,
    begun,
    control,
    context,
    commands,
    run: (typed: string) => runTyped(commands, typed, context),
  };
}

describe('what is said above the last line', () => {
  it('begins with the newest sentence and what is wrong with the screen itself', () => {
    const paused = quietSnapshot({ state: 'paused' });
    const note = { text: 'Could not\u001B[2J resume.', tone: 'warn' } as const;
    expect(
      noticesOf(paused, { ...NOTHING, stalled: true, note }).map(({ text }) => text.slice(0, 20)),
    ).toEqual([
      'Could not [2J resume',
      'No news from the eng',
      'Polling is paused (p',
      'No subscriber yet: v',
    ]);
    expect(noticesOf(paused, { ...NOTHING, lost: true })[0]?.text).toBe(
      'The engine is gone. Last figures: 14:03:22 IST. q leaves.',
    );
    expect(noticesOf(paused, { ...NOTHING, lost: true, restarting: true })[0]?.text).toBe(
      'The engine is being started anew. Last figures: 14:03:22 IST.',
    );
  });
});

describe('the lines above the last one', () => {
  const [note, hint] = [
    { text: 'one two three four five', tone: 'good' },
    { text: 'six seven eight nine ten', tone: 'warn' },
  ] as const;
  const shown = (rows: ReturnType<typeof noticeRows>) =>
    rows.lines.map(({ mark, text }) => `${mark}|${text}`);

  it('hold a long sentence whole where there is room, and say where it is cut', () => {
    const whole = noticeRows([note], 14, 3);
    expect([shown(whole), whole.isCut]).toEqual([['-|one two three', '|four five'], false]);
    const cut = noticeRows([note], 14, 1);
    expect([shown(cut), cut.isCut]).toEqual([['-|one two three four five'], true]);
  });

  it('give each sentence a line before the first gets more', () => {
    const three = noticeRows([note, hint], 14, 3);
    expect(shown(three)).toEqual(['-|one two three', '|four five', '!|six seven eight nine ten']);
    expect(shown(noticeRows([note, hint], 14, 1))).toHaveLength(1);
    expect(noticeRows([], 14, 3)).toEqual({ lines: [], isCut: false });
  });
});

describe('the room', () => {
  it('is shared out to the last row, and is too little below 60×16', () => {
    for (let rows = 16; rows <= 70; rows += 1)
      for (const needs of [0, 2]) {
        const { bodyRows, hintRows } = roomIn(rows, needs);
        expect(bodyRows + hintRows + 3).toBe(rows);
        expect(bodyRows).toBeGreaterThanOrEqual(11);
      }
    expect([isTooSmall(60, 16), isTooSmall(59, 16), isTooSmall(60, 15)]).toEqual([false, true, true]);
  });

  it('of the tabs is one line at any width, with the present one marked by brackets', () => {
    expect(tabTexts(SCREENS, 'Areas', 80).join('')).toBe(
      ' 1 Watch [2 Areas] 3 Subscribers  4 Deliveries  5 Log  6 Setup ',
    );
    for (const { name } of SCREENS)
      expect(tabTexts(SCREENS, name, 60).join('').length, name).toBeLessThanOrEqual(60);
  });

  it('of the last line holds only whole keys', () => {
    const hints = [
      { keys: 'q', does: 'leave' },
      { keys: 'Enter', does: 'look at this one very closely' },
      { keys: 'p', does: 'pause' },
    ];
    expect(fitting(hints, 20).map(({ keys }) => keys)).toEqual(['q', 'p']);
    expect(fitting(hints, 53).map(({ keys }) => keys)).toEqual(['q', 'Enter', 'p']);
    expect(fitting(hints, 52).map(({ keys }) => keys)).toEqual(['q', 'Enter']);
    const [leave, , pause] = hints as [KeyHint, KeyHint, KeyHint];
    expect(fitting([leave, pause, { ...leave }], 80)).toEqual([leave, pause]);
  });

  it('do not say of a key that the screen takes what the frame would do with it', () => {
    const pause = { keys: 'p', does: 'pause' };
    expect(notTaken([pause], [{ keys: 'p r b x', does: 'act' }])).toEqual([]);
    expect(notTaken([pause], [{ keys: 'P', does: 'pause area' }])).toEqual([pause]);
  });
});

describe('the way from screen to screen', () => {
  const start = { here: { screen: 'Watch', at: undefined }, from: [] } as const;

  it('leads back step by step to where one came from, and no further', () => {
    const far = gone(gone(start, { screen: 'Areas', areaId: 'cowin:294' }), { screen: 'Deliveries' });
    expect(far.here.screen).toBe('Deliveries');
    const back = cameBack(far);
    expect(back.here).toEqual({ screen: 'Areas', at: { screen: 'Areas', areaId: 'cowin:294' } });
    expect(cameBack(cameBack(cameBack(back)))).toEqual(start);
  });

  it('begins anew with a tab', () => {
    expect(opened(gone(start, { screen: 'Areas' }), 'Log')).toEqual({
      here: { screen: 'Log', at: undefined },
      from: [],
    });
  });

  it('begins in Setup when nothing is set up', () => {
    expect(firstPlace(SCREENS, true)).toEqual({ screen: 'Setup', at: { screen: 'Setup', text: 'guide' } });
    expect(firstPlace(SCREENS, false).screen).toBe('Watch');
  });
});

describe('keys nobody else took', () => {
  it('open screens, help and commands, pause, go back and leave', () => {
    const of = (input: string, key: Partial<Key> = {}) => frameKeyOf(SCREENS, input, { ...NO_KEY, ...key });
    expect(of('4')).toEqual({ does: 'open', screen: 'Deliveries' });
    expect(of('', { tab: true })).toEqual({ does: 'next' });
    expect(of('', { tab: true, shift: true })).toEqual({ does: 'previous' });
    expect([of('', { escape: true }), of('?'), of(':'), of('p'), of('q')].map((key) => key?.does)).toEqual([
      'back',
      'help',
      'command',
      'pause',
      'leave',
    ]);
    expect([of('7'), of('x'), of('q', { ctrl: true }), of('p', { meta: true })]).toEqual(
      Array.from({ length: 4 }, () => undefined),
    );
  });
});

describe('commands', () => {
  it('go where they say, by as much of their name as is needed', async () => {
    const { run, went, done } = scene();
    await run('areas');
    await run('  subs anita ');
    await run('open pune');
    await run('QUIT');
    expect(went).toEqual([
      { screen: 'Areas' },
      { screen: 'Subscribers', text: 'anita' },
      { screen: 'Areas', areaId: busySnapshot().areas.find(({ name }) => name === 'Pune')?.id },
    ]);
    expect(done).toEqual(['leave']);
  });

  it('pause polling and channels', async () => {
    const { run, control, said } = scene();
    await run('pause');
    await run('resume');
    await run('pause-channel Telegram');
    await run('resume-ch telegram');
    expect(control.asked).toEqual([
      ['pause'],
      ['resume'],
      ['pauseChannel', 'telegram'],
      ['resumeChannel', 'telegram'],
    ]);
    expect(said).toEqual([
      'Polling goes on.',
      'telegram is paused: what is owed waits.',
      'telegram sends again.',
    ]);
  });

  it('copy the database as work that says how far it is, and that it was stopped', async () => {
    const { run, begun, said, control } = scene();
    await run('backup');
    expect(said).toEqual(['Where to? backup /var/backups/vaccine-watch/monday.db']);
    await run('backup /var/backups/x y.db');
    const [work] = begun;
    expect(work?.title).toBe('Copying the database to /var/backups/x y.db');
    expect(control.asked).toEqual([]);
    const { signal } = new AbortController();
    expect(await work?.run(signal, () => undefined)).toMatchObject({
      ok: true,
      text: expect.stringMatching(/^0\.0 MB are copied to \/var\/backups\/x y\.db\. Keep the file “key”/),
    });
    expect(control.asked).toEqual([['backup', '/var/backups/x y.db']]);
    await run('backup ~/vw.db');
    expect(begun[1]?.title).toBe(`Copying the database to ${join(homedir(), 'vw.db')}`);
  });

  it('that are unknown get the nearest one, and those that fail say why', async () => {
    const { run, said, control } = scene();
    for (const typed of ['delveries', 'xyzzy', 's', 'pause-channel', 'pause-channel fax', 'open Atlantis'])
      await run(typed);
    expect(said).toEqual([
      'There is no command “delveries”. Did you mean deliveries?',
      'There is no command “xyzzy”. Tab after : shows what there is.',
      '“s” could be subscribers, setup.',
      'Which channel? telegram, email, webhook, x',
      'There is no channel “fax”: telegram, email, webhook, x.',
      'No polled area is called “Atlantis”.',
    ]);
    expect(control.asked).toEqual([]);
  });

  it('are completed, first their names and then what stands after', () => {
    const { commands, context } = scene();
    expect(completions(commands, 'res', context)).toEqual(['resume', 'resume-channel ']);
    expect(completions(commands, 'channel', context)).toEqual(['pause-channel ', 'resume-channel ']);
    expect(completions(commands, 'pause-channel t', context)).toEqual(['pause-channel telegram']);
    expect(completions(commands, 'open kar', context)).toEqual([
      'open BBMP, Karnataka',
      'open Bangalore Urban, Karnataka',
    ]);
    expect(completions(commands, 'quit now', context)).toEqual([]);
  });

  it('of a screen stand in place of those of the frame with the same name', () => {
    const own: Screen = {
      ...(SCREENS[0] as Screen),
      commands: [{ name: 'open', does: 'mine', run: () => undefined }],
    };
    const found = meant(commandsOf([own], { help: () => undefined, leave: () => undefined }), 'open x');
    expect(found).toMatchObject({ command: { does: 'mine' }, rest: 'x' });
  });
});

describe('the help', () => {
  it('has every key, command and word of every screen, those of the present one first, at any width', () => {
    const { commands } = scene();
    const notices = noticesOf(busySnapshot(), NOTHING);
    for (const width of [60, 80, 250]) {
      const of = {
        frame: frameKeys(SCREENS, 'the engine goes on'),
        screens: SCREENS,
        here: 'Log',
        commands,
        notices,
      } as const;
      const lines = helpLines(of, width);
      const names = lines.map(({ name }) => name);
      for (const { keys } of SCREENS) for (const [key] of keys) expect(names).toContain(key);
      for (const { name } of commands) expect(names.some((one) => one.startsWith(`:${name}`))).toBe(true);
      expect(names.indexOf('Keys in Log')).toBeLessThan(names.indexOf('Keys everywhere'));
      expect(names).toContain('fresh');
      expect(names).toContain('1–6');
      for (const { text } of lines) expect(widthOf(text)).toBeLessThanOrEqual(width);
    }
  });
});

it('what was said last stands in the help as wide as the screen, and not as if it were amiss', () => {
  const said = noticesOf(quietSnapshot(), {
    ...NOTHING,
    note: { text: 'Added: subscriber 2.', tone: undefined },
  });
  const of = { frame: [], screens: SCREENS, here: 'Log', commands: [], notices: said } as const;
  expect(helpLines(of, 80)[1]).toEqual({ name: '', text: '- Added: subscriber 2.', isNotice: true });
});

describe('the store', () => {
  it('shows another engine in place of the first, and says while it is being started', () => {
    const first = plainControl({ snapshot: quietSnapshot({ version: '1' }) });
    const second = plainControl({ snapshot: quietSnapshot({ version: '2' }) });
    const store = screenStore(first);
    let changes = 0;
    store.subscribe(() => {
      changes += 1;
    });
    store.replace(null);
    expect(store.get()).toMatchObject({ restarting: true, snapshot: { version: '1' } });
    expect(first.watchers()).toBe(0);
    store.replace(second);
    expect(store.get()).toMatchObject({ restarting: false, snapshot: { version: '2' }, control: second });
    expect(changes).toBeGreaterThan(1);
    store.stop();
    expect(second.watchers()).toBe(0);
    store.replace(first);
    expect(first.watchers()).toBe(0);
  });
});

describe('a terminal without UTF-8', () => {
  it('is known by its locale', () => {
    expect(isUtf8({ LANG: 'en_IN.UTF-8' })).toBe(true);
    expect(isUtf8({ LC_CTYPE: 'C.utf8', LANG: 'C' })).toBe(true);
    expect(isUtf8({ LC_ALL: 'C', LANG: 'en_IN.UTF-8' })).toBe(false);
    expect(isUtf8({ LC_ALL: '', LANG: 'POSIX' })).toBe(false);
    expect(isUtf8({})).toBe(false);
  });

  it('gets signs of the same width for all others, and its own sequences untouched', () => {
    const text = '\u001B[1mCafé – ಮಲ್ 東京 💉 ▁▅█ … “x”\u001B[0m\n';
    expect(asciiOf(text)).toBe('\u001B[1mCafe - ?? ???? ?? .|# ~ "x"\u001B[0m\n');
  });
});
